from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faiss
import numpy as np
import pytest

from index.arrays import FloatMatrix
from index.dense import DenseIndex
from index.errors import IndexCorrupt


@pytest.fixture(scope="module")
def vectors() -> FloatMatrix:
    rows = np.random.default_rng(1).standard_normal((1003, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    rows[[5, 77, 501, 1002]] = rows[3]  # the same passage in five places
    return rows


def brute_force(vectors: FloatMatrix, query: FloatMatrix, limit: int) -> list[int]:
    scores = (vectors.astype(np.float64) @ query.astype(np.float64)).astype(np.float32)
    return np.lexsort((np.arange(len(scores)), -scores))[:limit].tolist()


@pytest.mark.parametrize("limit", [1, 3, 5, 10, 1003])
def test_faiss_finds_what_numpy_finds_with_ties_by_row(vectors: FloatMatrix, limit: int) -> None:
    dense = DenseIndex.build(vectors)
    for row in (3, 10, 400):
        query = vectors[row]
        found = dense.search(query, limit)
        assert [row for row, _ in found] == brute_force(vectors, query, limit)
        assert found[0][1] == pytest.approx(1.0)


def test_equal_vectors_have_equal_scores_whatever_is_asked(vectors: FloatMatrix) -> None:
    dense = DenseIndex.build(vectors)
    query = (vectors[3] + vectors[9]) / np.float32(2)
    scores = dict(dense.search(query, 1003))
    assert scores[3] == scores[5] == scores[77] == scores[501] == scores[1002]
    assert dense.scores(query, np.array([77])) == np.float32(scores[77])


def test_a_restricted_search_looks_at_the_given_rows_only(vectors: FloatMatrix) -> None:
    dense = DenseIndex.build(vectors)
    found = dense.search(vectors[3], 5, np.array([1002, 8, 3, 9]))
    assert [row for row, _ in found[:2]] == [3, 1002]
    assert {row for row, _ in found} == {3, 8, 9, 1002}
    assert [row for row, _ in dense.search(vectors[3], 1, np.array([1002, 77]))] == [77]
    assert dense.search(vectors[3], 5, np.array([], dtype=np.int64)) == []


def test_saving_and_loading_keeps_every_byte(vectors: FloatMatrix, tmp_path: Path) -> None:
    DenseIndex.build(vectors).save(tmp_path / "one")
    loaded = DenseIndex.load(tmp_path / "one")
    loaded.save(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    rows = np.array([1002, 0])
    assert loaded.vectors(rows).tobytes() == vectors[rows].tobytes()
    assert (len(loaded), loaded.dimension) == (1003, 384)


def test_a_file_that_is_no_index_is_called_corrupt(tmp_path: Path) -> None:
    (tmp_path / "dense").write_bytes(b"nothing of the kind")
    for name in ("dense", "missing"):
        with pytest.raises(IndexCorrupt, match=name):
            DenseIndex.load(tmp_path / name)


def test_a_query_of_another_dimension_is_refused(vectors: FloatMatrix) -> None:
    with pytest.raises(ValueError, match="dimension 384"):
        DenseIndex.build(vectors).search(np.ones(3, dtype=np.float32), 1)


def test_a_search_uses_one_thread_whichever_thread_asks() -> None:
    index = DenseIndex.build(np.eye(8, dtype=np.float32))

    def threads_after_a_search() -> int:
        index.search(np.eye(8, dtype=np.float32)[0], 3)
        return int(faiss.omp_get_max_threads())

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(threads_after_a_search).result() == 1
