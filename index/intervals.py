"""Shares with the interval that chance leaves them: a bootstrap over questions.

Every measure here is a ratio of two sums over questions, such as right citations over
citations, or ``2 TP`` over ``2 TP + FP + FN``. Questions that belong together (the turns of
one conversation) are drawn together, as clusters. Same input, same bytes.

Source: Efron, Tibshirani: An Introduction to the Bootstrap, 1993, §13.3 (percentiles);
Davison, Hinkley: Bootstrap Methods and their Application, 1997, §3.8 (clusters).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RESAMPLES = 2_000
SEED = 0
_PERCENTILES = (2.5, 97.5)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A ratio with its 95 % interval; all ``None`` where the denominator is 0.

    The interval of a share that is 0 or 1 in every cluster has no width, however few
    the clusters are: read it beside their number.
    """

    value: float | None
    low: float | None
    high: float | None


class Bootstrap:
    """Resamples of one set of questions, the same ones for every measure."""

    def __init__(self, clusters: Sequence[str], resamples: int = RESAMPLES) -> None:
        """Draw the resamples.

        Args:
            clusters: for every question, in order, the name of the cluster it belongs to.
            resamples: how many sets to draw, each of as many clusters as there are.

        Raises:
            ValueError: there is no question.
        """
        if not clusters:
            raise ValueError("there is nothing to resample")
        numbers = {name: number for number, name in enumerate(dict.fromkeys(clusters))}
        self._cluster_of = np.array([numbers[name] for name in clusters])
        self.clusters = len(numbers)
        even = np.full(self.clusters, 1 / self.clusters)
        # How often each cluster was drawn: (resamples, clusters).
        drawn = np.random.default_rng(SEED).multinomial(self.clusters, even, resamples)
        self._drawn = drawn.astype(np.float64)

    def ratio(self, numerators: Sequence[float], denominators: Sequence[float]) -> Estimate:
        """Return sum over sum, one number of each for every question, in order."""
        if not sum(denominators):
            return Estimate(None, None, None)
        value = sum(numerators) / sum(denominators)
        return _estimate(value, self._resampled(numerators, denominators))

    def difference(
        self,
        before: tuple[Sequence[float], Sequence[float]],
        after: tuple[Sequence[float], Sequence[float]],
    ) -> Estimate:
        """Return the ratio ``after`` less the one ``before``, over the same questions (paired)."""
        if not sum(before[1]) or not sum(after[1]):
            return Estimate(None, None, None)
        value = sum(after[0]) / sum(after[1]) - sum(before[0]) / sum(before[1])
        return _estimate(value, self._resampled(*after) - self._resampled(*before))

    def _resampled(self, numerators: Sequence[float], denominators: Sequence[float]) -> Floats:
        """Return the ratio in every resample, NaN where its denominator is 0."""
        above, below = (
            self._drawn @ self._summed(numerators),
            self._drawn @ self._summed(denominators),
        )
        return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)

    def _summed(self, values: Sequence[float]) -> Floats:
        weights = np.asarray(values, dtype=np.float64)
        summed = np.bincount(self._cluster_of, weights=weights, minlength=self.clusters)
        return summed.astype(np.float64)


def _estimate(value: float, resampled: Floats) -> Estimate:
    low, high = np.nanpercentile(resampled, _PERCENTILES)
    return Estimate(value, float(low), float(high))
