import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from index.building import STAGES, CutDocument, build_index, corpus_fingerprint
from index.encoding import Encoder
from index.errors import EncoderMismatch, IndexingError
from index.manifest import Manifest
from index.retrieval import Index, Retriever
from index.store import IndexStore
from ingest.documents import SkippedFile

CorpusMaker = Callable[..., list[CutDocument]]
QUESTIONS = ["Who mediated?", "high-stakes", "uranium 60%", "Oman", "Iran: what next?", "*", ""]
OPTIONS = {"target_tokens": 120, "overlap": 0}

# Builds the corpus with one more document and kills itself at the stage and moment given.
KILLED_BUILD = """
import os, runpy, signal, sys
from pathlib import Path
conftest, root, cache, fatal_stage, fatal_done = sys.argv[1:]
made = runpy.run_path(conftest)
from index.building import build_index
from index.encoder import load_encoder
from index.store import IndexStore
def progress(stage, done, total):
    if stage == fatal_stage and done >= int(fatal_done):
        os.kill(os.getpid(), signal.SIGKILL)
encoder = load_encoder(cache_folder=Path(cache))
print("building", flush=True)
corpus = made["make_corpus"](extra=("A new text about a ceasefire.",))
build_index(corpus, (), encoder, IndexStore(Path(root)), made["OPTIONS"], True, progress)
"""


@pytest.fixture
def store(tmp_path: Path) -> IndexStore:
    return IndexStore(tmp_path / "index")


def vectors_of(index: Index) -> bytes:
    return index.dense.vectors(np.arange(len(index.dense))).tobytes()


def results(index: Index, encoder: Encoder) -> list[object]:
    retriever = Retriever(index, encoder)
    return [retriever.retrieve(question, 20).passages for question in QUESTIONS]


def test_an_update_equals_a_fresh_build(
    encoder: Encoder, corpus_of: CorpusMaker, store: IndexStore, tmp_path: Path
) -> None:
    changed = corpus_of(weather=("A cyclone brought heavy rain to the coast of Oman.", "New."))
    build_index(corpus_of(), (), encoder, store, OPTIONS)
    totals: dict[str, int] = {}
    update = build_index(
        changed[::-1],
        (),
        encoder,
        store,
        OPTIONS,
        reuse=True,
        progress=lambda stage, _, total: totals.update({stage: total}),
    )
    assert totals["embedding"] == 1
    fresh_store = IndexStore(tmp_path / "fresh")
    fresh = build_index(changed, (), encoder, fresh_store, OPTIONS)
    assert (update.version, update.passages) == (fresh.version, fresh.passages)
    # Seven texts were there before; the storm passage of copy.txt is one of them.
    assert (update.embedded, update.reused) == (1, 7)
    assert (fresh.embedded, fresh.reused) == (8, 0)
    with store.open() as one, fresh_store.open() as two:
        assert vectors_of(one) == vectors_of(two)
        assert results(one, encoder) == results(two, encoder)
        for name in ("dense.faiss", "records.sqlite"):
            assert one.manifest.files[name] == two.manifest.files[name]


def test_nothing_is_reused_from_another_precision(
    encoder: Encoder, full_precision_encoder: Encoder, corpus_of: CorpusMaker, store: IndexStore
) -> None:
    first = build_index(corpus_of(), (), full_precision_encoder, store, OPTIONS)
    second = build_index(corpus_of(), (), encoder, store, OPTIONS, reuse=True)
    same_precision = encoder.fingerprint == full_precision_encoder.fingerprint
    assert second.unchanged is same_precision
    assert (first.version == second.version) is same_precision
    assert second.reused == 0


def test_the_version_follows_content_options_and_nothing_else(
    encoder: Encoder, corpus_of: CorpusMaker, tmp_path: Path
) -> None:
    def version(corpus: list[CutDocument], options: dict[str, object], name: str) -> str:
        return build_index(corpus, (), encoder, IndexStore(tmp_path / name), options).version

    usual = version(corpus_of(), dict(OPTIONS), "a")
    assert version(corpus_of()[::-1], dict(OPTIONS), "b") == usual
    assert version(corpus_of(), {"target_tokens": 121}, "c") != usual
    assert version(corpus_of(extra=("More.",)), dict(OPTIONS), "d") != usual
    assert corpus_fingerprint(corpus_of()) == corpus_fingerprint(corpus_of()[::-1])
    assert corpus_fingerprint(corpus_of()) != corpus_fingerprint(corpus_of(extra=("More.",)))


def test_building_the_same_again_changes_nothing(
    encoder: Encoder, corpus_of: CorpusMaker, store: IndexStore
) -> None:
    skipped = (SkippedFile("bad.txt", "not UTF-8"),)
    first = build_index(corpus_of(), skipped, encoder, store, OPTIONS)
    built_at = (store.folder_of(first.version) / "manifest.json").read_bytes()
    again = build_index(corpus_of(), skipped, encoder, store, OPTIONS)
    assert not first.unchanged
    assert again.unchanged
    assert (again.version, again.embedded, again.skipped) == (first.version, 0, skipped)
    assert (store.folder_of(first.version) / "manifest.json").read_bytes() == built_at
    assert Manifest.read(store.folder_of(first.version)).skipped == skipped


@pytest.mark.parametrize("name", ["dense.faiss", "records.sqlite", "manifest.json"])
def test_a_damaged_version_is_replaced_by_building_again(
    encoder: Encoder, corpus_of: CorpusMaker, store: IndexStore, name: str
) -> None:
    first = build_index(corpus_of(), (), encoder, store, OPTIONS)
    path = store.folder_of(first.version) / name
    path.write_bytes(path.read_bytes()[:-10])
    again = build_index(corpus_of(), (), encoder, store, OPTIONS, reuse=True)
    assert (again.version, again.unchanged, again.embedded) == (first.version, False, 8)
    with store.open() as index:
        assert results(index, encoder)


