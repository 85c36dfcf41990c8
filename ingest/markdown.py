"""Markdown to plain text and blocks, by markdown-it-py (CommonMark and tables).

Markup is left out of the text, so nobody quotes an asterisk; raw HTML inside Markdown
goes through the HTML reader. Front matter is cut off before this module sees the text.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.documents import Block
from ingest.errors import UnreadableDocument
from ingest.html import visible_text
from ingest.layout import LayoutBuilder

# Below this depth the parser leaves text out without a word (its own limit is 20, which nine
# nested lists reach); it recurses, so the limit cannot be far higher.
MAX_NESTING = 100
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
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table")
    for token in parser.parse(source):
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


def _inline_text(token: Token) -> str:
    """Return what a reader would see of an inline token: no markup, images as their text."""
    pieces: list[str] = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "image"):
            pieces.append(child.content)
        elif child.type in ("softbreak", "hardbreak") or (
            child.type == "html_inline" and _LINE_BREAK.match(child.content)
        ):
            pieces.append(" ")
    return "".join(pieces)
