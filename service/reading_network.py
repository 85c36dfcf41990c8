"""The trained reading network at work: what it thinks of each sentence of a few passages.

One pass per passage over question, context and text (``tests/training`` makes the network and
says how). In go a question and passages, out come raw logits; ``service.network_reader`` turns
them into probabilities. No torch, nothing from the network.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.encoding import Precision
from index.errors import EncoderCacheCorrupt, EncoderUnavailable
from index.inference import CompiledNetwork
from index.model_files import DEFAULT_MODEL, local_model_folder
from index.normalising import replace_surrogates
from service.errors import ReaderUnavailable

MODEL_FOLDER = Path(__file__).with_name("reading_model")
MODEL_NAME = "model.xml"
WEIGHTS_NAME = "model.bin"
RECORD_NAME = "model.json"

# As in training: a question's further characters, and tokens of all three together beyond
# this, are not read. A passage with its context has at most 256.
QUESTION_CHARACTERS = 400
MAX_TOKENS = 352
# The longest short answer, in tokens.
ANSWER_TOKENS = 24
_PADDING_MULTIPLE = 16
_BATCH = 16
_SMALLEST = np.float32(-1e4)

IntMatrix = npt.NDArray[np.int64]
FloatMatrix = npt.NDArray[np.float32]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage to read: its context, its text, and its sentences as spans of the text."""

    context: str
    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PassageLogits:
    """What the network says of a passage of n sentences.

    Attributes:
        passage: logit that anything in the passage answers.
        sentences: (n,) float32 logits that the sentence answers; -10000 where it lies beyond
            what was read.
        spans: (n,) float32, how much better the sentence's best short answer is than none.
        answers: its place per sentence, a span of the passage's text; ``None`` unread.
    """

    passage: float
    sentences: npt.NDArray[np.float32]
    spans: npt.NDArray[np.float32]
    answers: tuple[Span | None, ...]


class ReadingNetwork:
    """The shipped network. Safe to use from several threads."""

    def __init__(
        self, cache: Path, folder: Path = MODEL_FOLDER, precision: Precision = "auto"
    ) -> None:
        """Load the network.

        Args:
            cache: folder where its form for this machine is kept.
            folder: where the network is.
            precision: as for the encoder.

        Raises:
            ReaderUnavailable: a file is missing or damaged, or OpenVINO cannot load it.
        """
        self._folder = folder
        try:
            record = json.loads((folder / RECORD_NAME).read_text(encoding="utf-8"))
            self._hashes: dict[str, str] = record["files"]
            self.fingerprint = self._hashes[WEIGHTS_NAME][:32]
            self._tokenizer = _tokenizer()
            self._network = CompiledNetwork(
                folder / MODEL_NAME, precision, cache / f"reader-{self.fingerprint}", self._verify
            )
        except (OSError, ValueError, KeyError, EncoderCacheCorrupt, EncoderUnavailable) as error:
            raise ReaderUnavailable(
                f"cannot load the reading model in {folder}: {error}"
            ) from error
        self.read("warm", [PassageText("", "Up.", ((0, 3),))])  # see CompiledNetwork.infer

    def _verify(self) -> None:
        for name, expected in self._hashes.items():
            if hashlib.sha256((self._folder / name).read_bytes()).hexdigest() != expected:
                raise EncoderCacheCorrupt(f"damaged file: {name}")

    def read(self, question: str, passages: Sequence[PassageText]) -> list[PassageLogits]:
        """Return what the network says of each passage, in order."""
        asked = replace_surrogates(question[:QUESTION_CHARACTERS])
        pairs = [(asked, replace_surrogates(f"{one.context}\n{one.text}")) for one in passages]
        encodings: list[Any] = self._tokenizer.encode_batch(pairs)
        by_length: dict[int, list[int]] = {}
        for place, found in enumerate(encodings):
            length = -(-len(found.ids) // _PADDING_MULTIPLE) * _PADDING_MULTIPLE
            by_length.setdefault(length, []).append(place)
        read: dict[int, PassageLogits] = {}
        for length, places in sorted(by_length.items()):
            for first in range(0, len(places), _BATCH):
                chosen = places[first : first + _BATCH]
                tokens, whole = self._infer([encodings[place] for place in chosen], length)
                for row, place in enumerate(chosen):
                    read[place] = _logits(
                        passages[place], encodings[place], tokens[row], float(whole[row])
                    )
        return [read[place] for place in range(len(passages))]

    def _infer(self, encodings: Sequence[Any], length: int) -> tuple[FloatMatrix, FloatMatrix]:
        shape = (len(encodings), length)
        ids, attention, segments = (np.zeros(shape, np.int64) for _ in range(3))
        for row, found in enumerate(encodings):
            used = len(found.ids)
            ids[row, :used] = found.ids
            attention[row, :used] = 1
            segments[row, :used] = found.type_ids
        tokens, whole = self._network.infer([ids, attention, segments], [0, 1])
        return tokens, whole


def _tokenizer() -> Any:
    import tokenizers

    folder = local_model_folder(DEFAULT_MODEL)
    if folder is None:
        raise OSError(f"the package with the tokenizer of {DEFAULT_MODEL} is not installed")
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
    return tokenizer


def _logits(
    passage: PassageText, encoding: Any, tokens: FloatMatrix, whole: float
) -> PassageLogits:
    """Return the logits of one passage from its (length, 3) token numbers."""
    offsets = np.array(encoding.offsets, np.int64).reshape(-1, 2) - (len(passage.context) + 1)
    own = np.array(encoding.type_ids, bool) & (np.array(encoding.special_tokens_mask) == 0)
    none = float(tokens[0, 0] + tokens[0, 1])
    sentences = np.full(len(passage.sentences), _SMALLEST, np.float32)
    spans = np.full(len(passage.sentences), _SMALLEST, np.float32)
    answers: list[Span | None] = [None] * len(passage.sentences)
    for place, (start, end) in enumerate(passage.sentences):
        rows = np.flatnonzero(own & (offsets[:, 0] >= start) & (offsets[:, 1] <= end))
        if not len(rows):
            continue
        evidence = tokens[rows, 2].astype(np.float64)
        top = evidence.max()
        sentences[place] = top + np.log(np.exp(evidence - top).mean())
        first, last, score = _best_answer(tokens[rows, 0], tokens[rows, 1])
        spans[place] = score - none
        answers[place] = (int(offsets[rows[first], 0]), int(offsets[rows[last], 1]))
    return PassageLogits(whole, sentences, spans, tuple(answers))


def _best_answer(
    starts: npt.NDArray[np.float32], ends: npt.NDArray[np.float32]
) -> tuple[int, int, float]:
    """Return first and last token of the best short answer, and its score; ties: the first."""
    scores = starts[:, None] + ends[None, :]
    size = len(starts)
    allowed = np.triu(np.ones((size, size), bool)) & ~np.triu(
        np.ones((size, size), bool), ANSWER_TOKENS
    )
    best = int(np.where(allowed, scores, -np.inf).argmax())
    return best // size, best % size, float(scores.flat[best])
