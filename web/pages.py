"""The addresses a browser visits: the chat, the documents, and fragments of both for scripts.

A fragment is made by the same template as the page that holds it, so what a reader sees
does not depend on whether scripts run. The service keeps no conversation: earlier questions
travel with the form and are answered again, from one index version.
"""

from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from index.errors import IndexingError, IndexMissing
from ingest.errors import MuscatError
from service import queries
from service.api import Service
from service.assistant import Assistant
from service.errors import DocumentUnknown, QuestionRejected, RequestInvalid
from service.http_errors import retry_headers
from service.questions import MAX_QUESTION_CHARACTERS, parse_question
from service.schemas import MAX_TURN_CHARACTERS, AskRequest
from service.schemas import Turn as EarlierTurn
from web.overview import Overviews
from web.reading import SpanAsked, view_document
from web.rendering import page
from web.turns import turn_of
from web.views import ChatPage, DocumentPage, NoIndex, Turn, TurnFragment
from web.wording import failure_of, freshness, sentence

MAX_EARLIER = 10
MAX_FORM_FIELDS = 200
READING = ["GET", "HEAD"]

router = APIRouter(include_in_schema=False)
Parameter = Annotated[str | None, Query()]


@dataclass(frozen=True, slots=True)
class Pages:
    """What the handlers need; ``build_command`` is named where there is no index."""

    service: Service
    overviews: Overviews
    build_command: str


@dataclass(frozen=True, slots=True)
class Form:
    """What the question's form sends: the question, and the earlier ones, oldest first.

    ``quoted`` is what was quoted last in the conversation, which only a script sends:
    without one, the whole conversation is answered again.
    """

    question: str
    earlier: tuple[str, ...]
    quoted: tuple[str, ...] = ()


def pages_of(request: Request) -> Pages:
    """Return what the app was made with."""
    pages: Pages = request.app.state.pages
    return pages


@router.api_route("/", methods=READING)
async def show_chat(request: Request) -> HTMLResponse:
    """Show the chat, with the questions of the address (``?q=``, several too) answered."""
    questions = request.query_params.getlist("q")
    asked = questions[-1] if questions else None
    return await _chat(pages_of(request), tuple(questions[:-1]), asked)


@router.post("/")
async def ask_by_form(request: Request) -> HTMLResponse:
    """Show the chat with one more question answered."""
    form = await _read_form(request)
    return await _chat(pages_of(request), form.earlier, form.question)


@router.post("/fragments/turn")
async def ask_by_script(request: Request) -> HTMLResponse:
    """Return the turn of one more question."""
    form = await _read_form(request)
    pages = pages_of(request)

    def answered(assistant: Assistant) -> HTMLResponse:
        earlier = _askable(form.earlier)
        turn = _answer(pages, assistant, form.question, earlier, form.quoted)
        return page("turn.html", TurnFragment(turn))

    return await pages.service.query(answered)


@router.api_route("/documents/{document_id:path}", methods=READING)
async def show_document(
    document_id: str,
    request: Request,
    start: Parameter = None,
    end: Parameter = None,
    text: Parameter = None,
) -> HTMLResponse:
    """Show a document with a span highlighted."""
    asked = SpanAsked(start, end, text)
    return await _document("document.html", pages_of(request), document_id, asked)


@router.get("/fragments/documents/{document_id:path}")
async def show_document_beside(
    document_id: str,
    request: Request,
    start: Parameter = None,
    end: Parameter = None,
    text: Parameter = None,
) -> HTMLResponse:
    """Return what stands on a document's page, for the panel beside an answer."""
    asked = SpanAsked(start, end, text)
    return await _document("document_body.html", pages_of(request), document_id, asked)


