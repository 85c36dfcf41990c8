"""Questions about the documents themselves, answered from their records."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from index.encoding import Encoder
from index.pipeline import index_corpus
from index.records import Records
from index.store import IndexStore
from service.answers import Answer, Outcome
from service.assistant import Assistant
from service.errors import CitationBroken
from service.question_kinds import QuestionKind
from service.record_citations import verify_records

FILES = {
    "ferry.md": (
        "---\ntitle: Ferry to Holm runs again\nkind: article\npublished: 2024-05-02\n"
        "publisher: Sund Courier\n---\n# Ferry to Holm runs again\n\n"
        "The ferry to Holm carried 9,000 people in April.\n"
    ),
    "harbour.md": (
        "---\ntitle: Harbour of Sund\nkind: background\nas_of: 2025-03-01\nauthor: Ada Berg\n"
        "sources:\n  - title: Tide tables\n    publisher: Port office\n    date: 2024-11\n"
        "  - title: Pilots' yearbook\n---\n# Harbour of Sund\n\n## Pilots\n\n"
        "The harbour of Sund employs 14 pilots.\n\n"
        "The ferry to Holm carried 9,000 people in April.\n"
    ),
    "rumour.txt": "A rumour\n\nSomebody saw a seal.\n",
}


@pytest.fixture(scope="module")
def shelf(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Answers from three documents, of which each lacks something."""
    folder = tmp_path_factory.mktemp("shelf")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    store = IndexStore(tmp_path_factory.mktemp("shelf-index"))
    index_corpus(folder, store, encoder)
    with store.open() as index:
        yield Assistant(index, encoder)


def entries(answer: Answer) -> list[tuple[str, str, str | None]]:
    """Return what is cited of records: document, field and value."""
    return [(one.document_id, one.field, one.value) for one in answer.records]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("who wrote the note on the harbour?", [("harbour.md", "author", "Ada Berg")]),
        ("Who is the author of the ferry article?", [("ferry.md", "author", None)]),
        ("which paper published the article?", [("ferry.md", "publisher", "Sund Courier")]),
        ("when was the ferry article published", [("ferry.md", "published", "2024-05-02")]),
        ("how old is the note?", [("harbour.md", "as_of", "2025-03-01")]),
        (
            "When was the harbour note published?",
            [("harbour.md", "published", None), ("harbour.md", "as_of", "2025-03-01")],
        ),
        (
            "which sources does the harbour note cite?",
            [
                ("harbour.md", "sources[0]", "Tide tables, Port office, 2024-11"),
                ("harbour.md", "sources[1]", "Pilots' yearbook"),
            ],
        ),
        (
            "what documents do you have?",
            [
                ("ferry.md", "title", "Ferry to Holm runs again"),
                ("harbour.md", "title", "Harbour of Sund"),
                ("rumour.txt", "title", "A rumour"),
            ],
        ),
        (
            "how recent is your information?",
            [
                ("harbour.md", "as_of", "2025-03-01"),
                ("ferry.md", "published", "2024-05-02"),
                ("rumour.txt", "as_of", None),
            ],
        ),
    ],
)
def test_a_question_about_the_sources_cites_their_records(
    shelf: Assistant, question: str, expected: list[tuple[str, str, str | None]]
) -> None:
    answer = shelf.ask(question)

    assert (answer.kind, answer.outcome) == (QuestionKind.SOURCES, Outcome.ANSWERED)
    assert entries(answer) == expected
    assert not answer.citations
    for statement in answer.statements[1:]:
        assert statement.kind == "record"
        cited = next(one for one in answer.records if (one.number,) == statement.citations)
        start, end = statement.emphasis or (1, len(statement.text) - 1)  # a title in quotes
        assert statement.text[start:end] == (cited.value or "unknown")


def test_unknown_is_said(shelf: Assistant) -> None:
    answer = shelf.ask("Who is the author of the ferry article?")

    assert [statement.text for statement in answer.statements] == [
        "From the record of “Ferry to Holm runs again” (article of 2024-05-02):",
        "Author: unknown",
    ]


def test_this_means_what_was_quoted_last(shelf: Assistant) -> None:
    earlier = ["How many pilots does the harbour of Sund employ?", "who wrote this?", "thanks"]

    for turns in (earlier[:1], earlier[:2], earlier):
        assert entries(shelf.ask("and who wrote it?", earlier=turns)) == [
            ("harbour.md", "author", "Ada Berg")
        ]


def test_without_an_earlier_answer_this_means_every_document(shelf: Assistant) -> None:
    answer = shelf.ask("who wrote this?")

    assert answer.statements[0].text == "From the records of all 3 documents, 2 of them unknown:"
    assert [statement.text for statement in answer.statements[1:]] == [
        "“Harbour of Sund”: author Ada Berg",
        "“Ferry to Holm runs again”: author unknown",
        "“A rumour”: author unknown",
    ]


