import json
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from index.building import BuildSummary, CutDocument, build_index
from index.encoding import Encoder
from index.errors import BuildInProgress, IndexCorrupt, IndexingError, IndexMissing
from index.manifest import Manifest
from index.retrieval import Retriever
from index.store import KEPT_VERSIONS, IndexStore

CorpusMaker = Callable[..., list[CutDocument]]
Builder = Callable[..., BuildSummary]


@pytest.fixture
def store(built_store: IndexStore, tmp_path: Path) -> IndexStore:
    """A copy of the built store, for a test that changes it."""
    shutil.copytree(built_store.root, tmp_path / "index")
    return IndexStore(tmp_path / "index")


@pytest.fixture
def build(store: IndexStore, encoder: Encoder, corpus_of: CorpusMaker) -> Builder:
    def run(**changed: tuple[str, ...]) -> BuildSummary:
        return build_index(corpus_of(**changed), (), encoder, store, {}, reuse=True)

    return run


def current_folder(store: IndexStore) -> Path:
    version = store.current()
    assert version is not None
    return store.folder_of(version)


def files_of(store: IndexStore) -> list[Path]:
    return sorted(path for path in current_folder(store).rglob("*") if path.is_file())


def test_a_manifest_says_what_the_version_is_made_of(store: IndexStore) -> None:
    manifest = Manifest.read(current_folder(store))
    assert manifest.version == manifest.version_hash[:16] == store.current()
    assert set(manifest.files) == {
        path.relative_to(current_folder(store)).as_posix() for path in files_of(store)
    } - {"manifest.json"}
    assert manifest.documents == 4
    assert manifest.passages == manifest.sentences == 8
    assert Manifest.from_json(manifest.to_json()) == manifest
    assert manifest.built_at.endswith("Z")


def test_a_flipped_bit_in_any_file_is_noticed_and_the_file_named(store: IndexStore) -> None:
    paths = files_of(store)
    assert len(paths) >= 8
    for path in paths:
        sound = path.read_bytes()
        if not sound:
            continue
        for place in (0, len(sound) // 2, len(sound) - 1):
            damaged = bytearray(sound)
            damaged[place] ^= 1
            path.write_bytes(damaged)
            with pytest.raises(IndexCorrupt) as raised:
                store.open()
            assert path.name in str(raised.value)
            assert "muscat index build" in raised.value.remedy
        path.write_bytes(sound)
    store.open().close()


def test_a_missing_file_is_noticed(store: IndexStore) -> None:
    for path in files_of(store):
        sound = path.read_bytes()
        path.unlink()
        with pytest.raises(IndexCorrupt):
            store.open()
        path.write_bytes(sound)
    store.open().close()


def test_a_manifest_of_another_format_is_refused(store: IndexStore) -> None:
    path = current_folder(store) / "manifest.json"
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | {"format_version": 99}))
    with pytest.raises(IndexCorrupt, match="format 99"):
        store.open()
    for wrong in ("[]", "{}", '{"format_version": 1}', ""):
        path.write_text(wrong)
        with pytest.raises(IndexCorrupt):
            store.open()


def test_a_changed_value_in_the_manifest_is_noticed(store: IndexStore) -> None:
    path = current_folder(store) / "manifest.json"
    text = path.read_text()
    path.write_text(text.replace('"target_tokens": 120', '"target_tokens": 121'))
    assert path.read_text() != text
    with pytest.raises(IndexCorrupt, match="altered"):
        store.open()


def test_an_empty_store_says_how_to_build(tmp_path: Path) -> None:
    store = IndexStore(tmp_path / "nothing")
    assert store.current() is None
    with pytest.raises(IndexMissing) as raised:
        store.open()
    assert (raised.value.status, raised.value.exit_code) == (503, 3)
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize(
    "content", [b"0123456789abcdef\n", b"../../etc", b"", b"\xff\xfe"], ids=repr
)
def test_a_pointer_to_nowhere_is_called_corrupt(store: IndexStore, content: bytes) -> None:
    (store.root / "CURRENT").write_bytes(content)
    with pytest.raises(IndexCorrupt):
        store.open()


def test_the_last_versions_are_kept_and_the_current_one_among_them(
    store: IndexStore, build: Builder
) -> None:
    first = store.current()
    names = [build(extra=(f"Number {number}.",)).version for number in range(4)]
    assert store.versions() == names[::-1][:KEPT_VERSIONS]
    assert first not in store.versions()
    assert build(extra=("Number 1.",)).unchanged
    assert store.versions()[0] == names[1]


def test_a_version_that_is_in_use_is_not_cleared_away(
    store: IndexStore, build: Builder, encoder: Encoder
) -> None:
    first = store.current()
    assert first is not None
    with store.open() as index:
        for number in range(4):
            build(extra=(f"Number {number}.",))
        assert first in store.versions()
        found: list[str] = []
        # A new thread opens its own connection, after four later builds.
        thread = threading.Thread(
            target=lambda: found.append(
                Retriever(index, encoder).retrieve("Who mediated?", 1).passages[0].passage.text
            )
        )
        thread.start()
        thread.join()
        assert "Albusaidi" in found[0]
    build(extra=("Number 9.",))
    assert first not in store.versions()


def test_only_one_build_at_a_time(store: IndexStore, build: Builder) -> None:
    with store.building(), pytest.raises(BuildInProgress) as raised:
        build(extra=("More.",))
    assert raised.value.status == 409
    assert not build(extra=("More.",)).unchanged


def test_what_killed_builds_left_is_cleared_by_the_next(store: IndexStore) -> None:
    left = store.root / "staging" / "build-killed"
    left.mkdir()
    (left / "dense.faiss").write_bytes(b"half")
    with store.building() as folder:
        assert not left.exists()
        assert list(folder.iterdir()) == []
    assert list((store.root / "staging").iterdir()) == []


def test_a_reader_finds_a_whole_version_at_every_moment(store: IndexStore, build: Builder) -> None:
    stop = threading.Event()
    seen: set[str] = set()
    failures: list[IndexingError] = []

    def read() -> None:
        while not stop.is_set():
            try:
                with store.open() as index:
                    seen.add(index.manifest.version)
            except IndexingError as error:
                failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    built = {build(extra=(f"Number {number % 5}.",)).version for number in range(15)}
    stop.set()
    reader.join()
    assert failures == []
    assert len(built) == 5
    assert len(seen) > 1


def test_a_folder_that_cannot_be_written_is_named(encoder: Encoder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with (
        pytest.raises(IndexingError, match="cannot write"),
        IndexStore(tmp_path / "file").building(),
    ):
        pass


def test_the_pointer_is_never_written_in_place(store: IndexStore, build: Builder) -> None:
    pointer = store.root / "CURRENT"
    os.link(pointer, store.root / "witness")
    before = pointer.read_bytes()
    build(extra=("More.",))
    assert pointer.read_bytes() != before
    assert (store.root / "witness").read_bytes() == before
