"""A cross-encoder of the person's own choice in place of the shipped network.

The only module that runs ``sentence_transformers.CrossEncoder``, and with it torch. Each
sentence is scored behind its context; the logit is taken for what the shipped network would
say of it, so probabilities are as well calibrated as the model's logits are log-odds.
"""

import threading
from collections.abc import Sequence

import numpy as np

from service.errors import ReaderUnavailable
from service.reading_network import PassageLogits, PassageText

_BATCH = 16


class CrossEncoderScorer:
    """Scores every sentence of a passage with one pass. Safe to use from several threads."""

    def __init__(self, name: str) -> None:
        """Load a folder, or a model of the hub (fetched once, unless ``HF_HUB_OFFLINE=1``).

        Raises:
            ReaderUnavailable: it cannot be found or loaded, or gives more than one score.
        """
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(name, device="cpu")
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            raise ReaderUnavailable(f"cannot load the cross-encoder {name}: {error}") from error
        if self._model.num_labels != 1:
            raise ReaderUnavailable(
                f"the cross-encoder {name} gives {self._model.num_labels} scores for a pair;"
                " Muscat needs one"
            )
        self._lock = threading.Lock()

    def read(self, question: str, passages: Sequence[PassageText]) -> list[PassageLogits]:
        """See ``service.network_reader.PassageScorer``."""
        from torch.nn import Identity

        pairs = [
            (question, f"{one.context}\n{one.text[start:end]}")
            for one in passages
            for start, end in one.sentences
        ]
        if not pairs:
            return [_of(np.empty(0, np.float32)) for _ in passages]
        with self._lock:
            scores = self._model.predict(
                pairs, batch_size=_BATCH, show_progress_bar=False, activation_fn=Identity()
            )
        logits = np.asarray(scores, np.float32)
        ends = np.cumsum([len(one.sentences) for one in passages])[:-1]
        return [_of(part) for part in np.split(logits, ends)]


def _of(logits: "np.ndarray[tuple[int], np.dtype[np.float32]]") -> PassageLogits:
    best = float(logits.max()) if len(logits) else -10_000.0
    return PassageLogits(best, logits, logits, (None,) * len(logits))
