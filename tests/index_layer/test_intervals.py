"""The bootstrap, against scipy's and against what must hold of any."""

import numpy as np
import pytest
from scipy.stats import bootstrap as scipy_bootstrap

from index.intervals import Bootstrap

RANDOM = np.random.default_rng(7)
BELOW = RANDOM.integers(1, 5, 120).astype(float)
ABOVE = RANDOM.binomial(BELOW.astype(int), 0.7).astype(float)
ALONE = [str(number) for number in range(120)]


def test_the_interval_of_a_ratio_is_that_of_scipy() -> None:
    found = Bootstrap(ALONE, 8_000).ratio(ABOVE.tolist(), BELOW.tolist())
    theirs = scipy_bootstrap(
        (ABOVE, BELOW),
        lambda above, below, axis: above.sum(axis=axis) / below.sum(axis=axis),
        paired=True,
        vectorized=True,
        n_resamples=8_000,
        method="percentile",
        rng=np.random.default_rng(1),
    ).confidence_interval

    assert found.value == ABOVE.sum() / BELOW.sum()
    assert found.low == pytest.approx(theirs.low, abs=0.005)
    assert found.high == pytest.approx(theirs.high, abs=0.005)


def test_turns_of_one_conversation_count_as_one_draw() -> None:
    """Each question four times over, as a cluster: the same interval as once."""
    once = Bootstrap(ALONE).ratio(ABOVE.tolist(), BELOW.tolist())
    tied = Bootstrap(ALONE * 4).ratio(ABOVE.tolist() * 4, BELOW.tolist() * 4)
    free = Bootstrap([str(n) for n in range(480)]).ratio(ABOVE.tolist() * 4, BELOW.tolist() * 4)

    assert (tied.low, tied.high) == (pytest.approx(once.low), pytest.approx(once.high))
    assert free.low is not None
    assert tied.low is not None
    assert free.low > tied.low + 0.01


def test_a_paired_difference_knows_that_the_questions_are_the_same() -> None:
    bootstrap = Bootstrap(ALONE)
    counts = (ABOVE.tolist(), BELOW.tolist())
    better = (np.minimum(ABOVE + 1, BELOW).tolist(), BELOW.tolist())

    unchanged = bootstrap.difference(counts, counts)
    changed = bootstrap.difference(counts, better)

    assert (unchanged.value, unchanged.low, unchanged.high) == (0, 0, 0)
    assert changed.low is not None
    assert changed.low > 0
    assert changed.value == pytest.approx((sum(better[0]) - sum(counts[0])) / sum(BELOW))


def test_the_same_questions_give_the_same_interval() -> None:
    assert Bootstrap(ALONE).ratio([1] * 120, BELOW.tolist()) == Bootstrap(ALONE).ratio(
        [1] * 120, BELOW.tolist()
    )


def test_a_measure_that_no_question_counts_for_has_no_value() -> None:
    estimate = Bootstrap(["a", "b"]).ratio([0, 0], [0, 0])

    assert (estimate.value, estimate.low, estimate.high) == (None, None, None)


def test_a_resample_without_a_question_that_counts_is_left_out() -> None:
    estimate = Bootstrap(["a", "b"]).ratio([1, 0], [1, 0])

    assert (estimate.value, estimate.low, estimate.high) == (1, 1, 1)


def test_nothing_cannot_be_resampled() -> None:
    with pytest.raises(ValueError, match="nothing"):
        Bootstrap([])
