"""Whether the best sentences speak of another time than the question names.

"How much did Iran hold in June 2026?" is not answered by what it held on 17 May 2025, however
much of the rest fits. Only plain dates are compared, years and months by name: a sentence without
any says nothing against the question, and what its headings and lead-in name counts as its own.
"""

import re

from service.abbreviations import MONTHS
from service.question_kinds import QuestionKind
from service.questions import ABOUT, Question
from service.reading import Reading, ReadSentence

# So many of the foremost sentences are looked at.
MAX_LOOKED_AT = 4
_YEAR = re.compile(r"(?<![\d.,])(?:1[5-9]|20|21)\d\d(?![\d%]|[.,]\d)")
# "May" and "march" are words of their own: beside a number, or behind a preposition of time.
_MONTH = re.compile(
    rf"\b(?P<sure>{'|'.join(name for name in MONTHS if name not in ('march', 'may'))})\b"
    r"|(?:\b\d{1,2}(?:st|nd|rd|th)? |\b(?:in|of|since|until|till|by|early|mid|late|last|next)[ -])"
    r"(?P<led>march|may)\b|\b(?P<followed>march|may) (?=\d)",
    re.IGNORECASE,
)
# Sides and subjects may well be told of several times; a doubtful premise is set right.
_ANY_TIME = (QuestionKind.COMPARISON, QuestionKind.TOPIC, QuestionKind.YES_NO)


def other_time(question: Question, reading: Reading) -> str:
    """Return the time that the question names and the best sentences contradict, or "".

    They contradict it if each of them names years and none that is asked for, or months and
    none that is asked for.
    """
    if question.kind in _ANY_TIME or question.is_yes_no or not reading.sentences:
        return ""
    asked = question.text.partition(ABOUT)[0]
    best = reading.foremost[:MAX_LOOKED_AT]
    for names_in in (_years, _months):
        named = names_in(asked)
        if named and all(_contradicts(named, names_in(_whole(read))) for read in best):
            return _as_typed(asked)
    return ""


def _as_typed(asked: str) -> str:
    """Return the years and months of a question as they stand there, in order."""
    plain = asked.casefold()
    places = {plain.find(name): name for name in _years(asked) | _months(asked)}
    return " ".join(asked[at : at + len(name)] for at, name in sorted(places.items()))


def _contradicts(asked: frozenset[str], told: frozenset[str]) -> bool:
    return bool(told) and not asked & told


def _years(text: str) -> frozenset[str]:
    return frozenset(_YEAR.findall(text))


def _months(text: str) -> frozenset[str]:
    return frozenset(
        (match["sure"] or match["led"] or match["followed"]).casefold()
        for match in _MONTH.finditer(text)
    )


def _whole(read: ReadSentence) -> str:
    """Return a sentence with its headings and lead-in."""
    return f"{read.passage.context}\n{read.text}"
