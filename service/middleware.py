"""What holds for every request and response: a size limit, and headers that guard a browser.

Plain ASGI, so that streaming and background work are left alone.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import RequestTooLarge
from service.guarding_headers import GUARDING_HEADERS
from service.http_errors import error_response

MAX_BODY_BYTES = 1_500_000
"""Fifty turns of 20,000 characters, and room for their escapes."""

_HEADERS = tuple((name.encode(), value.encode()) for name, value in GUARDING_HEADERS.items())


class SecurityHeaders:
    """Adds the headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add headers when the response begins."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class SizeLimit:
    """Refuses bodies over the limit, by their declared length or as they grow."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting the bytes of its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        lengths = [value for name, value in scope["headers"] if name == b"content-length"]
        if lengths and lengths[0].isdigit() and int(lengths[0]) > MAX_BODY_BYTES:
            await _refuse(scope, receive, send)
            return
        seen = 0
        started = False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            # The app gets an end instead of the rest; what it makes of that is not sent.
            return message if seen <= MAX_BODY_BYTES else {"type": "http.request", "body": b""}

        async def unless_too_large(message: Message) -> None:
            nonlocal started
            if started or seen <= MAX_BODY_BYTES:
                started = True
                await send(message)

        await self._app(scope, counted, unless_too_large)
        if not started:
            await _refuse(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    error = RequestTooLarge(f"a request may have {MAX_BODY_BYTES:,} bytes")
    await error_response(error)(scope, receive, send)