def test_progress_names_every_stage_from_start_to_end(
    encoder: Encoder, corpus_of: CorpusMaker, store: IndexStore
) -> None:
    told: list[tuple[str, int, int]] = []
    summary = build_index(
        corpus_of(), (), encoder, store, OPTIONS, progress=lambda *event: told.append(event)
    )
    assert list(dict.fromkeys(stage for stage, _, _ in told)) == list(STAGES)
    for stage in STAGES:
        done = [done for name, done, _ in told if name == stage]
        (total,) = {total for name, _, total in told if name == stage}
        assert (done[0], done[-1]) == (0, total)
        assert done == sorted(done)
    assert set(summary.seconds) == set(STAGES)


def test_an_empty_corpus_and_a_document_given_twice_are_refused(
    encoder: Encoder, corpus_of: CorpusMaker, store: IndexStore
) -> None:
    with pytest.raises(IndexingError, match="no text"):
        build_index([], (), encoder, store, OPTIONS)
    with pytest.raises(IndexingError, match="UNIQUE"):
        build_index([*corpus_of(), corpus_of()[0]], (), encoder, store, OPTIONS)
    assert store.current() is None
    assert list((store.root / "staging").iterdir()) == []


@pytest.fixture
def start_build(cache: Path, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    processes: list[subprocess.Popen[str]] = []

    def start(store: IndexStore, stage: str = "never", done: int = 0) -> subprocess.Popen[str]:
        conftest = Path(__file__).with_name("conftest.py")
        arguments = [str(conftest), str(store.root), str(cache), stage, str(done)]
        processes.append(
            subprocess.Popen(
                [sys.executable, "-c", KILLED_BUILD, *arguments],
                cwd=conftest.parents[2],
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.communicate()


MOMENTS = [(stage, done) for stage in STAGES for done in (0, 1)]


@pytest.mark.parametrize(("stage", "done"), MOMENTS, ids=lambda value: str(value))
def test_a_build_killed_at_any_stage_leaves_the_old_version_answering(
    encoder: Encoder,
    corpus_of: CorpusMaker,
    store: IndexStore,
    start_build: Callable[..., subprocess.Popen[str]],
    stage: str,
    done: int,
) -> None:
    old = build_index(corpus_of(), (), encoder, store, OPTIONS).version
    with store.open() as index:
        before = results(index, encoder)
    process = start_build(store, stage, done)
    assert process.wait(60) == -signal.SIGKILL
    published = (stage, done) == ("publishing", 1)
    assert (store.current() != old) is published
    if not published:
        with store.open() as index:
            assert results(index, encoder) == before
    after = build_index(
        corpus_of(extra=("A new text about a ceasefire.",)), (), encoder, store, OPTIONS, reuse=True
    )
    assert after.unchanged is published
    assert store.current() == after.version
    assert list((store.root / "staging").iterdir()) == []
    with store.open() as index:
        assert Retriever(index, encoder).retrieve("ceasefire", 1).passages[0].lexical_rank == 1


def test_builds_killed_from_outside_at_random_never_harm_the_index(
    encoder: Encoder,
    corpus_of: CorpusMaker,
    store: IndexStore,
    start_build: Callable[..., subprocess.Popen[str]],
) -> None:
    build_index(corpus_of(), (), encoder, store, OPTIONS)
    delays = random.Random(5)
    for _ in range(5):
        process = start_build(store)
        assert process.stdout is not None
        assert process.stdout.readline() == "building\n"
        time.sleep(delays.uniform(0.0, 0.15))
        process.kill()
        process.wait(60)
        with store.open() as index:
            assert Retriever(index, encoder).retrieve("Who mediated?", 1).passages
    build_index(corpus_of(), (), encoder, store, OPTIONS)
    with store.open() as index:
        assert index.manifest.passages == 8


def test_a_version_published_but_not_pointed_to_is_taken_up(
    encoder: Encoder, corpus_of: CorpusMaker, store: IndexStore
) -> None:
    old = build_index(corpus_of(), (), encoder, store, OPTIONS).version
    new = build_index(corpus_of(extra=("More.",)), (), encoder, store, OPTIONS).version
    # As after a power cut between the two renames of publishing.
    (store.root / "CURRENT").write_text(f"{old}\n")
    with store.open() as index:
        assert index.manifest.version == old
    again = build_index(corpus_of(extra=("More.",)), (), encoder, store, OPTIONS)
    assert (again.version, again.unchanged, store.current()) == (new, True, new)


class OtherWeights:
    """The real encoder under the fingerprint of another model."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = "another model"
        self.fingerprint = "0" * 64 + "-f32"
        self.dimension = encoder.dimension
        self.max_tokens = encoder.max_tokens
        self.embed = encoder.embed
        self.count_tokens = encoder.count_tokens
        self.embed_tokens = encoder.embed_tokens


def test_an_index_is_not_asked_with_other_weights(index: Index, encoder: Encoder) -> None:
    with pytest.raises(EncoderMismatch, match="another model"):
        Retriever(index, OtherWeights(encoder))


def test_an_index_may_be_asked_in_another_precision(
    index: Index, encoder: Encoder, full_precision_encoder: Encoder
) -> None:
    mine = Retriever(index, encoder).retrieve("Who mediated?", 3).passages
    other = Retriever(index, full_precision_encoder).retrieve("Who mediated?", 3).passages
    assert [found.row for found in mine] == [found.row for found in other]
    for one, two in zip(mine, other, strict=True):
        assert one.dense_score == pytest.approx(two.dense_score, abs=0.005)
