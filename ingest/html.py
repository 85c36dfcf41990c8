"""HTML to plain text and blocks, by selectolax (the Lexbor HTML5 parser).

Only what a reader of the page would see becomes text: scripts, styles, templates,
forms, navigation, page headers and footers, and elements marked hidden are left out.
Where a page has one ``main`` or one ``article``, that is the document, its header included.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.documents import Block
from ingest.errors import UnreadableDocument
from ingest.layout import LayoutBuilder
from ingest.metadata import is_iso_date

# HTML5 tree building is quadratic in depth (100,000 nested elements: 26 s); real pages
# stay below 100.
MAX_NESTING = 1_000
_COMMENT_OR_TAG = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))|<(/?)([a-zA-Z][^\s/>]*)", re.DOTALL)
_SELF_CLOSING = frozenset(
    "area base br col embed hr img input link meta source track wbr p li dt dd tr td th option"
    " thead tbody tfoot colgroup html head body".split()
)
_RAW_TEXT = {
    tag: re.compile(rf"</{tag}(?=[\s/>])|\Z", re.IGNORECASE)
    for tag in ("script", "style", "textarea", "title", "iframe", "xmp")
}
# What an end tag cannot reach through to close something outside.
_SCOPES = frozenset("table template object applet marquee svg math foreignobject desc".split())
_UNSEEN = frozenset(
    "script style template noscript head title svg math iframe object embed canvas audio video"
    " nav button select option textarea aside header footer dialog".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    "address article blockquote body caption dd details div dl dt figcaption figure hr html"
    " legend li main ol p pre section summary table tbody tfoot thead tr ul br".split()
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
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
    _refuse_deep_nesting(source)
    page = LexborHTMLParser(source)
    layout = LayoutBuilder()
    if page.body is not None:
        part = _main_part(page, page.body)
        unseen = _UNSEEN if part.tag == "body" else _UNSEEN - {"header"}
        _Walk(layout, unseen).run(part)
    text, blocks = layout.finish()
    return text, blocks, _head_fields(page)


def visible_text(fragment: str) -> str:
    """Return the visible text of an HTML fragment on one line."""
    text, _, _ = read_html(fragment)
    return " ".join(text.split())


def _refuse_deep_nesting(source: str) -> None:
    """Raise if the elements of ``source`` are nested too deep, going by its tags alone.

    An end tag closes the innermost element of its name, and what stands in it if it is
    itself a block; one that fits nothing is ignored, as browsers do.
    """
    opened: list[str] = []
    position = 0
    while match := _COMMENT_OR_TAG.search(source, position):
        position = match.end()
        tag = (match.group(2) or "").lower()
        if not tag or tag in _SELF_CLOSING:
            continue
        if match.group(1):
            _close(opened, tag)
        elif tag in _RAW_TEXT and not {"svg", "math"} & set(opened):
            end = _RAW_TEXT[tag].search(source, position)
            position = end.end() if end else len(source)
        else:
            opened.append(tag)
        if len(opened) > MAX_NESTING:
            raise UnreadableDocument(
                f"HTML elements are nested more than {MAX_NESTING:,} deep",
                remedy="Save the page's text as .txt, or take the file out of the corpus.",
            )


def _close(opened: list[str], tag: str) -> None:
    if tag not in opened:
        return
    last = len(opened) - 1 - opened[::-1].index(tag)
    inside = opened[last + 1 :]
    if tag not in _SCOPES and not _SCOPES.isdisjoint(inside):
        return
    is_block = tag in _BLOCKS or tag in _SCOPES or tag in _HEADINGS
    # </b> leaves a block open that was opened within <b>.
    del opened[last : len(opened) if is_block or _BLOCKS.isdisjoint(inside) else last + 1]


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
                self._pieces.append(node.text_content or "")
            elif leaving:
                self._leave(tag)
            elif tag.startswith("-") or tag in self._unseen or _is_hidden(node):
                continue
            else:
                self._enter(tag)
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(_children(node)))

    def _enter(self, tag: str) -> None:
        if tag == "br" and self._open:
            # A heading, an item and preformatted text stay one block.
            self._pieces.append("\n")
        elif tag in _BLOCKS or tag in _HEADINGS:
            self._flush()
        if tag in ("ul", "ol"):
            self._lists.append(self._layout.new_list())
        if tag in ("td", "th") and any(piece.strip() for piece in self._pieces):
            self._pieces.append(" | ")
        if tag in _HEADINGS or tag in ("li", "pre"):
            self._open.append(tag)

    def _leave(self, tag: str) -> None:
        if (tag in _BLOCKS and (tag != "br" or not self._open)) or tag in _HEADINGS:
            self._flush()
        if tag in ("ul", "ol"):
            self._lists.pop()
        if self._open and tag == self._open[-1]:
            self._open.pop()

    def _flush(self) -> None:
        piece = "".join(self._pieces)
        self._pieces.clear()
        innermost = self._open[-1] if self._open else ""
        if innermost in _HEADINGS:
            self._layout.add("heading", piece, level=_HEADINGS[innermost])
        elif self._lists and "li" in self._open:
            self._layout.add("item", piece, list_number=self._lists[-1])
        else:
            self._layout.add("paragraph", piece, keep_lines=innermost == "pre")


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))
