"""HTML to plain text and blocks, by selectolax (the Lexbor HTML5 parser).

Only what a reader of the page would see becomes text: scripts, styles, templates,
forms, navigation, page headers and footers, and elements marked hidden are left out.
Where a page has one ``main`` or one ``article``, that is the document, its header included.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.documents import Block
from ingest.html_tags import (
    BLOCKS,
    HEADINGS,
    LINE_ATTRIBUTE,
    refuse_deep_nesting,
    with_lines,
    without_lines,
)
from ingest.layout import LayoutBuilder
from ingest.metadata import is_iso_date
from ingest.source_marks import MarkKind, SourceMark

UNSEEN = frozenset(
    "script style template noscript head title svg math iframe object embed canvas audio video"
    " nav button select option textarea aside header footer dialog"
    " del s strike".split()  # struck out: what the author takes back is not what the page says
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NO_PROSE = frozenset(
    "script style head title svg math button select option nav header footer".split()
)
_DIGITS = re.compile(r"[0-9]{1,9}")
_META_FIELDS = {
    "article:published_time": "published",
    "author": "author",
    "og:site_name": "publisher",
}


def read_html(source: str) -> tuple[str, tuple[Block, ...], dict[str, str]]:
    """Return the visible text, its blocks, and the fields that the page's head fills in.

    Raises:
        UnreadableDocument: elements nested more than ``MAX_NESTING`` deep.
    """
    refuse_deep_nesting(source)
    page = LexborHTMLParser(source)
    layout = LayoutBuilder()
    if page.body is not None:
        part = _main_part(page, page.body)
        unseen = UNSEEN if part.tag == "body" else UNSEEN - {"header"}
        _Walk(layout, unseen).run(part)
    text, blocks = layout.finish()
    return text, blocks, _head_fields(page)


def visible_text(fragment: str) -> str:
    """Return the visible text of an HTML fragment on one line."""
    text, _, _ = read_html(fragment)
    return " ".join(text.split())


def html_marks(source: str) -> list[SourceMark]:
    """Return what stands where in ``source``.

    The parser does not tell lines, so every start tag is given its own as an attribute.
    """
    page = LexborHTMLParser(with_lines(source))
    if page.body is None:
        return []
    part = _main_part(page, page.body)
    walk = _MarkingWalk(UNSEEN if part.tag == "body" else UNSEEN - {"header"})
    walk.run(part)
    if part.tag != "body":
        whole = LayoutBuilder()
        _Walk(whole, UNSEEN).run(page.body)
        seen = sum(len(mark.text) for mark in walk.marks if mark.kind in ("heading", "text"))
        if len(whole.finish()[0]) > 2 * seen:
            walk.marks.append(SourceMark("outside", _line_of(part) or 1, part.tag or ""))
    if page.css_first("base[href]") is None:
        return walk.marks
    return [m for m in walk.marks if m.kind != "link" or ":" in m.text]  # relative to elsewhere


def _line_of(node: LexborNode) -> int | None:
    value = node.attributes.get(LINE_ATTRIBUTE) or ""
    return int(value) if _DIGITS.fullmatch(value) else None


def _prose(node: LexborNode) -> str:
    """Return the text within ``node``, seen or not, without scripts and the like."""
    pieces: list[str] = []
    stack = [node]
    while stack:
        inner = stack.pop()
        if inner.tag == "-text":
            pieces.append(inner.text_content or "")
        elif inner.tag not in _NO_PROSE:
            stack.extend(reversed(_children(inner)))
    return " ".join("".join(pieces).split())


def _main_part(page: LexborHTMLParser, body: LexborNode) -> LexborNode:
    for selector in ("main", "article"):
        found = page.css(selector)
        if len(found) == 1:
            return found[0]
    return body


def _head_fields(page: LexborHTMLParser) -> dict[str, str]:
    fields: dict[str, str] = {}
    title = page.css_first("title")
    if title is not None and title.text().strip():
        fields["title"] = " ".join(title.text().split())
    for meta in page.css("meta"):
        name = meta.attributes.get("property") or meta.attributes.get("name") or ""
        field, content = _META_FIELDS.get(name.lower()), meta.attributes.get("content")
        if field and content:
            value = " ".join(content.split())
            if field == "published":
                value = value[:10]  # of a point in time, the day
            if field != "published" or is_iso_date(value):
                fields[field] = value
    language = page.root.attributes.get("lang") if page.root is not None else None
    if language:
        fields["language"] = language
    return fields


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or bool(_HIDDEN_STYLE.search(attributes.get("style") or ""))
    )


class _Walk:
    """Walk the tree without recursion, collecting inline text until a block ends."""

    def __init__(self, layout: LayoutBuilder, unseen: frozenset[str]) -> None:
        self._layout = layout
        self._unseen = unseen
        self._pieces: list[str] = []
        self._lists: list[int] = []
        self._open: list[str] = []

    def run(self, root: LexborNode) -> None:
        stack: list[tuple[LexborNode, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            tag = node.tag or ""
            if tag == "-text":
                self._read(node.text_content or "")
            elif leaving:
                self._leave(tag)
            elif tag.startswith("-") or tag in self._unseen or _is_hidden(node):
                self._pass_by(node, tag)
            else:
                self._enter(node, tag)
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(_children(node)))

    def _read(self, text: str) -> None:
        self._pieces.append(text)

    def _pass_by(self, node: LexborNode, tag: str) -> None:
        """Do nothing: the element is not seen."""

    def _enter(self, node: LexborNode, tag: str) -> None:
        if tag == "br" and self._open:
            # A heading, an item and preformatted text stay one block.
            self._pieces.append("\n")
        elif tag in BLOCKS or tag in HEADINGS:
            self._flush()
        if tag in ("ul", "ol"):
            self._lists.append(self._layout.new_list())
        if tag in ("td", "th") and any(piece.strip() for piece in self._pieces):
            self._pieces.append(" | ")
        if tag in HEADINGS or tag in ("li", "pre"):
            self._open.append(tag)

    def _leave(self, tag: str) -> None:
        if (tag in BLOCKS and (tag != "br" or not self._open)) or tag in HEADINGS:
            self._flush()
        if tag in ("ul", "ol"):
            self._lists.pop()
        if self._open and tag == self._open[-1]:
            self._open.pop()

    def _flush(self) -> None:
        piece = "".join(self._pieces)
        self._pieces.clear()
        innermost = self._open[-1] if self._open else ""
        if innermost in HEADINGS:
            self._layout.add("heading", piece, level=HEADINGS[innermost])
        elif self._lists and "li" in self._open:
            self._layout.add("item", piece, list_number=self._lists[-1])
        else:
            self._layout.add("paragraph", piece, keep_lines=innermost == "pre")


class _MarkingWalk(_Walk):
    """The same walk, noting what stands on which line."""

    def __init__(self, unseen: frozenset[str]) -> None:
        super().__init__(LayoutBuilder(), unseen)
        self.marks: list[SourceMark] = []
        self._line = 1
        self._first_line = 1

    def _read(self, text: str) -> None:
        if not any(piece.strip() for piece in self._pieces):
            before = text[: len(text) - len(text.lstrip())]
            self._first_line = self._line + before.count("\n")
        self._line += text.count("\n")
        super()._read(text)

    def _pass_by(self, node: LexborNode, tag: str) -> None:
        line = _line_of(node)
        self._line = line or self._line
        if tag not in _NO_PROSE and line is not None and (prose := _prose(node)):
            self.marks.append(SourceMark("hidden", line, prose))

    def _enter(self, node: LexborNode, tag: str) -> None:
        super()._enter(node, tag)
        self._line = _line_of(node) or self._line
        address = node.attributes.get({"a": "href", "img": "src"}.get(tag, ""))
        if address is not None:
            self.marks.append(SourceMark("link", self._line, without_lines(address)))

    def _flush(self) -> None:
        text = "".join(self._pieces).strip()
        level = HEADINGS.get(self._open[-1], 0) if self._open else 0
        super()._flush()
        if text:
            kind: MarkKind = "heading" if level else "text"
            self.marks.append(SourceMark(kind, self._first_line, text, level))


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))
