"""What stands where in a *source file*, for those who want to tell its owner about a line.

Positions in ``Document.text`` say nothing about lines of Markdown or HTML, whose text is
extracted. Readers of both therefore also give marks, made by the rules that make the text.
"""

import re
from dataclasses import dataclass
from typing import Literal

MarkKind = Literal["heading", "text", "link", "not_a_link", "hidden", "outside", "flattened"]
_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class SourceMark:
    """One thing in a source file.

    Attributes:
        kind: A ``heading`` (``level`` 1 to 6); ``text`` below it that can be quoted; a
            ``link`` (``text`` is its address, of an image too); ``not_a_link``, written
            like one but read as text; ``hidden``, text that a reader of the page does not
            see; ``outside``, text beside the part that was taken for the document;
            ``flattened``, a structure that became one paragraph.
        line: Of the source, from 1, where ``text`` begins.
        text: With its own line feeds, so that lines inside it can be counted.
        level: Of a heading.
    """

    kind: MarkKind
    line: int
    text: str
    level: int = 0


def count_line_ends(text: str) -> int:
    """Return how many lines end in ``text``, whatever ends them (LF, CRLF or CR)."""
    return sum(1 for _ in _LINE_END.finditer(text))


def split_lines(text: str) -> list[str]:
    """Return the lines of ``text``; unlike ``str.splitlines``, cut at real line ends only."""
    return _LINE_END.split(text)
