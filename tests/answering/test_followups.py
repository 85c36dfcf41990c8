"""Questions that lean on the one before, and questions that stand by themselves."""

import pytest

from service.assistant import Assistant
from service.followups import stand_alone

BEFORE = "What did Iran commit to on enrichment?"


@pytest.mark.parametrize(
    "follow_up",
    ["for how long?", "why?", "and when does it start?", "who monitors that", "why there?"],
)
def test_a_question_that_names_nothing_is_asked_with_the_one_before(follow_up: str) -> None:
    assert stand_alone(follow_up, [BEFORE]).text == f"{BEFORE} {follow_up}"


@pytest.mark.parametrize(
    "question",
    [
        "what about trade?",
        "Which cities will host the maritime workshops?",
        "is there going to be a military hotline",
        "And what did the US pledge?",
        "When do the checks start?",
    ],
)
def test_a_question_that_stands_by_itself_is_left_alone(question: str) -> None:
    assert stand_alone(question, [BEFORE]).text == question


def test_without_a_question_to_lean_on_nothing_is_added() -> None:
    assert stand_alone("for how long?", []).text == "for how long?"
    assert stand_alone("for how long?", ["why?", "  "]).text == "for how long?"


def test_a_chain_of_follow_ups_leans_on_the_last_that_stands_by_itself() -> None:
    found = stand_alone("and why?", ["What about trade?", BEFORE, "for how long?"])

    assert found.text == f"{BEFORE} and why?"


def test_the_first_follow_up_is_answered_and_shown_as_it_was_asked(assistant: Assistant) -> None:
    answer = assistant.ask("for how long?", earlier=[BEFORE])

    assert answer.question == "for how long?"
    assert answer.standalone_question == f"{BEFORE} for how long?"
    assert "12 months" in answer.citations[0].span.quote


def test_the_topic_may_change_at_any_time(assistant: Assistant) -> None:
    answer = assistant.ask("what about trade?", earlier=[BEFORE, "for how long?"])

    assert "trade task force" in answer.citations[0].span.quote
