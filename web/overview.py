"""What the corpus covers: its documents, and questions made from their headings.

A question is offered only if it is answered, and from the section under its heading, so
each is asked first. That is done once per index version, on a worker thread.
"""

import re
import threading
from dataclasses import dataclass
from itertools import chain, zip_longest
from urllib.parse import quote as url_quote

from ingest.documents import Document, Heading
from service.answers import Outcome
from service.assistant import Assistant
from web.turns import question_url
from web.views import ListedDocument, Topic
from web.wording import described, one_line

MAX_TOPICS = 6
MAX_TRIED = 24
"""Asking takes tens of milliseconds; the first reader of a version waits for all of them."""

MAX_LISTED = 5
_MAX_HEADING_CHARACTERS = 90
_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)*|[IVXL]+|[A-Z])[.)]\s+|^\d+(?:\.\d+)+\s+")
_PREPOSITION = re.compile(r"^(?:for|in|on|about|to|of)\s+(?=\S)", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:The|A|An)\b")
# Such a heading says where in a text one is, not what the text is about.
_SAYS_NOTHING = frozenset(
    "abstract background conclusion conclusions contents introduction notes overview references"
    " sources summary".split()
)


@dataclass(frozen=True, slots=True)
class Overview:
    """What one index version covers."""

    version: str
    topics: tuple[Topic, ...]
    documents: tuple[ListedDocument, ...]
    document_count: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A heading with the questions that it could make, the best first."""

    document_id: str
    heading: Heading
    label: str
    questions: tuple[str, ...]


KEPT_OVERVIEWS = 2


class Overviews:
    """Keeps the overviews of the last versions asked for. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, Overview] = {}

    def of(self, assistant: Assistant) -> Overview:
        """Return the overview of an assistant's index, made at the first call for it."""
        version = assistant.index.manifest.version
        with self._lock:
            if version not in self._kept:
                # During a swap requests of the old version and the new one alternate.
                self._kept = dict(list(self._kept.items())[1 - KEPT_OVERVIEWS :])
                self._kept[version] = _survey(assistant)
            return self._kept[version]


def _survey(assistant: Assistant) -> Overview:
    documents = tuple(assistant.index.records.documents())
    return Overview(
        version=assistant.index.manifest.version,
        topics=_answered_topics(assistant, documents),
        documents=tuple(
            ListedDocument(
                one_line(document.metadata.title),
                described(
                    document.metadata.kind, document.metadata.published, document.metadata.as_of
                ),
                f"/documents/{url_quote(document.document_id)}",
            )
            for document in documents[:MAX_LISTED]
        ),
        document_count=len(documents),
    )


def _answered_topics(assistant: Assistant, documents: tuple[Document, ...]) -> tuple[Topic, ...]:
    found: list[Topic] = []
    for candidate in _candidates(documents):
        question = next((q for q in candidate.questions if _finds(assistant, candidate, q)), None)
        if question is not None:
            found.append(Topic(candidate.label, question, question_url(question)))
        if len(found) == MAX_TOPICS:
            break
    return tuple(found)


def _finds(assistant: Assistant, candidate: _Candidate, question: str) -> bool:
    """Whether a question is answered, and first of all from the section it was made from."""
    answer = assistant.ask(question)
    if answer.outcome is not Outcome.ANSWERED:
        return False
    first = answer.citations[0].span
    heading = candidate.heading
    in_section = heading.start <= first.start < heading.section_end
    return first.document_id == candidate.document_id and in_section


def _candidates(documents: tuple[Document, ...]) -> list[_Candidate]:
    """Return things to ask, headings that are questions first, documents taking turns."""
    columns = ([(d.document_id, heading) for heading in d.outline] for d in documents[:MAX_TRIED])
    made: dict[str, _Candidate] = {}
    for document_id, heading in filter(None, chain.from_iterable(zip_longest(*columns))):
        candidate = _candidate(document_id, heading)
        if candidate is not None:
            made.setdefault(candidate.label.casefold(), candidate)
    return sorted(made.values(), key=lambda one: not one.label.endswith("?"))[:MAX_TRIED]


def _candidate(document_id: str, heading: Heading) -> _Candidate | None:
    name = _NUMBERING.sub("", one_line(heading.title)).rstrip(" :.")
    if not name or len(name) > _MAX_HEADING_CHARACTERS or name.casefold() in _SAYS_NOTHING:
        return None
    questions = questions_from(name)
    label = questions[0] if name.endswith("?") else name
    return _Candidate(document_id, heading, label, questions)


def questions_from(heading: str) -> tuple[str, ...]:
    """Return a heading as questions, the best first.

    A heading that is a question is asked by its last part ("Background: Why Oman?"), then
    as it stands; of any other it is asked what the documents say about it.
    """
    if heading.endswith("?"):
        return tuple(dict.fromkeys((heading.rpartition(": ")[2], heading)))
    subject = _PREPOSITION.sub("", heading)
    subject = _ARTICLE.sub(lambda article: article.group().lower(), subject)
    return (f"What do the documents say about {subject}?",)
