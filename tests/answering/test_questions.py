"""What the surface of a question tells, and what the surface of a sentence holds."""

import pytest

from service.answer_types import AnswerType, asked_for, holds
from service.questions import parse_question


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who led the delegations?", AnswerType.PERSON),
        ("Who oversees the monitoring?", AnswerType.ACTOR),
        ("When does it start?", AnswerType.DATE),
        ("and since when?", AnswerType.DATE),
        ("What happens when the talks end badly", AnswerType.ANY),
        ("In which year was it signed?", AnswerType.YEAR),
        ("What exact dates were agreed?", AnswerType.CALENDAR_DATE),
        ("for how long?", AnswerType.DURATION),
        ("How many inspectors are there?", AnswerType.COUNT),
        ("how much is it worth in dollars", AnswerType.MONEY),
        ("What percentage of oil passes?", AnswerType.PERCENTAGE),
        ("where will it be held", AnswerType.PLACE),
        ("what about trade?", AnswerType.ANY),
        ("names of the facilities", AnswerType.NAME),
    ],
)
def test_the_type_of_thing_asked_for(question: str, expected: AnswerType) -> None:
    assert asked_for(question) is expected


@pytest.mark.parametrize(
    ("answer_type", "text", "question", "expected"),
    [
        (AnswerType.PERSON, "The envoy Anna Lindqvist spoke.", "Who spoke?", True),
        (AnswerType.PERSON, "Foreign Minister Badr al-Busaidi spoke.", "Who spoke?", True),
        (AnswerType.PERSON, "The International Atomic Energy Agency spoke.", "Who?", False),
        (AnswerType.PERSON, "Both delegations entered the Oman summit.", "Who led them?", False),
        (AnswerType.DATE, "It begins in early May.", "When does it begin?", True),
        (AnswerType.DATE, "It begins at once.", "When does it begin?", False),
        (AnswerType.YEAR, "It begins in early May.", "Which year?", False),
        (AnswerType.DURATION, "for 12 months", "How long?", True),
        (AnswerType.COUNT, "They sent more inspectors.", "How many?", False),
        (AnswerType.COUNT, "They sent 14 inspectors.", "How many?", True),
        (AnswerType.MONEY, "It cost 18,500 crowns.", "How much did it cost?", True),
        (AnswerType.ACTOR, "It is overseen by the United Nations.", "Who oversees it?", True),
        (AnswerType.ANY, "Anything.", "What?", True),
    ],
)
def test_a_sentence_holds_the_type_or_not(
    answer_type: AnswerType, text: str, question: str, expected: bool
) -> None:
    assert holds(answer_type, text, question) is expected


def test_what_the_question_names_is_not_its_answer() -> None:
    assert not holds(
        AnswerType.ACTOR, "They met the United Nations.", "Who met the United Nations?"
    )


def test_content_words_leave_function_words_out_and_know_names() -> None:
    words = parse_question("So what did Iran and the US agree on 3.67% enrichment?").words

    assert [(word.text, word.is_name) for word in words] == [
        ("Iran", True), ("US", True), ("agree", False), ("3.67%", True), ("enrichment", False),
    ]  # fmt: skip


def test_a_question_in_capitals_is_not_all_names() -> None:
    assert not any(word.is_name for word in parse_question("WHO OVERSEES THE MONITORING").words)
