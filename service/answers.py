"""The answer object: what ``muscat ask --json`` prints and the HTTP API sends.

Field names are a contract. Everything is a frozen value; ``Answer.to_mapping`` gives the
JSON form, in a fixed order.
"""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Literal
from urllib.parse import quote as url_quote

from service.question_kinds import QuestionKind
from service.quotation_notes import Disagreement, Premise, SaidTime, Speaker


class Outcome(StrEnum):
    """How an answer ended."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    ABSTAINED = "abstained"


class Verdict(StrEnum):
    """What the check of a quotation against its source found."""

    VERBATIM = "verbatim"


class Stance(StrEnum):
    """How sure the source is of what it says."""

    TABLED = "tabled"
    PLANNED = "planned"
    POSSIBLE = "possible"
    ATTRIBUTED = "attributed"
    DENIED = "denied"
    STATED = "stated"


def document_url(document_id: str) -> str:
    """Return where the service shows a document."""
    return f"/documents/{url_quote(document_id)}"


def span_url(document_id: str, start: int, end: int) -> str:
    """Return where the service shows a span of a document."""
    return f"{document_url(document_id)}?start={start}&end={end}"


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """A span of a document with what is known of the document.

    ``start`` and ``end`` are code point offsets into the document's text, half-open;
    ``quote`` is exactly that text. ``section`` is the heading path. ``content_hash``
    names the text that the offsets point into. ``published`` and ``as_of`` are ISO dates:
    when the document appeared, and how far its facts reach; either may be unknown.
    """

    document_id: str
    document_title: str
    published: str | None
    as_of: str | None
    kind: str
    section: tuple[str, ...]
    start: int
    end: int
    quote: str
    verdict: Verdict
    content_hash: str

    @property
    def url(self) -> str:
        """Where the service shows the span."""
        return span_url(self.document_id, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered span; numbers count from 1 in order of first use."""

    number: int
    span: SourceSpan


@dataclass(frozen=True, slots=True)
class RecordCitation:
    """A numbered entry of a document's record, where an answer is about the document itself.

    ``field`` names the entry: a field of the metadata, or ``sources[n]``. ``value`` is what
    it says, ``None`` if it is unknown. Numbers are shared with the citations of spans.
    """

    number: int
    document_id: str
    document_title: str
    published: str | None
    as_of: str | None
    kind: str
    field: str
    value: str | None
    content_hash: str


@dataclass(frozen=True, slots=True)
class NearestSpan:
    """A span shown when there is no answer; ``score`` in [0, 1], bigger is nearer."""

    span: SourceSpan
    score: float


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of an answer: a ``lead`` of ours, a ``quote``, or an entry of a ``record``.

    A ``premise`` is ours too: what the question says beside what the cited quote says.

    ``times``: what the quote says relative to its document's date; the quote stays as it is.
    ``speaker``: whose words the quote hands on, where it names somebody.
    ``emphasis``: (start, end) of the short answer inside ``text``, or ``None``.
    """

    kind: Literal["premise", "lead", "quote", "record"]
    text: str
    citations: tuple[int, ...] = ()
    verdict: Verdict | None = None
    stance: Stance | None = None
    speaker: Speaker | None = None
    times: tuple[SaidTime, ...] = ()
    emphasis: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be asked instead: what to call it, and the question."""

    text: str
    question: str


@dataclass(frozen=True, slots=True)
class More:
    """A section that says more than is quoted: ``sentences`` of it are not."""

    document_id: str
    document_title: str
    section: tuple[str, ...]
    sentences: int
    url: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What an answer would need.

    ``kind``: a ``term`` never mentioned, an ``answer_type``, a ``part``, or a ``time`` that
    what comes nearest does not speak of.
    """

    kind: Literal["term", "answer_type", "part", "time"]
    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no (full) answer."""

    code: Literal[
        "not_mentioned",
        "not_stated",
        "opinion_or_future",
        "too_vague",
        "out_of_scope",
        "low_confidence",
        "relative_date",
        "part_unanswered",
    ]
    message: str
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning about the sources, with a stable code."""

    code: Literal[
        "undated_source", "single_source", "stale_corpus", "relative_time", "sources_disagree"
    ]
    text: str


@dataclass(frozen=True, slots=True)
class AsOf:
    """The dates that the corpus spans (ISO, ``None`` where none is dated) and its index's."""

    newest: str | None
    oldest: str | None
    index_built: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with a verified answer, or with the reason why there is none.

    ``kind``: the form of answer that was asked for. ``confidence``: calibrated probability
    in [0, 1] that the documents answer the question; low for an abstention. ``records`` are
    citations too, of documents' records; in JSON both stand in ``citations``, by number.
    ``timings_ms`` is all that differs between two runs.
    """

    question: str
    standalone_question: str
    kind: QuestionKind
    outcome: Outcome
    confidence: float
    reason: Reason | None
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[NearestSpan, ...]
    as_of: AsOf
    warnings: tuple[Notice, ...]
    index_version: str
    timings_ms: dict[str, float] = field(default_factory=dict)
    records: tuple[RecordCitation, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    premises: tuple[Premise, ...] = ()
    offers: tuple[Offer, ...] = ()
    more: tuple[More, ...] = ()

    def to_mapping(self) -> dict[str, Any]:
        """Return the JSON object, ready for ``json.dumps``."""
        found = asdict(self)
        spans = [
            {"number": citation.number, **_span_mapping(citation.span), "field": None}
            for citation in self.citations
        ]
        entries = [_record_mapping(record) for record in self.records]
        found["citations"] = sorted([*spans, *entries], key=lambda cited: int(cited["number"]))
        del found["records"]
        found["nearest"] = [
            {**_span_mapping(near.span), "score": near.score} for near in self.nearest
        ]
        return found


def _span_mapping(span: SourceSpan) -> dict[str, Any]:
    return {**asdict(span), "url": span.url}


def _record_mapping(record: RecordCitation) -> dict[str, Any]:
    return {
        "number": record.number,
        "document_id": record.document_id,
        "document_title": record.document_title,
        "published": record.published,
        "as_of": record.as_of,
        "kind": record.kind,
        "section": (),
        "start": None,
        "end": None,
        "quote": record.value,
        "verdict": Verdict.VERBATIM,
        "content_hash": record.content_hash,
        "url": document_url(record.document_id),
        "field": record.field,
    }
