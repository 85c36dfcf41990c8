import numpy as np
import pytest

from index.encoding import Encoder
from index.fusion import FusionOptions
from index.retrieval import Index, Retriever


@pytest.fixture(params=["rrf", "convex"])
def retriever(request: pytest.FixtureRequest, index: Index, encoder: Encoder) -> Retriever:
    return Retriever(index, encoder, FusionOptions(method=request.param))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Who mediated between the delegations?", "talks.txt#2"),
        ("high-stakes", "talks.txt#1"),
        ("How far is uranium enriched?", "nuclear/enrichment.md#1"),
        ("What did IAEA inspectors look at?", "nuclear/enrichment.md#2"),
        ("cyclone", "weather.txt#1"),
    ],
)
def test_the_passage_that_answers_comes_first(
    retriever: Retriever, query: str, expected: str
) -> None:
    assert retriever.retrieve(query, 5).passages[0].passage.passage_id == expected


def test_every_place_and_score_is_told(retriever: Retriever, encoder: Encoder) -> None:
    retrieval = retriever.retrieve("Who mediated in Oman?", 20)
    found = retrieval.passages
    assert [one.rank for one in found] == list(range(1, len(found) + 1))
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert sorted(one.dense_rank or 0 for one in found) == list(range(1, len(found) + 1))
    assert retrieval.query_vector.shape == (384,)
    for one in found:
        vector = encoder.embed([one.passage.text_to_embed])[0]
        assert one.dense_score == pytest.approx(float(vector @ retrieval.query_vector), abs=1e-5)
        assert (one.lexical_rank is None) == (one.lexical_score == 0.0)
    assert retrieval.embed_ms > 0
    assert retrieval.retrieve_ms > 0


def test_equal_passages_stand_in_the_order_of_their_rows(retriever: Retriever) -> None:
    found = retriever.retrieve("Schools in Salalah", 20).passages
    storm = [one for one in found if one.passage.text.startswith("Schools")]
    assert [one.passage.document_id for one in storm] == ["weather.txt", "copy.txt"] or (
        storm[0].score >= storm[1].score
    )
    scores = [(-one.score, one.row) for one in found]
    assert scores == sorted(scores)


def test_few_candidates_leave_a_dense_score_but_no_dense_rank(
    index: Index, encoder: Encoder
) -> None:
    retriever = Retriever(index, encoder, FusionOptions(method="rrf", candidates=1))
    found = retriever.retrieve("Salalah: who mediated between the two delegations", 1).passages
    assert len(found) == 1
    everything = Retriever(index, encoder).retrieve("closed limit coast", 20).passages
    narrow = Retriever(index, encoder, FusionOptions(candidates=3)).retrieve(
        "closed limit coast", 3
    )
    full = {one.row: one for one in everything}
    for one in narrow.passages:
        assert one.dense_score == full[one.row].dense_score
        assert one.dense_rank in (None, full[one.row].dense_rank)


def test_a_search_can_be_kept_to_documents(retriever: Retriever) -> None:
    only = {"weather.txt", "nowhere.txt"}
    found = retriever.retrieve("Iran talks in Oman", 20, only).passages
    assert {one.passage.document_id for one in found} == {"weather.txt"}
    assert len(found) == 2
    assert retriever.retrieve("Iran", 20, ["nowhere.txt"]).passages == ()
    assert retriever.retrieve("Iran", 20, []).passages == ()


@pytest.mark.parametrize(
    "query", ["Iran: what next?", "*", "", "\ud800", "a" * 5000, "(" * 300, "\x00"], ids=ascii
)
def test_any_text_is_a_question(retriever: Retriever, query: str) -> None:
    assert len(retriever.retrieve(query, 3).passages) == 3


def test_asking_twice_gives_the_same_bytes(retriever: Retriever) -> None:
    one, two = (retriever.retrieve("Who mediated?", 8) for _ in range(2))
    assert one.passages == two.passages
    assert np.array_equal(one.query_vector, two.query_vector)


def test_a_limit_of_nothing_gives_nothing(retriever: Retriever) -> None:
    assert retriever.retrieve("Iran", 0).passages == ()
    assert len(retriever.retrieve("Iran", 2).passages) == 2
