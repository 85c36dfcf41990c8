"""Properties of all input: whatever the bytes, spans hold and only one error is raised."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import Document, Passage, canonical_json
from ingest.errors import UnreadableDocument
from ingest.passages import ChunkOptions, CountTokens, split_document
from ingest.readers import READERS, read_document

Check = Callable[[Document, Sequence[Passage]], None]

PIECES = (
    "The talks were held in Muscat. They ended on Friday, Mr. Smith said.",
    "Background: Why Oman?",
    "The next steps are:",
    "HEADING",
    "Label – text",
    "cafe\u0301 re\u0301sume\u0301",  # NFD
    "high\u2011stakes",
    "\r\n",
    "\r",
    "\n",
    "\n\n",
    "\ufeff",
    "\U0001f54a\ufe0f \U0001f469\u200d\U0001f469\u200d\U0001f467",
    "שלום עולם. السلام عليكم؟",
    "\u202e\u2066",
    "\x1b[31m\x07",
    "\x0b\x0c\x1c\x1d\x85\u2028\u2029",
    "\u00a0\u200b\u3000",
    "word " * 400,
    "x" * 5_000,
    " " * 300,
    "- ",
    "1. ",
    "2) ",
    "# ",
    "=====\n",
    "-----\n",
    "---\n",
    "title: {a: b}\n",
    "> ",
    "    ",
    "```\n",
    "|a|b|\n|-|-|\n|c|d|\n",
    "[a](b) ![c](d) <br> **e** `f`",
    "<p>",
    "</div>",
    "<ul><li>",
    "</ul>",
    "<h1>",
    "</h1><h2>",
    "<pre>",
    "<table><tr><td>",
    "<br>",
    "<script>",
    "<!--",
    "&#xD800;&#0;&#x110000;&amp;&nbsp;",
    "<svg><style>",
)
strange_text = st.lists(st.sampled_from(PIECES) | st.text(max_size=30), max_size=30).map("".join)
suffixes = st.sampled_from(sorted(READERS))
YAML_PIECES = (
    "title: ", "published: ", "2026-02-06", "a", "\n", "- ", "[", "{", "}", "]", "&a ", "*a",
    "!!x ", '"\\ud800"', '"\\UFFFFFFFF"', '"\\x00"', "|\n ", "? ", "%YAML 1.1\n", "---\n", "\t",
    "<<: ", "#",
)  # fmt: skip


@given(strange_text, suffixes)
@settings(max_examples=400, deadline=None)
def test_every_span_holds_in_strange_text(
    count_tokens: CountTokens,
    options: ChunkOptions,
    assert_sound: Check,
    source: str,
    suffix: str,
) -> None:
    try:
        document = read_document(f"name{suffix}", source.encode())
    except UnreadableDocument:
        return
    passages = split_document(document, options, count_tokens)

    assert_sound(document, passages)
    for passage in passages:
        if len(passage.sentences) > 1:
            assert count_tokens([passage.text_to_embed])[0] <= options.max_tokens
    again = read_document(f"name{suffix}", source.encode())
    assert canonical_json(again, split_document(again, options, count_tokens)) == canonical_json(
        document, passages
    )


@given(strange_text)
@settings(max_examples=200, deadline=None)
def test_the_text_of_a_txt_file_is_its_bytes(source: str) -> None:
    content = source.encode()
    try:
        document = read_document("name.txt", content)
    except UnreadableDocument:
        return

    assert document.text == content.decode("utf-8-sig")


@given(st.binary(max_size=300) | strange_text.map(str.encode), suffixes, st.integers(0, 300))
@settings(max_examples=300, deadline=None)
def test_bytes_become_a_document_or_an_unreadable_document(
    content: bytes, suffix: str, cut: int
) -> None:
    for piece in (content, content[cut:]):
        try:
            document = read_document(f"name{suffix}", piece)
        except UnreadableDocument:
            continue
        assert any(character.isalnum() for character in document.text)
        document.text.encode()


@given(st.lists(st.sampled_from(YAML_PIECES) | st.text(max_size=5), max_size=12).map("".join))
@settings(max_examples=500, deadline=None)
def test_a_sidecar_is_understood_or_refused(sidecar: str) -> None:
    try:
        document = read_document("name.txt", b"Some text.", sidecar)
    except UnreadableDocument:
        return
    canonical_json(document, ()).encode()
    assert document.metadata.title.encode()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_line_ends_do_not_change_the_outline(user_document: Document, end: str) -> None:
    content = user_document.text.replace("\n", end).encode()
    document = read_document("name.txt", content)

    assert [h.path for h in document.outline] == [h.path for h in user_document.outline]


def test_a_byte_order_mark_is_no_part_of_the_text(user_document: Document) -> None:
    marked = read_document("name.txt", b"\xef\xbb\xbf" + user_document.text.encode())

    assert marked.text == user_document.text
    assert marked.blocks == user_document.blocks