def test_an_earlier_question_that_cannot_be_read_is_passed_over(shelf: Assistant) -> None:
    assert len(shelf.ask("who wrote this?", earlier=["", "x" * 5000]).records) == 3


def test_others_that_say_the_same_are_quoted_before_the_record(shelf: Assistant) -> None:
    earlier = ["How many people did the ferry article say the ferry to Holm carried?"]
    first = shelf.ask(earlier[0]).citations[0].span.document_id

    answer = shelf.ask("has anyone else reported this?", ["ferry.md", "harbour.md"], earlier)

    assert answer.kind is QuestionKind.SOURCES
    numbers = [c.number for c in answer.citations] + [one.number for one in answer.records]
    assert numbers == list(range(1, len(numbers) + 1))
    if len({one.document_id for one in answer.records}) == 1:
        assert {c.span.document_id for c in answer.citations} == {"ferry.md", "harbour.md"} - {
            first
        }


def test_a_text_that_is_none_of_ours_is_no_matter_of_records(shelf: Assistant) -> None:
    assert not shelf.ask("Who wrote the report on the lighthouse?").records


@pytest.mark.parametrize(
    ("question", "document_id"),
    [
        ("who wrote the piece about the passengers it carried in April?", "ferry.md"),
        ("who compiled the text about somebody who saw a seal", "rumour.txt"),
    ],
)
def test_a_document_may_be_meant_by_what_it_tells(
    shelf: Assistant, question: str, document_id: str
) -> None:
    answer = shelf.ask(question)

    assert entries(answer) == [(document_id, "author", None)]
    assert f"“{answer.records[0].document_title}”" in answer.statements[0].text


@pytest.mark.parametrize(
    ("question", "lead", "documents"),
    [
        (
            "have you got anything on seals?",
            "1 of 3 documents has the word “seals”:",
            ["rumour.txt"],
        ),
        (
            "do you have anything about the ferry to Holm",
            "2 of 3 documents have all the words of “ferry Holm”:",
            ["ferry.md", "harbour.md"],
        ),
        (
            "how many documents mention pilots?",
            "1 of 3 documents has the word “pilots”:",
            ["harbour.md"],
        ),
        (
            "got any documents on volcanoes?",
            "None of 3 documents has the word “volcanoes”. Their titles:",
            ["ferry.md", "harbour.md", "rumour.txt"],
        ),
    ],
)
def test_what_there_is_on_a_subject_is_listed(
    shelf: Assistant, question: str, lead: str, documents: list[str]
) -> None:
    answer = shelf.ask(question)

    assert (answer.kind, answer.outcome) == (QuestionKind.SOURCES, Outcome.ANSWERED)
    assert answer.statements[0].text == lead
    assert [document for document, field, _ in entries(answer)] == documents
    assert {field for _, field, _ in entries(answer)} == {"title"}


def test_json_names_the_field_and_leaves_offsets_open(shelf: Assistant) -> None:
    found = json.loads(json.dumps(shelf.ask("who wrote the harbour note?").to_mapping()))

    assert "records" not in found
    cited = found["citations"][0]
    assert (cited["field"], cited["quote"], cited["url"]) == (
        "author", "Ada Berg", "/documents/harbour.md",
    )  # fmt: skip
    assert cited["start"] is None
    assert cited["end"] is None


@pytest.mark.parametrize(
    "change",
    [
        {"value": "Somebody Else"},
        {"value": None},
        {"field": "publisher"},
        {"field": "sources[7]"},
        {"field": "__class__"},
        {"document_id": "none.md"},
        {"document_title": "Another title"},
        {"content_hash": "sha256:0"},
    ],
)
def test_an_entry_that_is_not_in_the_record_never_leaves(
    shelf: Assistant, change: dict[str, str | None]
) -> None:
    records: Records = shelf.index.records
    answer = shelf.ask("who wrote the harbour note?")
    verify_records(answer.statements, answer.records, records)

    with pytest.raises(CitationBroken):
        verify_records(answer.statements, [replace(answer.records[0], **change)], records)  # type: ignore[arg-type]


def test_a_record_statement_says_its_entry_and_nothing_else(shelf: Assistant) -> None:
    answer = shelf.ask("who wrote the harbour note?")
    bent = [replace(one, text=f"{one.text}, probably") for one in answer.statements]

    with pytest.raises(CitationBroken):
        verify_records(bent, answer.records, shelf.index.records)
    with pytest.raises(CitationBroken):
        verify_records(answer.statements, (), shelf.index.records)
