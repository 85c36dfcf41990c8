"""The dense side: exact search for the nearest unit vectors (faiss ``IndexFlatIP``).

In go unit vectors, row by row, out come (row, cosine) pairs. The only module that knows
faiss. Nothing is approximated, and nothing is known of texts or of how vectors are made.
"""

from pathlib import Path
from typing import Any, Self

import numpy as np

from index.arrays import FloatMatrix, FloatVector, IntVector
from index.errors import IndexCorrupt, IndexingError

# How far faiss's float32 sum may stand from ours: rows this near the last place are looked
# at too, so that equal vectors never depend on the order in which faiss met them.
_ROUNDING = 1e-5


def _faiss() -> Any:
    import faiss

    # One thread: with more, faiss splits the work and pays more in waiting than it wins. The
    # setting holds for the calling thread only, so every use of faiss comes through here.
    faiss.omp_set_num_threads(1)
    return faiss


class DenseIndex:
    """Unit vectors by row, searched exactly. Safe to search from several threads."""

    def __init__(self, index: Any) -> None:
        """Wrap a faiss index; call ``build`` or ``load`` instead."""
        self._index = index

    @classmethod
    def build(cls, vectors: FloatMatrix) -> Self:
        """Return an index over ``vectors``, ``(n, d)`` float32 unit rows, row i being row i."""
        index = _faiss().IndexFlatIP(int(vectors.shape[1]))
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return the index that ``save`` wrote to ``path``.

        Raises:
            IndexCorrupt: If the file is missing or is not such an index.
        """
        try:
            return cls(_faiss().read_index(str(path)))
        except (RuntimeError, MemoryError) as error:
            raise IndexCorrupt(f"cannot read the vectors in {path}") from error

    def save(self, path: Path) -> None:
        """Write the index to ``path``; the same vectors give the same bytes.

        Raises:
            IndexingError: If the file cannot be written.
        """
        try:
            _faiss().write_index(self._index, str(path))
        except RuntimeError as error:
            raise IndexingError(f"cannot write the vectors to {path}") from error

    @property
    def dimension(self) -> int:
        """Length d of every vector."""
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(
        self, query: FloatVector, limit: int, rows: IntVector | None = None
    ) -> list[tuple[int, float]]:
        """Return the ``limit`` nearest rows as (row, cosine), best first, ties by row.

        Args:
            query: ``(d,)`` float32, unit length.
            limit: At most this many; 0 or less gives none.
            rows: Search among these rows only, ``(m,)`` int64, in any order.

        Raises:
            ValueError: If ``query`` has not the length of the vectors.
        """
        if query.shape != (self.dimension,):
            raise ValueError(f"a query of shape {query.shape} for dimension {self.dimension}")
        available = len(self) if rows is None else len(rows)
        wanted = min(limit, available)
        if wanted <= 0:
            return []
        nearest = self._nearest(query, wanted, available, rows)
        scores = self.scores(query, nearest)
        order = np.lexsort((nearest, -scores))[:wanted]
        return [(int(nearest[place]), float(scores[place])) for place in order]

    def _nearest(
        self, query: FloatVector, wanted: int, available: int, rows: IntVector | None
    ) -> IntVector:
        """Return at least the ``wanted`` best rows, with all that tie for the last place."""
        faiss = _faiss()
        selection = None
        if rows is not None:
            # The batch selector keeps a pointer to the array: ``chosen`` must outlive it.
            chosen = np.ascontiguousarray(rows, dtype=np.int64)
            selection = faiss.SearchParameters(sel=faiss.IDSelectorBatch(chosen))
        queries = np.ascontiguousarray(query.reshape(1, -1), dtype=np.float32)
        found_scores, found = self._index.search(
            queries, min(wanted + 1, available), params=selection
        )
        last = float(found_scores[0, wanted - 1])
        if wanted == available or last - float(found_scores[0, wanted]) > _ROUNDING:
            return np.asarray(found[0], dtype=np.int64)
        _, _, tied = self._index.range_search(queries, last - _ROUNDING, params=selection)
        return np.asarray(tied, dtype=np.int64)

    def scores(self, query: FloatVector, rows: IntVector) -> FloatVector:
        """Return the cosines of ``query`` with ``rows`` as ``(len(rows),)`` float32.

        Summed in float64 one row at a time, so that a row's score is the same bytes
        whichever other rows are asked for.
        """
        products = self.vectors(rows).astype(np.float64) * query.astype(np.float64)
        return np.asarray(products.sum(axis=1), dtype=np.float32)

    def vectors(self, rows: IntVector) -> FloatMatrix:
        """Return the stored vectors of ``rows`` as ``(len(rows), d)`` float32, unchanged."""
        if len(rows) == 0:
            return np.zeros((0, self.dimension), dtype=np.float32)
        wanted = np.ascontiguousarray(rows, dtype=np.int64)
        return np.asarray(self._index.reconstruct_batch(wanted), dtype=np.float32)
