"""Whether a question is about the sources or asks for a judgement, as learned from examples.

Comes in: a question as typed. Goes out: its ``QuestionKind`` if it is one of those two in words
that the cues (``service.question_cues``) do not know. A logistic regression over runs of one to
three words and the question's vector; the weights, by run of words, are in ``learned_kinds.json``
(``tests/training/kinds.py``).
"""

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.encoding import Encoder
from service.question_kinds import QuestionKind, core_question

WEIGHTS_PATH = Path(__file__).with_name("learned_kinds.json")
LONGEST_RUN = 3
VECTOR_SCALE = 4.0
"""Makes the numbers of a unit vector about as large as a run of words, which counts 1."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d[\d.,]*|[?!]")
_NAME, _NUMBER, _FIRST, _LAST = "N", "0", "^", "$"


def runs_of_words(text: str) -> set[str]:
    """Return the runs of one to three words of what ``text`` asks, names and numbers left open.

    A name is a capitalised word behind the first; several in a row count as one.
    """
    core = core_question(text)
    words = [_FIRST]
    for match in _WORD.finditer(core):
        word = match.group()
        if word[0].isdigit():
            word = _NUMBER
        elif word[0].isupper() and len(words) > 1 and not core.isupper():
            word = _NAME
        if not word == words[-1] == _NAME:
            words.append(word if word == _NAME else word.casefold())
    words.append(_LAST)
    return set(_runs(words))


def _runs(words: list[str]) -> Iterator[str]:
    for length in range(1, LONGEST_RUN + 1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


class LearnedKinds:
    """Tells questions about the sources and for a judgement. Safe to use from several threads."""

    def __init__(self, encoder: Encoder, weights: Path = WEIGHTS_PATH) -> None:
        """Bind the weights to the encoder of an index.

        They say something about the vectors of the encoder that they were fitted with; with
        another, ``kind_of`` finds nothing and the cues decide alone.
        """
        stored = json.loads(weights.read_text(encoding="utf-8"))
        self._encoder = encoder
        fits = stored["encoder"] == encoder.fingerprint.rpartition("-")[0]
        self._kinds = (
            {
                QuestionKind(name): (
                    float(kind["from"]),
                    float(kind["intercept"]),
                    np.array(kind["vector"], np.float32),
                    kind["runs"],
                )
                for name, kind in stored["kinds"].items()
            }
            if fits
            else {}
        )

    def kind_of(self, text: str) -> QuestionKind | None:
        """Return the one of the learned kinds that ``text`` is, ``None`` if it is neither."""
        if not self._kinds:
            return None
        runs = runs_of_words(text)
        vector = self._encoder.embed([text])[0]
        found: list[tuple[float, QuestionKind]] = []
        for kind, (least, intercept, direction, weights) in self._kinds.items():
            total = intercept + VECTOR_SCALE * float(vector @ direction)
            total += sum(weights.get(run, 0.0) for run in sorted(runs))
            probability = 1 / (1 + math.exp(-total))
            if probability >= least:
                found.append((probability, kind))
        return max(found, default=(0.0, None))[1]
