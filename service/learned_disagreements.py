"""How likely two texts that answer one question contradict each other, as learned from examples.

Comes in: a question and two sentences, or the two halves of one. Goes out: a probability. A
logistic regression over what ``COLUMNS`` names; its weights are in ``learned_disagreements.json``
(``tests/training/disagreements.py`` fits them on invented dossiers). That both texts answer the
question is the reader's to judge, not said here.
"""

import calendar
import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from index.normalising import tokenise
from service.answers import Stance
from service.feature_reader import LogisticModel
from service.quantities import KINDS_ASKED, MEASURED, NUMBER_WORDS, Quantity, find_quantities
from service.question_kinds import QuestionKind
from service.questions import Question
from service.stances import stance_of
from service.word_stems import stems

WEIGHTS_PATH = Path(__file__).with_name("learned_disagreements.json")
COLUMNS = (
    "asked_values_differ",
    "values_differ",
    "a_value_is_shared",
    "dates_differ",
    "dates_differ_and_asked",
    "a_date_is_shared",
    "numbers_differ",
    "a_number_is_shared",
    "shared_words",
    "words_of_question_in_both",
    "words_of_question_in_either",
    "one_denies",
    "one_is_negative",
    "one_is_not_yet_so",
    "asks_for_measure",
    "asks_yes_or_no",
    "tells_of_a_paper",
    "both_report",
    "other_names",
    "name_of_question_in_one",
    "within_one_sentence",
    "within_one_document",
)
# As much of a sentence as is compared; text without white space is slow to take apart.
MAX_CHARACTERS_READ = 600
_NOT_YET = frozenset({Stance.TABLED, Stance.PLANNED, Stance.POSSIBLE})
_NEGATIVE = re.compile(
    r"\b(?:no|not|never|none|nothing|neither|nor|without|denie[sd]|den(?:y|ying)|refus\w+|reject\w+"
    r"|still|only|yet|instead|cancel\w+|unconfirmed)\b|n['’]t\b",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"\b(?:says?|said|lists?|gives?|names?|speaks?|spoke|mentions?|puts?|counts?|counted|describes?"
    r"|claims?|reports?|wrote|according)\b",
    re.IGNORECASE,
)
_PAPER = re.compile(
    r"\b(?:article|page|report|text|communique|record|note|story|piece|paper)s?\b", re.IGNORECASE
)
_CUT = re.compile(r"(?:;|,? (?:while|whereas|but|although|though|however|yet)\b) ?", re.IGNORECASE)
_NAME = re.compile(r"(?<=[^.!?] )[A-Z]\w+")
MONTHS_NAMED = frozenset(calendar.month_name) | frozenset(calendar.month_abbr)
_FIGURE = re.compile(r"\d[\d.,]*\d|\d")
_SMALLEST_NUMBER = 2  # "one" and "zero" are said without counting


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, or half of one, taken apart for comparison."""

    values: tuple[Quantity, ...]
    dates: tuple[Quantity, ...]
    numbers: frozenset[str]
    stems: frozenset[str]
    stance: Stance
    names: frozenset[str]
    is_negative: bool
    reports: bool
    tells_of_paper: bool


def told(text: str) -> Told:
    """Return a text taken apart, its white space put in order; not more than its beginning."""
    return _told(" ".join(text[:MAX_CHARACTERS_READ].split()))


@functools.lru_cache(maxsize=512)
def _told(text: str) -> Told:
    found = find_quantities(text)
    words = (NUMBER_WORDS.get(word, 0) for word in tokenise(text))
    return Told(
        values=tuple(one for one in found if one.kind != "date"),
        dates=tuple(one for one in found if one.kind == "date"),
        numbers=frozenset(_FIGURE.findall(text))
        | {str(number) for number in words if number >= _SMALLEST_NUMBER},
        stems=stems(text),
        stance=stance_of(text, (), "")[0],
        names=frozenset(name for name in _NAME.findall(text) if name not in MONTHS_NAMED),
        is_negative=bool(_NEGATIVE.search(text)),
        reports=bool(_REPORTS.search(text)),
        tells_of_paper=bool(_PAPER.search(text)),
    )


def halves(text: str) -> Iterator[tuple[str, str]]:
    """Return the neighbouring parts of a sentence that a semicolon or "while", "but" divides."""
    ordered = " ".join(text[:MAX_CHARACTERS_READ].split())
    parts = [part for part in _CUT.split(ordered) if len(part.split()) > 1]
    return pairwise(parts)


def may_contradict(question: Question, one: Told, other: Told, *, in_one_document: bool) -> bool:
    """Whether there is anything in two texts by which they could contradict each other.

    For a figure or date that is another number; for the rest a word of denial in one of them.
    In one document it takes two accounts, told of as such.
    """
    if not one.stems or not other.stems or one == other:
        return False
    if in_one_document and not (
        (one.reports and other.reports) or one.tells_of_paper or other.tells_of_paper
    ):
        return False
    if question.asks in MEASURED:
        return _numbers_differ(one, other) and not _meet(
            _of_kind(one, question), _of_kind(other, question)
        )
    return one.is_negative != other.is_negative or _one_denies(one, other)


def columns(
    question: Question, one: Told, other: Told, *, in_one_sentence: bool, in_one_document: bool
) -> list[float]:
    """Return what is weighed, in the order of ``COLUMNS``; which text comes first is the same."""
    asked, named = stems(question.text), frozenset(_NAME.findall(question.text))
    size = max(1, len(asked))
    is_measured = question.asks in MEASURED
    is_yes_or_no = question.kind is QuestionKind.YES_NO
    one_is_negative = one.is_negative != other.is_negative
    dates_differ = bool(one.dates and other.dates) and not _meet(one.dates, other.dates)
    return [
        float(_differ(_of_kind(one, question), _of_kind(other, question))),
        float(_differ(one.values, other.values)),
        float(_meet(one.values, other.values)),
        float(dates_differ),
        float(dates_differ and KINDS_ASKED.get(question.asks) == "date"),
        float(_meet(one.dates, other.dates)),
        float(_numbers_differ(one, other)),
        float(bool(one.numbers & other.numbers)),
        len(one.stems & other.stems) / max(1, min(len(one.stems), len(other.stems))),
        len(asked & one.stems & other.stems) / size,
        min(len(asked & one.stems), len(asked & other.stems)) / size,
        float(_one_denies(one, other)),
        float(one_is_negative),
        float((one.stance in _NOT_YET) != (other.stance in _NOT_YET)),
        float(is_measured),
        float(is_yes_or_no),
        float(one.tells_of_paper or other.tells_of_paper),
        float(one.reports and other.reports),
        float(bool(one.names - other.names) and bool(other.names - one.names)),
        float(bool(named & (one.names ^ other.names))),
        float(in_one_sentence),
        float(in_one_document),
    ]


def probability(
    question: Question,
    first: str,
    second: str,
    *,
    in_one_sentence: bool = False,
    in_one_document: bool = False,
) -> float:
    """Return how likely two texts that answer ``question`` contradict each other, in [0, 1].

    0 where nothing in them could, and where one holds the whole other.
    """
    if first in second or second in first:
        return 0.0
    one, other = told(first), told(second)
    if not may_contradict(question, one, other, in_one_document=in_one_document):
        return 0.0
    found = columns(
        question, one, other, in_one_sentence=in_one_sentence, in_one_document=in_one_document
    )
    return float(_model().probabilities(np.array([found], np.float32))[0])


@functools.cache
def _model() -> LogisticModel:
    stored = json.loads(WEIGHTS_PATH.read_text(encoding="utf-8"))
    return LogisticModel.from_mapping(stored["weights"], COLUMNS)


def _one_denies(one: Told, other: Told) -> bool:
    return (one.stance is Stance.DENIED) != (other.stance is Stance.DENIED)


def _numbers_differ(one: Told, other: Told) -> bool:
    """Whether each text has a number that the other lacks."""
    return bool(one.numbers - other.numbers) and bool(other.numbers - one.numbers)


def _of_kind(one: Told, question: Question) -> tuple[Quantity, ...]:
    kind = KINDS_ASKED.get(question.asks)
    return tuple(found for found in (*one.values, *one.dates) if found.kind == kind)


def _meet(one: tuple[Quantity, ...], other: tuple[Quantity, ...]) -> bool:
    """Whether a value of the one may be a value of the other."""
    return any(a.may_equal(b) for a in one for b in other if (a.kind, a.unit) == (b.kind, b.unit))


def _differ(one: tuple[Quantity, ...], other: tuple[Quantity, ...]) -> bool:
    """Whether there are values of one kind and unit in both, and none may be the same."""
    for kind in {(found.kind, found.unit) for found in one}:
        mine = tuple(found for found in one if (found.kind, found.unit) == kind)
        rivals = tuple(found for found in other if (found.kind, found.unit) == kind)
        if rivals and not _meet(mine, rivals):
            return True
    return False
