"""The errors of answering, under ``ingest.errors.MuscatError``.

    ServiceError
    ├── QuestionRejected        empty or too long: the person's to mend
    ├── QuestionsUnreadable     a file of evaluation questions that makes no sense
    ├── ReportUnusable          an evaluation report that cannot be read or written
    ├── ReaderUnavailable       the reading model cannot be loaded
    ├── CitationBroken          a quotation that is not in its document: our bug, never shown
    └── RequestFailed           what only a request over HTTP can meet
        ├── RequestInvalid      the body or a parameter is not of the documented form
        ├── RequestTooLarge     the body is larger than any question needs
        ├── NotFound            no such address
        ├── MethodNotAllowed    the address is there, but not for this method
        ├── DocumentUnknown     no such document in the index version in service
        ├── Overloaded          the queue is full: come back
        ├── TooSlow             no answer in time
        └── InternalFault       our bug; the log has the rest under an id

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
    default_remedy = (
        "Give a JSON Lines file whose lines have id, text, label and evidence:"
        " docs/evaluation.md describes the fields."
    )


class ReportUnusable(ServiceError):
    """A report of an evaluation cannot be read, compared or written."""

    status = 422
    code = "report_unusable"
    default_remedy = "Give a JSON report that muscat evaluate --out has written."


class ReaderUnavailable(ServiceError):
    """The reading model that was asked for is missing or damaged, or cannot be loaded."""

    status = 503
    code = "reader_unavailable"
    default_remedy = (
        "Install Muscat anew (git checkout -- service/reading_model, make setup), or name a"
        " cross-encoder that this machine has in MUSCAT_READER."
    )


class CitationBroken(ServiceError):
    """A composed quotation does not equal its span of the document; nothing is shown."""

    code = "citation_broken"
    default_remedy = "Rebuild the index (muscat index build) and report this question as a bug."


class RequestFailed(ServiceError):
    """What only a request over HTTP can meet."""

    status = 400
    code = "request_failed"
    default_remedy = "See the API description at /openapi.json."


class RequestInvalid(RequestFailed):
    """The body or a parameter is not of the documented form."""

    status = 422
    code = "request_invalid"
    default_remedy = "Send what the API description at /openapi.json asks for."


class RequestTooLarge(RequestFailed):
    """The body is larger than any question needs."""

    status = 413
    code = "request_too_large"
    default_remedy = "Shorten the question or the history."


class NotFound(RequestFailed):
    """There is nothing at this address."""

    status = 404
    code = "not_found"
    default_remedy = "Start at / for the chat or at /openapi.json for the API."


class MethodNotAllowed(RequestFailed):
    """The address exists, but not for this method."""

    status = 405
    code = "method_not_allowed"
    default_remedy = "Use a method that the Allow header of this response names."


class DocumentUnknown(RequestFailed):
    """The index version in service has no such document."""

    status = 404
    code = "document_unknown"
    default_remedy = "Take an id from GET /api/documents."


class Overloaded(RequestFailed):
    """More questions are waiting than can be answered soon."""

    status = 503
    code = "overloaded"
    default_remedy = "Ask again in a few seconds."


class TooSlow(RequestFailed):
    """The answer did not come in time."""

    status = 504
    code = "too_slow"
    default_remedy = "Ask again, or ask a shorter question."


class InternalFault(RequestFailed):
    """Something broke that should not; the log names it under the id in the message."""

    status = 500
    code = "internal"
    default_remedy = "Report the id in the message to whoever runs this service."
