"""Times that count from a day the sentence does not name."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import Metadata
from service.answers import Outcome, Stance
from service.assistant import Assistant
from service.quotation_notes import Speaker
from service.said_times import resolve, said_times

FRIDAY = "2026-02-06"
DATED = Metadata("t", published=FRIDAY)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("today", "2026-02-06", "2026-02-06"),
        ("yesterday", "2026-02-05", "2026-02-05"),
        ("within the next 30 days", "2026-02-06", "2026-03-08"),
        ("within the next 12‑18 months", "2026-02-06", "2027-08-06"),
        ("over the past two weeks", "2026-01-23", "2026-02-06"),
        ("within 30 days", "2026-02-06", "2026-03-08"),
        ("last week", "2026-01-26", "2026-02-01"),
        ("this month", "2026-02-01", "2026-02-28"),
        ("next quarter", "2026-04-01", "2026-06-30"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("this Tuesday", "2026-02-03", "2026-02-03"),
        ("last Friday", "2026-01-30", "2026-01-30"),
        ("next Monday", "2026-02-09", "2026-02-09"),
        ("next Saturday", "2026-02-07", "2026-02-14"),  # people disagree: both are covered
        ("two months ago", "2025-12-01", "2025-12-31"),
        ("early May", "2026-05-01", "2026-05-10"),
        ("late February", "2026-02-21", "2026-02-28"),
        ("in November", "2025-11-01", "2025-11-30"),  # nearer than that of 2026
        ("since December", "2025-12-01", "2026-02-06"),
        ("by June", "2026-02-06", "2026-06-30"),
        ("12 May", "2026-05-12", "2026-05-12"),
        ("May 12", "2026-05-12", "2026-05-12"),
    ],
)
def test_words_are_counted_from_the_documents_date(words: str, first: str, last: str) -> None:
    assert resolve(words, FRIDAY) == (date.fromisoformat(first), date.fromisoformat(last))


def test_a_month_as_date_stands_for_all_its_days() -> None:
    assert resolve("tomorrow", "2026-02") == (date(2026, 2, 2), date(2026, 3, 1))


@pytest.mark.parametrize("words", ["this spring", "the next day", "31 June", "a few days ago"])
def test_what_is_too_loose_for_a_day_is_left_open(words: str) -> None:
    assert resolve(words, FRIDAY) is None


@pytest.mark.parametrize(
    ("text", "metadata", "speaker"),
    [
        ("Checks begin in early May.", Metadata("t"), None),
        ("In June 2020 he promised a visit within 30 days.", DATED, None),
        ("The undated leaflet expects a reply within 30 days.", DATED, None),
        ("The report expects rain this week.", DATED, Speaker("The report", 0, 10)),
    ],
    ids=["undated", "another-date", "undated-source", "another-document"],
)
def test_a_time_is_never_counted_from_a_day_that_is_not_its_own(
    text: str, metadata: Metadata, speaker: Speaker | None
) -> None:
    (time,) = said_times(text, metadata, speaker)

    assert text[time.start : time.end] == time.text
    assert (time.earliest, time.latest, time.relative_to) == (None, None, None)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 500), st.booleans())
def test_days_are_counted_like_the_calendar_does(base: date, count: int, back: bool) -> None:
    words = f"{count} days ago" if back else f"{count} days from now"
    day = base - timedelta(count) if back else base + timedelta(count)

    assert resolve(words, base.isoformat()) == (day, day)


@given(st.text(max_size=40), st.sampled_from([FRIDAY, "2026", "2026-13", "9999-12-31", "x"]))
def test_no_words_and_no_date_can_break_it(words: str, base: str) -> None:
    days = resolve(words, base)

    assert days is None or days[0] <= days[1]


AGENDA = """{front}# Harbour talks

## What comes next

- The pilots will vote on the offer of the port in early May.
- The port of Salalah will publish the new fees for trawlers within the next 30 days.
"""


def test_a_dated_document_dates_its_times_and_the_quote_stays_as_it_is(
    assistant_over: Callable[[Mapping[str, str]], Assistant],
) -> None:
    text = AGENDA.format(front="---\npublished: '2026-02-06'\n---\n")
    answer = assistant_over({"a.md": text}).ask("When will the pilots vote on the offer?")
    quote = next(s for s in answer.statements if "pilots" in s.text and s.kind == "quote")

    assert quote.text == "The pilots will vote on the offer of the port in early May."
    assert quote.stance is Stance.PLANNED
    (time,) = quote.times
    assert (time.text, time.earliest, time.latest, time.relative_to) == (
        "early May", "2026-05-01", "2026-05-10", "2026-02-06",
    )  # fmt: skip
    assert answer.outcome is Outcome.ANSWERED
    assert "relative_time" not in {warning.code for warning in answer.warnings}


def test_a_when_that_only_an_undated_document_answers_is_partial(
    assistant_over: Callable[[Mapping[str, str]], Assistant],
) -> None:
    answer = assistant_over({"a.md": AGENDA.format(front="")}).ask(
        "When will the pilots vote on the offer?"
    )

    assert answer.outcome is Outcome.PARTIAL
    assert answer.reason is not None
    assert answer.reason.code == "relative_date"
    assert "“early May”" in answer.reason.message
    assert next(w.text for w in answer.warnings if w.code == "relative_time").startswith(
        "“early May” [1]"
    )
