"""Asking an opened index version: a question in, ranked passages with their scores out.

Dense and lexical search each propose passages, and ``fusion`` makes one ranking of them, in
which the whole document of a passage counts, too.
Nothing here judges whether a passage answers the question, and nothing is written.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TextIO

import numpy as np

from index.arrays import FloatVector, IntVector
from index.dense import DenseIndex
from index.document_vectors import DocumentVectors
from index.encoding import Encoder, same_weights
from index.errors import EncoderMismatch
from index.fusion import FusionOptions, fuse
from index.lexical import LexicalIndex
from index.manifest import Manifest
from index.names import Names
from index.records import Records
from ingest.documents import Passage


@dataclass(frozen=True, slots=True)
class Index:
    """One opened version. Safe to use from several threads until it is closed.

    ``names`` are names that mean the same. ``vocabulary_path`` is read by
    ``index.vocabulary`` when it is needed. ``lease`` is an open file whose shared lock
    keeps the version from being cleared away.
    """

    manifest: Manifest
    records: Records
    dense: DenseIndex
    lexical: LexicalIndex
    names: Names
    vocabulary_path: Path
    lease: TextIO

    def close(self) -> None:
        """Let go of all files; using the index afterwards raises ``IndexingError``."""
        self.records.close()
        self.lexical.close()
        self.lease.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A passage with its place in the ranking and where that comes from.

    Attributes:
        passage: The passage itself.
        row: Its row in the index.
        rank: Place in the fused ranking, from 1.
        score: Fused score, bigger is better; scale as in ``fusion.fuse``.
        dense_rank: Place in the dense ranking, from 1; ``None`` if dense search did not
            propose it.
        dense_score: Cosine with the question in [-1, 1], known in any case.
        lexical_rank: Place in the lexical ranking, from 1; ``None`` if not proposed.
        lexical_score: BM25 score, 0.0 if lexical search did not propose it.
    """

    passage: Passage
    row: int
    rank: int
    score: float
    dense_rank: int | None
    dense_score: float
    lexical_rank: int | None
    lexical_score: float


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What a question brought up.

    Attributes:
        passages: Best first.
        query_vector: The question as ``(d,)`` float32, unit length.
        embed_ms: Milliseconds that embedding the question took.
        retrieve_ms: Milliseconds that searching and fusing took.
    """

    passages: tuple[RetrievedPassage, ...]
    query_vector: FloatVector
    embed_ms: float
    retrieve_ms: float


class Retriever:
    """Asks one index with the encoder it was built with."""

    def __init__(
        self, index: Index, encoder: Encoder, options: FusionOptions | None = None
    ) -> None:
        """Bind ``index`` and ``encoder``.

        Raises:
            EncoderMismatch: If the index was built with other weights. Another precision
                of the same weights is fine.
        """
        built_with = index.manifest.encoder
        if (
            not same_weights(encoder.fingerprint, built_with.fingerprint)
            or encoder.dimension != index.dense.dimension
        ):
            raise EncoderMismatch(
                f"the index was built with the model {built_with.name}, "
                f"and {encoder.name} has other weights"
            )
        self.index = index
        self.encoder = encoder
        self.options = options or FusionOptions()
        self._documents = DocumentVectors.of(
            index.dense, [document.passages for document in index.records.summaries()]
        )

    def retrieve(
        self, query: str, limit: int, documents: Collection[str] | None = None
    ) -> Retrieval:
        """Return the ``limit`` best passages for ``query``, ties by row.

        Args:
            query: Any text; no character in it has a special meaning.
            limit: At most this many; 0 or less gives none.
            documents: Ids of the only documents to look into; an unknown id has no
                passages. ``None`` is the whole index.
        """
        started = time.perf_counter()
        vector = self.encoder.embed([query])[0]
        embedded = time.perf_counter()
        passages = self._search(query, vector, limit, documents)
        finished = time.perf_counter()
        return Retrieval(
            passages=passages,
            query_vector=vector,
            embed_ms=(embedded - started) * 1000,
            retrieve_ms=(finished - embedded) * 1000,
        )

    def _search(
        self, query: str, vector: FloatVector, limit: int, documents: Collection[str] | None
    ) -> tuple[RetrievedPassage, ...]:
        if limit <= 0:
            return ()
        index = self.index
        depth = max(limit, self.options.candidates)
        rows: IntVector | None = None
        if documents is not None:
            rows = index.records.rows_of(frozenset(documents))
        dense = index.dense.search(vector, depth, rows)
        lexical = index.lexical.search(query, depth, documents)
        cosines = self._cosines(vector, dense, lexical)
        # Score fusion gets the cosine of every candidate, so that a passage that words
        # brought up is not taken for one without any likeness; rank fusion gets the ranks.
        proposed = dense if self.options.method == "rrf" else list(cosines.items())
        candidates = np.fromiter(cosines, dtype=np.int64, count=len(cosines))
        likeness = self._documents.cosines(vector, candidates)
        documents_near = dict(zip(cosines, likeness.tolist(), strict=True))
        fused = fuse(proposed, lexical, self.options, documents_near)[:limit]
        dense_ranks = {row: rank for rank, (row, _) in enumerate(dense, start=1)}
        lexical_ranks = {row: rank for rank, (row, _) in enumerate(lexical, start=1)}
        bm25 = dict(lexical)
        return tuple(
            RetrievedPassage(
                passage=index.records.passage(row),
                row=row,
                rank=rank,
                score=score,
                dense_rank=dense_ranks.get(row),
                dense_score=cosines[row],
                lexical_rank=lexical_ranks.get(row),
                lexical_score=bm25.get(row, 0.0),
            )
            for rank, (row, score) in enumerate(fused, start=1)
        )

    def _cosines(
        self, vector: FloatVector, dense: list[tuple[int, float]], lexical: list[tuple[int, float]]
    ) -> dict[int, float]:
        cosines = dict(dense)
        others = np.array([row for row, _ in lexical if row not in cosines], dtype=np.int64)
        scores = self.index.dense.scores(vector, others)
        cosines.update(zip(others.tolist(), scores.tolist(), strict=True))
        return cosines
