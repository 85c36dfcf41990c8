"""Sentences as the encoder sees them, kept while they are in use.

Reading encodes every sentence of the passages it looks at. In a corpus of laptop size the
same sentences come up again and again, so the most recently used are kept. A text's
vectors are the same bytes whether they were kept or computed, so answers do not change.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence

from index.encoding import Encoder
from service.support import EncodedText, encode_text

# About 60 tokens of 384 numbers each: 512 sentences are some 50 MB.
KEPT_SENTENCES = 512

ContextAndSentence = tuple[str, str]


class EncodedSentences:
    """Encodes sentences behind their context. Safe to use from several threads."""

    def __init__(self, encoder: Encoder) -> None:
        """Bind the encoder; nothing is computed yet."""
        self._encoder = encoder
        self._kept: OrderedDict[ContextAndSentence, EncodedText] = OrderedDict()
        self._lock = threading.Lock()

    def encode(self, pairs: Sequence[ContextAndSentence]) -> list[EncodedText]:
        """Return every (context, sentence) as the encoder sees it, in order."""
        with self._lock:
            found = {pair: self._kept[pair] for pair in pairs if pair in self._kept}
        new = [pair for pair in dict.fromkeys(pairs) if pair not in found]
        tokens = self._encoder.embed_tokens([f"{context}\n{text}" for context, text in new])
        for (context, text), vectors in zip(new, tokens, strict=True):
            found[context, text] = encode_text(context, text, vectors)
        with self._lock:
            for pair in pairs:
                self._kept[pair] = found[pair]
                self._kept.move_to_end(pair)
            while len(self._kept) > KEPT_SENTENCES:
                self._kept.popitem(last=False)
        return [found[pair] for pair in pairs]
