"""The one door to Jinja: a view in, escaped HTML out."""

from dataclasses import fields
from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web.views import ChatPage, DocumentPage, ErrorPage, TurnFragment

TEMPLATES = Path(__file__).resolve().parent / "templates"

View = ChatPage | DocumentPage | ErrorPage | TurnFragment

environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, view: View) -> str:
    """Return a template filled with the fields of a view."""
    # Not asdict: the things in a view stay values with names.
    context = {field.name: getattr(view, field.name) for field in fields(view)}
    return environment.get_template(template).render(context)


def page(
    template: str, view: View, status: int = 200, headers: dict[str, str] | None = None
) -> HTMLResponse:
    """Return a rendered template as a response that is asked for anew each time."""
    return HTMLResponse(
        render(template, view), status, headers={"Cache-Control": "no-cache", **(headers or {})}
    )
