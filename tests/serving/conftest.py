"""A real service over real index versions, spoken to in-process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from index.encoding import Encoder
from index.pipeline import index_corpus
from index.store import IndexStore
from service.api import Service, create_api
from service.live import LiveIndex
from service.workers import Workers


@pytest.fixture(scope="session")
def corpus_store(
    encoder: Encoder, article_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> IndexStore:
    """An index over the user's own article."""
    store = IndexStore(tmp_path_factory.mktemp("served"))
    index_corpus(article_folder, store, encoder)
    return store


@pytest.fixture(scope="session")
def client(corpus_store: IndexStore) -> Iterator[TestClient]:
    """The API over the user's own article."""
    app = create_api(Service(LiveIndex(corpus_store), Workers()))
    with TestClient(app, raise_server_exceptions=False) as running:
        yield running
