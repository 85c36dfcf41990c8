"""What an answer tells about its quotations: who speaks, when, and what does not agree."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says or denies what a statement quotes: a half-open span of the statement's text.

    ``name`` is that span on one line.
    """

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SaidTime:
    """A time that a quote counts from a day it does not name ("early May", "last week").

    ``start`` and ``end``: half-open span of the statement's text, ``text`` that span on
    one line. ``earliest`` and ``latest`` are ISO dates, inclusive, counted from
    ``relative_to``, the date of the document; all three are ``None`` where that day is not
    known.
    """

    text: str
    start: int
    end: int
    earliest: str | None = None
    latest: str | None = None
    relative_to: str | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Quotes that do not say the same: two citations, or one that tells of both sides.

    ``values``: the two figures or dates that differ, as quoted, in the order of
    ``citations``; empty where they differ otherwise: one denies it, or tells of another outcome.
    """

    citations: tuple[int, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Premise:
    """What a question takes for granted beside what a quotation says of the same thing.

    ``asked`` stands in the question as it was really asked, ``source`` in the quotation of
    ``citation``; both word for word.
    """

    asked: str
    source: str
    citation: int
