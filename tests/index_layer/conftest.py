"""A compiled encoder, a small corpus and built indexes for the tests of ``index``.

``index_layer`` scripts that run in processes of their own load this file by its path.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from index.building import CutDocument, build_index
from index.encoder import load_encoder
from index.encoding import Encoder
from index.retrieval import Index
from index.store import IndexStore
from ingest.documents import Block, Document, Heading, Metadata, Passage, Sentence, Source

ROOT = Path(__file__).resolve().parents[2]

# Put in front of a script: notes every look-up and connection of the process.
AUDIT = """
import sys
looked_up = []
def note(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.sendto"):
        looked_up.append((event, repr(arguments)))
sys.addaudithook(note)
"""

TEXTS = {
    "talks.txt": (
        "The high\u2011stakes talks between Iran and the United States were held in Muscat.",
        "Oman\u2019s foreign minister Badr Albusaidi mediated between the two delegations.",
        "The second round will be held in Rome next Saturday, officials said.",
    ),
    "nuclear/enrichment.md": (
        "Iran enriches uranium to 60 percent, far beyond the limit of the 2015 agreement.",
        "Inspectors of the International Atomic Energy Agency visited the plant in Natanz.",
    ),
    "weather.txt": (
        "A cyclone brought heavy rain to the coast of Oman.",
        "Schools in Salalah stayed closed for three days because of the storm.",
    ),
    "copy.txt": ("Schools in Salalah stayed closed for three days because of the storm.",),
}
OPTIONS = {"target_tokens": 120, "overlap": 0}


def make_document(name: str, texts: Sequence[str]) -> CutDocument:
    """Return a document of one section with one passage of one sentence for each text."""
    title = name.rpartition("/")[2].partition(".")[0].title()
    whole = title + "\n\n" + "\n".join(texts)
    blocks = [Block("title", 0, len(title))]
    passages = []
    start = len(title) + 2
    for number, text in enumerate(texts, start=1):
        end = start + len(text)
        blocks.append(Block("item", start, end, list_number=0))
        sentence = Sentence(start, end, "item", list_number=0, lead_in=(0, len(title)))
        passages.append(
            Passage(f"{name}#{number}", name, start, end, ("Top",), text, title, (sentence,))
        )
        start = end + 1
    outline = (Heading("Top", 1, 0, len(title), len(whole), ("Top",)),)
    sources = (Source("First", "P", "https://example.org", "2026-03"), Source("Second"))
    metadata = Metadata(
        title, published="2026-04", publisher="The \u201cPaper\u201d", sources=sources
    )
    return Document(name, whole, metadata, tuple(blocks), outline), tuple(passages)


def make_corpus(**changed: Sequence[str]) -> list[CutDocument]:
    """Return the small corpus, with the documents of these stems changed or added."""
    texts: dict[str, Sequence[str]] = dict(TEXTS)
    texts.update({f"{stem}.txt": value for stem, value in changed.items()})
    return [make_document(name, value) for name, value in texts.items()]


def run_script(script: str, *arguments: object, home: Path) -> "subprocess.CompletedProcess[str]":
    """Run ``script`` in a new Python with a home of its own and without CI settings."""
    quiet = {"CI", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "XDG_CACHE_HOME", "PYTHONPATH"}
    environment = {name: value for name, value in os.environ.items() if name not in quiet}
    environment |= {"HOME": str(home), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="session")
def compilations(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Compile the model in two processes at once, the first one under an audit hook."""
    cache = tmp_path_factory.mktemp("encoders")
    script = AUDIT + (
        "from index.compiling import main\n"
        "status = main(sys.argv[1:])\n"
        "import json; print(json.dumps(looked_up)); sys.exit(status)\n"
    )
    from index.encoder import DEFAULT_MODEL
    from index.model_files import local_model_folder

    model = str(local_model_folder(DEFAULT_MODEL))
    quiet = {"CI", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "XDG_CACHE_HOME"}
    environment = {name: value for name, value in os.environ.items() if name not in quiet}
    environment |= {"HOME": str(tmp_path_factory.mktemp("home")), "PYTHONPATH": str(ROOT)}
    started = {"cwd": ROOT, "env": environment, "text": True, "stdout": subprocess.PIPE}
    audited = subprocess.Popen([sys.executable, "-c", script, model, str(cache)], **started)
    deadline = time.monotonic() + 60
    while not list(cache.glob("staging-*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    other = subprocess.Popen(
        [sys.executable, "-m", "index.compiling", model, str(cache)], **started
    )
    first, second = audited.communicate(timeout=120)[0], other.communicate(timeout=120)[0]
    folder, looked_up = first.splitlines()[-2:]
    return {
        "cache": cache,
        "statuses": (audited.returncode, other.returncode),
        "folders": (json.loads(folder)["folder"], json.loads(second)["folder"]),
        "looked_up": json.loads(looked_up),
    }


@pytest.fixture(scope="session")
def cache(compilations: dict[str, object]) -> Path:
    found = compilations["cache"]
    assert isinstance(found, Path)
    return found


@pytest.fixture(scope="session")
def encoder(cache: Path) -> Encoder:
    return load_encoder(cache_folder=cache)


@pytest.fixture(scope="session")
def full_precision_encoder(cache: Path) -> Encoder:
    return load_encoder(cache_folder=cache, precision="f32")


@pytest.fixture(scope="session")
def built_store(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> IndexStore:
    """A store with one version of the small corpus; not to be changed by a test."""
    store = IndexStore(tmp_path_factory.mktemp("index"))
    build_index(make_corpus(), (), encoder, store, OPTIONS)
    return store


@pytest.fixture
def index(built_store: IndexStore) -> Iterator[Index]:
    with built_store.open() as opened:
        yield opened


CorpusMaker = Callable[..., list[CutDocument]]


@pytest.fixture(scope="session")
def corpus_of() -> CorpusMaker:
    """``make_corpus`` for tests, which cannot import this file by name."""
    return make_corpus


@pytest.fixture(scope="session")
def run() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """``run_script`` for tests."""
    return run_script
