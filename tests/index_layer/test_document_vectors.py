import numpy as np
import pytest

from index.dense import DenseIndex
from index.document_vectors import DocumentVectors
from index.encoding import Encoder
from index.fusion import FusionOptions
from index.retrieval import Index, Retriever


def unit(*values: float) -> list[float]:
    length = sum(value * value for value in values) ** 0.5
    return [value / length for value in values]


def test_a_document_lies_in_the_middle_of_its_passages() -> None:
    dense = DenseIndex.build(np.array([unit(1, 0), unit(0, 1), unit(3, 4)], dtype=np.float32))
    documents = DocumentVectors.of(dense, [2, 0, 1])  # the second one has no passage
    found = documents.cosines(np.array([1, 0], dtype=np.float32), np.array([2, 0, 1]))
    assert found.tolist() == pytest.approx([0.6, 0.5**0.5, 0.5**0.5])


def test_a_document_whose_passages_cancel_out_is_like_nothing() -> None:
    dense = DenseIndex.build(np.array([[1, 0], [-1, 0]], dtype=np.float32))
    documents = DocumentVectors.of(dense, [2])
    found = documents.cosines(np.array([1, 0], dtype=np.float32), np.array([0, 1]))
    assert found.tolist() == [0, 0]


def test_a_cosine_is_the_same_bytes_whatever_else_is_asked_for() -> None:
    vectors = np.random.default_rng(5).normal(size=(60, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    documents = DocumentVectors.of(DenseIndex.build(vectors), [7] * 8 + [4])
    together = documents.cosines(vectors[3], np.arange(60))
    alone = [documents.cosines(vectors[3], np.array([row]))[0] for row in range(60)]
    assert together.tolist() == alone


def test_of_equal_passages_the_one_in_the_document_on_the_subject_comes_first(
    index: Index, encoder: Encoder
) -> None:
    # The small corpus has one sentence in "weather.txt", beside a cyclone, and alone in "copy.txt".
    question = "When did a cyclone bring rain to the coast?"
    retriever = Retriever(index, encoder, FusionOptions(dense_weight=1.0, document_weight=0.9))
    found = {one.passage.passage_id: one.score for one in retriever.retrieve(question, 9).passages}
    assert found["weather.txt#2"] > found["copy.txt#1"]
