"""Rankings in, one ranking out: reciprocal rank fusion and convex combination.

Pure functions on row numbers and scores; nothing here knows what a passage is. Scores are
"bigger is better" and ties break by the smaller row, so a fused list is reproducible.

Sources:
    Cormack, Clarke, Büttcher: Reciprocal rank fusion outperforms Condorcet and individual
    rank learning methods. SIGIR 2009 (the constant 60).
    Bruch, Gai, Ingber: An analysis of fusion functions for hybrid retrieval. ACM TOIS 2023
    (convex combination; "theoretical minimum" normalisation, TM2C2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

FusionMethod = Literal["rrf", "convex"]
Normalisation = Literal["theoretical_minimum", "min_max"]

DENSE_MINIMUM = -1.0
"""The smallest cosine there is."""

LEXICAL_MINIMUM = 0.0
"""The smallest BM25 score there is: no word in common."""


@dataclass(frozen=True, slots=True)
class FusionOptions:
    """How the dense and the lexical ranking become one.

    The defaults were chosen on 2026-11-22 by ``tests/benchmarks/fusion_weights.py``, on eight
    sets of questions that no figure is reported on, 500 questions each.
    Mean nDCG@10 and S@1 of passages: dense alone .681 .573, BM25 alone .743 .648, RRF .744
    .639; convex with theoretical minima .5 .770 .674, .7 .780 .689, **.75 .780 .686**, .8 .778
    .685, .9 .757 .658; with min-max .6 .780 .685. Of the equals .75 is taken, since it loses
    least where people asked without seeing the text (TyDi QA, Natural Questions: .934, with
    .7 .926, with min-max .6 .932). Of 50 to 200 candidates no mean changes by more than .002.

    Attributes:
        method: ``rrf`` looks at ranks only, ``convex`` at normalised scores.
        dense_weight: Share of the dense side in [0, 1]; the lexical side has the rest.
        rank_constant: The k of RRF, positive; bigger flattens the top of the lists.
        normalisation: How ``convex`` maps scores into [0, 1].
        candidates: How many passages each side proposes, at least.
        document_weight: Share in [0, 1] that the likeness of a passage's whole document has
            in ``convex``; both sides together have the rest. Chosen on 2026-11-23 on long
            documents (``ARCHITECTURE.md``); the figures above are without it.
    """

    method: FusionMethod = "convex"
    dense_weight: float = 0.75
    rank_constant: float = 60.0
    normalisation: Normalisation = "theoretical_minimum"
    candidates: int = 100
    document_weight: float = 0.15

    def __post_init__(self) -> None:
        for name in ("dense_weight", "document_weight"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name} must be in [0, 1], not {getattr(self, name)}")
        if self.rank_constant <= 0 or self.candidates < 1:
            raise ValueError("rank_constant and candidates must be positive")


def reciprocal_rank_fusion(
    rankings: Sequence[Sequence[int]],
    weights: Sequence[float],
    rank_constant: float = 60.0,
) -> dict[int, float]:
    """Return the weighted RRF score of every row that any ranking holds.

    score(row) = sum over rankings of ``weight / (rank_constant + rank)``, rank from 1; a
    ranking that does not hold the row adds nothing.

    Args:
        rankings: Rows, best first, no row twice in one ranking.
        weights: One non-negative weight for each ranking.
        rank_constant: The constant of Cormack et al., positive.

    Raises:
        ValueError: If there are not as many weights as rankings.
    """
    scores: dict[int, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        for rank, row in enumerate(ranking, start=1):
            scores[row] = scores.get(row, 0.0) + weight / (rank_constant + rank)
    return scores


def normalised(scores: Mapping[int, float], minimum: float | None) -> dict[int, float]:
    """Return ``scores`` scaled to [0, 1]: the best becomes 1, the minimum 0.

    Args:
        scores: Row to score.
        minimum: The smallest score possible ("theoretical minimum"), or ``None`` to take
            the smallest that is there (min-max).

    Returns:
        Row to scaled score. Where all scores equal the minimum nothing tells rows apart:
        all 0 with a theoretical minimum, all 1 with min-max.
    """
    if not scores:
        return {}
    top = max(scores.values())
    bottom = min(scores.values()) if minimum is None else minimum
    if top <= bottom:
        return dict.fromkeys(scores, 1.0 if minimum is None else 0.0)
    # Divided, not multiplied by an inverse, which may overflow where all scores are tiny.
    return {
        row: min(1.0, max(0.0, (score - bottom) / (top - bottom))) for row, score in scores.items()
    }


def convex_combination(
    dense: Mapping[int, float],
    lexical: Mapping[int, float],
    dense_weight: float,
    normalisation: Normalisation = "theoretical_minimum",
) -> dict[int, float]:
    """Return ``w * dense + (1 - w) * lexical`` of the normalised scores, in [0, 1].

    Args:
        dense: Row to cosine.
        lexical: Row to BM25 score.
        dense_weight: w in [0, 1].
        normalisation: ``theoretical_minimum`` (cosine -1, BM25 0) or ``min_max``.

    Returns:
        Row to score for every row of either side; a missing row counts 0 on that side.
    """
    theoretical = normalisation == "theoretical_minimum"
    dense_scaled = normalised(dense, DENSE_MINIMUM if theoretical else None)
    lexical_scaled = normalised(lexical, LEXICAL_MINIMUM if theoretical else None)
    return {
        row: dense_weight * dense_scaled.get(row, 0.0)
        + (1.0 - dense_weight) * lexical_scaled.get(row, 0.0)
        for row in dense_scaled.keys() | lexical_scaled.keys()
    }


def ranked(scores: Mapping[int, float]) -> list[tuple[int, float]]:
    """Return (row, score) pairs, best first, ties by the smaller row."""
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))


def fuse(
    dense: Sequence[tuple[int, float]],
    lexical: Sequence[tuple[int, float]],
    options: FusionOptions,
    documents: Mapping[int, float] | None = None,
) -> list[tuple[int, float]]:
    """Return one ranking of (row, score) from two, as ``options`` say.

    Args:
        dense: (row, cosine), best first.
        lexical: (row, BM25 score), best first.
        options: Method, weight and constants.
        documents: Row to cosine of its whole document, for ``convex``; ``None`` leaves
            documents out.

    Returns:
        Every row of either side, best first, ties by row. The scale is that of the method:
        at most ``1 / (rank_constant + 1)`` for ``rrf``, [0, 1] for ``convex``.
    """
    if options.method == "rrf":
        rankings = [[row for row, _ in dense], [row for row, _ in lexical]]
        weights = [options.dense_weight, 1.0 - options.dense_weight]
        return ranked(reciprocal_rank_fusion(rankings, weights, options.rank_constant))
    scores = convex_combination(
        dict(dense), dict(lexical), options.dense_weight, options.normalisation
    )
    if documents is not None:
        share = options.document_weight
        likeness = normalised(documents, DENSE_MINIMUM)
        scores = {
            row: (1.0 - share) * score + share * likeness.get(row, 0.0)
            for row, score in scores.items()
        }
    return ranked(scores)
