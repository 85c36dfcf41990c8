import math

import numpy as np
import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from index.measures import average_precision, ndcg_at, recall_at, reciprocal_rank, success_at

RANKING = ["a", "b", "c", "d", "e"]


def test_success_is_one_as_soon_as_one_relevant_id_is_within_the_cutoff() -> None:
    assert success_at(RANKING, {"c"}, 2) == 0.0
    assert success_at(RANKING, {"c"}, 3) == 1.0


def test_recall_is_the_share_of_relevant_ids_found() -> None:
    assert recall_at(RANKING, {"a", "d", "x"}, 3) == pytest.approx(1 / 3)
    assert recall_at(RANKING, {"a", "d", "x"}, 5) == pytest.approx(2 / 3)
    assert recall_at(RANKING, set(), 5) == 0.0


def test_reciprocal_rank_counts_from_one() -> None:
    assert reciprocal_rank(RANKING, {"a"}) == 1.0
    assert reciprocal_rank(RANKING, {"d", "e"}) == 0.25
    assert reciprocal_rank(RANKING, {"d"}, cutoff=3) == 0.0


def test_average_precision_of_the_worked_example() -> None:
    # Relevant at ranks 1, 3 and one never: (1/1 + 2/3 + 0) / 3.
    assert average_precision(RANKING, {"a", "c", "x"}) == pytest.approx((1 + 2 / 3) / 3)


def test_ndcg_of_the_worked_example() -> None:
    # Gains 0, 2, 1 at ranks 1-3; best order 2, 1: (2/log2 3 + 1/2) / (2 + 1/log2 3).
    expected = (2 / math.log2(3) + 0.5) / (2 + 1 / math.log2(3))
    assert ndcg_at(RANKING, {"b": 2, "c": 1}, 3) == pytest.approx(expected)


@given(
    st.lists(st.integers(0, 4), min_size=2, max_size=12).filter(any),
    st.integers(1, 12),
    st.randoms(use_true_random=False),
)
def test_ndcg_equals_the_one_of_scikit_learn(gains, cutoff, random) -> None:  # type: ignore[no-untyped-def]
    names = [str(place) for place in range(len(gains))]
    order = names.copy()
    random.shuffle(order)
    scores = [[float(len(order) - order.index(name)) for name in names]]
    expected = ndcg_score(np.array([gains]), np.array(scores), k=cutoff)
    found = ndcg_at(order, dict(zip(names, map(float, gains), strict=True)), cutoff)
    assert found == pytest.approx(expected)


@given(
    st.lists(st.integers(0, 3), min_size=2, max_size=15).filter(any),
    st.integers(0, 15),
    st.randoms(use_true_random=False),
)
def test_every_measure_equals_the_one_of_trec_eval(gains, ranked, random) -> None:  # type: ignore[no-untyped-def]
    names = [str(place) for place in range(len(gains))]
    random.shuffle(names)
    ranking = names[: max(1, ranked)]
    graded = dict(zip(sorted(names, key=int), gains, strict=True))
    measures = {"map", "recip_rank", "recall_5", "success_1", "ndcg_cut_10"}
    judge = pytrec_eval.RelevanceEvaluator({"q": graded}, measures)
    scores = {name: float(len(ranking) - place) for place, name in enumerate(ranking)}
    theirs = judge.evaluate({"q": scores})["q"]
    relevant = {name for name, gain in graded.items() if gain}

    assert average_precision(ranking, relevant) == pytest.approx(theirs["map"])
    assert reciprocal_rank(ranking, relevant) == pytest.approx(theirs["recip_rank"])
    assert recall_at(ranking, relevant, 5) == pytest.approx(theirs["recall_5"])
    assert success_at(ranking, relevant, 1) == theirs["success_1"]
    floats = {name: float(gain) for name, gain in graded.items()}
    assert ndcg_at(ranking, floats, 10) == pytest.approx(theirs["ndcg_cut_10"])


@pytest.mark.parametrize("cutoff", [0, -1])
def test_a_cutoff_below_one_is_refused(cutoff: int) -> None:
    with pytest.raises(ValueError, match="cut-off"):
        success_at(RANKING, {"a"}, cutoff)
