"""Where a question takes for granted what the source tells otherwise.

"Iran capped enrichment at 20% for two years, right?": the question's figure, date, place
or name is set beside the one that a quotation holds for the same thing, and neither yes nor
no is said. Precision first: the quotation has to carry the question's other words, hold
exactly one value of that kind, and no quotation may hold the question's own.
"""

import re
from collections.abc import Iterator, Sequence

from index.records import Records
from service.abbreviations import MONTHS
from service.answers import Citation, Outcome, Reason, Stance, Statement
from service.quantities import KINDS_ASKED, Quantity, find_quantities
from service.question_kinds import QuestionKind
from service.questions import Question
from service.quotation_notes import Premise
from service.word_stems import stems

_TAKES_FOR_GRANTED = (QuestionKind.YES_NO, QuestionKind.WHY_HOW)
_NAME = r"[A-Z][\w’'-]*(?:\s(?:of\s)?[A-Z][\w’'-]*){0,3}"
_NOT_BUT = re.compile(rf"\b({_NAME}),?\s(?:and\s)?(?:not|rather than)\s({_NAME})")
_PLACE = re.compile(rf"\b(?:in|at)\s(?:the\s)?({_NAME})")
_HOST = re.compile(rf"\b({_NAME})\s(?:host(?:s|ed)?|hold|held)\b")
_REPORTED = (Stance.ATTRIBUTED, Stance.DENIED)
# A "why" takes more for granted than its figures: nearly all of its words have to be there.
SHARED_WITH_QUESTION = {QuestionKind.YES_NO: 0.5, QuestionKind.WHY_HOW: 0.65}


def find_premises(
    question: Question,
    statements: Sequence[Statement],
    citations: Sequence[Citation],
    records: Records,
) -> tuple[Premise, ...]:
    """Return what the question says otherwise than a quotation, each matter once."""
    if question.kind not in _TAKES_FOR_GRANTED:
        return ()
    quotes = [s for s in statements if s.kind == "quote" and s.citations]
    document_of = {citation.number: citation.span.document_id for citation in citations}
    found: dict[str, Premise] = {}
    for quote in quotes:
        number, text = quote.citations[0], quote.text
        document = records.document(document_of[number])
        whole = document.text if document is not None else ""
        for asked, source in (
            *_quantities(question, quote, [other.text for other in quotes]),
            *_names(question, text),
            *_places(question, text, whole),
        ):
            found.setdefault(asked, Premise(asked, source, number))
    return tuple(found.values())


def sets_right(reason: Reason | None, premises: Sequence[Premise]) -> bool:
    """Whether all that no document mentions are mistaken premises, which a quotation sets right."""
    if reason is None or reason.code != "not_mentioned" or not reason.missing:
        return False
    return {missing.text for missing in reason.missing} <= {premise.asked for premise in premises}


def settled(
    outcome: Outcome, reason: Reason | None, premises: tuple[Premise, ...]
) -> tuple[Outcome, Reason | None, tuple[Premise, ...]]:
    """Return how the answer ends, and the premises that are told.

    An abstention is answered where a quotation sets the question right, and so is what was
    doubted: the reader doubts just because the question says otherwise than the source.
    """
    if outcome is Outcome.ABSTAINED:
        if sets_right(reason, premises):
            return Outcome.ANSWERED, None, premises
        return outcome, reason, ()
    if premises and reason is not None and reason.code == "low_confidence":
        return Outcome.ANSWERED, None, premises
    return outcome, reason, premises


def premise_statements(premises: Sequence[Premise]) -> tuple[Statement, ...]:
    """Return what is told of them, each citing the quotation that says otherwise."""
    return tuple(
        Statement(
            "premise",
            f"The question says “{premise.asked}”; the source says “{premise.source}”.",
            (premise.citation,),
        )
        for premise in premises
    )


def _quantities(
    question: Question, statement: Statement, quotes: Sequence[str]
) -> Iterator[tuple[str, str]]:
    text = statement.text
    asked = find_quantities(question.text)
    taken = [(quantity.start, quantity.end) for quantity in asked]
    if not _speaks_of(question, text, taken):
        return
    held = find_quantities(text)
    elsewhere = [
        quantity
        for quote in quotes
        if _speaks_of(question, quote, taken)
        for quantity in find_quantities(quote)
    ]
    if any(not _same_kind(one, held) for one in asked):
        return  # it lacks a figure that the question names: it may be about something else
    for one in asked:
        if one.kind == "date" and statement.stance in _REPORTED:
            continue  # the day on which somebody said it, as likely as not
        rivals = _of_kind(one, held)
        is_said = any(one.may_equal(other) for other in _of_kind(one, elsewhere))
        is_asked_for = KINDS_ASKED.get(question.asks) == one.kind
        if len(rivals) == len(_of_kind(one, asked)) == 1 and not is_said and not is_asked_for:
            rival = rivals[0]
            yield one.in_words(question.text), rival.in_words(text)


def _same_kind(one: Quantity, others: Sequence[Quantity]) -> bool:
    return any(other.kind == one.kind for other in others)


def _of_kind(one: Quantity, others: Sequence[Quantity]) -> list[Quantity]:
    return [other for other in others if (other.kind, other.unit) == (one.kind, one.unit)]


def _names(question: Question, text: str) -> Iterator[tuple[str, str]]:
    """Yield what a text itself sets right: "Algeria, not Oman, brokered ..."."""
    for match in _NOT_BUT.finditer(text):
        right, wrong = match.groups()
        place = question.text.find(wrong)
        if place >= 0 and right not in question.text and _speaks_of(question, text, ()):
            yield wrong, right


def _places(question: Question, text: str, whole: str) -> Iterator[tuple[str, str]]:
    """Yield a place of the question that the whole document never names, and the quote's one."""
    there = {name for name in _PLACE.findall(text) if name.casefold() not in MONTHS}
    if len(there) != 1 or (name := there.pop()) in question.text:
        return
    for pattern in (_PLACE, _HOST):
        for match in pattern.finditer(question.text):
            asked = match.group(1)
            if match.start() == 0 and pattern is _PLACE:
                continue
            is_known = asked.casefold() in MONTHS or asked.casefold() in whole.casefold()
            if not is_known and _speaks_of(question, text, [match.span(1)]):
                yield asked, name


def _speaks_of(question: Question, text: str, left_out: Sequence[tuple[int, int]]) -> bool:
    """Whether a text carries enough of the question's words, those in ``left_out`` apart."""
    words = [
        word.text
        for word in question.words
        if not word.text[0].isdigit()
        and not any(start <= word.start < end for start, end in left_out)
    ]
    asked = stems(" ".join(words))
    return bool(asked) and len(asked & stems(text)) >= SHARED_WITH_QUESTION[question.kind] * len(
        asked
    )
