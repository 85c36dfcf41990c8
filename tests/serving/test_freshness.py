"""How old the corpus is: what is shown always, and the warning that a setting asks for."""

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from index.encoding import Encoder
from index.pipeline import index_corpus
from index.store import IndexStore
from service.answers import AsOf
from service.api import Service, create_api
from service.freshness import staleness, today
from service.live import LiveIndex
from service.workers import Workers

DAY = datetime.date(2026, 7, 12)
OLD_DAYS = 40
Served = Callable[[int | None], TestClient]


@pytest.mark.parametrize(
    ("newest", "days", "warned"),
    [
        ("2026-07-02", 10, False),  # ten days ago: not more than ten
        ("2026-07-02", 9, True),
        ("2026-07-12", 0, False),
        ("2026-07-11", 0, True),
        ("2026-06", 12, False),  # a month counts by its last day, 30 June
        ("2026-06", 11, True),
        ("2025", 192, True),  # 193 days since 31 December
        ("2025", 193, False),
        ("2026-08-01", 0, False),  # still to come
        ("2020-01-01", None, False),  # the setting is off
        (None, 0, False),  # nothing is dated: nothing can be said
    ],
)
def test_a_warning_is_due_when_the_newest_date_is_more_days_ago(
    newest: str | None, days: int | None, warned: bool
) -> None:
    assert bool(staleness(AsOf(newest, "2000", "now"), days, DAY)) is warned


def test_the_warning_says_how_old() -> None:
    found = staleness(AsOf("2026-07-02", "2000", "now"), 1, DAY)

    assert found is not None
    assert found.code == "stale_corpus"
    assert "2026-07-02, 10 days ago" in found.text


@pytest.fixture(scope="module")
def served(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve notes of 2020 and of some weeks ago, warning after so many days."""
    folder = tmp_path_factory.mktemp("dated")
    newest = today() - datetime.timedelta(days=OLD_DAYS)
    for name, date in (("old", "2020-02-03"), ("new", newest.isoformat())):
        text = f"---\nas_of: {date}\n---\n# Notes {name}\n\nThe harbour employs 14 pilots.\n"
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    store = IndexStore(folder / ".muscat")
    index_corpus(folder, store, encoder)
    running: list[TestClient] = []

    def start(days: int | None) -> TestClient:
        client = TestClient(create_api(Service(LiveIndex(store), Workers(), days)))
        running.append(client.__enter__())
        return client

    yield start
    for client in running:
        client.__exit__(None, None, None)


def test_the_dates_of_the_corpus_are_told_always(served: Served, tmp_path: Path) -> None:
    client = served(None)
    newest = (today() - datetime.timedelta(days=OLD_DAYS)).isoformat()

    for path in ("/ready", "/api/documents"):
        found = client.get(path).json()
        assert found["as_of"]["oldest"] == "2020-02-03"
        assert found["as_of"]["newest"] == newest
        assert found["as_of"]["index_built"].endswith("Z")
        assert found["warnings"] == []


@pytest.mark.parametrize(("days", "stale"), [(OLD_DAYS - 2, True), (OLD_DAYS + 2, False)])
def test_a_stale_corpus_is_warned_of_everywhere(served: Served, days: int, stale: bool) -> None:
    client = served(days)
    answer = client.post("/api/ask", json={"question": "How many pilots are there?"}).json()
    bodies = [client.get("/ready").json(), client.get("/api/documents").json(), answer]

    for body in bodies:
        assert ("stale_corpus" in [warning["code"] for warning in body["warnings"]]) is stale
