"""Checks of a document's file: sections, links, what the reader left out, loose times.

Text that the reader leaves out on purpose (scripts, navigation, page headers and footers,
comments) is not reported; text that an owner may believe to be in the corpus is.
"""

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from ingest.addresses import scheme_of, what_is_wrong_with
from ingest.documents import Document
from ingest.findings import Finding, Severity
from ingest.html import html_marks
from ingest.markdown import markdown_marks
from ingest.metadata import split_front_matter
from ingest.relative_time import find_relative_times
from ingest.source_marks import MarkKind, SourceMark, count_line_ends, split_lines

HTML_SUFFIXES = (".html", ".htm")
MARKDOWN_SUFFIXES = (".md", ".markdown")
MIN_HIDDEN_CHARACTERS = 40  # a label or a button's text is nothing to quote
# A replacement character, control characters, and UTF-8 that was read as Windows-1252
# ("â€™" for an apostrophe, "Ã©" for é) and saved like that.
_DAMAGED = re.compile("[\ufffd\x00-\x08\x0e-\x1f\x7f]|â€[™œ\u009d“”˜¦]|[ÃÂ][\u0080-\u00bf]")
_OPENED_FRONT_MATTER = re.compile(r"\s*---[ \t]*(?:\r\n?|\n)[A-Za-z_]+:(?:\s|$)")
_SHOWN = 60


def mark_source(document: Document, source: str) -> list[SourceMark]:
    """Return what stands where in the file ``source`` of ``document``."""
    suffix = PurePosixPath(document.document_id).suffix.lower()
    if suffix in HTML_SUFFIXES:
        return html_marks(source)
    if suffix in MARKDOWN_SUFFIXES:
        _, body = split_front_matter(source)
        above = count_line_ends(source[: len(source) - len(body)])
        return [
            SourceMark(mark.kind, above + mark.line, mark.text, mark.level)
            for mark in markdown_marks(body)
        ]
    # The file is the text, so blocks lead to lines.
    marks: list[SourceMark] = []
    line, done = 1, 0
    for block in document.blocks:
        line += count_line_ends(source[done : block.start])
        done = block.start
        kind: MarkKind = "heading" if block.kind == "heading" else "text"
        text = source[block.start : block.end]
        marks.append(SourceMark(kind, line, text, block.level))
    return marks


def check_text(document: Document, source: str, folder: Path) -> list[Finding]:
    """Return what is to be said about the file of one document in the corpus ``folder``."""
    path = document.document_id
    marks = mark_source(document, source)
    found = [
        *_check_sections(path, marks),
        *_check_links(path, marks, folder),
        *_check_what_was_left_out(path, marks),
        *_check_front_matter(path, source),
        *_check_characters(path, source),
    ]
    if document.metadata.published is None and document.metadata.as_of is None:
        found += _check_times(path, marks)
    return found


def _check_sections(path: str, marks: Iterable[SourceMark]) -> Iterator[Finding]:
    empty: SourceMark | None = None
    for mark in [*marks, None]:
        if mark is not None and mark.kind not in ("heading", "text"):
            continue
        is_below = mark is not None and (mark.kind == "text" or mark.level > _level(empty))
        if empty is not None and not is_below:
            message = f"nothing stands below the heading '{_shown(empty.text)}'"
            remedy = "Write the section, or take its heading out."
            yield Finding(path, empty.line, "warning", "section_empty", message, remedy)
        empty = mark if mark is not None and mark.kind == "heading" else None


def _level(heading: SourceMark | None) -> int:
    return heading.level if heading is not None else 0


