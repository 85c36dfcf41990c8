"""A real service with its pages: in-process, and as the program that a person starts."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from index.encoding import Encoder
from index.pipeline import index_corpus
from index.store import IndexStore
from service.api import Service
from service.live import LiveIndex
from service.workers import Workers
from web.app import create_app

ROOT = Path(__file__).resolve().parents[2]
BUILD_COMMAND = "muscat index build --corpus 'my notes'"

BROWSER = {"Accept": "text/html,*/*"}

SCRIPT = "<script>window.ran = 1</script>"
IMAGE = '<img src="//evil.example/x.png" onerror="window.ran = 1">'
HOSTILE_NAME = "x<b onmouseover=alert(1)>&\"'#?%2e+.txt"
HOSTILE_TEXT = f"""Harbour talks 🚢🚢 {SCRIPT} end

The harbour talks 🚢 ended on Monday, {IMAGE} the envoy said in Salalah.
What did {SCRIPT} the harbour pilots demand?
The pilots put forward three demands:
- A pay rise of 12 percent for every harbour pilot {SCRIPT} from May.
- Shorter night watches, </mark></p></article><a href="javascript:window.ran=1">as before</a>.
1) {"Longword" * 40} remains unpaid &amp; &lt;unloved&gt;.
Harbour fees &#x27;and' "quotes"
The harbour fee for a trawler is 40 rials {{{{ 7 * 7 }}}} {{% raw %}} a day.
"""
HOSTILE_META = f"""\
title: '</title>{SCRIPT}{IMAGE}'
kind: '<i>leaflet</i>'
publisher: '{IMAGE}'
source: 'javascript:window.ran=1'
published: '2026-02-06'
"""


def write_hostile_corpus(folder: Path) -> None:
    """Markup in the text, a heading, the title, other metadata, the folder and the file name."""
    inside = folder / "a<"
    inside.mkdir(parents=True)
    path = inside / f"script>{HOSTILE_NAME}"
    path.write_bytes(HOSTILE_TEXT.replace("\n", "\r\n").encode("utf-8"))
    path.with_name(f"{path.name}.meta.yaml").write_text(HOSTILE_META, encoding="utf-8")


@pytest.fixture(scope="session")
def corpus_store(
    encoder: Encoder, article_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> IndexStore:
    """An index over the user's own article."""
    store = IndexStore(tmp_path_factory.mktemp("pages"))
    index_corpus(article_folder, store, encoder)
    return store


@pytest.fixture(scope="session")
def hostile_store(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> IndexStore:
    """An index over a document that attacks whoever shows it."""
    folder = tmp_path_factory.mktemp("hostile")
    write_hostile_corpus(folder / "corpus")
    store = IndexStore(folder / "index")
    index_corpus(folder / "corpus", store, encoder)
    return store


@pytest.fixture(scope="session")
def hostile_text() -> str:
    """The text of the attacking document as a browser reads it: with plain line feeds."""
    return HOSTILE_TEXT


def serve_in_process(store: IndexStore, workers: Workers | None = None) -> TestClient:
    """Return a client that is a browser to the service."""
    app = create_app(Service(LiveIndex(store), workers or Workers()), BUILD_COMMAND)
    return TestClient(app, raise_server_exceptions=False, headers=BROWSER)


@pytest.fixture(scope="session")
def client(corpus_store: IndexStore) -> Iterator[TestClient]:
    """The service over the user's own article."""
    with serve_in_process(corpus_store) as running:
        yield running


@pytest.fixture(scope="session")
def hostile_client(hostile_address: str) -> Iterator[httpx2.Client]:
    """The service over the hostile corpus: a process, since TestClient decodes paths twice."""
    with httpx2.Client(base_url=hostile_address, headers=BROWSER) as running:
        yield running


@pytest.fixture
def busy_client(corpus_store: IndexStore) -> Iterator[TestClient]:
    """A service whose queue has no place at all."""
    with serve_in_process(corpus_store, Workers(threads=1, waiting=-1)) as running:
        yield running


@pytest.fixture
def empty_store(tmp_path: Path) -> IndexStore:
    """A folder without an index."""
    return IndexStore(tmp_path / "index")


@pytest.fixture
def empty_client(empty_store: IndexStore) -> Iterator[TestClient]:
    """The service before there is an index."""
    with serve_in_process(empty_store) as running:
        yield running


class Served:
    """A ``muscat serve`` process on a free port, and the address it printed."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "muscat.py"), "serve", "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        self.address = next(word for word in self.line.split() if word.startswith("http"))

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """End the process as a person or a supervisor would; return its exit code."""
        self.process.send_signal(by)
        try:
            self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
        return self.process.returncode


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., Served]]:
    """Start services; all are stopped at the end."""
    started: list[Served] = []

    def start(*arguments: str) -> Served:
        started.append(Served(*arguments))
        return started[-1]

    yield start
    for served in started:
        if served.process.poll() is None:
            served.stop()


@pytest.fixture(scope="session")
def address(corpus_store: IndexStore, serve: Callable[..., Served]) -> str:
    """Where a real service shows the user's own article."""
    return serve("--index", str(corpus_store.root)).address


@pytest.fixture(scope="session")
def hostile_address(hostile_store: IndexStore, serve: Callable[..., Served]) -> str:
    """Where a real service shows the hostile corpus."""
    return serve("--index", str(hostile_store.root)).address
