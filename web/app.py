"""The whole service: the JSON API, the pages and their static files, in one app."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

from service.api import Service, create_api
from web.error_pages import add_error_pages
from web.overview import Overviews
from web.pages import Pages, router

STATIC = Path(__file__).resolve().parent / "static"


def create_app(service: Service, build_command: str) -> FastAPI:
    """Return the app that ``muscat serve`` runs.

    Args:
        service: the index in service and the threads that work on it.
        build_command: what a person types to build the index, shown while there is none.
    """
    app = create_api(service)
    app.state.pages = Pages(service, Overviews(), build_command)
    app.include_router(router)
    app.mount("/static", _CheckedFiles(directory=STATIC))
    add_error_pages(app)
    return app


class _CheckedFiles(StaticFiles):
    """Static files that a browser keeps but asks about, so that none outlives an update."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response
