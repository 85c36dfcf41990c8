"""What kind of heading a line looks like, and which level it gets among the others.

A heading's *style* is how it is marked: numbering (and its depth), a word such as
"Article", an underline, capitals, or nothing at all. Levels follow from the order in
which styles appear: a style first met below another is one level down.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_DECIMAL = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)([.)]?)\s+(?=\S)")
_ROMAN = re.compile(r"([IVXL]{1,6})[.)]\s+(?=\S)")
_LETTER = re.compile(r"([A-Z])[.)]\s+(?=\S)")
_HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
_KEYWORD = re.compile(
    r"(Article|Chapter|Section|Part|Title|ARTICLE|CHAPTER|SECTION|PART|TITLE)"
    r"\s+(?:\d{1,3}|[IVXLC]{1,6}|[A-Z])\b(?!')"
)
_ANNEX = re.compile(r"(?:Annex|Appendix|Schedule|ANNEX|APPENDIX|SCHEDULE)(?:\s+[A-Z0-9]{1,4})?\b")


@dataclass(frozen=True, slots=True)
class Style:
    """How a heading is marked. ``depth`` counts the parts of a decimal number from 1."""

    family: str
    depth: int = 1
    number: int | None = None


def style_of(text: str, underline: str | None) -> Style:
    """Return the style of a line that may be a heading; ``underline`` is its rule's character."""
    if underline:
        return Style(f"underlined {underline}")
    if match := _HASHES.match(text):
        return Style("hashes", len(match.group(1)))
    if match := _DECIMAL.match(text):
        parts = match.group(1).split(".")
        return Style("decimal", len(parts), int(parts[-1]))
    if match := _ROMAN.match(text):
        return Style("roman", 1, roman_value(match.group(1)))
    if match := _LETTER.match(text):
        return Style("letter", 1, ord(match.group(1)) - ord("A") + 1)
    if _ANNEX.match(text):
        return Style("annex")
    if match := _KEYWORD.match(text):
        return Style(match.group(1).lower())
    letters = [character for character in text if character.isalpha()]
    if len(letters) > 2 and all(not character.islower() for character in letters):
        return Style("capitals")
    return Style("plain")


def roman_value(numeral: str) -> int:
    """Return the value of a Roman numeral made of I, V, X and L."""
    values = [{"I": 1, "V": 5, "X": 10, "L": 50}[letter] for letter in numeral]
    return sum(
        -value if index + 1 < len(values) and value < values[index + 1] else value
        for index, value in enumerate(values)
    )


def is_numbered(style: Style) -> bool:
    """Whether the style marks a heading by itself, capitals and plain lines apart."""
    return style.family not in ("plain", "capitals", "question")


def level_headings(
    texts: Sequence[str], styles: Sequence[Style], stacked: Sequence[bool]
) -> list[int]:
    """Return a level from 1 for every heading, in document order.

    ``stacked`` tells which headings stand directly below another, with no text between.
    Runs of plain headings that directly follow another plain heading and begin with the
    same word ("For the Middle East", "For the United States") are its children.
    """
    children = _parallel_children(texts, styles, stacked)
    stack: list[tuple[str, int]] = []
    levels: list[int] = []
    for index, style in enumerate(styles):
        key = (style.family, style.depth)
        if style.family == "annex" or (style.family == "plain" and _is_decimal_top(stack)):
            stack = []
            levels.append(1)
            continue
        if index in children:
            key = ("parallel", 1)
        if key in stack:
            del stack[stack.index(key) + 1 :]
        else:
            while stack and stack[-1][0] == key[0] and stack[-1][1] > key[1]:
                stack.pop()
            stack.append(key)
        levels.append(len(stack))
    return levels


def _is_decimal_top(stack: Sequence[tuple[str, int]]) -> bool:
    """Whether numbers carry the top level; then a plain heading closes them, not nests."""
    return bool(stack) and stack[0][0] in ("decimal", "roman")


def _parallel_children(
    texts: Sequence[str], styles: Sequence[Style], stacked: Sequence[bool]
) -> frozenset[int]:
    plain = [index for index, style in enumerate(styles) if style.family == "plain"]
    words = [texts[index].split()[0].casefold() for index in plain]
    run_ends = _run_ends(words)
    children: set[int] = set()
    for position, first in enumerate(plain[1:], start=1):
        if first in children or not stacked[first] or first - 1 != plain[position - 1]:
            continue
        run = plain[position : run_ends[position]]
        if len(run) > 1 and words[position - 1] != words[position]:
            children.update(run)
    return frozenset(children)


def _run_ends(words: Sequence[str]) -> list[int]:
    """Return for every word the position behind the run of equal words that it stands in."""
    ends = list(range(1, len(words) + 1))
    for position in range(len(words) - 2, -1, -1):
        if words[position] == words[position + 1]:
            ends[position] = ends[position + 1]
    return ends
