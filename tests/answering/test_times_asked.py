"""A question about one year or month is not answered by what is said of another."""

from collections.abc import Callable, Mapping

import pytest

from service.answers import Answer, Missing, Outcome
from service.assistant import Assistant
from service.question_kinds import QuestionKind
from service.questions import parse_question
from service.reading import Reading
from service.times_asked import other_time

FILES = {
    "stock.md": (
        "# The grain store of Holm\n\n## Stock\n\n"
        "The store of Holm held 408 tonnes of rye on 17 May 2019, by its own count.\n\n"
        "## Keepers\n\nThe store of Holm has four keepers.\n"
    ),
    "road.md": "# The road to Holm\n\nThe road to Holm was paved in June 2021.\n",
}


@pytest.fixture
def ask(assistant_over: Callable[[Mapping[str, str]], Assistant]) -> Callable[[str], Answer]:
    """Ask a note on what a store held in May 2019."""
    return assistant_over(FILES).ask


@pytest.mark.parametrize(
    ("question", "time"),
    [
        ("How much rye did the store of Holm hold in June 2021?", "June 2021"),
        ("how much rye did the store of holm hold in june", "june"),
        ("How much rye did the store of Holm hold in 2021?", "2021"),
    ],
)
def test_another_time_is_no_answer(ask: Callable[[str], Answer], question: str, time: str) -> None:
    answer = ask(question)

    assert answer.outcome is Outcome.ABSTAINED
    assert answer.reason is not None
    assert answer.reason.code == "not_stated"
    assert answer.reason.missing == (Missing("time", time),)
    assert answer.nearest[0].span.quote.startswith("The store of Holm held 408 tonnes")


@pytest.mark.parametrize(
    "question",
    [
        "How much rye did the store of Holm hold in May 2019?",
        "How much rye did the store of Holm hold in 2019?",
        "How much rye did the store of Holm hold?",
    ],
)
def test_the_same_time_or_none_is_an_answer(ask: Callable[[str], Answer], question: str) -> None:
    answer = ask(question)

    assert answer.outcome is Outcome.ANSWERED
    assert answer.citations[0].span.quote.startswith("The store of Holm held 408 tonnes")


def test_a_sentence_without_a_time_does_not_contradict(ask: Callable[[str], Answer]) -> None:
    answer = ask("How many keepers did the store of Holm have in 2021?")

    assert ("time", "2021") not in [
        (lack.kind, lack.text) for lack in (answer.reason.missing if answer.reason else ())
    ]


def test_a_doubtful_premise_is_left_to_be_set_right(ask: Callable[[str], Answer]) -> None:
    question = parse_question("Did the store of Holm hold 408 tonnes of rye in 2021?")
    assert question.kind is QuestionKind.YES_NO
    assert other_time(question, Reading((), 0.0, None)) == ""  # type: ignore[arg-type]

    answer = ask(question.text)
    assert answer.citations
    assert answer.citations[0].span.quote.startswith("The store of Holm held 408 tonnes")
