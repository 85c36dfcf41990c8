"""One retrieval system in a process of its own, driven by ``retrieval_speed.py``.

    PYTHON speed_worker.py SYSTEM build MODEL SOURCE INDEX     index SOURCE, print the times
    PYTHON speed_worker.py SYSTEM serve MODEL INDEX            answer requests line by line
    PYTHON speed_worker.py SYSTEM once MODEL INDEX QUERY       load, answer one query, end

SYSTEM is one of the encoders ``muscat-encoder`` and ``sentence-transformers``, which only
serve; ``muscat-read``, which serves the index that ``muscat`` (SOURCE is a folder of ``.txt``
files) has built; or ``langchain``, ``txtai-dense`` or ``txtai-hybrid`` (SOURCE is a file of
JSON lines: document, text). Runs under the Python that has the system installed, so nothing
heavy and nothing of Muscat is imported up here.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")


class MuscatEncoder:
    """Muscat's encoder alone."""

    def __init__(self, model: str) -> None:
        from index.encoder import load_encoder

        cache = os.environ.get("MUSCAT_CACHE")
        self.encoder = load_encoder(model, cache_folder=Path(cache) if cache else None)

    def load(self) -> None:
        """Do nothing: there is no index."""

    def embed(self, texts: list[str]) -> Any:
        """Return one unit row for each text."""
        return self.encoder.embed(texts)


class SentenceTransformers:
    """The same model by sentence-transformers."""

    def __init__(self, model: str) -> None:
        from sentence_transformers import SentenceTransformer

        self.model = SentenceTransformer(model, device="cpu")

    def load(self) -> None:
        """Do nothing: there is no index."""

    def embed(self, texts: list[str]) -> Any:
        """Return one unit row for each text."""
        return self.model.encode(texts, normalize_embeddings=True, show_progress_bar=False)


class Muscat:
    """Muscat's own index and retrieval, without reading and composing an answer."""

    def __init__(self, model: str, index: str) -> None:
        from index.encoder import load_encoder
        from index.store import IndexStore

        cache = os.environ.get("MUSCAT_CACHE")
        self.cache = Path(cache) if cache else None
        self.store = IndexStore(Path(index))
        self.retriever: Any = None
        self.encoder = (
            None if self.store.current() else load_encoder(model, cache_folder=self.cache)
        )

    def build(self, source: str) -> None:
        """Read, cut, embed, index and publish."""
        from index.pipeline import index_corpus

        index_corpus(Path(source), self.store, self.encoder)

    def load(self) -> None:
        """Open the current version and its encoder."""
        from index.opening import open_current
        from index.retrieval import Retriever

        self.retriever = Retriever(*open_current(self.store, self.cache))

    def search(self, query: str, limit: int) -> list[str]:
        """Return the document of each passage, best first."""
        found = self.retriever.retrieve(query, limit).passages
        return [hit.passage.document_id.removesuffix(".txt") for hit in found]


class MuscatRead(Muscat):
    """Muscat's passages in their order after reading, as ``/api/search`` gives them."""

    def load(self) -> None:
        """Open the current version, its encoder and the reader."""
        from index.opening import open_current
        from service.assistant import Assistant

        self.assistant = Assistant(*open_current(self.store, self.cache))

    def search(self, query: str, limit: int) -> list[str]:
        """Return the document of each passage, best first."""
        found = [one.hit.passage for one in self.assistant.search(query, limit)]
        return [passage.document_id.removesuffix(".txt") for passage in found]


class LangChain:
    """LangChain's FAISS store with the same model by sentence-transformers."""

    def __init__(self, model: str, index: str) -> None:
        from langchain_huggingface import HuggingFaceEmbeddings

        self.index = index
        self.store: Any = None
        self.embeddings = HuggingFaceEmbeddings(
            model_name=model, encode_kwargs={"normalize_embeddings": True}
        )

    def build(self, source: str) -> None:
        """Embed, index and save."""
        from langchain_community.vectorstores import FAISS

        rows = _rows(source)
        texts, metadata = [row["text"] for row in rows], [{"document": r["document"]} for r in rows]
        FAISS.from_texts(texts, self.embeddings, metadata).save_local(self.index)

    def load(self) -> None:
        """Load what was saved."""
        from langchain_community.vectorstores import FAISS

        self.store = FAISS.load_local(
            self.index, self.embeddings, allow_dangerous_deserialization=True
        )

    def search(self, query: str, limit: int) -> list[str]:
        """Return the document of each passage, best first."""
        found = self.store.similarity_search_with_score(query, k=limit)
        return [document.metadata["document"] for document, _ in found]


class Txtai:
    """txtai with stored texts, dense or hybrid (its own defaults: BM25, equal weights)."""

    def __init__(self, model: str, index: str, hybrid: bool) -> None:
        from txtai import Embeddings

        self.index = index
        self.embeddings = Embeddings(path=model, content=True, hybrid=hybrid)

    def build(self, source: str) -> None:
        """Embed, index and save."""
        texts = (
            (f"{row['document']}#{number}", row["text"], None)
            for number, row in enumerate(_rows(source))
        )
        self.embeddings.index(texts)
        self.embeddings.save(self.index)

    def load(self) -> None:
        """Load what was saved."""
        self.embeddings.load(self.index)

    def search(self, query: str, limit: int) -> list[str]:
        """Return the document of each passage, best first."""
        return [hit["id"].partition("#")[0] for hit in self.embeddings.search(query, limit)]


def _rows(source: str) -> list[dict[str, str]]:
    with Path(source).open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def make(system: str, model: str, index: str) -> Any:
    """Return the system with its model loaded, no index yet."""
    if system == "muscat-encoder":
        return MuscatEncoder(model)
    if system == "sentence-transformers":
        return SentenceTransformers(model)
    if system == "muscat":
        return Muscat(model, index)
    if system == "muscat-read":
        return MuscatRead(model, index)
    if system == "langchain":
        return LangChain(model, index)
    return Txtai(model, index, hybrid=system == "txtai-hybrid")


def serve(system: Any, out: Any) -> None:
    """Answer one request after the other until the input ends.

    ``{"query", "limit"}`` brings ``{"ms", "documents"}``; ``{"texts", "vectors"}`` of an
    encoder brings ``{"ms", "vectors"}``, these empty unless asked for.
    """
    for line in sys.stdin:
        asked = json.loads(line)
        started = time.perf_counter()
        if "query" in asked:
            answer = {"documents": system.search(asked["query"], asked["limit"])}
        else:
            vectors = system.embed(asked["texts"])
            answer = {"vectors": vectors.tolist() if asked.get("vectors") else []}
        ms = (time.perf_counter() - started) * 1000
        out.write(json.dumps({"ms": ms, **answer}) + "\n")
        out.flush()


def main() -> None:
    """Do what the arguments say; only results go to the standard output."""
    out, sys.stdout = sys.stdout, sys.stderr
    name, action, model = sys.argv[1:4]
    if action == "build":
        source, index = sys.argv[4:6]
        system = make(name, model, index)
        started = time.perf_counter()
        system.build(source)
        out.write(json.dumps({"seconds": time.perf_counter() - started}) + "\n")
        return
    system = make(name, model, sys.argv[4])
    system.load()
    if action == "once":
        out.write(json.dumps(system.search(sys.argv[5], 5)) + "\n")
    else:
        serve(system, out)


if __name__ == "__main__":
    main()