def _check_links(path: str, marks: Iterable[SourceMark], folder: Path) -> Iterator[Finding]:
    # A saved page is seldom its owner's own writing, and its site seldom came with it.
    is_page = path.lower().endswith(HTML_SUFFIXES)
    severity: Severity = "warning" if is_page else "error"
    for mark in marks:
        address = mark.text.strip() if is_page else mark.text
        if mark.kind == "not_a_link":
            message = f"'{_shown(mark.text)}' is read as text: its address has a space or no sense"
            remedy = "Write spaces in an address as %20."
            yield Finding(path, mark.line, severity, "link_malformed", message, remedy)
        elif mark.kind != "link" or address.lower().startswith("javascript:"):
            continue
        elif (wrong := what_is_wrong_with(address)) is not None:
            message = f"the link to '{_shown(address)}' {wrong}"
            yield Finding(path, mark.line, severity, "link_malformed", message, "Correct it.")
        elif scheme_of(address) is None and not _is_there(address, path, folder):
            message = f"the link to '{_shown(address)}' leads to no file of the corpus"
            remedy = "Correct the path, or write https:// before an address of the web."
            yield Finding(path, mark.line, severity, "link_target_missing", message, remedy)


def _is_there(address: str, path: str, folder: Path) -> bool:
    target = unquote(re.split("[?#]", address, maxsplit=1)[0])
    if not target:
        return True  # a place in this very document
    base = "" if target.startswith("/") else posixpath.dirname(path)
    inside = posixpath.normpath(posixpath.join(base, target.lstrip("/") or "."))
    if inside.startswith("..") or "\0" in inside:
        return False
    return os.path.exists(folder / inside)  # noqa: PTH110 - Path.exists raises for a long name


def _check_what_was_left_out(path: str, marks: Iterable[SourceMark]) -> Iterator[Finding]:
    for mark in marks:
        line, shown = mark.line, _shown(mark.text)
        if mark.kind == "hidden" and len(mark.text) >= MIN_HIDDEN_CHARACTERS:
            message = f"hidden text is not read: '{shown}'"
            remedy = "Show it if it belongs to the document, or take it out."
            yield Finding(path, line, "warning", "text_hidden", message, remedy)
        elif mark.kind == "outside":
            message = f"only <{mark.text}> is read, and more text stands outside it than in it"
            remedy = f"Put the whole text into <{mark.text}>, or take that element out."
            yield Finding(path, line, "warning", "text_outside", message, remedy)
        elif mark.kind == "flattened":
            message = f"headings, lists or tables in raw HTML become one paragraph: '{shown}'"
            yield Finding(
                path, line, "warning", "structure_lost", message, "Write them in Markdown."
            )


def _check_front_matter(path: str, source: str) -> Iterator[Finding]:
    match = _OPENED_FRONT_MATTER.match(source)
    if match is None:
        return
    is_markdown = path.lower().endswith(MARKDOWN_SUFFIXES)
    if is_markdown and split_front_matter(source)[1] != source:
        return
    if not is_markdown:
        message = "front matter is read in Markdown only; here it is text"
        remedy = "Move it to a file of the same name with .meta.yaml behind it."
    elif match.group()[0] != "-":
        message = "front matter is read at the very beginning only; here it is text"
        remedy = "Take out what stands before the first '---'."
    else:
        message = "front matter that is never closed; it is read as text"
        remedy = "Put a line '---' below its last field."
    yield Finding(path, 1, "error", "front_matter_unread", message, remedy)


def _check_characters(path: str, source: str) -> Iterator[Finding]:
    for number, line in enumerate(split_lines(source), start=1):
        if match := _DAMAGED.search(line):
            message = f"damaged characters in '{_shown(line[max(0, match.start() - 20) :])}'"
            remedy = "Get the text again, as UTF-8."
            yield Finding(path, number, "warning", "characters_damaged", message, remedy)


def _check_times(path: str, marks: Sequence[SourceMark]) -> Iterator[Finding]:
    told: set[tuple[int, str]] = set()
    for mark in marks:
        if mark.kind not in ("text", "heading"):
            continue
        for start, words in find_relative_times(mark.text):
            line = mark.line + count_line_ends(mark.text[:start])
            if (line, words.lower()) in told:
                continue
            told.add((line, words.lower()))
            message = f"'{words}' has no date to count from"
            remedy = "State 'published' or 'as_of', or the time itself."
            code = "relative_time_in_undated_document"
            yield Finding(path, line, "warning", code, message, remedy)


def _shown(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _SHOWN else one_line[: _SHOWN - 1] + "…"
