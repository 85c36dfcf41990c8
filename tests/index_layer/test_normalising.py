import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.normalising import normalise, replace_surrogates, tokenise


@pytest.mark.parametrize("hyphen", list("\u2010\u2011\u2012\u2013\u2212\uff0d"), ids=ascii)
def test_every_hyphen_becomes_the_plain_one(hyphen: str) -> None:
    assert normalise(f"high{hyphen}stakes") == "high-stakes"


def test_quotes_become_straight_and_invisible_characters_vanish() -> None:
    assert (
        normalise("\u201cOman\u2019s\u201d co\u00adop\u200beration\ufeff")
        == '"Oman\'s" cooperation'
    )


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(st.characters(exclude_categories=[])))
def test_replacing_surrogates_keeps_every_offset(text: str) -> None:
    replaced = replace_surrogates(text)
    assert len(replaced) == len(text)
    replaced.encode("utf-8")


def test_words_are_folded_and_cut_like_the_lexical_index_cuts() -> None:
    assert tokenise("The HIGH\u2011stakes U.S. talks: 60%?") == [
        "the", "high", "stakes", "u", "s", "talks", "60",
    ]  # fmt: skip
    assert tokenise(" *?! ") == []
