"""Plain text to logical lines: physical lines, with hard-wrapped paragraphs joined again.

Comes in: the text of a ``.txt`` file. Goes out: ``Line`` objects whose spans point into
that text. What a line *is* (heading, item, prose) is decided in ``plain_text``.
"""

import re
from dataclasses import dataclass

# Only real line ends: str.splitlines would also cut at U+2028, form feeds and others,
# which stand inside sentences of pasted text.
_PHYSICAL_LINE = re.compile(r"[^\r\n]+|\r\n|\r|\n")
BULLET = re.compile(r"(?:[-*•·▪◦‣●○■–—+]|o(?=\s{2}))[ \t\u00a0]+(?=\S)")
ENUMERATOR = re.compile(
    r"(?:\((?:[0-9]{1,3}|[a-z]|[ivx]{1,5})\)|(?:[0-9]{1,3}|[A-Za-z]|[IVXLivxl]{1,6})[.)]"
    r"|[0-9]{1,3}(?:\.[0-9]{1,3})+\.?|[0-9]{1,2})[ \t\u00a0]+(?=\S)"
)
RULE = re.compile(r"([=\-~_*^+])\1{2,}")
TERMINAL = ".!?…。؟"
_CLOSING = "\"'”’»)]"
WRAPPED_SHARE = 0.3
SHORT_LINE = 60
MAX_HEADING_CHARACTERS = 90
MAX_WRAP_COLUMN = 110
MIN_WRAP_COLUMN = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A logical line: ``text == document_text[start:end]``, without outer white space.

    ``blank_before`` and ``blank_after`` tell whether an empty line (or the text's end)
    stands beside it.
    """

    text: str
    start: int
    end: int
    blank_before: bool
    blank_after: bool


def ends_sentence(text: str) -> bool:
    """Whether ``text`` ends as a sentence does, closing quotes and brackets apart."""
    return text.rstrip(_CLOSING).endswith(tuple(TERMINAL))


def leads_in(text: str) -> bool:
    """Whether ``text`` ends with a colon and so introduces what follows."""
    return text.rstrip().endswith((":", "：", "׃"))


def logical_lines(text: str) -> list[Line]:
    """Return the logical lines of ``text`` in order; empty lines only leave their mark."""
    physical = _physical_lines(text)
    if _is_hard_wrapped(physical):
        physical = _join_wrapped(text, physical)
    return physical


def _physical_lines(text: str) -> list[Line]:
    spans: list[tuple[int, int, bool]] = []
    blank, line_ends = True, 0
    for match in _PHYSICAL_LINE.finditer(text):
        piece = match.group()
        if piece[0] in "\r\n":
            line_ends += 1
            blank = blank or line_ends > 1
            continue
        content = piece.strip()
        if not content:
            continue  # a line of white space only: the line end behind it makes it blank
        start = match.start() + piece.index(content)
        spans.append((start, start + len(content), blank))
        blank, line_ends = False, 0
    return [
        Line(
            text[start:end],
            start,
            end,
            blank_before,
            index + 1 == len(spans) or spans[index + 1][2],
        )
        for index, (start, end, blank_before) in enumerate(spans)
    ]


def _is_hard_wrapped(lines: list[Line]) -> bool:
    """Whether paragraphs were broken at a column: many lines stop in mid-sentence."""
    long = [line for line in lines if len(line.text) >= MIN_WRAP_COLUMN]
    if not long or max(len(line.text) for line in lines) > MAX_WRAP_COLUMN:
        return False
    broken = [
        line
        for line in long
        if not line.blank_after and not ends_sentence(line.text) and not leads_in(line.text)
    ]
    return len(broken) >= WRAPPED_SHARE * len(long)


def _join_wrapped(text: str, lines: list[Line]) -> list[Line]:
    paragraphs: list[list[Line]] = []
    for line in lines:
        if paragraphs and _continues(paragraphs[-1], line):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return [
        Line(
            text[paragraph[0].start : paragraph[-1].end],
            paragraph[0].start,
            paragraph[-1].end,
            paragraph[0].blank_before,
            paragraph[-1].blank_after,
        )
        for paragraph in paragraphs
    ]


def _continues(paragraph: list[Line], line: Line) -> bool:
    """Whether ``line`` goes on with ``paragraph`` in a hard-wrapped text.

    A line that stopped well before the margin was not broken for lack of room; a rule
    never belongs to what stands above or below it.
    """
    if line.blank_before or BULLET.match(line.text) or ENUMERATOR.match(line.text):
        return False
    last = paragraph[-1].text
    if RULE.fullmatch(line.text) or RULE.fullmatch(last):
        return False
    is_item = BULLET.match(paragraph[0].text) or ENUMERATOR.match(paragraph[0].text)
    return len(last) >= MIN_WRAP_COLUMN or bool(is_item and line.text[:1].islower())
