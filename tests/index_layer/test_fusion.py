import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import (
    FusionOptions,
    convex_combination,
    fuse,
    normalised,
    ranked,
    reciprocal_rank_fusion,
)

rankings = st.lists(st.integers(0, 50), unique=True, max_size=20)
cosines = st.dictionaries(st.integers(0, 50), st.floats(-1, 1, width=32), max_size=20)
bm25 = st.dictionaries(st.integers(0, 50), st.floats(0.0, 1e3, width=32), max_size=20)


def test_rrf_of_the_worked_example() -> None:
    scores = reciprocal_rank_fusion([[7, 8], [8]], [1.0, 1.0], 60)
    assert scores == pytest.approx({7: 1 / 61, 8: 1 / 62 + 1 / 61})


def test_convex_combination_of_the_worked_example() -> None:
    # Cosines 0.5 and 0 from -1: 1 and 2/3. BM25 8 and 2 from 0: 1 and 1/4.
    found = convex_combination({1: 0.5, 2: 0.0}, {2: 8.0, 3: 2.0}, 0.6)
    assert found == pytest.approx({1: 0.6, 2: 0.6 * 2 / 3 + 0.4, 3: 0.4 / 4})


def test_the_whole_document_has_its_share_of_the_score() -> None:
    # As above, without a lexical side: 1 and 2/3. Documents 0 and 0.6 from -1: 5/8 and 1.
    options = FusionOptions(dense_weight=1.0, document_weight=0.25)
    found = fuse([(1, 0.5), (2, 0.0)], [], options, {1: 0.0, 2: 0.6})
    assert dict(found) == pytest.approx({1: 0.75 + 0.25 * 5 / 8, 2: 0.75 * 2 / 3 + 0.25})
    assert fuse([(1, 0.5), (2, 0.0)], [], options) == [(1, 1.0), (2, pytest.approx(2 / 3))]


@given(rankings, rankings)
def test_rrf_with_all_weight_on_one_side_keeps_its_order(one: list[int], two: list[int]) -> None:
    scores = reciprocal_rank_fusion([one, two], [1.0, 0.0])
    assert [row for row, score in ranked(scores) if score > 0] == one


@given(rankings, rankings)
def test_rrf_does_not_care_which_side_comes_first(one: list[int], two: list[int]) -> None:
    assert reciprocal_rank_fusion([one, two], [0.3, 0.7]) == pytest.approx(
        reciprocal_rank_fusion([two, one], [0.7, 0.3])
    )


@given(cosines, bm25, st.floats(0, 1), st.sampled_from(["theoretical_minimum", "min_max"]))
def test_convex_scores_lie_between_zero_and_one(dense, lexical, weight, how) -> None:  # type: ignore[no-untyped-def]
    found = convex_combination(dense, lexical, weight, how)
    assert set(found) == set(dense) | set(lexical)
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in found.values())


@given(cosines, bm25, st.floats(0, 1))
def test_a_passage_better_on_both_sides_is_never_ranked_below(dense, lexical, weight) -> None:  # type: ignore[no-untyped-def]
    both = sorted(set(dense) & set(lexical))
    found = convex_combination(dense, lexical, weight)
    for one in both:
        for two in both:
            if dense[one] >= dense[two] and lexical[one] >= lexical[two]:
                assert found[one] >= found[two]


@given(bm25.filter(bool))
def test_normalising_keeps_the_order_and_gives_the_best_one(scores: dict[int, float]) -> None:
    found = normalised(scores, None)
    assert max(found.values()) == 1.0
    for one, score in scores.items():
        for two, other in scores.items():
            assert score < other or found[one] >= found[two]


@given(cosines, bm25, st.sampled_from(["rrf", "convex"]))
def test_the_fused_list_is_sorted_with_ties_by_row(dense, lexical, method) -> None:  # type: ignore[no-untyped-def]
    found = fuse(ranked(dense), ranked(lexical), FusionOptions(method=method))
    assert found == sorted(found, key=lambda pair: (-pair[1], pair[0]))
    assert {row for row, _ in found} == set(dense) | set(lexical)


@pytest.mark.parametrize(
    "wrong",
    [{"dense_weight": 1.1}, {"rank_constant": 0.0}, {"candidates": 0}, {"document_weight": -0.1}],
    ids=str,
)
def test_impossible_options_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        FusionOptions(**wrong)  # type: ignore[arg-type]
