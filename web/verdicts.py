"""How an answer ended and how sure it is, in the words of the page."""

from service.question_kinds import QuestionKind
from service.schemas import AnswerBody
from web.wording import confidence, confidence_note

_NOT_LOOKED_UP = ("too_vague", "out_of_scope")
_VERDICTS = {
    "too_vague": "What would you like to know?",
    "out_of_scope": "No question for the documents",
    "part_unanswered": "This answers a part",
    "opinion_or_future": "The documents do not settle this",
    "answered": "From the documents",
    "partial": "This may not answer you",
    "abstained": "The documents do not answer this",
}


def verdict_of(answer: AnswerBody) -> str:
    """Return the heading of an answer: how it ended, in a few words."""
    special = _VERDICTS.get(answer.reason.code) if answer.reason else None
    return special or _VERDICTS[answer.outcome]


def confidence_of(answer: AnswerBody) -> str:
    """Return how sure the answer is, in a few words."""
    if answer.reason and answer.reason.code in _NOT_LOOKED_UP:
        return "Nothing was looked up"
    if _is_from_records(answer):
        return "From the records of the documents"
    return confidence(answer.outcome, answer.confidence)


def confidence_note_of(answer: AnswerBody) -> str:
    """Return what the words of ``confidence_of`` stand on."""
    if answer.reason and answer.reason.code in _NOT_LOOKED_UP:
        return "The documents were not searched for this."
    if _is_from_records(answer):
        return "Each entry was compared with the record of its document."
    return confidence_note(answer.outcome, answer.confidence)


def _is_from_records(answer: AnswerBody) -> bool:
    return any(statement.kind == "record" for statement in answer.statements)


def nearest_label_of(answer: AnswerBody) -> str:
    """Return what the nearest passages are called beside this answer."""
    if answer.kind is QuestionKind.OPINION:
        return "In the documents' own words"
    return "What comes nearest" if answer.outcome == "abstained" else "Also near the question"
