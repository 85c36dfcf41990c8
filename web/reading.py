"""A document as the page shows it: its whole text in blocks, with one span highlighted.

Every character of the text goes into a piece, the white space and bullets between blocks
too, so that what is highlighted is, run after run, exactly the span.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from ingest import documents
from web.views import Block, DocumentView, Fact, OutlineEntry, Piece
from web.wording import described, in_words, one_line, section_path

_BULLET = re.compile(r"[-*+•◦▪‣·–—]?\s*")
_NUMBER = re.compile(r"[0-9]{1,12}")
Style = Literal["text", "gap", "marker"]


@dataclass(frozen=True, slots=True)
class SpanAsked:
    """What an address asks to have highlighted, as typed; ``text_id`` names the text meant."""

    start: str | None
    end: str | None
    text_id: str | None


def view_document(document: documents.Document, asked: SpanAsked) -> DocumentView:
    """Return the view of a document; a span that makes no sense gives a notice, not an error."""
    span, notice = _checked(document, asked)
    blocks = _with_target(tuple(_blocks(document, span)))
    metadata = document.metadata
    title = one_line(metadata.title)
    begins_with_title = bool(blocks) and blocks[0].kind == "title"
    return DocumentView(
        title=title,
        heading=blocks[0].pieces if begins_with_title else (Piece(title, "text", is_quote=False),),
        facts=(
            Fact("Kind", one_line(metadata.kind)),
            Fact("Date", in_words(metadata.published)),
            *((Fact("As of", in_words(metadata.as_of)),) if metadata.as_of else ()),
            Fact("Publisher", one_line(metadata.publisher or "unknown")),
            Fact("Author", one_line(metadata.author or "unknown")),
            Fact("Source", one_line(metadata.source or "unknown")),
            Fact("File", one_line(document.document_id)),
        ),
        outline=tuple(
            OutlineEntry(one_line(heading.title), heading.level, f"at-{heading.start}")
            for heading in document.outline
        ),
        blocks=blocks[begins_with_title:],
        place=_place(document, span) if span else None,
        notice=notice,
    )


def _checked(
    document: documents.Document, asked: SpanAsked
) -> tuple[tuple[int, int] | None, str | None]:
    """Return the span to highlight, or ``None`` and, if one was asked for, why not."""
    if not asked.start and not asked.end:
        return None, None
    if asked.text_id and not document.content_hash.startswith(f"sha256:{asked.text_id}"):
        return None, (
            "This document has changed since the quotation was taken from it, so no passage is"
            " highlighted. Ask the question again to see where the quotation stands now."
        )
    numbers = [asked.start or "", asked.end or ""]
    if all(_NUMBER.fullmatch(number) for number in numbers):
        start, end = (int(number) for number in numbers)
        if start < end <= len(document.text):
            return (start, end), None
    return None, (
        "The address names no passage of this document, so nothing is highlighted."
        " The whole text is shown."
    )


def _place(document: documents.Document, span: tuple[int, int]) -> str:
    path: tuple[str, ...] = ()
    for heading in document.outline:
        if heading.start <= span[0] < heading.section_end:
            path = heading.path
    source = described(document.metadata.kind, document.metadata.published, document.metadata.as_of)
    return f"{section_path(path)} ({source}), characters {span[0]:,}–{span[1]:,}"


def _blocks(document: documents.Document, span: tuple[int, int] | None) -> Iterator[Block]:
    """Yield the blocks in order; items of one list are gathered under one block."""
    text = document.text
    cursor = 0
    open_list: Block | None = None
    list_number: int | None = None
    items: list[tuple[Piece, ...]] = []
    for block in sorted(document.blocks, key=lambda block: block.start):
        if block.start < cursor:
            continue  # nothing is shown twice
        is_item = block.kind == "item"
        if open_list and not (is_item and block.list_number == list_number):
            yield replace(open_list, items=tuple(items))
            open_list, items = None, []
        gap = text[cursor : block.start]
        if gap.strip() and not is_item:
            yield _block("paragraph", 0, cursor, _cut(text, cursor, block.start, "text", span))
            gap = ""
        lead = _lead_in(text, block.start - len(gap), block.start, span)
        pieces = (*lead, *_cut(text, block.start, block.end, "text", span))
        cursor = block.end
        if block.kind == "item":
            open_list = open_list or _block("list", 0, block.start, ())
            items.append(pieces)
            list_number = block.list_number
        else:
            yield _block(block.kind, block.level, block.start, pieces)
    if open_list:
        yield replace(open_list, items=tuple(items))
    if cursor < len(text):
        style: Style = "text" if text[cursor:].strip() else "gap"
        yield _block("paragraph", 0, cursor, _cut(text, cursor, len(text), style, span))


def _block(
    kind: Literal["title", "heading", "paragraph", "list"],
    level: int,
    start: int,
    pieces: tuple[Piece, ...],
) -> Block:
    return Block(kind, level, f"at-{start}", pieces)


def _lead_in(text: str, start: int, end: int, span: tuple[int, int] | None) -> tuple[Piece, ...]:
    """Return what stands before a block: white space and a bullet unseen, a number seen."""
    words = text[start:end].strip()
    if _BULLET.fullmatch(words):
        return _cut(text, start, end, "gap", span)
    begin = start + len(text[start:end]) - len(text[start:end].lstrip())
    return (*_cut(text, start, begin, "gap", span), *_cut(text, begin, end, "marker", span))


def _cut(
    text: str, start: int, end: int, style: Style, span: tuple[int, int] | None
) -> tuple[Piece, ...]:
    """Return ``text[start:end]`` cut where the highlighted span begins and ends."""
    first, last = span or (start, start)
    first, last = (min(max(place, start), end) for place in (first, last))
    runs = ((start, first, False), (first, last, True), (last, end, False))
    return tuple(
        # As a browser reads it.
        Piece(text[a:b].replace("\r\n", "\n"), style, is_quote)
        for a, b, is_quote in runs
        if a < b
    )


def _with_target(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks with the first visible run of the highlighted span marked as target."""
    done = False

    def marked(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
        nonlocal done
        found = []
        for piece in pieces:
            hit = piece.is_quote and piece.style != "gap" and not done
            done = done or hit
            found.append(replace(piece, is_target=True) if hit else piece)
        return tuple(found)

    return tuple(
        replace(
            block,
            pieces=marked(block.pieces),
            items=tuple(marked(item) for item in block.items),
        )
        for block in blocks
    )
