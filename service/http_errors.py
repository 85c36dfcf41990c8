"""Every error of every address in one shape: ``{"error": {"code", "message", "remedy"}}``."""

import logging
import secrets

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from ingest.errors import MuscatError
from service.errors import (
    InternalFault,
    MethodNotAllowed,
    NotFound,
    Overloaded,
    RequestFailed,
    RequestInvalid,
)
from service.guarding_headers import GUARDING_HEADERS
from service.schemas import ErrorBody, ErrorDetail

RETRY_SECONDS = 2
_SHOWN_CHARACTERS = 200

log = logging.getLogger("muscat.errors")


def error_response(error: MuscatError, headers: dict[str, str] | None = None) -> JSONResponse:
    """Return the response for an error."""
    body = ErrorBody(error=ErrorDetail(code=error.code, message=error.message, remedy=error.remedy))
    more = {**(headers or {}), **retry_headers(error)}
    return JSONResponse(body.model_dump(), status_code=error.status, headers=more)


def retry_headers(error: MuscatError) -> dict[str, str]:
    """Return when to come back, for an error that passes: a full queue, a missing index."""
    return {"Retry-After": str(RETRY_SECONDS)} if error.status == Overloaded.status else {}


def to_muscat_error(error: HTTPException) -> MuscatError:
    """Return our error for one of the framework's."""
    if error.status_code == NotFound.status:
        return NotFound("there is nothing at this address")
    if error.status_code == MethodNotAllowed.status:
        return MethodNotAllowed("this address does not take this method")
    return RequestFailed(str(error.detail))


def describe_invalid(error: RequestValidationError) -> RequestInvalid:
    """Return the first thing that is wrong with a request, and where."""
    first = error.errors()[0] if error.errors() else {}
    where = ".".join(str(part) for part in first.get("loc", ()) if part != "body")
    message = f"{where}: {first.get('msg', 'invalid')}" if where else str(first.get("msg"))
    return RequestInvalid(message[:_SHOWN_CHARACTERS])


def unexpected(request: Request, error: Exception) -> InternalFault:
    """Log an exception that nobody foresaw, and return what may be told of it: an id."""
    fault_id = secrets.token_hex(4)
    log.error("fault %s at %s %s", fault_id, request.method, request.url.path, exc_info=error)
    return InternalFault(f"something broke; the log has it as {fault_id}")


def add_error_handlers(app: FastAPI) -> None:
    """Give every exception the one shape."""

    async def ours(_: Request, error: Exception) -> Response:
        assert isinstance(error, MuscatError)
        # 503 passes by itself: a full queue, or an index that the watcher speaks about.
        if error.status >= InternalFault.status and error.status != Overloaded.status:
            log.warning("%s: %s", error.code, error.message)
        return error_response(error)

    async def framework(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = {k: v for k, v in (error.headers or {}).items() if k.lower() == "allow"}
        return error_response(to_muscat_error(error), headers)

    async def invalid(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return error_response(describe_invalid(error))

    async def unforeseen(request: Request, error: Exception) -> Response:
        # Starlette answers these outside the middleware that adds the headers.
        return error_response(unexpected(request, error), dict(GUARDING_HEADERS))

    app.add_exception_handler(MuscatError, ours)
    app.add_exception_handler(HTTPException, framework)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unforeseen)
