"""Texts that say nearly the same: Jaccard similarity of their sets of word sequences.

Exact, not estimated. Two texts that are at least ``THRESHOLD`` alike share one of the
rarest sequences of either (prefix filtering: Bayardo, Ma and Srikant, "Scaling up all
pairs similarity search", 2007), so only such pairs are compared. Sequences that stand in
one text only, nearly all of them, are never put into the index.
"""

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHINGLE_WORDS = 5
# If every word was changed with probability p, (1-p)^5 of the sequences survive and the
# similarity is s/(2-s): .5 stands for one changed word in 13. Texts by different hands share
# almost no five words (at most .03 among the first 15 documents).
THRESHOLD = 0.5
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts by their places in the sequence given, ``first`` before ``second``."""

    first: int
    second: int
    similarity: float


def find_near_duplicates(texts: Sequence[str], threshold: float = THRESHOLD) -> list[Pair]:
    """Return each text that is at least ``threshold`` like an earlier one, with the most alike.

    Texts that were found to be copies are no originals for others: of a hundred copies,
    ninety-nine come back, all beside the first. ``threshold`` lies in (0, 1].
    """
    shingles = [_shingles(text) for text in texts]
    frequencies = _shared(shingles)
    holders: defaultdict[int, list[int]] = defaultdict(list)  # rare sequence -> originals
    pairs: list[Pair] = []
    for number, own in enumerate(shingles):
        prefix = _prefix(own, frequencies, threshold)
        candidates = {other for shingle in prefix for other in holders[shingle]}
        best = max(
            (Pair(other, number, _jaccard(shingles[other], own)) for other in candidates),
            key=lambda pair: (pair.similarity, -pair.first),
            default=None,
        )
        if best is not None and best.similarity >= threshold:
            pairs.append(best)
            continue
        for shingle in prefix:
            holders[shingle].append(number)
    return pairs


def _shingles(text: str) -> NDArray[np.int64]:
    """Return the distinct word sequences of ``text`` as sorted hashes, ``(n,)``."""
    words = _WORD.findall(text.casefold())
    if len(words) <= SHINGLE_WORDS:
        hashes = {hash(tuple(words))} if words else set()
    else:
        following = [words[start:] for start in range(SHINGLE_WORDS)]
        hashes = {hash(shingle) for shingle in zip(*following, strict=False)}
    return np.sort(np.fromiter(hashes, dtype=np.int64, count=len(hashes)))


def _shared(shingles: Sequence[NDArray[np.int64]]) -> dict[int, int]:
    """Return in how many texts a sequence stands, for those that stand in several."""
    if not shingles:
        return {}
    values, counts = np.unique(np.concatenate(shingles), return_counts=True)
    several = counts > 1
    return dict(zip(values[several].tolist(), counts[several].tolist(), strict=True))


def _prefix(own: NDArray[np.int64], frequencies: dict[int, int], threshold: float) -> list[int]:
    """Return the shared ones among the rarest sequences, one of which a copy must share."""
    needed = len(own) - math.ceil(threshold * len(own)) + 1
    shared = sorted(
        (frequencies[shingle], shingle) for shingle in own.tolist() if shingle in frequencies
    )
    only_here = len(own) - len(shared)
    return [shingle for _, shingle in shared[: max(0, needed - only_here)]]


def _jaccard(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)
