"""What the tags of a page tell without a parser: how deep it is, and on which line each stands."""

import re

from ingest.errors import UnreadableDocument

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
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = frozenset(
    "address article blockquote body caption dd details div dl dt figcaption figure hr html"
    " legend li main ol p pre section summary table tbody tfoot thead tr ul br".split()
)
LINE_ATTRIBUTE = "data-muscat-line"
_LINE_IN_VALUE = re.compile(rf" {LINE_ATTRIBUTE}=[0-9]+ ")


def refuse_deep_nesting(source: str) -> None:
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
    is_block = tag in BLOCKS or tag in _SCOPES or tag in HEADINGS
    # </b> leaves a block open that was opened within <b>.
    del opened[last : len(opened) if is_block or BLOCKS.isdisjoint(inside) else last + 1]


def with_lines(source: str) -> str:
    """Return ``source`` with its line, from 1, as ``LINE_ATTRIBUTE`` of every start tag."""
    pieces: list[str] = []
    line, position, done = 1, 0, 0
    while match := _COMMENT_OR_TAG.search(source, position):
        position = match.end()
        tag = (match.group(2) or "").lower()
        if not tag or match.group(1):
            continue
        piece = source[done:position]
        line += piece.count("\n") + piece.count("\r") - piece.count("\r\n")
        # Without quotes: where this stands in an attribute's value, it must not end it.
        pieces += (piece, f" {LINE_ATTRIBUTE}={line} ")
        done = position
        if tag in _RAW_TEXT:
            end = _RAW_TEXT[tag].search(source, position)
            position = end.end() if end else len(source)
    return "".join((*pieces, source[done:]))


def without_lines(value: str) -> str:
    """Return an attribute's value without what ``with_lines`` wrote into it."""
    return _LINE_IN_VALUE.sub("", value)
