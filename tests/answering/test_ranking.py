"""Passages in the order in which they are worth reading."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from index.retrieval import RetrievedPassage
from ingest.documents import Passage, Sentence
from service.assistant import Assistant
from service.errors import QuestionRejected
from service.questions import Question, parse_question
from service.ranking import RankedPassage, ranked_by_reading
from service.reading import MAX_PASSAGES_READ, Reading, ReadSentence

QUESTION = "When does the ferry to Saradun leave?"


class Says:
    """A reader that gives every passage the probability it was told, and reads no others."""

    def __init__(self, chances: Sequence[float]) -> None:
        self.chances = chances

    def read(self, question: Question, retrieved: Sequence[RetrievedPassage]) -> Reading:
        nothing = np.zeros(0, np.float32)
        read = [
            ReadSentence(hit.passage, sentence, chance, 0.0, nothing, nothing)
            for hit, chance in zip(retrieved, self.chances, strict=False)
            for sentence in hit.passage.sentences
        ]
        return Reading(tuple(read), max(self.chances, default=0.0), nothing)


def hits(scores: Sequence[float]) -> list[RetrievedPassage]:
    """Passages of one sentence each."""
    return [
        RetrievedPassage(
            Passage(f"p{row}", "a.txt", 0, 4, (), "Here", "", (Sentence(0, 4),)),
            row,
            row + 1,
            score,
            row + 1,
            0.5,
            None,
            0.0,
        )
        for row, score in enumerate(scores)
    ]


def order(scores: Sequence[float], chances: Sequence[float]) -> list[int]:
    found = ranked_by_reading(parse_question(QUESTION), hits(scores), Says(chances))
    assert [one.rank for one in found] == list(range(1, len(found) + 1))
    return [one.hit.row for one in found]


def test_what_is_likelier_to_answer_comes_first_unless_retrieval_is_far_ahead() -> None:
    assert order([1.0, 0.98, 0.97], [0.05, 0.05, 0.9]) == [2, 0, 1]
    assert order([1.0, 0.3], [0.05, 0.9]) == [0, 1]


def test_equals_keep_their_order_and_the_unread_come_last() -> None:
    assert order([0.9, 0.9, 0.9], [0.4, 0.4, 0.4]) == [0, 1, 2]
    assert order([1.0, 0.9, 0.9, 0.9], [0.1, 0.1]) == [0, 1, 2, 3]
    assert order([], []) == []
    unread = ranked_by_reading(parse_question(QUESTION), hits([1.0, 0.9]), Says([0.5]))
    assert [one.probability for one in unread] == [0.5, None]


def test_search_moves_the_passage_that_answers_up(
    assistant_over: Callable[[Mapping[str, str]], Assistant],
) -> None:
    files = {
        f"{number}.txt": f"The ferry to Saradun\n\n{text}\n"
        for number, text in enumerate(
            [
                "The ferry to Saradun leaves a white wake behind it.",
                "The ferry casts off for Saradun at seven every morning.",
                "The ferry to Saradun was built in Lorvik.",
            ]
        )
    }
    assistant = assistant_over(files)
    before = [hit.passage.document_id for hit in assistant.retrieve(QUESTION, 3)]
    found = assistant.search(QUESTION, 3)
    after = [one.hit.passage.document_id for one in found]

    assert before.index("1.txt") == after.index("1.txt") + 1
    assert isinstance(found[0], RankedPassage)
    assert [one.hit.passage.document_id for one in assistant.search(QUESTION, 1)] == after[:1]


def test_search_gives_as_many_passages_as_are_asked_for(assistant: Assistant) -> None:
    many = assistant.search("Iran", MAX_PASSAGES_READ + 1)

    assert len(many) == MAX_PASSAGES_READ + 1
    assert [one.rank for one in many] == list(range(1, len(many) + 1))
    assert many[-1].probability is None
    assert {one.hit.row for one in many[:-1]} == {
        hit.row for hit in assistant.retrieve("Iran", MAX_PASSAGES_READ)
    }
    with pytest.raises(QuestionRejected):
        assistant.search("  ", 3)
