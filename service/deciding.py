"""Answer or abstain: the operating point over the reader's calibrated probability.

Three tiers: *answered*, *partial* ("this may not answer you, but it is what the documents
say"), *abstained*. A false answer costs a reader more than a false refusal. Three rules go
before the probability, because they hold with few exceptions: a question that names
somebody or something no document mentions is not answered, and neither is one that asks
for a kind of thing (a person, a date, a number ...) of which the best sentences hold none, or
for a year or month where they speak of others.
"""

from index.lexical import LexicalIndex
from service.abstaining import (
    explain,
    explain_doubt,
    explain_other_time,
    lacks_type,
    missing_terms,
)
from service.answer_types import AnswerType
from service.answers import Outcome, Reason
from service.foretelling import is_announced
from service.question_kinds import QuestionKind
from service.questions import Question
from service.reading import Reading
from service.times_asked import other_time

# Chosen on the development half of corpus/evaluation and the practice corpora, 2026-11-23, a false
# answer at twice the cost of a false refusal: see ARCHITECTURE.md, "Decisions".
ANSWERED_FROM = 0.53
# The same where the documents lack a word of the question that is no name.
SURE_FROM = 0.53
PARTIAL_FROM = 0.52
_KIND_OF_REASON = {
    "opinion_or_future": QuestionKind.OPINION,
    "too_vague": QuestionKind.VAGUE,
    "out_of_scope": QuestionKind.OUT_OF_SCOPE,
}
_NEVER_ANSWERED = (QuestionKind.OPINION, QuestionKind.VAGUE, QuestionKind.OUT_OF_SCOPE)


def decide(
    question: Question, reading: Reading, lexical: LexicalIndex, documents: int
) -> tuple[Outcome, Reason | None]:
    """Return how the answer ends, and why if it is not a full answer."""
    terms = missing_terms(question, reading, lexical)
    if question.kind in _NEVER_ANSWERED or not question.words or not reading.sentences:
        return Outcome.ABSTAINED, explain(question, reading, terms, lexical, documents=documents)
    if question.foretells and not is_announced(reading):
        return Outcome.ABSTAINED, explain(question, reading, terms, lexical, documents=documents)
    if reading.known_absent and question.asks is not AnswerType.ANY:
        return Outcome.ABSTAINED, explain(question, reading, terms, lexical, documents=documents)
    unknown_name = any(word.is_name for word in terms) and not question.is_yes_no
    # What is to come is announced in other words than it is asked for; the reader doubts that.
    announced = question.looks_ahead and is_announced(reading)
    unlikely = reading.answerable < PARTIAL_FROM and not announced
    elsewhen = other_time(question, reading)
    # Where the documents have all its words, their other time says best why they do not answer.
    is_told_why = bool(elsewhen) and not terms
    if unknown_name or lacks_type(question, reading) or (unlikely and not is_told_why):
        return Outcome.ABSTAINED, explain(question, reading, terms, lexical, documents=documents)
    if elsewhen:
        return Outcome.ABSTAINED, explain_other_time(elsewhen, documents=documents)
    if reading.answerable < (SURE_FROM if terms else ANSWERED_FROM):
        return Outcome.PARTIAL, explain_doubt(question, terms, documents=documents)
    return Outcome.ANSWERED, None


def settled_kind(question: Question, reason: Reason | None) -> QuestionKind:
    """Return the kind as the answer shows it: the reason for an abstention knows better."""
    return _KIND_OF_REASON.get(reason.code, question.kind) if reason else question.kind


def confidence_of(reading: Reading, reason: Reason | None) -> float:
    """Return the probability that the documents answer the question, to two places.

    None answers a question that is a matter of opinion, or no question.
    """
    never = reason is not None and reason.code in _KIND_OF_REASON
    return 0.0 if never else round(reading.answerable, 2)
