"""The errors of answering, under ``ingest.errors.MuscatError``.

    ServiceError
    ├── QuestionRejected        empty or too long: the person's to mend
    ├── QuestionsUnreadable     a file of evaluation questions that makes no sense
    └── CitationBroken          a quotation that is not in its document: our bug, never shown

Abstaining is not among them: it is an answer.
"""

from ingest.errors import MuscatError


class ServiceError(MuscatError):
    """A question could not be answered for a reason other than the documents."""

    code = "service"


class QuestionRejected(ServiceError):
    """The question is empty or longer than Muscat reads."""

    status = 422
    code = "question_rejected"
    default_remedy = "Ask a question of one to 2,000 characters."


class QuestionsUnreadable(ServiceError):
    """A file of evaluation questions is missing or not in the expected form."""

    status = 422
    code = "questions_unreadable"
    default_remedy = "Give a JSON Lines file whose lines have id, text, label and evidence."


class CitationBroken(ServiceError):
    """A composed quotation does not equal its span of the document; nothing is shown."""

    code = "citation_broken"
    default_remedy = "Rebuild the index (muscat index build) and report this question as a bug."