async def _document(
    template: str, pages: Pages, document_id: str, asked: SpanAsked
) -> HTMLResponse:
    """Return a document's page or fragment; rendering a long one is work for a worker too."""

    def found(assistant: Assistant) -> HTMLResponse:
        document = assistant.index.records.document(document_id)
        if document is None:
            raise DocumentUnknown(
                f"there is no document '{document_id[:200]}'",
                remedy="It may have been renamed or taken out of the corpus.",
            )
        return page(template, DocumentPage(view_document(document, asked)))

    return await pages.service.query(found)


async def _chat(pages: Pages, earlier: tuple[str, ...], asked: str | None) -> HTMLResponse:
    """Return the chat page whatever happens: a failure is shown in it, with a way on."""
    earlier = _askable(earlier)
    failed: MuscatError | None = None
    if asked is not None:
        try:
            parse_question(asked)
        except QuestionRejected as error:
            failed = error
    questions = earlier if failed or asked is None else (*earlier, asked)

    def talked(assistant: Assistant) -> tuple[ChatPage, HTMLResponse]:
        view = _talk(pages, assistant, questions)
        return view, page("chat.html", view)

    try:
        view, made = await pages.service.query(talked)
        if failed is None:
            return made
    except IndexingError as error:
        failed, view = error, ChatPage(no_index=_no_index(error, pages.build_command))
    except MuscatError as error:
        failed, view = error, ChatPage(earlier=earlier)
    if view.no_index is None:
        view = replace(view, draft=asked or "", failure=failure_of(failed.message, failed.remedy))
    return page("chat.html", view, failed.status, retry_headers(failed))


def _talk(pages: Pages, assistant: Assistant, questions: tuple[str, ...]) -> ChatPage:
    """Return the page of a conversation, every turn answered from one index version."""
    overview = pages.overviews.of(assistant)
    stale = queries.warnings_of(assistant, pages.service.stale_after_days)
    turns: list[Turn] = []
    for number, question in enumerate(questions):
        quoted = next((turn.quoted for turn in reversed(turns) if turn.quoted), ())
        turns.append(_answer(pages, assistant, question, questions[:number], quoted))
    return ChatPage(
        turns=tuple(turns),
        earlier=questions[-MAX_EARLIER:],
        topics=overview.topics,
        documents=overview.documents,
        more_documents=overview.document_count - len(overview.documents),
        freshness=freshness(queries.as_of(assistant)),
        stale=stale[0].text if stale else None,
    )


def _answer(
    pages: Pages,
    assistant: Assistant,
    question: str,
    earlier: tuple[str, ...],
    quoted: tuple[str, ...],
) -> Turn:
    parse_question(question)
    history = [EarlierTurn(role="user", content=before) for before in earlier]
    said = "\n".join(quoted)
    if said and len(said) <= MAX_TURN_CHARACTERS:
        history.append(EarlierTurn(role="assistant", content=said))
    request = AskRequest(question=question.strip(), history=history)
    return turn_of(queries.ask(assistant, request), pages.overviews.of(assistant).topics)


def _askable(questions: tuple[str, ...]) -> tuple[str, ...]:
    """Return the last of the questions that travelled along, without what no form sends."""
    return tuple(
        question.strip()
        for question in questions
        if question.strip() and len(question.strip()) <= MAX_QUESTION_CHARACTERS
    )[-MAX_EARLIER:]


def _no_index(error: IndexingError, build_command: str) -> NoIndex:
    missing = isinstance(error, IndexMissing)
    return NoIndex(sentence(error.message), error.remedy, build_command if missing else None)


async def _read_form(request: Request) -> Form:
    """Return the form in a request's body.

    Raises:
        RequestInvalid: it has far more fields than the page sends.
    """
    body = (await request.body()).decode("utf-8", "replace")
    try:
        fields = parse_qs(body, keep_blank_values=True, max_num_fields=MAX_FORM_FIELDS)
    except ValueError as error:
        raise RequestInvalid("the form has too many fields") from error
    question, earlier = fields.get("question", [""])[-1], tuple(fields.get("earlier", ()))
    return Form(question, earlier, tuple(fields.get("quoted", ())))
