"""The outline of plain text as people write it: title, headings, lists, paragraphs.

Comes in: the text of a ``.txt`` file. Goes out: its blocks, with spans into that very
text. There is no markup to go by, so a line is judged by its shape (short, no full
stop, numbering, capitals, an underline) and by its neighbours (blank lines, what it is
followed by). How well that works on documents of
many styles is measured by ``tests/benchmarks/outline_f1.py``.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise

from ingest.documents import Block
from ingest.items import find_items
from ingest.lines import (
    MAX_HEADING_CHARACTERS,
    RULE,
    SHORT_LINE,
    Line,
    ends_sentence,
    leads_in,
    logical_lines,
)
from ingest.outline import Style, is_numbered, level_headings, style_of

MAX_HEADING_WORDS = 14
MAX_UNMARKED_HEADING_WORDS = 10
MAX_TITLE_CHARACTERS = 200
MIN_BODY_CHARACTERS = 40
_MAX_WORDS_BELOW_TITLE = 6
_MAX_LINES_BEFORE_TITLE = 12
_MIN_TITLE_WORDS = 5
_BLANK_LINES_SHARE = 0.3
_H = 8  # the letter's place in the alphabet
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_NO_HEADING = re.compile(
    rf"(?i:by|posted|published|updated|revised|prepared|approved|photo|image|source|contact|tel|from|to"
    rf"|cc|re|date|present|apologies)\b[: ].*\d|(?i:(?:\w+ )?(?:in \w+ )?by|photo:|source:)\s"
    rf"|.*\b\d{{1,2}} {_MONTH}\b|.*\b{_MONTH} \d{{1,2}}\b|.*\d{{1,2}}:\d{{2}}|.*@\S+\.|.*https?://"
    r"|(?i:table|figure|fig\.|photo|chart|box|map) ?\d|(?i:ends?|more)$|.*\S {3,}\S"
    r"|.*\t|.*,.*\d|[\"“'‘(\[]"
)
_NOTICE = re.compile(r"(?i).*\b(release|embargo(?:ed)?|confidential|draft|memorandum|press)\b")
_LABEL = re.compile(r"([^:]{2,40}): +\S")
_SHORT_LABEL = re.compile(r"\w+(?: \w+)?: +\S")


def read_plain_text(text: str) -> tuple[Block, ...]:
    """Return the blocks of ``text`` in order, spans pointing into ``text`` itself."""
    return _Layout(text).blocks()


class _Layout:
    """One document's lines, what is known of each so far, and the blocks made of them."""

    def __init__(self, text: str) -> None:
        self._lines, self._underlines = _fold_underlines(logical_lines(text))
        lines = self._lines
        gaps = sum(line.blank_before for line in lines[1:])
        self._spaced = gaps >= _BLANK_LINES_SHARE * max(1, len(lines) - 1)
        labels = Counter(m.group(1) for line in lines if (m := _LABEL.match(line.text)))
        self._repeated_labels = frozenset(label for label, count in labels.items() if count > 1)
        self._styles = [
            style_of(line.text, self._underlines.get(index)) for index, line in enumerate(lines)
        ]
        self._items = find_items(lines, self._styles, self._spaced)
        # [i]: how many lines before i are prose or items; how many characters stand before i.
        holds = (self._is_body(i) or i in self._items for i in range(len(lines)))
        self._texts_before = list(accumulate(holds, initial=0))
        self._characters_before = list(accumulate((len(s.text) for s in lines), initial=0))
        self._title = self._find_title()

    def blocks(self) -> tuple[Block, ...]:
        """Return every line as a block; bare rules and end marks are no text."""
        headings = self._find_headings()
        levels = dict(zip(headings, self._levels(headings), strict=True))
        made: list[Block] = []
        list_number = -1
        previous_item: int | None = None
        for index, line in enumerate(self._lines):
            if index == self._title:
                made.append(Block("title", line.start, line.end))
            elif index in levels:
                made.append(Block("heading", line.start, line.end, levels[index]))
            elif index in self._items:
                if previous_item is None or previous_item != index - 1:
                    list_number += 1
                previous_item = index
                start = line.start + self._items[index]
                made.append(Block("item", start, line.end, list_number=list_number))
            elif any(character.isalnum() for character in line.text):
                made.append(Block("paragraph", line.start, line.end))
        return tuple(made)

    def _levels(self, headings: Sequence[int]) -> list[int]:
        texts = [self._lines[index].text for index in headings]
        styles = [self._styles[index] for index in headings]
        found = set(headings)
        return level_headings(texts, styles, [index - 1 in found for index in headings])

    def _find_title(self) -> int | None:
        """Return the line that names the document: the first of some length above the text.

        Letterheads, notices, references and dates often stand above the title and are
        shorter; without a longer line, the first one is taken.
        """
        shorter: int | None = None
        skipping = False
        for index, line in enumerate(self._lines[:_MAX_LINES_BEFORE_TITLE]):
            skipping = skipping and not line.blank_before
            if skipping:
                continue
            if leads_in(line.text) and len(line.text) <= SHORT_LINE and self._spaced:
                skipping = True  # "Contact:" and the lines below it
                continue
            if self._is_body(index) or index in self._items:
                break
            if self._is_front_matter(index) or len(line.text) > MAX_TITLE_CHARACTERS:
                continue
            if self._styles[index].number == 1 or index + 1 == len(self._lines):
                break
            if len(re.findall(r"\w+", line.text)) >= _MIN_TITLE_WORDS or index in self._underlines:
                return index
            shorter = index if shorter is None else shorter
        return shorter

    def _is_front_matter(self, index: int) -> bool:
        """Whether the line stands above a title without being it: a notice, a date, a label."""
        text = self._lines[index].text
        if text.isupper() and _NOTICE.match(text) and not _LABEL.match(text):
            return True
        label = _LABEL.match(text)
        if label and label.group(1) in self._repeated_labels:
            return True
        return index > 0 and bool(_NO_HEADING.match(text) or _SHORT_LABEL.match(text))

    def _is_body(self, index: int) -> bool:
        """Whether the line is prose or leads in a list: what stands below a heading."""
        text = self._lines[index].text
        return (
            len(text) > MAX_HEADING_CHARACTERS
            or leads_in(text)
            or (ends_sentence(text) and not text.endswith("?"))
        )

    def _find_headings(self) -> list[int]:
        first = 0 if self._title is None else self._title + 1
        found = [i for i in range(first, len(self._lines)) if self._could_be_heading(i)]
        found = _in_sequence(found, self._styles)
        self._mark_questions(found)
        followed = pairwise([*found, None])
        return [
            index
            for index, following in followed
            if index is not None and self._has_a_section(index, following)
        ]

    def _mark_questions(self, headings: Sequence[int]) -> None:
        """Tell questions from other headings where questions stand directly below one."""
        found = set(headings)
        questions = {index for index in headings if self._is_question(index)}
        if any(index - 1 in found and index - 1 not in questions for index in questions):
            for index in questions:
                self._styles[index] = Style("question")

    def _is_question(self, index: int) -> bool:
        return self._styles[index].family == "plain" and self._lines[index].text.endswith("?")

    def _could_be_heading(self, index: int) -> bool:
        line, style = self._lines[index], self._styles[index]
        text = line.text
        if index in self._underlines or style.family == "hashes":
            return True
        if index in self._items or self._is_body(index) or not self._is_short(text):
            return False
        if not any(character.isalpha() for character in text):
            return False
        label = _LABEL.match(text)
        if label and (label.group(1) in self._repeated_labels or label.group(1).isupper()):
            return False
        if is_numbered(style):
            return True
        first_letter = next((c for c in text if c.isalnum()), "a")
        if first_letter.islower() or text.endswith((",", ";")) or _NO_HEADING.match(text):
            return False
        if self._title == index - 1 and (len(text.split()) > _MAX_WORDS_BELOW_TITLE or "," in text):
            return False  # a subheadline, a byline, an office
        if len(text.split()) > MAX_UNMARKED_HEADING_WORDS:
            return False
        if index and leads_in(self._lines[index - 1].text):
            return False
        return self._stands_alone(index)

    def _is_short(self, text: str) -> bool:
        return len(text) <= MAX_HEADING_CHARACTERS and len(text.split()) <= MAX_HEADING_WORDS

    def _stands_alone(self, index: int) -> bool:
        """Whether an unmarked line is set off: by blank lines where the text uses them."""
        line = self._lines[index]
        if not self._spaced:
            return True
        if not line.blank_before:
            return False
        return line.blank_after or len(self._lines[index + 1].text) > SHORT_LINE

    def _has_a_section(self, index: int, following: int | None) -> bool:
        """Whether something follows that the line can be the heading of.

        ``following`` is the next line that could be a heading.
        """
        style = self._styles[index]
        rest = self._characters_before[-1] - self._characters_before[index + 1]
        if rest == 0:
            return False
        if rest < MIN_BODY_CHARACTERS and style.family != "decimal":
            return False  # a signature above a closing remark
        if is_numbered(style):
            return True
        if following is None or self._holds_text(index + 1, following):
            return True
        if index + 1 != following:
            return not self._spaced  # above a few short lines: a letterhead, a caption
        text = self._lines[index].text
        if style.family == "capitals" and self._styles[following].family != "capitals":
            return True
        if any(sign in text for sign in ",:") or text.endswith("?"):
            return False  # a caption, a record ("Present: ..."), a question within an answer
        # Above the first prose stand bylines, offices and versions.
        return self._holds_text(0 if self._title is None else self._title + 1, index)

    def _holds_text(self, first: int, last: int) -> bool:
        """Whether any line from ``first`` up to ``last`` is prose or a list item."""
        return self._texts_before[last] > self._texts_before[first]


