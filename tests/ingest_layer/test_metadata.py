"""Front matter and sidecars fill in metadata; nothing is guessed and nothing is executed."""

import time

import pytest

from ingest.documents import Metadata, Source
from ingest.errors import UnreadableDocument
from ingest.readers import read_document

TEXT = b"The talks were held in Muscat."


def metadata(sidecar: str | None, content: bytes = TEXT, name: str = "a b.txt") -> Metadata:
    return read_document(name, content, sidecar).metadata


def test_what_nobody_says_stays_unknown() -> None:
    assert metadata(None) == Metadata(title="a b")
    assert metadata("") == Metadata(title="a b")
    assert metadata(
        "# nothing\npublished: null\nsource: ~\nauthor: Unknown\nother: x\n"
    ) == Metadata(title="a b")


def test_a_sidecar_fills_in_the_fields_as_plain_strings() -> None:
    assert metadata(
        "title: >\n  Talks in\n  Oman\nkind: article\npublished: 2026-02\nas_of: 2026\n"
        "source: http://x\npublisher: yes\nauthor: 0x10\nlanguage: no\n"
    ) == Metadata("Talks in Oman", "article", "2026-02", "2026", "http://x", "yes", "0x10", "no")


def test_a_sidecar_goes_before_front_matter_and_both_before_the_text() -> None:
    content = b"---\r\ntitle: Front\r\nauthor: A. Writer\r\n---\r\n# Heading\r\n\r\nText.\r\n"
    document = read_document("a.md", content, "title: Beside")

    assert document.text == "Heading\n\nText.\n"
    assert document.metadata == Metadata("Beside", author="A. Writer")
    assert metadata(None, content, "a.md").title == "Front"
    assert metadata(None, b"# Heading\n\nText.", "a.md").title == "Heading"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"---\n---\nText\n\n---\n\nmore", "Text\n\nmore\n"),
        (b"---\n\nText: yes\n\n---\n\nmore", "Text: yes\n\nmore\n"),
        (b"---\rtitle: T\r---\rText", "Text\n"),
        (b"--- \ntitle: T\n--- \nText", "Text\n"),
    ],
    ids=["empty", "thematic_break", "CR", "trailing_space"],
)
def test_front_matter_is_told_from_thematic_breaks(content: bytes, text: str) -> None:
    assert read_document("a.md", content).text == text


@pytest.mark.parametrize(
    ("sidecar", "reason"),
    [
        ("title: [", "is not valid YAML"),
        ("[" * 30_000, "is not valid YAML"),
        ("- " * 20_000, "is not valid YAML"),
        ("a: *missing", "is not valid YAML"),
        ('title: "\\UFFFFFFFF"', "is not valid YAML"),
        ("title: \x01", "is not valid YAML"),
        ('title: "\\ud800"', "lone surrogate"),
        ("- title", "is not a list of 'field: value' lines"),
        ("just words", "is not a list of 'field: value' lines"),
        ("sources: Reuters", "'sources' is not a list of sources"),
        ("sources: [Reuters]", "'sources' is not a list of sources"),
        ("sources: &a [*a]", "is not valid YAML"),
        ("sources: [{title: [A]}]", "source 1: 'title' is not a single value"),
        ("sources: [{title: A}, {publisher: B}]", "source 2: 'title' is missing"),
        ("sources: [{title: A, date: May 2025}]", "source 1: 'date' is 'May 2025'"),
        ('sources: [{title: "\\ud800"}]', "lone surrogate"),
        (f"a: &a {{title: {'x' * 20_000}}}\nsources: [{'*a, ' * 9_000}]", "is longer than"),
        ("title: [a]", "'title' is not a single value"),
        ("published: 6 February 2026", "not an ISO date"),
        ("published: 2026-02-30", "not an ISO date"),
        ("published: 20260206", "not an ISO date"),
        ("as_of: 2026-W05", "not an ISO date"),
        ("x" * 70_000, "is longer than 65,536 characters"),
    ],
)
def test_a_sidecar_that_cannot_be_understood_is_named(sidecar: str, reason: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        metadata(sidecar)

    assert caught.value.message.startswith("its .meta.yaml")
    assert reason in caught.value.message


def test_yaml_makes_no_objects_and_no_billion_laughs() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30)
    )
    started = time.monotonic()

    assert metadata(bomb + "title: T").title == "T"
    assert metadata("title: !!python/object/apply:os.system ['exit']\n".replace("['exit']", "x"))
    with pytest.raises(UnreadableDocument):
        metadata(bomb + "title: *a29")
    assert time.monotonic() - started < 2


def test_sources_are_read_with_what_is_known_of_them() -> None:
    front = (
        b"---\nsources:\n  - title: 'A: b'\n    publisher: P\n    address: https://x.org\n"
        b"    date: 2025-05\n    note: ignored\n  - title: C\n    date: null\n---\nText\n"
    )
    sources = (Source("A: b", "P", "https://x.org", "2025-05"), Source("C"))

    assert metadata(None, front, "a.md") == Metadata("a", sources=sources)
    assert metadata("sources: null", front, "a.md").sources == sources
    assert metadata("sources: [{title: D}]", front, "a.md").sources == (Source("D"),)
    assert metadata("sources: []").sources == metadata("sources: ~").sources == ()
