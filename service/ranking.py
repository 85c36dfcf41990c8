"""Passages in the order in which they are worth reading: what retrieval and the reader say.

Comes in: retrieved passages and a reader. Goes out: the same passages, those that hold an
answering sentence further up. For whoever wants passages and writes answers elsewhere; an
answer of Muscat's own does not need it, since it quotes sentences wherever they stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.retrieval import RetrievedPassage
from service.questions import Question
from service.reading import Reader
from service.weighing import logit

READING_WEIGHT = 0.02
"""What a unit of log odds adds to the fused score, which is about 1 for the best passage."""


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with its place after reading.

    Attributes:
        hit: What retrieval says of it; its ``rank`` and ``score`` are those before reading.
        rank: Its place, from 1.
        probability: That its best sentence answers, in [0, 1]; ``None`` if it was not read.
    """

    hit: RetrievedPassage
    rank: int
    probability: float | None


def ranked_by_reading(
    question: Question, retrieved: Sequence[RetrievedPassage], reader: Reader
) -> tuple[RankedPassage, ...]:
    """Return all of ``retrieved``, those that were read before the others, ties as they came.

    Args:
        question: what is looked for.
        retrieved: passages, best first.
        reader: reads the first of them.
    """
    chances: dict[str, float] = {}
    for read in reader.read(question, retrieved).sentences:
        key = read.passage.passage_id
        chances[key] = max(chances.get(key, 0.0), read.probability)
    found = [hit for hit in retrieved if hit.passage.passage_id in chances]
    odds = logit(np.array([chances[hit.passage.passage_id] for hit in found], np.float32))
    scores = np.array([hit.score for hit in found]) + READING_WEIGHT * odds
    order = [found[place] for place in np.argsort(-scores, kind="stable")]
    order += [hit for hit in retrieved if hit.passage.passage_id not in chances]
    return tuple(
        RankedPassage(hit, rank, chances.get(hit.passage.passage_id))
        for rank, hit in enumerate(order, start=1)
    )
