"""Times that a sentence counts from a day it does not name: found, and resolved if possible.

"Within the next 30 days" means nothing without the day it was written. It is resolved
against the date of a dated document, to a first and a last day; in an undated one, or where
the sentence hands on another document's words or names another date to count from, it is
left open. Which words are such times is told by ``ingest.relative_time``.
"""

import calendar
import re
from collections.abc import Sequence
from datetime import date, timedelta

from ingest.documents import Metadata
from ingest.relative_time import relative_time_spans
from service.quotation_notes import SaidTime, Speaker

_MONTHS = [name.casefold() for name in calendar.month_name]
_WEEKDAYS = [name.casefold() for name in calendar.day_name]
_COUNTS = {
    **dict(
        zip("one two three four five six seven eight nine ten".split(), range(1, 11), strict=True)
    ),
    "a": 1,
    "an": 1,
    "twelve": 12,
}
_ABSOLUTE = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_ELSEWHERE = re.compile(
    r"\bundated\b|\b(?:article|report|paper|page|study|statement|letter|note)s?\b", re.IGNORECASE
)
_DAY_WORDS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_SPAN = re.compile(
    r"(?:within|over|during|in) the (?P<way>next|coming|last|past) (?:(?P<n>\S+) )?"
    r"(?P<unit>[a-z]+?)s?"
)
_WITHIN = re.compile(r"within (?P<n>\S+) (?P<unit>[a-z]+?)s?")
_AGO = re.compile(r"(?P<n>\S+) (?P<unit>[a-z]+?)s? (?P<way>ago|from now)")
_CALENDAR = re.compile(r"(?P<way>this|next|last|past|coming|previous|current) (?P<unit>[a-z]+)")
_IN_MONTH = re.compile(
    r"(?P<part>early|mid|late|end of|until|since|by|in|\d{1,2})[ -](?P<month>[a-z]+)"
)
_MONTH_DAY = re.compile(r"(?P<month>[a-z]+) (?P<day>\d{1,2})")
_HYPHENS = re.compile(r"[\u2010-\u2014]")

Days = tuple[date, date]


def said_times(text: str, metadata: Metadata, speaker: Speaker | None) -> tuple[SaidTime, ...]:
    """Return the times that ``text`` counts from an unnamed day, in order.

    Args:
        text: a quoted sentence.
        metadata: of its document; ``published`` counts before ``as_of``.
        speaker: whom the sentence quotes; a time in another document's words is not ours
            to date.
    """
    base = metadata.published or metadata.as_of
    is_another = re.search(r"\bundated\b", text, re.IGNORECASE) is not None or (
        speaker is not None and _ELSEWHERE.search(speaker.name) is not None
    )
    if is_another or has_date(text):
        base = None
    found = []
    for start, end in relative_time_spans(text):
        words = " ".join(text[start:end].split())
        days = resolve(words, base) if base else None
        if days and base:
            first, last = (day.isoformat() for day in days)
            found.append(SaidTime(words, start, end, first, last, base))
        else:
            found.append(SaidTime(words, start, end))
    return tuple(found)


def has_date(text: str) -> bool:
    """Whether a text names a year, from which its other times may count."""
    return _ABSOLUTE.search(text) is not None


def resolve(words: str, base: str) -> Days | None:
    """Return the first and the last day that ``words`` can mean, counted from ``base``.

    Args:
        words: "early May", "within the next 12-18 months", "last week", ...
        base: an ISO date, ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; a year or month stands
            for all of its days.

    Returns:
        ``None`` where the words are too loose for a day ("the next day", "this spring").
    """
    plain = _HYPHENS.sub("-", words.casefold())
    edges = _days_of(base)
    if edges is None:
        return None
    found = [days for edge in edges if (days := _from_day(plain, edge)) is not None]
    if len(found) < len(edges):
        return None
    return min(first for first, _ in found), max(last for _, last in found)


def _from_day(plain: str, base: date) -> Days | None:
    if plain in _DAY_WORDS:
        day = base + timedelta(days=_DAY_WORDS[plain])
        return day, day
    try:
        if match := _SPAN.fullmatch(plain):
            return _stretch(match["n"] or "1", match["unit"], match["way"], base)
        if match := _WITHIN.fullmatch(plain):
            return _stretch(match["n"], match["unit"], "next", base)
        if match := _AGO.fullmatch(plain):
            return _at_distance(match["n"], match["unit"], match["way"] == "ago", base)
        if match := _CALENDAR.fullmatch(plain):
            return _calendar_unit(match["way"], match["unit"], base)
        if (match := _IN_MONTH.fullmatch(plain)) and match["month"] in _MONTHS:
            return _in_month(match["part"], _MONTHS.index(match["month"]), base)
        if (match := _MONTH_DAY.fullmatch(plain)) and match["month"] in _MONTHS:
            return _in_month(match["day"], _MONTHS.index(match["month"]), base)
    except (OverflowError, ValueError):
        return None  # beyond the calendar, or 31 June
    return None


