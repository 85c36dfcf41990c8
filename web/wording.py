"""Values of the service in words: stances, dates, places, confidence."""

import re
from collections.abc import Sequence
from typing import Protocol

from ingest.display import printable
from service.schemas import AsOfBody
from web.views import Failure

STANCE_NOTES = {
    "tabled": "It stands among demands, proposals or points of an agenda: discussed, not agreed.",
    "planned": "The source says it is meant to happen, not that it has happened.",
    "possible": "The source says it may happen, not that it will.",
    "attributed": "The source reports what somebody else says.",
    "denied": "The source says that something is not so, was refused, or was not found.",
    "stated": "The source says this in its own voice, without reservation.",
}
_LIKELY = ((0.8, "Very likely an answer"), (0.6, "Likely an answer"), (0.0, "Probably an answer"))
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_ISO_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?(?:T.*)?")


class Placed(Protocol):
    """What has a place in a document: a citation or a nearest span."""

    section: list[str]
    start: int
    end: int


def one_line(text: str) -> str:
    """Return a title, heading or file name as the interface shows it. Never for quoting."""
    return " ".join(printable(text).split())


def in_words(date: str | None) -> str:
    """Return "6 February 2026" for an ISO date, "undated" for none."""
    if date is None:
        return "undated"
    match = _ISO_DATE.fullmatch(date)
    if match is None:
        return one_line(date)
    year, month, day = match.groups()
    parts = [str(int(day))] if day else []
    parts += [_MONTHS[int(month) - 1]] if month else []
    return " ".join([*parts, year])


def days(earliest: str, latest: str) -> str:
    """Return "6 February 2026" or "1 May to 10 May 2026" for the ISO dates of two days."""
    if earliest == latest:
        return in_words(earliest)
    first = in_words(earliest)
    year = earliest[:4]
    return (
        f"{first.removesuffix(f' {year}') if latest[:4] == year else first} to {in_words(latest)}"
    )


def dated(published: str | None, as_of: str | None) -> str:
    """Return "6 February 2026", "as of 2 July 2026" or "undated"."""
    if published is None and as_of is not None:
        return f"as of {in_words(as_of)}"
    return in_words(published)


def freshness(as_of: AsOfBody) -> str:
    """Return which dates the documents span, and when they were indexed."""
    if as_of.newest is None or as_of.oldest is None:
        dates = "No document carries a date"
    elif as_of.newest == as_of.oldest:
        dates = f"Documents of {in_words(as_of.newest)}"
    else:
        dates = f"Documents from {in_words(as_of.oldest)} to {in_words(as_of.newest)}"
    return f"{dates}. Indexed {in_words(as_of.index_built)}."


def sentence(message: str) -> str:
    """Return an error's message, worded for the middle of a line, as a sentence."""
    shown = one_line(message)
    return shown[:1].upper() + shown[1:].rstrip(".") + "."


def failure_of(message: str, remedy: str) -> Failure:
    """Return an error as a page shows it."""
    return Failure(sentence(message), remedy)


def section_path(section: Sequence[str]) -> str:
    """Return a heading path, outermost first."""
    return " › ".join(one_line(heading) for heading in section) or "Top of the text"


def offsets(span: Placed) -> str:
    """Return "characters 1,512–1,584", as the offsets of the API count."""
    return f"characters {span.start:,}–{span.end:,}"


def described(kind: str, published: str | None, as_of: str | None) -> str:
    """Return "undated article", "article, 6 February 2026" or "background, as of 2 July 2026"."""
    if published is None and as_of is None:
        return f"undated {one_line(kind)}"
    return f"{one_line(kind)}, {dated(published, as_of)}"


def confidence(outcome: str, probability: float) -> str:
    """Return how likely the documents answer the question, in words."""
    if outcome == "abstained":
        return "No answer found"
    if outcome == "partial":
        return "May not answer you"
    return next(words for floor, words in _LIKELY if probability >= floor)


def confidence_note(outcome: str, probability: float) -> str:
    """Return what the words of ``confidence`` stand on."""
    note = (
        f"Muscat puts the chance that the documents answer this question at"
        f" {round(probability * 100)} in 100."
    )
    if outcome != "abstained":
        note += (
            " That is about the question. The quotations are exact in any case: each was"
            " compared with its document, character by character."
        )
    return note
