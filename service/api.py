"""The HTTP API: addresses, OpenAPI descriptions and the one shape of every error.

``create_api`` makes a complete JSON service; the pages are added by ``web``. Handlers do
nothing themselves: they put a query on a worker thread, which lends an assistant of one
index version for as long as the query lasts.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import APIRouter, FastAPI, Request

from service import queries
from service.assistant import Assistant
from service.document_schemas import DocumentBody, DocumentsBody
from service.http_errors import add_error_handlers
from service.live import LiveIndex
from service.middleware import SecurityHeaders, SizeLimit
from service.schemas import (
    AnswerBody,
    AskRequest,
    ErrorBody,
    HealthBody,
    ReadyBody,
    SearchBody,
    SearchRequest,
)
from service.workers import Workers

Result = TypeVar("Result")
Responses = dict[int | str, dict[str, Any]]

_ERROR: dict[str, Any] = {"model": ErrorBody}
_COMMON: Responses = {
    413: {**_ERROR, "description": "The request is too large."},
    422: {**_ERROR, "description": "The request is not of the documented form."},
    503: {**_ERROR, "description": "No index yet, or too many questions at once."},
    504: {**_ERROR, "description": "No answer in time."},
}
_UNKNOWN: Responses = {404: {**_ERROR, "description": "There is no such document."}}
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Service:
    """What handlers need: the index in service and the threads that work on it.

    ``stale_after_days``: from which age of the newest document on a warning is given.
    """

    live: LiveIndex
    workers: Workers
    stale_after_days: int | None = None

    async def query(self, work: Callable[[Assistant], Result]) -> Result:
        """Run ``work`` on a worker thread with the assistant in service."""

        def held() -> Result:
            with self.live.assistant() as assistant:
                return work(assistant)

        return await self.workers.run(held)


def service_of(request: Request) -> Service:
    """Return the service that the app was made with."""
    service: Service = request.app.state.service
    return service


@router.post(
    "/api/ask", response_model=AnswerBody, responses={**_COMMON, **_UNKNOWN}, tags=["answers"]
)
async def ask(body: AskRequest, request: Request) -> AnswerBody:
    """Answer a question with verified quotations, or say why the documents do not."""
    service = service_of(request)
    days = service.stale_after_days
    return await service.query(lambda assistant: queries.ask(assistant, body, days))


@router.post(
    "/api/search", response_model=SearchBody, responses={**_COMMON, **_UNKNOWN}, tags=["answers"]
)
async def search(body: SearchRequest, request: Request) -> SearchBody:
    """Return the passages nearest to a query, with their place in each ranking."""
    return await service_of(request).query(lambda assistant: queries.search(assistant, body))


@router.get("/api/documents", response_model=DocumentsBody, responses=_COMMON, tags=["documents"])
async def documents(request: Request) -> DocumentsBody:
    """List the documents with what is known of each."""
    service = service_of(request)
    days = service.stale_after_days
    return await service.query(lambda assistant: queries.documents(assistant, days))


@router.get(
    "/api/documents/{document_id:path}",
    response_model=DocumentBody,
    responses={**_COMMON, **_UNKNOWN},
    tags=["documents"],
)
async def document(document_id: str, request: Request) -> DocumentBody:
    """Return a document: its record, its text and its outline with spans."""
    return await service_of(request).query(
        lambda assistant: queries.document(assistant, document_id)
    )


@router.get("/health", response_model=HealthBody, tags=["operation"])
async def health() -> HealthBody:
    """Tell that the process lives. Never waits for anything."""
    return HealthBody()


@router.get("/ready", response_model=ReadyBody, responses={503: _COMMON[503]}, tags=["operation"])
async def ready(request: Request) -> ReadyBody:
    """Tell which index version is in service; 503 until there is one."""
    service = service_of(request)
    with service.live.assistant() as assistant:
        problem = service.live.problem
        message = problem.message if problem else None
        return queries.readiness(assistant, message, service.stale_after_days)


def create_api(service: Service) -> FastAPI:
    """Return the JSON service; the caller adds what else it serves.

    The index is opened and watched from the app's start to its end.
    """

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(service.live.start)
        yield
        await asyncio.to_thread(service.workers.close)
        await asyncio.to_thread(service.live.stop)

    app = FastAPI(
        title="Muscat",
        summary="Answers from documents, with a verified quotation behind every sentence.",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = service
    app.include_router(router)
    add_error_handlers(app)
    app.add_middleware(SizeLimit)
    app.add_middleware(SecurityHeaders)
    return app
