"""How much of the gold text the best passages hold, and how much else, in characters.

Source of the two measures: Smith, Troynikov: Evaluating chunking strategies for retrieval.
Chroma technical report, 2024 (recall and precision over tokens, here over characters).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.documents import Passage
from service.question_files import EvaluationQuestion


@dataclass(frozen=True)
class Share:
    """What the best passages hold of one question's gold text.

    Attributes:
        recall: Gold characters retrieved, of all gold ones.
        precision: Gold characters retrieved, of all retrieved ones.
        characters: How many were retrieved.
        cut_off: Gold characters not retrieved though another part of their excerpt was, of all
            gold ones: what borders of passages cost. The rest to 1 was not found at all.
    """

    recall: float
    precision: float
    characters: int
    cut_off: float


def retrieved_characters(
    search: Callable[[str], Sequence[Passage]], questions: Sequence[EvaluationQuestion]
) -> list[Share]:
    """Return the shares of the passages that ``search`` brings up for every question."""
    found = []
    for question in questions:
        retrieved = {
            (passage.document_id, place)
            for passage in search(question.text)
            for place in range(passage.start, passage.end)
        }
        excerpts = [
            {(span.document_id, place) for place in range(span.start, span.end)}
            for span in question.expected.spans
        ]
        gold = set().union(*excerpts)
        both = gold & retrieved
        cut_off = set().union(*(one - retrieved for one in excerpts if one & retrieved))
        found.append(
            Share(
                recall=len(both) / len(gold),
                precision=len(both) / max(1, len(retrieved)),
                characters=len(retrieved),
                cut_off=len(cut_off) / len(gold),
            )
        )
    return found
