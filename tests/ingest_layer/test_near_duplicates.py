"""Near duplicates, compared with the plain definition on every pair."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from ingest.near_duplicates import SHINGLE_WORDS, find_near_duplicates

# Few words and edits of one text, so that all degrees of likeness come up.
words = st.lists(st.sampled_from("abc"), min_size=1, max_size=25)
texts = st.lists(words.map(" ".join), max_size=8)
thresholds = st.sampled_from([0.1, 0.3, 0.5, 0.8, 1.0])


def likeness(one: str, other: str) -> float:
    def sequences(text: str) -> set[tuple[str, ...]]:
        found = text.casefold().split()
        last = max(1, len(found) - SHINGLE_WORDS + 1)
        return {tuple(found[start : start + SHINGLE_WORDS]) for start in range(last)}

    first, second = sequences(one), sequences(other)
    return len(first & second) / len(first | second)


@given(texts, thresholds)
def test_exactly_the_copies_of_earlier_originals_are_found(
    corpus: list[str], threshold: float
) -> None:
    found = find_near_duplicates(corpus, threshold)
    copies = {pair.second for pair in found}
    originals = [number for number in range(len(corpus)) if number not in copies]

    assert len(copies) == len(found)
    for pair in found:
        earlier = [n for n in originals if n < pair.second]
        assert pair.first in earlier
        assert pair.similarity == likeness(corpus[pair.first], corpus[pair.second]) >= threshold
        assert pair.similarity == max(likeness(corpus[n], corpus[pair.second]) for n in earlier)
    for one, other in combinations(originals, 2):
        assert likeness(corpus[one], corpus[other]) < threshold


def test_case_and_punctuation_make_no_difference() -> None:
    (pair,) = find_near_duplicates(
        ["One, two; three four five six.", "one two THREE four five six"]
    )

    assert (pair.first, pair.second, pair.similarity) == (0, 1, 1.0)


def test_texts_without_words_are_like_nothing() -> None:
    assert find_near_duplicates([]) == find_near_duplicates(["...", "...", ""]) == []
