"""Which texts contradict each other in words that no rule lists."""

import pytest

from service.disagreements import CONTRADICTS_FROM, conflict, find_disagreements
from service.learned_disagreements import (
    COLUMNS,
    columns,
    halves,
    may_contradict,
    probability,
    told,
)
from service.questions import parse_question

CONTRADICT = (
    ("how many boats came to the regatta", "Forty boats sailed, the article says.",
     "The harbour master counted 27 boats at the regatta."),
    ("what share of the vote did the mayor get",
     "The article gives the mayor 52 percent of the vote",
     "The town clerk's report speaks of a vote of 48 percent for the mayor."),
)  # fmt: skip
FIT_TOGETHER = (
    ("how many boats came to the regatta", "Forty boats sailed in the Lark regatta.",
     "All forty boats came from the island."),
    ("when was the lighthouse sold", "The lighthouse was sold on 4 May 2030.",
     "A hotel chain bought the lighthouse on 4 May 2030 for its tower rooms."),
    ("who sails the ferry", "Captain Ilse Varga has sailed the ferry since spring.",
     "Her mate is a former fisherman."),
    ("how long was the mine shut", "The mine was shut for about 3 weeks.",
     "The mine was shut for 20 days."),
    ("may trawlers fish in the bay?", "Trawlers may fish in the bay up to 20 tonnes.",
     "The law lets trawlers fish in the bay up to 20 tonnes."),
    ("how many pilots strike", "Nine pilots strike.", "Nine pilots strike."),
    ("how many pilots strike", "Nine pilots strike.", "At noon, Nine pilots strike."),
    ("how many pilots strike", "", "?"),
)  # fmt: skip


@pytest.mark.parametrize(("question", "one", "other"), CONTRADICT)
def test_another_figure_or_outcome_contradicts(question: str, one: str, other: str) -> None:
    asked = parse_question(question)

    assert probability(asked, one, other) >= CONTRADICTS_FROM
    assert conflict(asked, one, other) is not None


@pytest.mark.parametrize(("question", "one", "other"), FIT_TOGETHER)
def test_what_tells_the_same_or_more_does_not(question: str, one: str, other: str) -> None:
    asked = parse_question(question)

    assert probability(asked, one, other) < CONTRADICTS_FROM
    assert conflict(asked, one, other) is None


def test_which_text_comes_first_is_the_same() -> None:
    for question, one, other in (*CONTRADICT, *FIT_TOGETHER):
        asked, first, second = parse_question(question), told(one), told(other)
        where = {"in_one_sentence": False, "in_one_document": False}
        assert columns(asked, first, second, **where) == columns(asked, second, first, **where)
        assert len(columns(asked, first, second, **where)) == len(COLUMNS)
        assert probability(asked, one, other) == probability(asked, other, one)


def test_in_one_document_only_accounts_told_of_as_such_contradict() -> None:
    asked = parse_question("how many boats came to the regatta")
    plain = told("Forty boats came to the regatta."), told("Twelve boats came to the regatta.")
    said = (
        told("The article lists forty boats at the regatta."),
        told("The harbour master counted twelve boats at the regatta."),
    )

    assert not may_contradict(asked, *plain, in_one_document=True)
    assert may_contradict(asked, *plain, in_one_document=False)
    assert may_contradict(asked, *said, in_one_document=True)
    one, other = "Forty boats came to the regatta.", "Twelve boats came to the regatta."
    assert conflict(asked, one, other) is not None
    assert conflict(asked, one, other, in_one_document=True) is None


@pytest.mark.parametrize(
    ("question", "text", "is_warned"),
    [
        ("how many boats came to the regatta",
         "Regatta: the article lists forty boats, while the harbour master counted 27.", True),
        ("how many boats came to the regatta",
         "Forty boats came to the first regatta, while 27 came to the second.", False),
        ("was there a regatta?", "There was no regatta; the boats stayed out.", False),
        ("did the boats come back?", "The boats were late, but the crews came back.", False),
    ],
)  # fmt: skip
def test_a_sentence_may_set_two_accounts_against_each_other(
    question: str, text: str, is_warned: bool
) -> None:
    asked = parse_question(question)
    chances = [
        probability(asked, *pair, in_one_sentence=True, in_one_document=True)
        for pair in halves(text)
    ]

    assert chances
    assert (max(chances) >= CONTRADICTS_FROM) is is_warned


@pytest.mark.parametrize("piece", [" ", "1 ", "1,", '"', "a", "no; ", "but ", "\u202e", "12 May "])
def test_hostile_text_is_taken_apart_in_bounded_work(piece: str) -> None:
    text = (piece * 4_000)[:4_000]
    asked = parse_question("how many boats came to the regatta")

    assert 0.0 <= probability(asked, text, "Forty boats came.") <= 1.0
    assert len(list(halves(text))) <= len(text)


def test_nothing_is_found_where_nothing_is_quoted() -> None:
    assert find_disagreements(parse_question("how many boats came"), (), ()) == ()
