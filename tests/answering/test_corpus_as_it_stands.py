"""An index over a corpus as it stands: the published one, or one that goes away again."""

from pathlib import Path

import pytest

from index.encoding import Encoder
from index.pipeline import index_as_it_stands, index_corpus
from index.store import IndexStore
from ingest.errors import EmptyCorpus


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "harbour.txt").write_text("Pilots\n\nThe harbour employs 14 pilots.\n")
    return folder


def test_an_index_that_is_up_to_date_is_taken(
    encoder: Encoder, corpus: Path, tmp_path: Path
) -> None:
    store = IndexStore(tmp_path / "index")
    summary = index_corpus(corpus, store, encoder)

    with index_as_it_stands(corpus, store, encoder) as index:
        assert index.manifest.version == summary.version
        assert index.vocabulary_path.is_relative_to(store.root)


def test_a_changed_corpus_is_indexed_aside_and_nothing_is_published(
    encoder: Encoder, corpus: Path, tmp_path: Path
) -> None:
    store = IndexStore(tmp_path / "index")
    published = index_corpus(corpus, store, encoder).version
    (corpus / "ferry.txt").write_text("Ferries\n\nTwo ferries leave at noon.\n")

    with index_as_it_stands(corpus, store, encoder) as index:
        folder = index.vocabulary_path.parent
        assert index.manifest.documents == 2
        assert not folder.is_relative_to(store.root)

    assert not folder.exists()
    assert store.versions() == [published]
    assert store.current() == published


def test_the_version_aside_is_the_one_that_a_build_would_publish(
    encoder: Encoder, corpus: Path, tmp_path: Path
) -> None:
    store = IndexStore(tmp_path / "index")
    with index_as_it_stands(corpus, store, encoder) as index:
        aside = index.manifest.version

    assert not store.root.exists()
    assert index_corpus(corpus, store, encoder).version == aside


def test_an_empty_corpus_is_refused(encoder: Encoder, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    with (
        pytest.raises(EmptyCorpus),
        index_as_it_stands(tmp_path / "corpus", IndexStore(tmp_path / "index"), encoder),
    ):
        pass
