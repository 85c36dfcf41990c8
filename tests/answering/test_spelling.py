"""Which misspelt words are mended, and which are left alone."""

from collections.abc import Callable, Mapping

import pytest

from service.assistant import Assistant

Over = Callable[[Mapping[str, str]], Assistant]

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
        ("what did Hormoz say of workshops", "what did Hormuz say of workshops"),
        ("what did Hermez say of workshops", "what did Hermez say of workshops"),
        ("what did Pilott say of workshops", "what did Pilott say of workshops"),
        ("what did HORMOZ say of workshops", "what did HORMOZ say of workshops"),
        ("where are the maritime workshops", "where are the maritime workshops"),
    ],
    ids=[
        "slip",
        "name-like",
        "long",
        "two-as-near",
        "first-letter",
        "a-name",
        "another",
        "no-name",
        "acronym",
        "sound",
    ],
)
def test_only_what_has_one_near_word_is_mended(
    assistant_over: Over, typed: str, asked: str
) -> None:
    assert assistant_over(DOCUMENT).ask(typed).standalone_question == asked


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        # As near to both, and both are one place: the spelling that the documents have.
        ("what stands in Fordwo", "what stands in Fordow"),
        # As near to both, and they are two places.
        ("what stands in Natonz", "what stands in Natonz"),
        # Known by another name: nothing to mend.
        ("what stands in Fordo", "what stands in Fordo"),
    ],
)
def test_two_near_names_of_one_thing_are_no_doubt(
    assistant_over: Over, typed: str, asked: str
) -> None:
    files = {
        "note.txt": "Plants\n\nThe plant at Fordow stands in a mountain. Natanz, Natunz do not.\n",
        "aliases.yaml": "- [Fordow, Fordo]\n",
    }

    assert assistant_over(files).ask(typed).standalone_question == asked