def _fold_underlines(lines: Sequence[Line]) -> tuple[list[Line], dict[int, str]]:
    """Drop lines that are a rule; one directly below a short line underlines it."""
    kept: list[Line] = []
    underlines: dict[int, str] = {}
    for line in lines:
        rule = RULE.fullmatch(line.text)
        if rule is None:
            kept.append(line)
        elif kept and not line.blank_before and len(kept[-1].text) <= MAX_TITLE_CHARACTERS:
            underlines[len(kept) - 1] = rule.group(1)
    return kept, underlines


def _in_sequence(found: Sequence[int], styles: list[Style]) -> list[int]:
    """Drop numbered candidates whose number does not follow: an address, a year, a figure."""
    kept: list[int] = []
    last: dict[tuple[str, int], int] = {}
    for index in found:
        style = styles[index]
        if style.number is not None:
            if style.family == "roman" and style.number == 1 and last.get(("letter", 1)) == _H:
                style = styles[index] = Style("letter", 1, _H + 1)  # "I." behind "H."
            key = (style.family, style.depth)
            if style.number not in (1, last.get(key, 0) + 1):
                continue
            last[key] = style.number
            for deeper in [k for k in last if k[0] == style.family and k[1] > style.depth]:
                del last[deeper]
        kept.append(index)
    return kept
