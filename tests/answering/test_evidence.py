"""Which sentences make up an answer: those that come close to the best, and lists as wholes."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from index.records import Records
from service.assistant import Assistant
from service.evidence import JOINS_AT, JOINS_FROM, select_evidence
from service.questions import Question, parse_question
from service.reading import Reading, ReadSentence

FILES = {
    "quay.md": (
        "# The quay\n\n## Works\n\nThe town decided on these works:\n\n- Dredge the basin\n"
        "- Mend the crane\n- Pave the yard\n- Light the stairs\n\n"
        "## Past\n\nThe quay is old. It was built in 1702. Ships came from Holm.\n"
    )
}
LIST = parse_question("What are the works on the quay?")
FACT = parse_question("When was the quay built?")


@pytest.fixture
def records(assistant_over: Callable[[Mapping[str, str]], Assistant]) -> Records:
    """The records of a note with a list of four and a section of three sentences."""
    return assistant_over(FILES).index.records


def reading(records: Records, question: Question, chances: Mapping[str, float]) -> Reading:
    """Return a reading of every sentence that begins so, with these probabilities."""
    found = []
    for passage in records.passages_of("quay.md"):
        for sentence in passage.sentences:
            text = passage.text[sentence.start - passage.start : sentence.end - passage.start]
            chance = next((p for start, p in chances.items() if text.startswith(start)), None)
            if chance is not None:
                support = np.zeros(len(question.words), np.float32)
                found.append(ReadSentence(passage, sentence, chance, 0.5, support, support))
    found.sort(key=lambda read: -read.probability)
    return Reading(tuple(found), 0.9, np.ones(len(question.words), np.float32))


def quoted(records: Records, question: Question, chances: Mapping[str, float]) -> list[str]:
    """Return the texts of the evidence, in order."""
    document = records.document("quay.md")
    assert document is not None
    return [
        document.text[sentence.start : sentence.end]
        for evidence in select_evidence(question, reading(records, question, chances), records)
        for sentence in evidence.sentences
    ]


def test_what_comes_close_to_the_best_joins_it(records: Records) -> None:
    close, far = 0.9 * JOINS_AT + 0.01, 0.9 * JOINS_AT - 0.01

    assert quoted(records, FACT, {"It was": 0.9, "The quay is": close, "Ships": far}) == [
        "The quay is old.", "It was built in 1702.",
    ]  # fmt: skip


def test_the_best_stands_alone_where_nothing_is_likely(records: Records) -> None:
    least = JOINS_FROM - 0.01

    assert quoted(records, FACT, {"It was": JOINS_FROM, "Ships": least}) == [
        "It was built in 1702."
    ]
    assert quoted(records, FACT, {"It was": least}) == ["It was built in 1702."]


def test_a_list_of_which_most_joins_comes_whole_and_in_order(records: Records) -> None:
    likely = {"Pave": 0.9, "Mend": 0.8, "Dredge": 0.7, "Light": 0.1}

    assert quoted(records, LIST, likely) == [
        "Dredge the basin", "Mend the crane", "Pave the yard", "Light the stairs",
    ]  # fmt: skip


def test_a_list_brings_what_was_not_read_of_it(records: Records) -> None:
    assert len(quoted(records, LIST, {"Pave": 0.9, "Mend": 0.8})) == 4


def test_an_item_that_stands_out_comes_alone(records: Records) -> None:
    likely = {"Pave": 0.9, "Mend": 0.2, "Dredge": 0.2, "Light": 0.1}

    assert quoted(records, LIST, likely) == ["Pave the yard"]


def test_a_lead_in_brings_its_items_where_several_things_are_asked(records: Records) -> None:
    likely = {"The town decided": 0.9}

    assert len(quoted(records, LIST, likely)) == 5
    assert quoted(records, parse_question("Who decided it?"), likely) == [
        "The town decided on these works:"
    ]


def test_nothing_read_is_no_evidence(records: Records) -> None:
    assert select_evidence(LIST, reading(records, LIST, {}), records) == []
