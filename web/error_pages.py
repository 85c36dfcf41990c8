"""Errors as pages for people: where a program gets the error object, a browser gets HTML.

The error itself is made, worded and logged by ``service.http_errors``; here its object is
put on a page. Programs are known by the address they ask, and by not asking for HTML.
"""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request
from fastapi.responses import Response

from service.schemas import ErrorBody
from web.rendering import page
from web.views import ErrorPage
from web.wording import failure_of

PROGRAM_ADDRESSES = ("/api/", "/fragments/", "/health", "/ready", "/openapi.json")
_OF_THE_BODY = ("content-length", "content-type")

Handler = Callable[[Request, Exception], Response | Awaitable[Response]]


def add_error_pages(app: FastAPI) -> None:
    """Let every error handler of the app answer browsers with a page."""
    for kind, handler in list(app.exception_handlers.items()):
        app.exception_handlers[kind] = _for_browsers(handler)


def wants_page(request: Request) -> bool:
    """Whether a person is at the other end."""
    for_programs = f"{request.url.path}/".startswith(PROGRAM_ADDRESSES)
    return not for_programs and "text/html" in request.headers.get("accept", "")


def _for_browsers(handler: Handler) -> Handler:
    async def handle(request: Request, error: Exception) -> Response:
        made = handler(request, error)
        response = made if isinstance(made, Response) else await made
        if not wants_page(request):
            return response
        told = ErrorBody.model_validate_json(bytes(response.body)).error
        headers = {
            name: value
            for name, value in response.headers.items()
            if name.lower() not in _OF_THE_BODY
        }
        view = ErrorPage(response.status_code, failure_of(told.message, told.remedy))
        return page("error.html", view, response.status_code, headers)

    return handle
