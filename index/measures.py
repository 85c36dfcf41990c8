"""How good a ranking is: pure functions from ranked ids and judgements to a number.

Every measure is in [0, 1], bigger is better. ``ranking`` is the ids, best first, each once;
``relevant`` holds the ids that answer; ``gains`` gives graded judgements (missing = 0).
Nothing is averaged over questions here, and nothing is read from disk.
"""

from collections.abc import Collection, Mapping, Sequence
from math import log2


def _checked(cutoff: int) -> int:
    if cutoff < 1:
        raise ValueError(f"a cut-off must be at least 1, not {cutoff}")
    return cutoff


def success_at(ranking: Sequence[str], relevant: Collection[str], cutoff: int) -> float:
    """Return 1.0 if any of the first ``cutoff`` ids is relevant, else 0.0 (success@k).

    Raises:
        ValueError: If ``cutoff`` is below 1.
    """
    return float(any(item in relevant for item in ranking[: _checked(cutoff)]))


def recall_at(ranking: Sequence[str], relevant: Collection[str], cutoff: int) -> float:
    """Return the share of the relevant ids among the first ``cutoff`` (recall@k).

    Source: Manning, Raghavan, Schütze: Introduction to Information Retrieval, 2008, §8.3.
    0.0 where nothing is relevant.

    Raises:
        ValueError: If ``cutoff`` is below 1.
    """
    wanted = set(relevant)
    found = wanted.intersection(ranking[: _checked(cutoff)])
    return len(found) / len(wanted) if wanted else 0.0


def reciprocal_rank(
    ranking: Sequence[str], relevant: Collection[str], cutoff: int | None = None
) -> float:
    """Return ``1 / rank`` of the first relevant id, 0.0 if there is none (RR, RR@k).

    Source: Voorhees: The TREC-8 question answering track report, 1999.

    Raises:
        ValueError: If ``cutoff`` is given and below 1.
    """
    considered = ranking if cutoff is None else ranking[: _checked(cutoff)]
    for rank, item in enumerate(considered, start=1):
        if item in relevant:
            return 1.0 / rank
    return 0.0


def ndcg_at(ranking: Sequence[str], gains: Mapping[str, float], cutoff: int) -> float:
    """Return the normalised discounted cumulative gain of the first ``cutoff`` (nDCG@k).

    Source: Järvelin, Kekäläinen: Cumulated gain-based evaluation of IR techniques. ACM TOIS
    2002, in the form of trec_eval and scikit-learn: gain (not ``2**gain - 1``) divided by
    ``log2(rank + 1)``, over the same sum for the best order there can be.

    Args:
        ranking: Ids, best first.
        gains: Id to gain, 0 or more.
        cutoff: Ranks that count, at least 1.

    Returns:
        A number in [0, 1]; 0.0 where no gain is above 0.

    Raises:
        ValueError: If ``cutoff`` is below 1 or a gain below 0.
    """
    if any(gain < 0 for gain in gains.values()):
        raise ValueError("a gain must not be negative")
    achieved = _discounted([gains.get(item, 0.0) for item in ranking[: _checked(cutoff)]])
    ideal = _discounted(sorted(gains.values(), reverse=True)[:cutoff])
    return achieved / ideal if ideal > 0 else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def average_precision(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """Return the mean, over the relevant ids, of the precision at each one's rank (AP).

    Source: Manning, Raghavan, Schütze: Introduction to Information Retrieval, 2008, §8.4. A
    relevant id that is not ranked adds 0. 0.0 where nothing is relevant.
    """
    wanted = set(relevant)
    found = 0
    total = 0.0
    for rank, item in enumerate(ranking, start=1):
        if item in wanted:
            found += 1
            total += found / rank
    return total / len(wanted) if wanted else 0.0
