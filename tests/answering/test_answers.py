"""What an answer from the user's own document looks like, end to end."""

import json
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.retrieval import Index
from service.answers import Answer, Outcome
from service.assistant import Assistant
from service.errors import QuestionRejected

ENRICHMENT = "What did Iran commit to on enrichment?"


def quotes(answer: Answer) -> list[str]:
    """Return the quoted statements in order."""
    return [statement.text for statement in answer.statements if statement.kind == "quote"]


def test_an_agenda_item_is_quoted_under_its_heading_as_tabled(assistant: Assistant) -> None:
    answer = assistant.ask(ENRICHMENT)

    assert answer.outcome is Outcome.ANSWERED
    assert answer.statements[0].text == (
        "Listed under What Was on the Table? > Nuclear Program and Sanctions Relief"
        " (undated article):"
    )
    assert quotes(answer) == [
        "Iran’s commitment to halt enrichment beyond 3.67% uranium for 12 months."
    ]
    assert answer.statements[1].stance == "tabled"
    assert (answer.citations[0].span.start, answer.citations[0].span.end) == (1512, 1584)


def test_who_led_is_not_named_and_the_nearest_spans_are_shown(assistant: Assistant) -> None:
    answer = assistant.ask("Who led the delegations?")

    assert answer.outcome is Outcome.ABSTAINED
    assert answer.reason is not None
    assert "not name a person" in answer.reason.message
    assert ("answer_type", "a person's name") in [
        (missing.kind, missing.text) for missing in answer.reason.missing
    ]
    assert 1 <= len(answer.nearest) <= 3
    assert not answer.statements
    assert not answer.citations


def test_a_question_about_a_list_brings_all_of_it_in_order(assistant: Assistant) -> None:
    answer = assistant.ask("what are the next steps?")

    items = [quote for quote in quotes(answer) if " – " in quote]
    assert [item.split(" – ")[0] for item in items] == [
        "Formalizing the agreement",
        "IAEA verification",
        "Parliamentary reviews",
        "Regional confidence‑building measures",
        "Public communication",
    ]


def test_a_name_that_no_document_has_is_said_to_be_missing(assistant: Assistant) -> None:
    answer = assistant.ask("What did Rafael Grossi say about Fordow?")

    assert answer.reason is not None
    assert answer.reason.code == "not_mentioned"
    assert {missing.text for missing in answer.reason.missing} >= {"Rafael Grossi", "Fordow"}


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("Should the US trust Iran?", "opinion_or_future"),
        ("hello", "out_of_scope"),
        ("???", "too_vague"),
        ("When did Napoleon invade Russia?", "not_mentioned"),
    ],
)
def test_what_cannot_be_answered_says_why(assistant: Assistant, question: str, code: str) -> None:
    answer = assistant.ask(question)

    assert answer.outcome is Outcome.ABSTAINED
    assert answer.reason is not None
    assert answer.reason.code == code
    assert not answer.citations


def test_an_undated_single_source_is_warned_about(assistant: Assistant) -> None:
    answer = assistant.ask(ENRICHMENT)

    assert [warning.code for warning in answer.warnings] == ["undated_source", "single_source"]
    assert answer.as_of.newest is None


@pytest.mark.parametrize("question", ["", "  \n ", "x" * 2001], ids=["empty", "blank", "long"])
def test_an_empty_or_endless_question_is_refused_with_a_remedy(
    assistant: Assistant, question: str
) -> None:
    with pytest.raises(QuestionRejected) as raised:
        assistant.ask(question)

    assert raised.value.remedy


def test_the_json_form_has_the_fields_of_the_contract(assistant: Assistant) -> None:
    found = json.loads(json.dumps(assistant.ask(ENRICHMENT).to_mapping()))

    assert list(found) == [
        "question", "standalone_question", "kind", "outcome", "confidence", "reason",
        "statements", "citations", "nearest", "as_of", "warnings", "index_version",
        "timings_ms", "disagreements", "premises", "offers", "more",
    ]  # fmt: skip
    assert set(found["statements"][0]) == {
        "kind", "text", "citations", "verdict", "stance", "speaker", "times",
        "emphasis",
    }  # fmt: skip
    assert set(found["citations"][0]) == {
        "number", "document_id", "document_title", "published", "as_of", "kind", "section", "start",
        "end", "quote", "verdict", "content_hash", "url", "field",
    }  # fmt: skip
    assert set(found["timings_ms"]) == {"embed", "retrieve", "read", "total"}
    assert found["outcome"] == "answered"
    assert found["citations"][0]["url"].endswith("?start=1512&end=1584")


def test_an_abstention_has_reason_and_nearest_in_json(assistant: Assistant) -> None:
    found = json.loads(json.dumps(assistant.ask("Who led the delegations?").to_mapping()))

    assert set(found["reason"]) == {"code", "message", "missing"}
    assert "number" not in found["nearest"][0]
    assert 0.0 <= found["nearest"][0]["score"] <= 1.0


