"""The last gate: an answer with a quotation that is not its source never leaves."""

from dataclasses import replace

import pytest

from index.retrieval import Index
from service.answers import Answer, Citation, Statement
from service.assistant import Assistant
from service.citations import verify
from service.errors import CitationBroken


@pytest.fixture(scope="module")
def answer(assistant: Assistant) -> Answer:
    return assistant.ask("What did Iran commit to on enrichment?")


def check(answer: Answer, opened: Index) -> None:
    verify(answer.statements, answer.citations, answer.nearest, opened.records)


def with_span(answer: Answer, **changes: object) -> Answer:
    """Return the answer with its first citation's span changed."""
    first = answer.citations[0]
    span = replace(first.span, **changes)  # type: ignore[arg-type]
    return replace(answer, citations=(Citation(first.number, span), *answer.citations[1:]))


def test_an_honest_answer_passes(answer: Answer, opened: Index) -> None:
    assert answer.citations
    check(answer, opened)


@pytest.mark.parametrize(
    "changes",
    [
        {"quote": "Iran’s commitment to halt enrichment beyond 20% uranium for 12 months."},
        {"start": 1511},
        {"end": 1583},
        {"start": -5},
        {"end": 10**9},
        {"start": 1584, "end": 1584, "quote": ""},
        {"document_id": "another.txt"},
        {"content_hash": "sha256:" + "0" * 64},
    ],
    ids=["words", "early", "short", "negative", "beyond", "empty", "document", "hash"],
)
def test_any_change_to_a_cited_span_is_caught(
    answer: Answer, opened: Index, changes: dict[str, object]
) -> None:
    with pytest.raises(CitationBroken):
        check(with_span(answer, **changes), opened)


def test_a_statement_must_be_the_text_it_cites(answer: Answer, opened: Index) -> None:
    forged = Statement("quote", "Iran agreed to everything.", (1,))

    with pytest.raises(CitationBroken):
        check(replace(answer, statements=(forged,)), opened)


@pytest.mark.parametrize("numbers", [(), (7,)], ids=["none", "unknown"])
def test_a_quote_needs_a_citation_that_exists(
    answer: Answer, opened: Index, numbers: tuple[int, ...]
) -> None:
    statement = replace(answer.statements[1], citations=numbers)

    with pytest.raises(CitationBroken):
        check(replace(answer, statements=(statement,)), opened)


def test_a_lead_is_ours_and_cites_nothing(answer: Answer, opened: Index) -> None:
    lead = replace(answer.statements[0], citations=(1,))

    with pytest.raises(CitationBroken):
        check(replace(answer, statements=(lead,)), opened)
