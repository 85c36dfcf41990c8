"""Real parts for answering: the real encoder, and indexes built from real files."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from index.encoding import Encoder
from index.opening import open_current
from index.pipeline import index_corpus
from index.retrieval import Index
from index.store import IndexStore
from service.assistant import Assistant


@pytest.fixture(scope="session")
def corpus_index(
    encoder: Encoder, article_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An index folder over the user's own article."""
    folder = tmp_path_factory.mktemp("corpus-index")
    index_corpus(article_folder, IndexStore(folder), encoder)
    return folder


@pytest.fixture(scope="session")
def opened(corpus_index: Path) -> Iterator[Index]:
    """The opened index over the user's own article."""
    index, _ = open_current(IndexStore(corpus_index), None)
    with index:
        yield index


@pytest.fixture(scope="session")
def assistant(opened: Index, encoder: Encoder) -> Assistant:
    """Answers from the user's own article."""
    return Assistant(opened, encoder)


@pytest.fixture
def assistant_over(
    encoder: Encoder, tmp_path: Path
) -> Iterator[Callable[[Mapping[str, str]], Assistant]]:
    """Make an assistant over files given as name -> text."""
    opened: list[Index] = []

    def make(files: Mapping[str, str]) -> Assistant:
        folder = tmp_path / f"corpus{len(opened)}"
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        store = IndexStore(tmp_path / f"index{len(opened)}")
        index_corpus(folder, store, encoder)
        index, _ = open_current(store, None)
        opened.append(index)
        return Assistant(index, encoder)

    yield make
    for index in opened:
        index.close()
