"""How much of the gold text the best passages hold, and how much else, in characters.

Source of the two measures: Smith, Troynikov: Evaluating chunking strategies for retrieval.
Chroma technical report, 2024 (recall and precision over tokens, here over characters).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.retrieval import Retriever
from service.question_files import EvaluationQuestion


@dataclass(frozen=True)
class Share:
    """Of one question: gold characters retrieved, retrieved ones gold, and how many those are."""

    recall: float
    precision: float
    characters: int


def retrieved_characters(
    retriever: Retriever, questions: Sequence[EvaluationQuestion], top: int
) -> list[Share]:
    """Return the shares of the ``top`` passages for every question."""
    found = []
    for question in questions:
        retrieved = {
            (hit.passage.document_id, place)
            for hit in retriever.retrieve(question.text, top).passages
            for place in range(hit.passage.start, hit.passage.end)
        }
        gold = {
            (span.document_id, place)
            for span in question.expected.spans
            for place in range(span.start, span.end)
        }
        both = len(gold & retrieved)
        found.append(Share(both / len(gold), both / max(1, len(retrieved)), len(retrieved)))
    return found
