"""Views by themselves: against the templates, and on spans and headings of all kinds."""

import ast
import dataclasses
import inspect
import string
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import nodes
from selectolax.lexbor import LexborHTMLParser

import web.views
from ingest.documents import Document
from ingest.readers import read_document
from service.offers import questions_from
from web.reading import SpanAsked, view_document
from web.rendering import environment, render
from web.views import ChatPage, DocumentPage, ErrorPage, TurnFragment
from web.wording import confidence, in_words

CONTEXTS = {
    "chat.html": ChatPage,
    "document.html": DocumentPage,
    "document_body.html": DocumentPage,
    "error.html": ErrorPage,
    "turn.html": TurnFragment,
}
VIEWS = {
    name: view
    for name, view in inspect.getmembers(web.views, inspect.isclass)
    if dataclasses.is_dataclass(view)
}


def field_names(view: type) -> set[str]:
    return {field.name for field in dataclasses.fields(view)}


def parsed(template: str) -> nodes.Template:
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, template)
    return environment.parse(source)


def family(template: str) -> Iterator[nodes.Template]:
    """A template with the ones it extends and includes."""
    tree = parsed(template)
    yield tree
    for node in tree.find_all((nodes.Extends, nodes.Include)):
        assert isinstance(node.template, nodes.Const)
        yield from family(node.template.value)


def free_names(template: str) -> set[str]:
    """Names that a template takes from its context: not set, looped over or passed."""
    read: set[str] = set()
    bound = {"loop"}
    for tree in family(template):
        for name in tree.find_all(nodes.Name):
            (read if name.ctx == "load" else bound).add(name.name)
        bound |= {macro.name for macro in tree.find_all(nodes.Macro)}
    return read - bound


def test_every_template_is_compared_with_a_view() -> None:
    listed = set(environment.list_templates())

    assert listed - {"layout.html"} == CONTEXTS.keys()


@pytest.mark.parametrize("template", CONTEXTS)
def test_a_template_uses_exactly_the_fields_of_its_view(template: str) -> None:
    fields = field_names(CONTEXTS[template])

    # A name that is bound somewhere may also be a field: `turn` in a loop and in a fragment.
    assert free_names(template) <= fields
    assert fields <= {name.name for tree in family(template) for name in tree.find_all(nodes.Name)}


def test_templates_use_exactly_the_fields_that_there_are() -> None:
    used = {
        node.attr
        for template in environment.list_templates()
        for node in parsed(template).find_all(nodes.Getattr)
    }
    offered = set().union(*(field_names(view) for view in VIEWS.values()))
    contexts = set().union(*(field_names(view) for view in CONTEXTS.values()))

    assert used - {"last"} <= offered  # loop.last is Jinja's
    assert offered <= used | contexts


def test_a_view_is_a_value() -> None:
    for view in VIEWS.values():
        assert view.__dataclass_params__.frozen
        assert view.__doc__
        assert ast.parse(inspect.getsource(view))


TEXT = st.text(alphabet=string.ascii_letters + "\n\r\n -1.)&<>\"'é🚢‑؟", min_size=40, max_size=400)


def marks_of(document: Document, start: int, end: int) -> str:
    asked = SpanAsked(str(start), str(end), None)
    html = render("document_body.html", DocumentPage(view_document(document, asked)))
    page = LexborHTMLParser(html)
    return "".join(node.text(deep=True) for node in page.css("mark"))


@settings(max_examples=80, deadline=None)
@given(text=TEXT, data=st.data())
def test_what_is_highlighted_is_the_span_whatever_the_layout(
    text: str, data: st.DataObject
) -> None:
    body = f"A title of its own\n\nFirst words.\n{text}\n- an item\n- another\n2) a third\nThe end."
    document = read_document("a.txt", body.encode("utf-8"), None)
    start = data.draw(st.integers(0, len(document.text) - 1))
    end = data.draw(st.integers(start + 1, len(document.text)))

    shown = marks_of(document, start, end).replace("\r\n", "\n").replace("\r", "\n")
    expected = document.text[start:end].replace("\r\n", "\n").replace("\r", "\n")

    assert shown == expected


@pytest.mark.parametrize("name", ["a.md", "a.html"])
def test_what_is_highlighted_is_the_span_in_every_format(name: str) -> None:
    source = {
        "a.md": "# Title\n\nOne *two* three.\n\n## Part\n\n1. first\n2. second & <third>\n\n",
        "a.html": "<title>T</title><h1>T</h1><p>One <b>two</b><ul><li>first<li>second</ul>end",
    }[name]
    document = read_document(name, source.encode(), None)

    for start in range(len(document.text)):
        for end in range(start + 1, len(document.text) + 1):
            assert marks_of(document, start, end) == document.text[start:end]


@pytest.mark.parametrize(
    ("heading", "questions"),
    [
        ("Background: Why Oman?", ("Why Oman?", "Background: Why Oman?")),
        ("What Comes Next?", ("What Comes Next?",)),
        ("For the Middle East", ("What do the documents say about the Middle East?",)),
        ("The Fees", ("What do the documents say about the Fees?",)),
        ("Information rights", ("What do the documents say about Information rights?",)),
    ],
)
def test_a_heading_becomes_a_question(heading: str, questions: tuple[str, ...]) -> None:
    assert questions_from(heading) == questions


@pytest.mark.parametrize(
    ("date", "words"),
    [
        (None, "undated"),
        ("2026", "2026"),
        ("2026-02", "February 2026"),
        ("2026-02-06", "6 February 2026"),
        ("2026-11-22T20:56:51Z", "22 November 2026"),
        ("<b>soon</b>", "<b>soon</b>"),
    ],
)
def test_a_date_is_said_in_words(date: str | None, words: str) -> None:
    assert in_words(date) == words


def test_confidence_grows_in_words() -> None:
    said = [confidence("answered", step / 100) for step in range(101)]

    assert list(dict.fromkeys(said)) == [
        "Probably an answer",
        "Likely an answer",
        "Very likely an answer",
    ]
    assert confidence("partial", 0.9) == "May not answer you"
