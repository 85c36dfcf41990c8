"""Where sources do not say the same: figures that differ, a claim that another one denies.

Comes in: the question and quoted sentences. Goes out: which of them disagree, so that a
reader sees both. By rules where two texts speak of the same thing at the same time in the
same words, by ``learned_disagreements`` in others; what cannot be told is left alone.
"""

import re
from collections.abc import Sequence
from itertools import combinations, pairwise

from index.records import Records
from service.answer_types import AnswerType
from service.answers import Citation, Stance, Statement
from service.evidence import Evidence
from service.learned_disagreements import halves, probability
from service.quantities import KINDS_ASKED, MEASURED, Quantity, find_quantities
from service.question_kinds import QuestionKind
from service.questions import Question
from service.quotation_notes import Disagreement
from service.reading import Reading, ReadSentence
from service.speakers import find_attributions
from service.stances import parts_of, stance_of
from service.word_stems import stems

# A list or a subject at large holds many things; that sources differ on one of them is no
# answer's headline.
_ASKED_OF_ONE_THING = (QuestionKind.FACT, QuestionKind.YES_NO, QuestionKind.COMPARISON)
_FIGURE = re.compile(r"\d[\d,.]*\d|\d|\b(?:two|three|four|five|six|seven|eight|nine|ten)\b")
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
SHARED_STEMS = 3
SHARED_WITH_QUESTION = 0.5
SHARED_BETWEEN = 0.4
# Of the learned probability, and of the reader's that the other sentence answers at all. Chosen on
# the practice corpora to choose on and the development half of the own questions.
CONTRADICTS_FROM = 0.25
COUNTERPART_FROM = 0.25


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
        if alone.intersection(numbers):
            continue
        if (values := conflict(question, one.text, other.text, is_same)) is not None:
            found.append(Disagreement(numbers, values))
    return tuple(found)


def with_counterparts(
    question: Question, evidence: Sequence[Evidence], reading: Reading, records: Records
) -> list[Evidence]:
    """Return the evidence and the likeliest sentence that contradicts it, if any was read."""
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

    def goes_against(read: ReadSentence) -> bool:
        """Whether what was read is not quoted, and contradicts or tells of both sides."""
        home = read.passage.document_id
        if (home, read.sentence.start) in places:
            return False
        if home in documents and _DIFFER.search(read.text):
            return _holds_both_sides_of(question, read.text)
        # What only a likeness of examples finds has to be an answer as well.
        held = conflict if read.probability >= COUNTERPART_FROM else _plain_conflict
        return any(
            held(question, text, read.text, in_one_document=home == document_id) is not None
            for document_id, text in quoted
        )

    against = next((read for read in reading.sentences if goes_against(read)), None)
    if against is None:
        return list(evidence)
    passage = against.passage
    return [*evidence, Evidence(passage.document_id, passage.section, (against.sentence,), None)]


def conflict(
    question: Question, one: str, other: str, in_one_document: bool = False
) -> tuple[str, ...] | None:
    """Return how two texts differ on the question: their two values, or () if in other ways.

    ``None`` where they do not, or where it cannot be told.
    """
    if (values := _plain_conflict(question, one, other, in_one_document)) is not None:
        return values
    chance = probability(question, one, other, in_one_document=in_one_document)
    if chance < CONTRADICTS_FROM:
        return None
    return (question.asks in MEASURED and _different_values(question, one, other)) or ()


def _plain_conflict(
    question: Question, one: str, other: str, in_one_document: bool = False
) -> tuple[str, ...] | None:
    """Return the same for texts of two documents that speak of the same in the same words."""
    if in_one_document:
        return None
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
    if any(
        probability(question, one, other, in_one_sentence=True, in_one_document=True)
        >= CONTRADICTS_FROM
        for one, other in halves(text)
    ):
        return True
    if question.asks in MEASURED:
        is_measured = len(set(_FIGURE.findall(text))) > 1 and not _not_found(text)
        return is_measured and holds_both_sides(text) and _shared(stems(question.text), text)
    is_open = question.asks is AnswerType.ANY
    return is_open and holds_both_sides(text) and _shared(stems(question.text), text)


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


def _shared(asked: frozenset[str], text: str) -> bool:
    return bool(asked) and len(asked & stems(text)) >= SHARED_WITH_QUESTION * len(asked)


def _alike(one: str, other: str) -> bool:
    """Whether two texts speak of the same thing, also beyond the question's own words."""
    first, second = stems(one), stems(other)
    common = first & second
    return len(common) >= SHARED_STEMS and len(common) >= SHARED_BETWEEN * min(
        len(first), len(second)
    )
