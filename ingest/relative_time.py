"""Statements of time that mean nothing without a date to count from."""

import re
from collections.abc import Iterator

_UNIT = r"(?:day|night|morning|evening|weekend|week|fortnight|month|quarter|year|decade|century)"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_COUNT = r"(?:\d+(?:[-\u2010-\u2014]\d+)?|a|an|one|two|three|four|five|six|seven|ten|twelve|few)"
_YEAR_BEHIND = (
    r"(?!\s*(?:,\s*)?(?:of\s+)?\d{4})(?![-\u2010-\u2014/\s]*(?:(?:and|or|to)\s+)?\w+\s+\d{4})"
)
_SAID = re.compile(
    rf"(?i:\b(?:yesterday|today|tomorrow|tonight)\b"
    rf"|\b(?:this|next|last|past|coming|previous|current)\s+(?:{_UNIT}|{_WEEKDAY})\b"
    rf"|\b(?:this|next|last)\s+(?:spring|summer|autumn|fall|winter)\b"
    rf"|\b(?:within|over|during|in)\s+the\s+(?:next|coming|last|past)\s+(?:{_COUNT}\s+)?{_UNIT}s?\b"
    rf"|\bwithin\s+{_COUNT}\s+{_UNIT}s?\b"
    rf"|\b{_COUNT}\s+{_UNIT}s?\s+(?:ago|from\s+now)\b)"
    # Months are told from verbs and names by their capital and by what stands before them.
    rf"|\b(?:[Ee]arly|[Mm]id|[Ll]ate|[Ee]nd of|[Uu]ntil|[Ss]ince|[Bb]y|[Ii]n|\d{{1,2}})[ -]"
    rf"{_MONTH}\b{_YEAR_BEHIND}"
    rf"|\b{_MONTH}\s+\d{{1,2}}\b(?!\d|\s*(?:,\s*)?\d{{4}})"
)


def relative_time_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open span of every statement of time that needs a date to count from.

    "This week", "within 30 days" and "early May" need the date of the document; "6 May
    2025" and "for 12 months" do not. English only.
    """
    for match in _SAID.finditer(text):
        yield match.span()


def find_relative_times(text: str) -> Iterator[tuple[int, str]]:
    """Yield where such a statement begins in ``text``, and its words on one line."""
    for start, end in relative_time_spans(text):
        yield start, " ".join(text[start:end].split())
