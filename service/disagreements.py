"""Where sources do not say the same: figures that differ, a claim that another one denies.

Comes in: the question and quoted sentences. Goes out: which of them disagree, so that a
reader sees both. Conservative: two texts are held against each other only where they
speak of the same thing at the same time; what cannot be told is left alone.
"""

import re
from collections.abc import Sequence
from itertools import combinations, pairwise

from index.normalising import tokenise
from index.records import Records
from service.answer_types import AnswerType
from service.answers import Citation, Stance, Statement
from service.evidence import Evidence
from service.quantities import Quantity, find_quantities
from service.question_kinds import QuestionKind
from service.questions import Question
from service.quotation_notes import Disagreement
from service.reading import Reading
from service.speakers import find_attributions
from service.stances import parts_of, stance_of

KINDS_ASKED = {
    AnswerType.DATE: "date",
    AnswerType.YEAR: "date",
    AnswerType.CALENDAR_DATE: "date",
    AnswerType.DURATION: "duration",
    AnswerType.PERCENTAGE: "percentage",
    AnswerType.MONEY: "money",
}
_MEASURED = frozenset(KINDS_ASKED) | {AnswerType.COUNT, AnswerType.AMOUNT}
# A list or a subject at large holds many things; that sources differ on one of them is no
# answer's headline.
_ASKED_OF_ONE_THING = (QuestionKind.FACT, QuestionKind.YES_NO, QuestionKind.COMPARISON)
_FIGURE = re.compile(r"\d[\d,.]*\d|\d|\b(?:two|three|four|five|six|seven|eight|nine|ten)\b")
_COMMON = frozenset(
    """
    the a an of in on at to for by from with and or but as is are was were be been has have had it
    its this that these those which who not no any up than then also into over about more most
    report reports found said says according source sources page pages between after before under
    undated article their his her they he she did does do will would may can what when how many
    much there other such
    """.split()
)
_DIFFER = re.compile(
    r"\b(?:sources?|reports?|accounts?|figures?|counts?|estimates?|tolls?|assessments?|pages?|outlets?"
    r"|numbers)\b[^.;]{0,40}\b(?:differs?|disagree|conflict|contradict|var(?:y|ies))\b"
    r"|\b(?:gives?|prints?|name|names|list|report) different\b|\bwhich differs from\b"
    r"|\bother (?:sources|pages|counts|reports|outlets|accounts|lists)\b"
    r"|\bprinted dates run\b|\binstead (?:name|give|say|report|list|mention)s?\b",
    re.IGNORECASE,
)
_AGREE = re.compile(
    r"\b(?:do|does|did) not (?:contradict|conflict|differ|disagree)\b", re.IGNORECASE
)
_AGAINST = re.compile(r"\b(?:while|whereas|but|although|though|however)\b", re.IGNORECASE)
_ABSENT = re.compile(
    r"\bno\b[^.;]{0,90}\b(?:was|were|has been|have been|is)\s+(?:found|confirmed|seen|reported)\b",
    re.IGNORECASE,
)
_PAPER = re.compile(r"\b(?:articles?|reports?|papers?|pages?|notes?|texts?)\b", re.IGNORECASE)
STEM_LETTERS = 6
SHARED_STEMS = 3
SHARED_WITH_QUESTION = 0.5
SHARED_BETWEEN = 0.4
MAX_COUNTERPARTS = 1


def find_disagreements(
    question: Question, statements: Sequence[Statement], citations: Sequence[Citation]
) -> tuple[Disagreement, ...]:
    """Return what in an answer does not say the same, in the order of its quotes."""
    document_of = {citation.number: citation.span.document_id for citation in citations}
    quotes = [s for s in statements if s.kind == "quote" and s.citations]
    if question.kind not in _ASKED_OF_ONE_THING:
        return ()
    found = [
        Disagreement((quote.citations[0],), ())
        for quote in quotes
        if _holds_both_sides_of(question, quote.text)
    ]
    alone = {number for one in found for number in one.citations}
    for one, other in combinations(quotes, 2):
        numbers = (one.citations[0], other.citations[0])
        is_same = document_of[numbers[0]] == document_of[numbers[1]]
        if alone.intersection(numbers) or (is_same and not _hands_on_paper(one, other)):
            continue
        if (values := conflict(question, one.text, other.text)) is not None:
            found.append(Disagreement(numbers, values))
    return tuple(found)


def with_counterparts(
    question: Question, evidence: Sequence[Evidence], reading: Reading, records: Records
) -> list[Evidence]:
    """Return the evidence and the sentence of another document that contradicts it, if any."""
    quoted = [
        (group.document_id, document.text[sentence.start : sentence.end])
        for group in evidence
        if (document := records.document(group.document_id)) is not None
        for sentence in group.sentences
    ]
    if question.kind not in _ASKED_OF_ONE_THING or any(
        _holds_both_sides_of(question, text) for _, text in quoted
    ):
        return list(evidence)
    places = {(group.document_id, s.start) for group in evidence for s in group.sentences}
    documents = {document_id for document_id, _ in quoted}
    added = [
        Evidence(read.passage.document_id, read.passage.section, (read.sentence,), None)
        for read in reading.sentences
        if (
            read.passage.document_id not in documents
            and any(conflict(question, text, read.text) is not None for _, text in quoted)
        )
        or (
            read.passage.document_id in documents
            and (read.passage.document_id, read.sentence.start) not in places
            and _DIFFER.search(read.text)
            and _holds_both_sides_of(question, read.text)
        )
    ]
    return [*evidence, *added[:MAX_COUNTERPARTS]]


