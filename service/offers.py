"""Questions that the documents do answer, made from their headings: what to offer instead.

A question is offered only if it is answered, and from the section under its heading, so each
is asked first. That is done once per index version, when an offer is first needed.
"""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, zip_longest

from index.records import Records
from ingest.display import printable
from ingest.documents import Document, Heading
from service.answers import Answer, Offer, Outcome

MAX_OFFERS = 6
MAX_TRIED = 24
"""Asking takes tens of milliseconds; the first who needs an offer waits for all of them."""

_MAX_HEADING_CHARACTERS = 90
# A longer title is a sentence, and no subject to ask about.
_MAX_TITLE_CHARACTERS = 40
_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)*|[IVXL]+|[A-Z])[.)]\s+|^\d+(?:\.\d+)+\s+")
_PREPOSITION = re.compile(r"^(?:for|in|on|about|to|of)\s+(?=\S)", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:The|A|An)\b")
_ASKING = re.compile(r"^(?:What|Who|When|Where|Which|Why|How|Whether)\b")
# Such a heading says where in a text one is, not what the text is about.
_SAYS_NOTHING = frozenset(
    "abstract background conclusion conclusions contents introduction notes overview references"
    " sources summary".split()
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A heading with the questions that it could make, the best first."""

    document_id: str
    heading: Heading
    label: str
    questions: tuple[str, ...]


class Offers:
    """The offers of one index version. Safe to use from several threads."""

    def __init__(self, records: Records, ask: Callable[[str], Answer]) -> None:
        """Bind the documents and what answers a question; nothing is asked yet."""
        self._records = records
        self._ask = ask
        self._lock = threading.Lock()
        self._made: tuple[Offer, ...] | None = None

    def get(self) -> tuple[Offer, ...]:
        """Return at most ``MAX_OFFERS`` questions, documents taking turns."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def _make(self) -> tuple[Offer, ...]:
        found: list[Offer] = []
        for candidate in _candidates(tuple(self._records.documents())):
            question = next((q for q in candidate.questions if self._finds(candidate, q)), None)
            if question is not None:
                found.append(Offer(candidate.label, question))
            if len(found) == MAX_OFFERS:
                break
        return tuple(found)

    def _finds(self, candidate: _Candidate, question: str) -> bool:
        """Whether a question is answered, and first of all from the section it was made from."""
        answer = self._ask(question)
        if answer.outcome is not Outcome.ANSWERED or not answer.citations:
            return False
        first = answer.citations[0].span
        heading = candidate.heading
        in_section = heading.start <= first.start < heading.section_end
        return first.document_id == candidate.document_id and in_section


def _candidates(documents: tuple[Document, ...]) -> list[_Candidate]:
    """Return things to ask, headings that are questions first, documents taking turns."""
    columns = ([(d.document_id, heading) for heading in d.outline] for d in documents[:MAX_TRIED])
    made: dict[str, _Candidate] = {}
    for document in documents[:MAX_TRIED] if len(documents) > 1 else ():
        candidate = _candidate(document.document_id, _title(document))
        if candidate and len(candidate.label) <= _MAX_TITLE_CHARACTERS:
            made.setdefault(candidate.label.casefold(), candidate)
    for document_id, heading in filter(None, chain.from_iterable(zip_longest(*columns))):
        candidate = _candidate(document_id, heading)
        if candidate is not None:
            made.setdefault(candidate.label.casefold(), candidate)
    return sorted(made.values(), key=lambda one: not one.label.endswith("?"))[:MAX_TRIED]


def _candidate(document_id: str, heading: Heading) -> _Candidate | None:
    name = _NUMBERING.sub("", " ".join(printable(heading.title).split())).rstrip(" :.")
    if not name or len(name) > _MAX_HEADING_CHARACTERS or name.casefold() in _SAYS_NOTHING:
        return None
    questions = questions_from(name)
    label = questions[0] if name.endswith("?") else name
    return _Candidate(document_id, heading, label, questions)


def _title(document: Document) -> Heading:
    """Return a document's title, as far as it names a subject, as the heading of all of it."""
    title = document.metadata.title.partition(":")[0]
    return Heading(title, 0, 0, 0, len(document.text), ())


def questions_from(heading: str) -> tuple[str, ...]:
    """Return a heading as questions, the best first.

    A heading that is a question is asked by its last part ("Background: Why Oman?"), then
    as it stands; of any other it is asked what the documents say about it.
    """
    if heading.endswith("?"):
        return tuple(dict.fromkeys((heading.rpartition(": ")[2], heading)))
    subject = _PREPOSITION.sub("", heading)
    subject = _ASKING.sub(lambda word: word.group().lower(), subject)
    subject = _ARTICLE.sub(lambda article: article.group().lower(), subject)
    return (f"What do the documents say about {subject}?",)
