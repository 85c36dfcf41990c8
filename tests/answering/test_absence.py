"""What says that something is not known is no answer, except to whether it is."""

from collections.abc import Callable, Mapping

import pytest

from service.absence import states_absence
from service.answers import Outcome
from service.assistant import Assistant

HARBOUR = (
    "# Port Marlin\n\n"
    "No figure for the cost of the new pier was found. It has a crane and two sheds."
    " Ferries leave twice a day. The harbour master does not say who owns the crane."
    " No second harbour was found on that coast.\n"
)


@pytest.mark.parametrize(
    "sentence",
    [
        "No figure for the cost of the pier was found.",
        "No reliable report of a strike has been found up to May 2024.",
        "The notice does not say who owns the crane.",
        "The statement gives no date.",
        "The name of the buyer was not disclosed.",
        "The cause remains unknown.",
        "No successor is yet known.",
    ],
)
def test_a_sentence_that_says_what_is_not_known(sentence: str) -> None:
    assert states_absence(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "No ship may enter the harbour after dark.",
        "The pier was found to be unsafe.",
        "The mayor did not attend the opening.",
        "The harbour is known for its lighthouse.",
        "The port no longer takes tankers.",
        "He gave notice in May.",
    ],
)
def test_a_sentence_that_says_something(sentence: str) -> None:
    assert not states_absence(sentence)


def test_a_figure_that_was_not_found_is_no_answer_but_is_shown_first(
    assistant_over: Callable[[Mapping[str, str]], Assistant],
) -> None:
    answer = assistant_over({"port.md": HARBOUR}).ask("How much did the new pier cost?")

    assert answer.outcome is Outcome.ABSTAINED
    assert answer.reason is not None
    assert answer.reason.code == "not_stated"
    assert answer.nearest[0].span.quote == "No figure for the cost of the new pier was found."


def test_whether_something_was_found_is_answered_by_it(
    assistant_over: Callable[[Mapping[str, str]], Assistant],
) -> None:
    answer = assistant_over({"port.md": HARBOUR}).ask("Was a second harbour found on that coast?")

    assert answer.outcome is not Outcome.ABSTAINED
    assert answer.citations[0].span.quote == "No second harbour was found on that coast."
