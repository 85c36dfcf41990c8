"""Swapping index versions under a running service: newest sound version, never a mixture."""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.encoding import Encoder
from index.errors import IndexCorrupt, IndexMissing
from index.pipeline import index_corpus
from index.store import IndexStore
from service.live import LiveIndex

QUESTION = "How many pilots does the harbour employ?"


def note(pilots: int) -> str:
    """Return a document whose answer tells which version it belongs to."""
    return f"Pilot notes\n\nThe harbour employs {pilots} pilots.\n"


@pytest.fixture
def publish(encoder: Encoder, tmp_path: Path) -> Callable[[int], str]:
    """Publish a version whose document names a number of pilots; returns its name."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()

    def make(pilots: int) -> str:
        (corpus / "note.txt").write_text(note(pilots))
        return index_corpus(corpus, IndexStore(tmp_path / "index"), encoder, reuse=True).version

    return make


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveIndex]:
    """A live index over the store that ``publish`` publishes to; not started."""
    made = LiveIndex(IndexStore(tmp_path / "index"))
    yield made
    made.stop()


def served_version(live: LiveIndex) -> str:
    """Return the version in service."""
    with live.assistant() as assistant:
        return assistant.index.manifest.version


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Return whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_without_an_index_nothing_is_lent_until_one_is_published(
    live: LiveIndex, publish: Callable[[int], str]
) -> None:
    live.start()

    with pytest.raises(IndexMissing), live.assistant():
        pass
    version = publish(14)

    assert wait_for(lambda: live.problem is None, 2.0)
    assert served_version(live) == version


def test_a_new_version_is_noticed_within_two_seconds(
    live: LiveIndex, publish: Callable[[int], str]
) -> None:
    first = publish(14)
    live.start()
    assert served_version(live) == first

    second = publish(15)

    assert wait_for(lambda: served_version(live) == second, 2.0)


def test_a_request_keeps_its_version_to_the_end(
    live: LiveIndex, publish: Callable[[int], str]
) -> None:
    publish(14)
    live.refresh()

    with live.assistant() as held:
        publish(15)
        live.refresh()
        old_answer = held.ask(QUESTION)
        with live.assistant() as fresh:
            new_answer = fresh.ask(QUESTION)

    assert "14 pilots" in old_answer.citations[0].span.quote
    assert "15 pilots" in new_answer.citations[0].span.quote
    assert old_answer.index_version != new_answer.index_version


def test_a_damaged_version_is_refused_and_the_last_sound_one_stays(
    live: LiveIndex, publish: Callable[[int], str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sound = publish(14)
    live.refresh()
    damaged = publish(15)
    records = tmp_path / "index" / "versions" / damaged / "records.sqlite"
    content = bytearray(records.read_bytes())
    content[len(content) // 2] ^= 1
    records.chmod(0o644)
    records.write_bytes(content)

    live.refresh()
    live.refresh()

    assert served_version(live) == sound
    assert isinstance(live.problem, IndexCorrupt)
    assert [record.levelname for record in caplog.records].count("ERROR") == 1
    with live.assistant() as assistant:
        assert "14 pilots" in assistant.ask(QUESTION).citations[0].span.quote

    mended = publish(16)
    live.refresh()

    assert served_version(live) == mended
    assert live.problem is None


def test_answers_under_swaps_are_whole_and_none_fails(
    live: LiveIndex, publish: Callable[[int], str]
) -> None:
    version_of = {publish(14): 14}
    live.start()
    found: list[tuple[str, str]] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            with live.assistant() as assistant:
                answer = assistant.ask(QUESTION)
            found.append((answer.index_version, answer.citations[0].span.quote))

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    for pilots in (15, 16, 17):
        version = publish(pilots)
        version_of[version] = pilots
        assert wait_for(lambda: served_version(live) == version, 5.0)  # noqa: B023
    stop.set()
    for asker in askers:
        asker.join(30)

    assert len({version for version, _ in found}) >= 2
    for version, quote in found:
        assert quote == f"The harbour employs {version_of[version]} pilots."


def test_a_version_that_was_damaged_and_built_again_is_taken_into_service(
    live: LiveIndex, publish: Callable[[int], str], tmp_path: Path
) -> None:
    """A version is named by its content, so the mended one has the name of the refused one."""
    publish(14)
    live.refresh()
    damaged = publish(15)
    words = tmp_path / "index" / "versions" / damaged / "words.txt"
    words.chmod(0o644)
    words.write_bytes(words.read_bytes() + b"x")
    live.refresh()
    assert isinstance(live.problem, IndexCorrupt)

    mended = publish(15)
    live.refresh()

    assert mended == damaged
    assert served_version(live) == mended
    assert live.problem is None


def test_what_passes_by_itself_is_tried_again(
    live: LiveIndex,
    publish: Callable[[int], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = publish(14)
    live.start()
    second = publish(15)
    gone = tmp_path / "gone"
    monkeypatch.setattr(tempfile, "tempdir", str(gone))
    third = publish(16)

    assert wait_for(lambda: live.problem is not None, 3.0)
    assert served_version(live) in (first, second)
    monkeypatch.setattr(tempfile, "tempdir", None)

    assert wait_for(lambda: served_version(live) == third, 3.0)
    assert live.problem is None


def test_a_refusal_repeated_a_thousand_times_does_not_grow(
    live: LiveIndex, publish: Callable[[int], str], tmp_path: Path
) -> None:
    version = publish(14)
    (tmp_path / "index" / "versions" / version / "words.txt").unlink()
    live.refresh()

    depths = set()
    for _ in range(50):
        with pytest.raises(IndexCorrupt) as raised, live.assistant():
            pass
        depths.add(len(raised.traceback))

    assert len(depths) == 1