def _days_of(base: str) -> Sequence[date] | None:
    parts = [int(part) for part in base.split("T")[0].split("-") if part.isdigit()]
    try:
        match parts:
            case [year]:
                return date(year, 1, 1), date(year, 12, 31)
            case [year, month]:
                return date(year, month, 1), _month_end(date(year, month, 1))
            case [year, month, day]:
                return (date(year, month, day),)
    except ValueError:
        return None
    return None


def _stretch(count: str, unit: str, way: str, base: date) -> Days | None:
    numbers = [_number(part) for part in count.split("-")]
    if any(number is None for number in numbers):
        return None
    most = max(number for number in numbers if number is not None)
    ahead = way in ("next", "coming")
    other = _shift(base, unit, most if ahead else -most)
    return None if other is None else ((base, other) if ahead else (other, base))


def _at_distance(count: str, unit: str, is_past: bool, base: date) -> Days | None:
    number = _number(count)
    if number is None:
        return None
    day = _shift(base, unit, -number if is_past else number)
    return None if day is None else _unit_around(unit, day)


def _calendar_unit(way: str, unit: str, base: date) -> Days | None:
    step = {"this": 0, "current": 0, "next": 1, "coming": 1}.get(way, -1)
    if unit in _WEEKDAYS:
        return _weekday(_WEEKDAYS.index(unit), step, base)
    if unit in ("day", "night", "morning", "evening"):
        return (base, base) if step == 0 else None  # "the next day" is one in a story
    if way == "past":
        return _stretch("1", unit, "past", base)
    day = _shift(base, unit, step)
    return None if day is None else _unit_around(unit, day)


def _weekday(number: int, step: int, base: date) -> Days:
    monday = base - timedelta(days=base.weekday())
    if step == 0:
        day = monday + timedelta(days=number)
        return day, day
    if step < 0:
        day = base - timedelta(days=(base.weekday() - number - 1) % 7 + 1)
        return day, day
    # "Next Friday" is the coming one to some and that of next week to others.
    coming = base + timedelta(days=(number - base.weekday() - 1) % 7 + 1)
    return coming, max(coming, monday + timedelta(days=7 + number))


def _in_month(part: str, month: int, base: date) -> Days:
    """Return days of the month nearest to ``base``, or the next or last one where words say so."""
    years = {"since": (0, -1), "until": (0, 1), "by": (0, 1)}.get(part, (-1, 0, 1))
    firsts = [date(base.year + shift, month, 1) for shift in years]
    if part in ("until", "by"):
        first = next(day for day in firsts if _month_end(day) >= base)
        return base, _month_end(first)
    if part == "since":
        return next(day for day in firsts if day <= base), base
    first = min(firsts, key=lambda day: abs((day.replace(day=15) - base).days))
    if part.isdigit():
        day = first.replace(day=int(part))
        return day, day
    starts = {"early": (1, 10), "mid": (11, 20), "late": (21, 31), "end of": (21, 31)}
    begin, end = starts.get(part, (1, 31))
    return first.replace(day=begin), min(first + timedelta(days=end - 1), _month_end(first))


def _unit_around(unit: str, day: date) -> Days | None:
    match unit:
        case "day":
            return day, day
        case "week" | "fortnight":
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=6 if unit == "week" else 13)
        case "weekend":
            saturday = day - timedelta(days=day.weekday()) + timedelta(days=5)
            return saturday, saturday + timedelta(days=1)
        case "month":
            return day.replace(day=1), _month_end(day)
        case "quarter":
            first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
            return first, _month_end(first.replace(month=first.month + 2))
        case "year":
            return date(day.year, 1, 1), date(day.year, 12, 31)
        case "decade":
            return date(day.year // 10 * 10, 1, 1), date(day.year // 10 * 10 + 9, 12, 31)
    return None


def _shift(day: date, unit: str, count: int) -> date | None:
    days = {"day": 1, "night": 1, "week": 7, "weekend": 7, "fortnight": 14}.get(unit)
    if days:
        return day + timedelta(days=days * count)
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120}.get(unit)
    if months is None:
        return None
    total = day.year * 12 + day.month - 1 + months * count
    first = date(total // 12, total % 12 + 1, 1)
    return first.replace(day=min(day.day, _month_end(first).day))


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _number(word: str) -> int | None:
    return int(word) if word.isdigit() and len(word) <= 4 else _COUNTS.get(word)
