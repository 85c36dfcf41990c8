"""Which misspelt words are mended, and which are left alone."""

from collections.abc import Callable, Mapping

import pytest

from service.assistant import Assistant

DOCUMENT = {
    "note.txt": "Harbour notes\n\nThe maritime workshops on proliferation take place in Hormuz.\n"
    "\nA biker, a miler and a miner met the pilots of the harbour there.\n"
}


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("where are the martime workshops", "where are the maritime workshops"),
        ("what about the strait of hormoz", "what about the strait of hormuz"),
        ("workshops on prolifertion", "workshops on proliferation"),
        ("did the pilots meet a miqer", "did the pilots meet a miqer"),
        ("where did the bikrer meet the pilots", "where did the biker meet the pilots"),
        ("what did Hormoz say of workshops", "what did Hormoz say of workshops"),
        ("where are the maritime workshops", "where are the maritime workshops"),
    ],
    ids=["slip", "name-like", "long", "two-as-near", "first-letter", "a-name", "sound"],
)
def test_only_what_has_one_near_word_is_mended(
    assistant_over: Callable[[Mapping[str, str]], Assistant], typed: str, asked: str
) -> None:
    assert assistant_over(DOCUMENT).ask(typed).standalone_question == asked
