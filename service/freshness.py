"""How old the newest document is: a warning for whoever serves a corpus that must be recent.

In: the dates that an index version spans. Out: a ``Notice``, or nothing. The only place of
the service where today's date counts; whether it does is a setting, off by default, so that
an answer depends on nothing but question and index otherwise.
"""

import datetime

from ingest.metadata_checks import last_day
from service.answers import AsOf, Notice


def today() -> datetime.date:
    """Return today's date, counted in UTC."""
    return datetime.datetime.now(datetime.UTC).date()


def staleness(as_of: AsOf, stale_after_days: int | None, day: datetime.date) -> Notice | None:
    """Return a warning if the newest date of the corpus is too long ago on ``day``.

    Args:
        as_of: the dates of the corpus. Of a year or a month the last day counts; where no
            document is dated nothing can be said.
        stale_after_days: the greatest age in days that needs no warning; ``None`` is any.
        day: the day to count from.
    """
    if stale_after_days is None or as_of.newest is None:
        return None
    age = (day - last_day(as_of.newest)).days
    if age <= stale_after_days:
        return None
    return Notice(
        "stale_corpus",
        f"The newest document is of {as_of.newest}, {age:,} days ago: what has happened since is"
        " not in these answers.",
    )