def conflict(question: Question, one: str, other: str) -> tuple[str, ...] | None:
    """Return how two texts differ on the question: their two values, or () for yes against no.

    ``None`` where they do not, or where it cannot be told.
    """
    asked = stems(question.text)
    if not _shared(asked, one) or not _shared(asked, other) or not _alike(one, other):
        return None
    values = _different_values(question, one, other)
    if values is not None or question.asks is not AnswerType.ANY:
        return values
    return () if _denies(one, other) or _denies(other, one) else None


def _holds_both_sides_of(question: Question, text: str) -> bool:
    """Whether a text tells of differing sources on what the question asks.

    A question for a figure or a date is only concerned by sources that differ in those.
    """
    if question.asks in _MEASURED:
        is_measured = len(set(_FIGURE.findall(text))) > 1 and not _not_found(text)
        return is_measured and holds_both_sides(text) and _shared(stems(question.text), text)
    is_open = question.asks is AnswerType.ANY
    return is_open and holds_both_sides(text) and _shared(stems(question.text), text)


def _hands_on_paper(*quotes: Statement) -> bool:
    return any(quote.speaker and _PAPER.search(quote.speaker.name) for quote in quotes)


def holds_both_sides(text: str) -> bool:
    """Whether a text itself tells of sources that differ, or claims and then does not find."""
    if _AGREE.search(text):
        return False
    if _DIFFER.search(text):
        return True
    claims = [a for a in find_attributions(text) if a.speaker is not None]
    return _not_found(text) or any(
        one.speaker and other.speaker and one.speaker.name != other.speaker.name
        and _AGAINST.search(text[one.start : other.start]) is not None
        and ";" not in text[one.start : other.start]
        for one, other in pairwise(claims)
    )  # fmt: skip


def _not_found(text: str) -> bool:
    """Whether a text tells what a document says, and then that no report of it was found."""
    absent = _ABSENT.search(text)
    return absent is not None and any(
        claim.start < absent.start() and claim.speaker and _PAPER.search(claim.speaker.name)
        for claim in find_attributions(text)
    )


def _denies(denial: str, claim: str) -> bool:
    """Whether the first text says it is not so, or was not found, and the second that it is."""
    return stance_of(claim, (), "")[0] is not Stance.DENIED and any(
        stance_of(part, (), "")[0] is Stance.DENIED and _ABSENT.search(part) is not None
        for part in parts_of(denial)
    )


def _different_values(question: Question, one: str, other: str) -> tuple[str, str] | None:
    firsts, seconds = find_quantities(one), find_quantities(other)
    wanted = KINDS_ASKED.get(question.asks)
    dates = [[q for q in found if q.kind == "date"] for found in (firsts, seconds)]
    if wanted == "date" and not len(dates[0]) == len(dates[1]) == 1:
        return None  # which of several dates is meant cannot be told
    if wanted != "date" and not _same_time(dates[0], dates[1]):
        return None
    for first in firsts:
        if (wanted is not None and first.kind != wanted) or (
            wanted is None and first.kind == "date"
        ):
            continue
        rivals = [q for q in seconds if (q.kind, q.unit) == (first.kind, first.unit)]
        mine = [q for q in firsts if (q.kind, q.unit) == (first.kind, first.unit)]
        if rivals and not any(a.may_equal(b) for a in mine for b in rivals):
            second = rivals[0]
            return first.in_words(one), second.in_words(other)
    return None


def _same_time(one: Sequence[Quantity], other: Sequence[Quantity]) -> bool:
    """Whether two sentences speak of the same time: both undated, or with a date in common."""
    if not one or not other:
        return not one and not other
    return any(a.may_equal(b) for a in one for b in other)


def stems(text: str) -> frozenset[str]:
    """Return the telling words of a text, cut to their beginnings; no numbers."""
    return frozenset(
        word[:STEM_LETTERS].rstrip("s")
        for word in tokenise(text)
        if word not in _COMMON and not word[0].isdigit() and len(word) > 1
    )


def _shared(asked: frozenset[str], text: str) -> bool:
    return bool(asked) and len(asked & stems(text)) >= SHARED_WITH_QUESTION * len(asked)


def _alike(one: str, other: str) -> bool:
    """Whether two texts speak of the same thing, also beyond the question's own words."""
    first, second = stems(one), stems(other)
    common = first & second
    return len(common) >= SHARED_STEMS and len(common) >= SHARED_BETWEEN * min(
        len(first), len(second)
    )
