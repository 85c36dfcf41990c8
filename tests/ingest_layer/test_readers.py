"""Text, Markdown and HTML become documents; what is no text is refused with its reason."""

import pytest

from ingest.documents import Document
from ingest.errors import UnreadableDocument
from ingest.readers import read_document


def blocks(document: Document) -> list[tuple[str, int, str]]:
    return [(b.kind, b.level, document.text[b.start : b.end]) for b in document.blocks]


def read(name: str, source: str) -> Document:
    return read_document(name, source.encode())


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "it holds no text"),
        ("a.txt", b" \r\n\t*** \xef\xbb\xbf", "it holds no text"),
        ("a.txt", b"\xef\xbb\xbf", "it holds no text"),
        ("a.html", b"<script>text()</script>", "it holds no text"),
        ("a.md", b"---\ntitle: T\n---\n", "it holds no text"),
        ("a.txt", b"PK\x03\x04\x00\x00", "it is a binary file, not text"),
        ("a.txt", "Text".encode("utf-16"), "it is UTF-16, not UTF-8"),
        ("a.txt", "Text".encode("utf-16-be"), "it is a binary file, not text"),
        ("a.txt", b"caf\xe9 text", "it is not UTF-8 text (byte 3)"),
        ("a.pdf", b"%PDF", "format '.pdf' is not one of .txt, .md, .markdown, .html, .htm"),
        ("README", b"Text", "format 'README' is not one of .txt, .md, .markdown, .html, .htm"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_document(name, content)

    assert caught.value.message == reason


def test_a_suffix_may_be_written_in_capitals() -> None:
    assert read("folder/A.TXT", "Some text.").document_id == "folder/A.TXT"


def test_markdown_becomes_text_without_markup() -> None:
    document = read(
        "a.md",
        "# Talks *in* Oman\n\nThey **met**<br>in `Muscat`, see [the\nnote](http://x).\n\n"
        "## Steps\n\n1. one\n2. two\n   - inner\n\n> quoted\n\n```\n  code\n```\n\n"
        "| a | b |\n|---|---|\n| c | d |\n\n<div>raw &amp; <b>html</b></div>\n\n"
        "![A photo](x.png)\n",
    )

    assert blocks(document) == [
        ("title", 0, "Talks in Oman"),
        ("paragraph", 0, "They met in Muscat, see the note."),
        ("heading", 1, "Steps"),
        ("item", 0, "one"),
        ("item", 0, "two"),
        ("item", 0, "inner"),
        ("paragraph", 0, "quoted"),
        ("paragraph", 0, "code"),
        ("paragraph", 0, "a | b"),
        ("paragraph", 0, "c | d"),
        ("paragraph", 0, "raw & html"),
        ("paragraph", 0, "A photo"),
    ]


def test_lists_nested_beyond_the_parsers_own_limit_keep_their_text() -> None:
    source = "".join(f"{'  ' * depth}- item {depth}\n" for depth in range(40))

    assert [text for _, _, text in blocks(read("a.md", source))] == [
        f"item {depth}" for depth in range(40)
    ]


def test_markdown_nested_too_deep_is_refused_rather_than_cut() -> None:
    with pytest.raises(UnreadableDocument, match="more than 100 deep"):
        read("a.md", "> " * 100_000 + "text")


def test_two_headings_of_the_top_level_leave_no_title() -> None:
    document = read("a.md", "# One\n\ntext\n\n# Two\n\n### Deep\n\ntext")

    assert [(h.level, h.title) for h in document.outline] == [(1, "One"), (1, "Two"), (2, "Deep")]
    assert document.metadata.title == "a"


def test_html_becomes_what_a_reader_of_the_page_sees() -> None:
    document = read(
        "a.html",
        "<html lang=en><head><title>Talks | Site</title></head><body><header>Site</header>"
        "<nav>Home</nav><form><article><header><h1>Talks<br>in Oman</h1></header>"
        "<p>They <b>m</b>et.<script>x()</script><!-- no --></p><p hidden>no</p>"
        "<p style='display: none'>no</p><ul><li>one<br>two<ul><li>inner</ul></ul>"
        "<table>\n<tr>\n<td>a</td>\n<td>b</td></tr></table><pre>  x\n  y</pre>"
        "<footer>no</footer></article><input value=no></form></body></html>",
    )

    assert blocks(document) == [
        ("title", 0, "Talks in Oman"),
        ("paragraph", 0, "They met."),
        ("item", 0, "one two"),
        ("item", 0, "inner"),
        ("paragraph", 0, "a | b"),
        ("paragraph", 0, "x\n  y"),
    ]
    assert document.metadata.title == "Talks | Site"
    assert document.metadata.language == "en"


@pytest.mark.parametrize(
    ("content", "published"),
    [("2026-02-06T10:00:00Z", "2026-02-06"), ("Feb 6, 2026", None), ("20260206", None)],
)
def test_a_page_is_dated_only_by_an_iso_date(content: str, published: str | None) -> None:
    head = f'<meta property="article:published_time" content="{content}">'

    assert read("a.html", head + "<p>Text").metadata.published == published


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 100_000 + "text",
        "<div></x>" * 100_000 + "text",
        "<b><div></b>" * 100_000 + "text",
        "<div><table><tr><td></div>" * 100_000 + "text",
        "<!-->" + "<div>" * 100_000 + "text",
        "<svg><style>" + "<div>" * 100_000 + "text",
    ],
    ids=["open", "unfitting_end", "misnested", "scope", "comment", "foreign"],
)
def test_html_nested_too_deep_is_refused_at_once(source: str) -> None:
    with pytest.raises(UnreadableDocument, match="more than 1,000 deep"):
        read("a.html", source)


def test_tags_in_scripts_and_comments_are_not_nested() -> None:
    source = f"<script>{'if(a<b)' * 2_000}</script><!--{'<div>' * 2_000}--><p>text"

    assert blocks(read("a.html", source)) == [("paragraph", 0, "text")]


def test_unclosed_inline_elements_are_not_nested() -> None:
    assert len(read("a.html", "<div><span>text</div>" * 2_000).blocks) == 2_000
