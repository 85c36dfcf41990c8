import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import IndexCorrupt, IndexingError
from index.lexical import COMMON_WORD, LexicalIndex, write_lexical
from index.retrieval import Index
from ingest.documents import Passage

ODD_QUERIES = [
    "Iran: what next?",
    "*",
    "",
    "a AND (b",
    "row:1",
    '"',
    "\ud800 talks",
    "[1 TO 2]",
    "-",
]


def passage(number: int, text: str, context: str = "", document: str = "d.txt") -> Passage:
    return Passage(f"{document}#{number}", document, 0, len(text), (), text, context)


Opener = Callable[..., LexicalIndex]


@pytest.fixture
def opened(tmp_path: Path) -> Opener:
    def write(*passages: Passage, name: str = "words") -> LexicalIndex:
        write_lexical(passages, tmp_path / name)
        return LexicalIndex.open(tmp_path / name)

    return write


def test_a_plain_hyphen_finds_the_non_breaking_one(index: Index) -> None:
    (first, *_) = index.lexical.search("high-stakes", 5)
    assert "high\u2011stakes" in index.records.passage(first[0]).text


@pytest.mark.parametrize("query", ODD_QUERIES, ids=ascii)
def test_no_character_of_a_question_has_a_meaning(index: Index, query: str) -> None:
    found = index.lexical.search(query, 100)
    words = set(index.lexical.terms(query))
    for row, score in found:
        own = index.records.passage(row)
        assert words & set(index.lexical.terms(f"{own.context} {own.text}"))
        assert score > 0


def test_a_star_matches_nothing_and_a_question_matches_its_words(index: Index) -> None:
    assert index.lexical.search("*", 100) == []
    rows = [row for row, _ in index.lexical.search("Iran: what next?", 100)]
    assert {index.records.passage(row).document_id for row in rows} == {
        "talks.txt",
        "nuclear/enrichment.md",
    }


def test_words_match_by_their_stem_and_without_accents(opened: Opener) -> None:
    lexical = opened(passage(1, "The café was negotiating"), passage(2, "Nothing here"))
    assert [row for row, _ in lexical.search("Cafe", 5)] == [0]
    assert [row for row, _ in lexical.search("negotiations negotiated", 5)] == [0]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("co\u00adoperation", "cooperation"),
        ("cooperation", "co\u200boperation"),
        ("e\ufb03cient", "efficient"),
        ("\uff29\uff32\uff21\uff2e", "Iran"),
    ],
    ids=["soft hyphen", "zero width", "ligature", "full width"],
)
def test_a_word_is_found_however_it_is_written(opened: Opener, written: str, typed: str) -> None:
    lexical = opened(passage(1, "nothing"), passage(2, f"about {written} here"))
    assert [row for row, _ in lexical.search(typed, 5)] == [1]


def test_a_word_in_the_text_weighs_more_than_one_in_the_heading(opened: Opener) -> None:
    lexical = opened(passage(1, "rain fell", "storm"), passage(2, "storm fell", "rain"))
    assert [row for row, _ in lexical.search("storm", 5)] == [1, 0]


def test_ties_break_by_row_even_at_the_cut(opened: Opener) -> None:
    lexical = opened(*(passage(number, "the same words") for number in range(50)))
    assert [row for row, _ in lexical.search("words", 7)] == list(range(7))


def test_scores_do_not_depend_on_the_documents_looked_into(index: Index) -> None:
    everywhere = dict(index.lexical.search("Oman storm closed", 100))
    inside = index.lexical.search("Oman storm closed", 100, frozenset({"weather.txt", "nowhere"}))
    assert inside
    assert all(everywhere[row] == score for row, score in inside)
    assert {index.records.passage(row).document_id for row, _ in inside} == {"weather.txt"}
    assert index.lexical.search("Oman", 5, frozenset()) == []


def test_mentions_and_frequencies_are_by_stem_and_by_phrase(opened: Opener) -> None:
    lexical = opened(passage(1, "Talks near Lake Geneva", "Diplomacy"), passage(2, "A talk"))
    assert lexical.document_frequency("talking") == 2
    assert lexical.document_frequency("geneva talks") == 1
    assert lexical.document_frequency("?") == 0
    assert lexical.mentions("lake geneva")
    assert not lexical.mentions("geneva lake")
    assert lexical.mentions("DIPLOMACY")
    assert not lexical.mentions("Vienna")
    assert not lexical.mentions("*")


def test_two_writings_of_the_same_passages_score_alike(opened: Opener) -> None:
    passages = [passage(number, f"talks {'rain ' * (number % 7)}{number}") for number in range(99)]
    one, two = opened(*passages, name="one"), opened(*passages, name="two")
    assert one.search("rain talks 5", 99) == two.search("rain talks 5", 99)
    assert len(one.search("rain talks 5", 99)) == 99


def test_opening_writes_nothing_and_leaves_nothing_behind(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "view").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "view"))
    lexical = opened(passage(1, "some words"))
    before = {path.name: path.read_bytes() for path in (tmp_path / "words").iterdir()}
    LexicalIndex.open(tmp_path / "words").close()
    assert {path.name: path.read_bytes() for path in (tmp_path / "words").iterdir()} == before
    assert not [name for name in before if name.endswith(".lock")]
    assert list((tmp_path / "view").iterdir()) == []
    assert lexical.search("words", 1)[0][0] == 0


def test_what_is_no_word_index_is_called_corrupt(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("empty", "missing"):
        with pytest.raises(IndexCorrupt, match=name):
            LexicalIndex.open(tmp_path / name)


def test_a_closed_index_says_so(opened: Opener) -> None:
    lexical = opened(passage(1, "some words"))
    lexical.close()
    with pytest.raises(IndexingError, match="closed"):
        lexical.search("words", 1)


def test_words_together_as_asked_weigh_more_than_the_same_words_apart(opened: Opener) -> None:
    lexical = opened(
        passage(1, "a green house, and a white fence beside it"),
        passage(2, "a green fence, and a white house beside it"),
    )
    found = dict(lexical.search("the white house", 5))
    assert found[1] > found[0]
    # One word has no neighbour, and so the order of rows decides.
    assert [row for row, _ in lexical.search("house", 5)] == [0, 1]


def test_a_pair_is_found_across_what_is_no_word(opened: Opener) -> None:
    lexical = opened(passage(1, "U.S. aid, cut down"), passage(2, "the U of S, aid down, cut"))
    assert [row for row, _ in lexical.search("US or U.S. aid cut", 5)] == [0, 1]


@pytest.mark.parametrize(("copies", "pair"), [(COMMON_WORD // 2, True), (COMMON_WORD, False)])
def test_two_words_count_as_a_pair_until_both_are_common(
    opened: Opener, copies: int, pair: bool
) -> None:
    texts = ["fog of the sea", "fog the of sea"] * copies
    lexical = opened(*(passage(number, text) for number, text in enumerate(texts)))
    scores = dict(lexical.search("of the", 2 * copies))
    assert (scores[0] > scores[1]) == pair
