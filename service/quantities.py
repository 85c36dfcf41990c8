"""Figures, dates and lengths of time in a text, so that two texts can be compared.

Comes in: a sentence or a question. Goes out: its quantities, each with its span, the kind
of thing it measures, its unit and its value in that kind's base unit. Two quantities can
be compared if kind and unit agree. English only.
"""

import re
from dataclasses import dataclass

from service.answer_types import AnswerType

NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100, "dozen": 12}
KINDS_ASKED = {
    AnswerType.DATE: "date",
    AnswerType.YEAR: "date",
    AnswerType.CALENDAR_DATE: "date",
    AnswerType.DURATION: "duration",
    AnswerType.PERCENTAGE: "percentage",
    AnswerType.MONEY: "money",
}
MEASURED = frozenset(KINDS_ASKED) | {AnswerType.COUNT, AnswerType.AMOUNT}
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_MONTH = "|".join(_MONTHS) + "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
_UNITS: dict[str, dict[str, float]] = {
    "duration": {"minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7, "month": 30.4,
                 "year": 365.25, "decade": 3652.5, "century": 36525},
    "distance": {"mile": 1.609, "km": 1, "kilometre": 1, "kilometer": 1, "nautical mile": 1.852,
                 "metre": 0.001, "meter": 0.001},
    "mass": {"kg": 1, "kilogram": 1, "tonne": 1000, "ton": 1000, "gram": 0.001},
}  # fmt: skip
_UNIT_OF = {unit: kind for kind, units in _UNITS.items() for unit in units}
_NUMBER = rf"(?:\d+(?:,\d{{3}})+|\d+)(?:\.\d+)?|\b(?:{'|'.join(NUMBER_WORDS)})\b"
_SCALE = rf"(?:[\s\u2010-\u2013-]+({'|'.join(_SCALES)})\b)?"
_QUANTITY = re.compile(
    rf"(?P<money>[$€£]\s?)?(?P<number>{_NUMBER}){_SCALE}"
    rf"(?:\s?[\u2010-\u2014-]\s?(?P<upper>{_NUMBER}))?"
    rf"(?:(?P<percent>\s?%|\s?per\s?cent\b)"
    rf"|\s+(?P<currency>(?:US\s+|Canadian\s+)?(?:dollars?|euros?|pounds|francs|rials?|yen))\b"
    rf"|[\s\u2010-\u2013-]*(?P<unit>{'|'.join(sorted(_UNIT_OF, key=len, reverse=True))})s?\b"
    r"|\s+(?:[\w-]+\s+){0,1}?(?P<noun>people|[a-z]{3,}s)\b)?",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?\b(?P<month>{_MONTH})\b\.?"
    rf"(?:\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*[%\d]))?"
    r"(?:,?\s+(?:of\s+)?(?P<year>(?:1[5-9]|20)\d\d))?\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_ROUGH = re.compile(
    r"\b(?:about|around|some|nearly|almost|over|under|more than|less than|at least|up to|roughly"
    r"|approximately|close to)\s*$",
    re.IGNORECASE,
)
_NO_NOUN = frozenset("was has is this its does times percents us years months days".split())


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure or date in a text, with its half-open span there.

    ``kind``: percentage, money, duration, distance, mass, count or date. ``unit``: what a
    count counts, which currency; empty for others. ``low`` and ``high``: the value in the
    kind's base unit, the same unless a range is given; of a date the first and last day as
    an ordinal-like number (year * 372 + month * 31 + day). ``is_rough``: "about", "over".
    """

    start: int
    end: int
    kind: str
    unit: str
    low: float
    high: float
    is_rough: bool = False

    def in_words(self, text: str) -> str:
        """Return the quantity as ``text``, where it was found, has it, with its "about"."""
        rough = _ROUGH.search(text[: self.start])
        return text[rough.start() if rough else self.start : self.end]

    def may_equal(self, other: "Quantity") -> bool:
        """Whether the two can mean the same value, roundings granted."""
        slack = 0.15 if self.is_rough or other.is_rough else 0.02
        if self.kind == "date":
            slack = 0.0
        margin = slack * max(abs(self.high), abs(other.high))
        return self.low - margin <= other.high and other.low - margin <= self.high


def find_quantities(text: str) -> list[Quantity]:
    """Return the quantities of a text in order; a bare number that measures nothing is none."""
    dates = [found for match in _DATE.finditer(text) if (found := _date(match, text))]
    taken = [(date.start, date.end) for date in dates]
    for match in _YEAR.finditer(text):
        if not _overlaps(match, taken):
            year = int(match.group())
            dates.append(_of_days(match.start(), match.end(), year, None, None))
            taken.append(match.span())
    figures = [
        found
        for match in _QUANTITY.finditer(text)
        if not _overlaps(match, taken, match.end("number")) and (found := _figure(match, text))
    ]
    return sorted([*dates, *figures], key=lambda quantity: quantity.start)


def _overlaps(match: re.Match[str], taken: list[tuple[int, int]], end: int = -1) -> bool:
    end = match.end() if end < 0 else end
    return any(match.start() < stop and start < end for start, stop in taken)


def _date(match: re.Match[str], text: str) -> Quantity | None:
    name, day = match["month"].casefold(), match["day"] or match["day2"]
    if not text[match.start("month")].isupper() or (name == "may" and not (day or match["year"])):
        return None
    if not match["year"]:
        return None  # of which year is not said: it cannot be compared
    month = next(n for n, whole in enumerate(_MONTHS, 1) if whole.startswith(name[:3]))
    number = int(day) if day else None
    return _of_days(match.start(), match.end(), int(match["year"]), month, number)


def _of_days(start: int, end: int, year: int, month: int | None, day: int | None) -> Quantity:
    low = year * 372 + (month or 1) * 31 + (day or 1)
    high = year * 372 + (month or 12) * 31 + (day or 31)
    return Quantity(start, end, "date", "", float(low), float(high))


def _figure(match: re.Match[str], text: str) -> Quantity | None:
    low, high = _value(match["number"]), _value(match["upper"] or match["number"])
    scale = _SCALES.get((match[3] or "").casefold(), 1.0)
    low, high = low * scale, max(low, high) * scale
    is_rough = _ROUGH.search(text[: match.start()]) is not None
    kind, unit, factor = "", "", 1.0
    if match["percent"]:
        kind = "percentage"
    elif match["money"] or match["currency"]:
        kind = "money"
        unit = (match["currency"] or match["money"]).strip().casefold().rstrip("s").split()[-1]
        unit = {"$": "dollar", "€": "euro", "£": "pound"}.get(unit, unit)
    elif match["unit"]:
        name = match["unit"].casefold()
        kind = _UNIT_OF[name]
        factor = _UNITS[kind][name]
    elif match["noun"] and match["noun"].casefold() not in _NO_NOUN and match["noun"].islower():
        kind, unit = "count", match["noun"].removesuffix("s")
    if not kind:
        return None
    return Quantity(match.start(), match.end(), kind, unit, low * factor, high * factor, is_rough)


def _value(number: str) -> float:
    plain = number.replace(",", "").casefold()
    return float(NUMBER_WORDS[plain]) if plain in NUMBER_WORDS else float(plain)
