"""Markdown to plain text and blocks, by markdown-it-py (CommonMark and tables).

Markup is left out of the text, so nobody quotes an asterisk; raw HTML inside Markdown
goes through the HTML reader. Front matter is cut off before this module sees the text.
"""

import re
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.documents import Block
from ingest.errors import UnreadableDocument
from ingest.html import UNSEEN, html_marks, visible_text
from ingest.layout import LayoutBuilder
from ingest.source_marks import MarkKind, SourceMark

# Below this depth the parser leaves text out without a word (its own limit is 20, which nine
# nested lists reach); it recurses, so the limit cannot be far higher.
MAX_NESTING = 100
# Written like a link, but with what CommonMark does not take for an address.
_NOT_A_LINK = re.compile(r"\[[^\[\]\n]+\]\([^()\n]{1,2000}\)")
_STRUCTURE = re.compile(r"<(?:h[1-6]|li|tr)[\s/>]", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_HIDING = re.compile(
    r"\shidden[\s=>]|aria-hidden\s*=\s*[\"']?true|display\s*:\s*none|visibility\s*:\s*hidden",
    re.IGNORECASE,
)
_EMPTY_ELEMENTS = frozenset("area br col embed hr img input link meta source track wbr".split())
_LINE_BREAK = re.compile(r"<br[\s/>]", re.IGNORECASE)


def read_markdown(source: str) -> tuple[str, tuple[Block, ...]]:
    """Return the visible text of ``source`` and its blocks.

    Raises:
        UnreadableDocument: lists and quotations nested more than ``MAX_NESTING`` deep.
    """
    layout = LayoutBuilder()
    lists: list[int] = []
    row: list[str] | None = None
    heading_level = 0
    for token in _parser().parse(source):
        if token.level >= MAX_NESTING - 1:
            raise UnreadableDocument(
                f"lists and quotations are nested more than {MAX_NESTING} deep",
                remedy="Flatten the lists, or take the file out of the corpus.",
            )
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                lists.append(layout.new_list())
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "heading_open":
                heading_level = int(token.tag[1:])
            case "heading_close":
                heading_level = 0
            case "tr_open":
                row = []
            case "tr_close":
                layout.add("paragraph", " | ".join(row or ()))
                row = None
            case "inline" if row is not None:
                row.append(_inline_text(token))
            case "inline" if heading_level:
                layout.add("heading", _inline_text(token), level=heading_level)
            case "inline" if lists:
                layout.add("item", _inline_text(token), list_number=lists[-1])
            case "inline":
                layout.add("paragraph", _inline_text(token))
            case "fence" | "code_block":
                layout.add("paragraph", token.content, keep_lines=True)
            case "html_block":
                layout.add("paragraph", visible_text(token.content))
    return layout.finish()


def markdown_marks(source: str) -> list[SourceMark]:
    """Return what stands where in ``source``; lines count from 1 at its beginning."""
    marks: list[SourceMark] = []
    heading_level = 0
    for token in _parser().parse(source):
        line = token.map[0] + 1 if token.map else 1
        if token.type in ("heading_open", "heading_close"):
            heading_level = int(token.tag[1:]) if token.type == "heading_open" else 0
        elif token.type == "inline":
            if text := _inline_text(token, "\n").strip():
                kind: MarkKind = "heading" if heading_level else "text"
                marks.append(SourceMark(kind, line, text, heading_level))
            marks += _inline_links(token, line)
        elif token.type in ("fence", "code_block") and token.content.strip():
            first = line + (token.type == "fence")
            marks.append(SourceMark("text", first, token.content))
        elif token.type == "html_block":
            inside = html_marks(token.content)
            marks += [replace(mark, line=line + mark.line - 1) for mark in inside]
            if _STRUCTURE.search(token.content) and any(m.kind != "hidden" for m in inside):
                marks.append(SourceMark("flattened", line, visible_text(token.content)))
    return marks


def _inline_links(token: Token, line: int) -> list[SourceMark]:
    marks: list[SourceMark] = []
    plain: list[str] = []
    for child in token.children or ():
        address = child.attrGet("href") if child.type == "link_open" else child.attrGet("src")
        if address is not None:
            marks.append(SourceMark("link", line + plain.count("\n"), str(address)))
        # Code may show how a link is written.
        is_break = child.type in ("softbreak", "hardbreak")
        plain.append("\n" if is_break else child.content if child.type == "text" else "\0")
    text = "".join(plain)
    marks += [
        SourceMark("not_a_link", line + text.count("\n", 0, match.start()), match.group())
        for match in _NOT_A_LINK.finditer(text)
    ]
    return marks


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])


def _inline_text(token: Token, line_break: str = " ") -> str:
    """Return what a reader would see of an inline token: no markup, images as their text.

    What is struck out, or hidden by raw HTML, is not seen.
    """
    pieces: list[str] = []
    unseen: list[str] = []
    for child in token.children or ():
        if child.type == "html_inline":
            _follow_tag(child.content, unseen)
        elif child.type == "s_open":
            unseen.append("~~")
        elif child.type == "s_close" and unseen:
            unseen.pop()
        if unseen:
            continue
        if child.type in ("text", "code_inline", "image"):
            pieces.append(child.content)
        elif child.type in ("softbreak", "hardbreak") or (
            child.type == "html_inline" and _LINE_BREAK.match(child.content)
        ):
            pieces.append(line_break)
    return "".join(pieces)


def _follow_tag(tag: str, unseen: list[str]) -> None:
    """Note in ``unseen`` that an element which hides its text begins, or that one ends."""
    match = _TAG.match(tag)
    if match is None:
        return
    name = match.group(2).lower()
    if match.group(1):
        if name in unseen:
            del unseen[len(unseen) - 1 - unseen[::-1].index(name) :]
        return
    hides = unseen or name in UNSEEN or _HIDING.search(tag)
    if hides and name not in _EMPTY_ELEMENTS and not tag.endswith("/>"):
        unseen.append(name)
