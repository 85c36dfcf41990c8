"""Questions that lean on the conversation, and questions that stand by themselves."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.answers import Outcome
from service.assistant import Assistant
from service.earlier_evidence import MAX_KEPT, keep_in_view, quoted_rows
from service.followups import stand_alone
from service.questions import parse_question

BEFORE = "What did Iran commit to on enrichment?"
ABOUT = "(about: What did Iran commit to on enrichment)"
COMMITTED = "Iran’s commitment to halt enrichment beyond 3.67% uranium for 12 months."
HOTLINE = (
    "Agreement to open a direct hotline between the US and Iranian militaries to manage"
    " accidental escalations."
)


@pytest.mark.parametrize(
    ("follow_up", "asked"),
    [
        ("for how long?", f"for how long? {ABOUT}"),
        ("why?", f"why? {ABOUT}"),
        ("and when does it start?", f"and when does it start? {ABOUT}"),
        ("who monitors that", f"who monitors that? {ABOUT}"),
        ("why there?", f"why there? {ABOUT}"),
        ("tell me more", f"tell me more? {ABOUT}"),
        ("how many Americans?", f"how many Americans? {ABOUT}"),
    ],
)
def test_what_is_left_open_is_put_behind_the_question(follow_up: str, asked: str) -> None:
    assert stand_alone(follow_up, [BEFORE]).text == asked


@pytest.mark.parametrize(
    ("before", "follow_up", "asked"),
    [
        (BEFORE, "and the US?", "What did the US commit to on enrichment?"),
        (BEFORE, "what about sanctions?", "What did Iran commit to on sanctions?"),
        (
            "Who represented the US in Muscat on 6 February 2026?",
            "and Iran?",
            "Who represented Iran in Muscat on 6 February 2026?",
        ),
        ("What happened in Muscat in 2025?", "and in 2026?", "What happened in Muscat in 2026?"),
        ("what are secondary sanctions", "and primary ones?", "what are primary sanctions"),
        ("When did Iran leave the deal?", "why?", "Why did Iran leave the deal?"),
        ("Did Oman announce a truce?", "and when?", "When did Oman announce a truce?"),
    ],
)
def test_what_is_put_in_another_s_place_takes_it(before: str, follow_up: str, asked: str) -> None:
    assert stand_alone(follow_up, [before]).text == asked


@pytest.mark.parametrize(
    ("before", "follow_up", "asked"),
    [
        ("What is the Islamabad memorandum?", "who signed it?", "the Islamabad memorandum"),
        ("islamabad memorandum - what is in it?", "will it last?", "islamabad memorandum"),
        ("Tell me about the truce with the Houthis", "did it hold?", "the truce with the Houthis"),
        ("what are secondary sanctions", "who can lift them?", "secondary sanctions"),
        ("When was Grossi appointed?", "What did he say?", "Grossi"),
        ("What is the JCPOA?", "What is its purpose?", "the JCPOA’s purpose"),
    ],
)
def test_a_pronoun_that_can_mean_one_thing_is_replaced(
    before: str, follow_up: str, asked: str
) -> None:
    found = stand_alone(follow_up, [before]).text

    assert asked in found
    assert "(about:" not in found


def test_a_pronoun_that_can_mean_two_things_is_not_replaced() -> None:
    before = "What did Grossi tell President Biden about Iran?"

    assert stand_alone("where did he go?", [before]).text == (
        f"where did he go? (about: {before[:-1]})"
    )
    assert "did they" in stand_alone("did they agree?", ["What is the memorandum?"]).text


@pytest.mark.parametrize(
    "question",
    [
        "Which cities will host the maritime workshops?",
        "is there going to be a military hotline",
        "And what did the US pledge?",
        "Did Iran keep its word?",
        "Who is Grossi, and what did he say?",
        "How long does it take to enrich uranium to 90%?",
        "Is it true that Oman is neutral?",
        "Which films that won prizes are from Iran?",
        "What happened in Muscat this week?",
        "who wrote this?",
        "thanks",
        "What does the article say about sanctions?",
    ],
)
def test_a_question_that_stands_by_itself_is_left_alone(question: str) -> None:
    assert stand_alone(question, [BEFORE]).text == question


def test_without_a_question_to_lean_on_nothing_is_added() -> None:
    assert stand_alone("for how long?", []).text == "for how long?"
    assert stand_alone("for how long?", ["why?", "  ", "hi there"]).text == "for how long?"


def test_a_chain_of_follow_ups_leans_on_the_last_that_stands_by_itself() -> None:
    found = stand_alone("and who checks it?", ["Who led the talks?", BEFORE, "for how long?"])

    assert found.text == f"and who checks it? {ABOUT}"


def test_a_chain_goes_on_from_what_was_put_in_place() -> None:
    chain = ["what are secondary sanctions", "and primary ones?"]

    assert stand_alone("who can lift them?", chain).text == "who can lift primary sanctions?"


def test_an_anchor_that_says_little_keeps_the_one_before_it() -> None:
    chain = ["is there going to be a military hotline", "Which commands would be on each end?"]

    assert stand_alone("Has the US had one with other rivals?", chain).text == (
        "Has the US had one with other rivals? (about: Which commands would be on each end;"
        " is there going to be a military hotline)"
    )


def test_what_is_asked_for_comes_from_the_follow_up_alone() -> None:
    how_long = stand_alone("for how long?", ["Where did Iran and the US agree on a hotline?"])
    why = stand_alone("why?", ["Who led the delegations?"])

    assert how_long.asks is parse_question("for how long?").asks
    assert why.asks is parse_question("why?").asks
    assert {word.text for word in how_long.words} >= {"Iran", "US", "hotline"}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=4), st.text(min_size=1, max_size=80))
def test_any_text_may_come_before_and_after(earlier: list[str], text: str) -> None:
    typed = f"why {text}"
    found = stand_alone(typed, earlier)

    assert found.text == typed.strip() or len(found.text) > 0
    assert stand_alone(typed, earlier) == found


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "and but what why it its they them the Iran US Oman , . ? ( ) that one ones about who"
            " did is how long there then 2025 in of".split()
        ),
        min_size=1,
        max_size=12,
    ).map(" ".join),
    st.lists(st.sampled_from([BEFORE, "and so", "what about", "it", "?", "US", "the"]), max_size=4),
)
def test_any_words_make_a_question_that_can_be_asked(text: str, earlier: list[str]) -> None:
    assert stand_alone(text, earlier).text.strip()


def test_the_first_follow_up_is_answered_and_shown_as_it_was_asked(assistant: Assistant) -> None:
    answer = assistant.ask("for how long?", earlier=[BEFORE])

    assert answer.question == "for how long?"
    assert answer.standalone_question == f"for how long? {ABOUT}"
    assert "12 months" in answer.citations[0].span.quote


def test_a_misspelt_follow_up_and_its_misspelt_anchor_are_mended(assistant: Assistant) -> None:
    answer = assistant.ask("for how long?", earlier=["What did Iran promise on enrichmnt?"])

    assert answer.standalone_question == (
        "for how long? (about: What did Iran promise on enrichment)"
    )


def test_the_topic_may_change_at_any_time(assistant: Assistant) -> None:
    answer = assistant.ask("What role does Oman play?", earlier=[BEFORE, "for how long?"])

    assert answer.standalone_question == "What role does Oman play?"
    assert "neutral mediators" in answer.citations[0].span.quote


def test_only_what_stands_in_a_document_counts_as_quoted(assistant: Assistant) -> None:
    index = assistant.index
    rows = quoted_rows([f"Listed under a heading:\n{COMMITTED}"], index)

    assert [COMMITTED in index.records.passage(row).text for row in rows] == [True]
    assert not quoted_rows(["The documents do not say who led Iran's delegation."], index)
    assert not quoted_rows([COMMITTED.replace("12", "24"), "Iran", ""], index)
    assert not quoted_rows([COMMITTED], index, documents=["another.txt"])


def test_what_was_quoted_before_is_read_again(assistant: Assistant) -> None:
    ranking = assistant.retrieve("What did the Sultan say about fishing?", 48)
    row = ranking[-1].row
    kept = keep_in_view(ranking, {row}, window=6)

    assert [passage.row for passage in kept] == [*(p.row for p in ranking[:5]), row]
    every = {passage.row for passage in ranking}
    moved = keep_in_view(ranking, every, window=6)
    assert [p.row for p in moved[: 6 - MAX_KEPT]] == [p.row for p in ranking[: 6 - MAX_KEPT]]
    assert keep_in_view(ranking, set(), window=6) == ranking[:6]


@pytest.mark.parametrize("answers", [[], [COMMITTED, HOTLINE]])
def test_what_was_quoted_defeats_no_abstention(assistant: Assistant, answers: list[str]) -> None:
    before = "is there going to be a military hotline"
    answer = assistant.ask("who signed it for Argentina?", earlier=[before], answers=answers)

    assert answer.outcome is Outcome.ABSTAINED
    assert "Argentina" in [missing.text for missing in answer.reason.missing]  # type: ignore[union-attr]


def test_nothing_is_taken_over_from_an_answer(assistant: Assistant) -> None:
    said = ["The documents do not mention Saudi Arabia. Ask about Norway and its envoy Olsen."]
    answer = assistant.ask("where did he go?", earlier=["Who led the talks?"], answers=said)
    without = assistant.ask("where did he go?", earlier=["Who led the talks?"])

    assert answer.standalone_question == "where did he go? (about: Who led the talks)"
    assert replace(answer, timings_ms={}) == replace(without, timings_ms={})


def test_what_was_not_found_is_not_found_in_the_follow_up_either(assistant: Assistant) -> None:
    first = assistant.ask("Did the Argentine president sign the agreement?")
    then = assistant.ask("when?", earlier=["Did the Argentine president sign the agreement?"])

    assert first.outcome is Outcome.ABSTAINED
    assert then.outcome is Outcome.ABSTAINED
