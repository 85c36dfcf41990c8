"""Which lines of plain text are list items: bulleted, enumerated, labelled or bare.

Comes in: logical lines and their heading styles. Goes out: for every item the length of
the marker in front of its text. Numbered *headings* look like numbered items; what tells
them apart is that items follow each other directly and read as sentences.
"""

import re
from collections.abc import Sequence

from ingest.lines import (
    BULLET,
    ENUMERATOR,
    MAX_HEADING_CHARACTERS,
    SHORT_LINE,
    Line,
    ends_sentence,
    leads_in,
)
from ingest.outline import Style

_LABELLED_ITEM = re.compile(r"[^–—:.]{2,45} [–—] \S")


def find_items(lines: Sequence[Line], styles: Sequence[Style], spaced: bool) -> dict[int, int]:
    """Return the list items as line number -> length of the marker in front of the text."""
    items: dict[int, int] = {}
    for index, line in enumerate(lines):
        if marker := BULLET.match(line.text):
            items[index] = marker.end()
        elif marker := ENUMERATOR.match(line.text):
            if _is_enumerated_item(index, lines, styles, marker):
                items[index] = marker.end()
        elif _is_labelled_item(index, lines) or _is_bare_item(index, lines, items, spaced):
            items[index] = 0
    return items


def _is_enumerated_item(
    index: int, lines: Sequence[Line], styles: Sequence[Style], marker: re.Match[str]
) -> bool:
    text = lines[index].text
    sign = marker.group().strip()
    if sign[0] == "(" or sign[0].islower():
        return True
    if sign[-1] not in ".)" or "." in sign[:-1]:
        return False  # "12 Quay Road", "3.1 Staff": never a list item
    if ends_sentence(text) and not text.endswith("?"):
        return True
    if len(text) > MAX_HEADING_CHARACTERS or text.endswith((";", ",")):
        return True
    neighbours = [i for i in (index - 1, index + 1) if 0 <= i < len(lines)]
    return any(
        styles[i].family == styles[index].family
        and styles[i].depth == styles[index].depth
        and styles[i].number is not None
        and styles[index].number is not None
        and abs((styles[i].number or 0) - (styles[index].number or 0)) == 1
        for i in neighbours
    )


def _is_labelled_item(index: int, lines: Sequence[Line]) -> bool:
    """Whether the line reads "Label – text" and so does a neighbour."""
    if not _LABELLED_ITEM.match(lines[index].text):
        return False
    neighbours = [i for i in (index - 1, index + 1) if 0 <= i < len(lines)]
    return any(_LABELLED_ITEM.match(lines[i].text) for i in neighbours)


def _is_fragment(text: str) -> bool:
    return len(text) <= SHORT_LINE and (text.endswith("?") or not ends_sentence(text))


def _is_bare_item(index: int, lines: Sequence[Line], items: dict[int, int], spaced: bool) -> bool:
    """Whether an unmarked short line goes on with a list that a colon introduced."""
    line = lines[index]
    if index == 0 or not _is_fragment(line.text):
        return False
    if leads_in(line.text) or (spaced and line.blank_before and index - 1 in items):
        return False
    goes_on = items.get(index - 1) == 0 and not _LABELLED_ITEM.match(lines[index - 1].text)
    if goes_on:
        return True
    follower = lines[index + 1] if index + 1 < len(lines) else None
    return (
        leads_in(lines[index - 1].text)
        and follower is not None
        and not (spaced and follower.blank_before)
        and _is_fragment(follower.text)
        and not BULLET.match(follower.text)
    )