WORDS = (
    "Iran US Oman IAEA sanctions enrichment who when where why how many hotline Yemen aid trade"
    " workshops Doha next steps Congress Majlis Fordow 3.67% 20% years months agreed will"
).split()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join))
def test_whatever_is_asked_every_quote_is_its_span(
    assistant: Assistant, opened: Index, question: str
) -> None:
    answer = assistant.ask(question)

    spans = [citation.span for citation in answer.citations]
    spans += [near.span for near in answer.nearest]
    for span in spans:
        document = opened.records.document(span.document_id)
        assert document is not None
        assert document.text[span.start : span.end] == span.quote
        assert document.content_hash == span.content_hash
    cited = {number for statement in answer.statements for number in statement.citations}
    assert cited == {citation.number for citation in answer.citations}
    assert (answer.outcome is Outcome.ABSTAINED) == (not answer.statements)


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_any_text_at_all_gets_an_answer_or_an_abstention(
    assistant: Assistant, question: str
) -> None:
    try:
        answer = assistant.ask(question)
    except QuestionRejected:
        assert not question.encode("utf-8", "replace").decode().strip()
    else:
        assert answer.outcome in Outcome


NOTES = {
    "harbour.md": (
        "---\ntitle: Harbour notes\npublished: 2025-03-01\nkind: background\n---\n"
        "# Harbour notes\n\n## Pilots\n\nThe harbour of Sund employs 14 pilots.\n\n"
        "## Fees\n\nThe fees are:\n\n" + "".join(
            f"- Vessel class {n} pays {n * 10} crowns for each call at the northern pier,"
            " whatever its cargo and whatever the season of the year may be\n"
            for n in range(1, 31)
        )
    ),
    "ferry.txt": "Ferry report\n\nThe ferry to Holm carried 9,000 people in 2024.\n",
}  # fmt: skip


def test_with_several_documents_the_lead_names_document_and_date(
    assistant_over: Callable[[Mapping[str, str]], Assistant],
) -> None:
    answer = assistant_over(NOTES).ask("How many pilots does the harbour of Sund employ?")

    assert quotes(answer)[0] == "The harbour of Sund employs 14 pilots."
    assert (
        answer.statements[0].text == "Under Pilots in “Harbour notes” (background of 2025-03-01):"
    )
    assert answer.citations[0].span.published == "2025-03-01"
    assert answer.as_of.newest == "2025-03-01"


def test_a_list_longer_than_a_passage_is_still_brought_whole(
    assistant_over: Callable[[Mapping[str, str]], Assistant],
) -> None:
    answer = assistant_over(NOTES).ask("what are the fees?")

    items = [quote for quote in quotes(answer) if quote.startswith("Vessel class")]
    assert len(items) == 30
    assert items == sorted(items, key=lambda item: int(item.split()[2]))


def test_only_the_documents_asked_for_are_looked_into(
    assistant_over: Callable[[Mapping[str, str]], Assistant],
) -> None:
    assistant = assistant_over(NOTES)

    everywhere = assistant.ask("How many people did the ferry to Holm carry in 2024?")
    elsewhere = assistant.ask(
        "How many people did the ferry to Holm carry in 2024?", documents=["harbour.md"]
    )

    assert everywhere.citations[0].span.document_id == "ferry.txt"
    assert all(near.span.document_id == "harbour.md" for near in elsewhere.nearest)
    assert not [c for c in elsewhere.citations if c.span.document_id != "harbour.md"]


def test_a_lead_in_to_headings_brings_everything_below_them(assistant: Assistant) -> None:
    answer = assistant.ask("What are the three core areas?")

    sections = {citation.span.section[-1] for citation in answer.citations}
    assert {
        "1. Nuclear Program and Sanctions Relief",
        "2. Regional Security and Proxy Conflicts",
        "3. Humanitarian and Economic Cooperation",
    } <= sections
    items = [citation for citation in answer.citations if len(citation.span.section) == 2]
    assert len(items) == 6  # two in each area


def test_a_question_that_is_a_heading_is_answered_from_below_it(assistant: Assistant) -> None:
    answer = assistant.ask("why oman")

    assert {citation.span.section for citation in answer.citations} == {("Background: Why Oman?",)}


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("deescalate strait hormuz", "de-escalate strait hormuz"),
        ("sanctons releif", "sanctions relief"),
    ],
)
def test_hyphen_variants_and_slips_are_found(assistant: Assistant, typed: str, asked: str) -> None:
    answer = assistant.ask(typed)

    assert answer.standalone_question == asked
    assert answer.outcome is Outcome.ANSWERED


def test_a_question_of_the_greatest_length_is_read(assistant: Assistant) -> None:
    assert assistant.ask(("enrichment " * 200)[:2000]).outcome in Outcome


def test_what_is_announced_is_not_called_a_matter_of_the_future(assistant: Assistant) -> None:
    answer = assistant.ask("When will the inspections begin?")

    assert answer.outcome is Outcome.PARTIAL
    assert "early May" in answer.citations[0].span.quote
