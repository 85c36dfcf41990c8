"""How near whole documents are to a question: one vector for each document.

A document's vector is the direction of the mean of its passages' vectors (Rocchio's centroid),
made when an index is opened and never stored. A long text of which several passages touch upon
a subject is told by it from one that names the subject in passing.
"""

from collections.abc import Sequence
from typing import Self

import numpy as np

from index.arrays import FloatMatrix, FloatVector, IntVector
from index.dense import DenseIndex


class DocumentVectors:
    """Unit vectors of documents, asked for by the rows of their passages."""

    def __init__(self, vectors: FloatMatrix, owners: IntVector) -> None:
        """Bind ``vectors``, ``(documents, d)``, and ``owners``, the document of each row."""
        self._vectors = vectors
        self._owners = owners

    @classmethod
    def of(cls, dense: DenseIndex, passages_each: Sequence[int]) -> Self:
        """Return the vectors of documents that have so many passages each, in order of rows."""
        counts = np.array([count for count in passages_each if count], dtype=np.int64)
        starts = np.cumsum(counts) - counts
        passages = dense.vectors(np.arange(len(dense), dtype=np.int64))
        sums = np.add.reduceat(passages.astype(np.float64), starts, axis=0)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        # Vectors may cancel out; such a document is like nothing.
        vectors = np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 0)
        return cls(vectors.astype(np.float32), np.repeat(np.arange(len(counts)), counts))

    def cosines(self, query: FloatVector, rows: IntVector) -> FloatVector:
        """Return the cosine of ``query`` with the document of each row, ``(len(rows),)`` float32.

        Summed one row at a time, as in ``DenseIndex.scores``, for the same reason.
        """
        owners, places = np.unique(self._owners[rows], return_inverse=True)
        products = self._vectors[owners].astype(np.float64) * query.astype(np.float64)
        return np.asarray(products.sum(axis=1)[places], dtype=np.float32)
