"""A short form is mentioned where its long form stands."""

import pytest

from service.abbreviations import is_written_in_full

TEXT = (
    "The Society for Marine Research wrote on 6 February 2021 that exports fell in the first"
    " quarter. The United Nations Office agreed."
)


@pytest.mark.parametrize("word", ["Feb", "feb.", "Q1", "SMR", "UNO"])
def test_a_short_form_is_found_in_its_long_form(word: str) -> None:
    assert is_written_in_full(word, TEXT)


@pytest.mark.parametrize("word", ["Mar", "Q2", "SRM", "February", "fe", "IMO", "smr"])
def test_what_only_looks_short_is_not(word: str) -> None:
    assert not is_written_in_full(word, TEXT)
