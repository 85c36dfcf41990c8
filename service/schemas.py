"""The wire format of the HTTP API: what requests and responses look like, with examples.

The answer object is the one of ``service.answers``; here it is only described, for the
OpenAPI document and for checking what leaves.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.question_kinds import QuestionKind
from service.questions import MAX_QUESTION_CHARACTERS
from service.quotation_schemas import DisagreementBody, PremiseBody, SaidTimeBody, SpeakerBody

MAX_HISTORY_TURNS = 50
MAX_TURN_CHARACTERS = 20_000
MAX_DOCUMENT_IDS = 1_000
MAX_LIMIT = 50
EXAMPLE_QUESTION = "What did Iran commit to on enrichment?"

DocumentIds = Annotated[list[str], Field(min_length=1, max_length=MAX_DOCUMENT_IDS)]


class _Strict(BaseModel):
    """A request: unknown fields are mistakes and are refused."""

    model_config = ConfigDict(extra="forbid")


class Turn(_Strict):
    """One earlier turn of the conversation."""

    role: Literal["user", "assistant"] = Field(description="Who said it.")
    content: str = Field(max_length=MAX_TURN_CHARACTERS, description="What was said.")


class AskRequest(_Strict):
    """A question, with the conversation so far."""

    question: str = Field(
        min_length=1,
        max_length=MAX_QUESTION_CHARACTERS,
        description="The question, in plain words.",
        examples=[EXAMPLE_QUESTION],
    )
    history: list[Turn] = Field(
        default_factory=list,
        max_length=MAX_HISTORY_TURNS,
        description="Earlier turns, oldest first. A question that leans on an earlier one of the"
        " user's is completed from it; see `standalone_question`. What the assistant's turns quote"
        " from the documents, each quotation on a line of its own, is read again for it; nothing"
        " else in them is used.",
    )
    documents: DocumentIds | None = Field(
        default=None, description="Ids of the only documents to look into; null is all of them."
    )


class SearchRequest(_Strict):
    """A query for passages."""

    query: str = Field(
        min_length=1, max_length=MAX_QUESTION_CHARACTERS, examples=["military hotline"]
    )
    limit: int = Field(default=10, ge=1, le=MAX_LIMIT, description="How many passages at most.")
    documents: DocumentIds | None = Field(
        default=None, description="Ids of the only documents to look into; null is all of them."
    )


class SpanBody(BaseModel):
    """A span of a document: offsets count Unicode code points, half-open."""

    document_id: str
    document_title: str
    published: str | None = Field(description="ISO date, null if the document has none.")
    as_of: str | None = Field(description="ISO date of its newest fact, null if not stated.")
    kind: str
    section: list[str] = Field(description="Heading path, outermost first.")
    start: int
    end: int
    quote: str = Field(description="Exactly the document's text from start to end.")
    verdict: Literal["verbatim"]
    content_hash: str = Field(description="sha256 of the text that the offsets point into.")
    url: str = Field(description="Where this service shows the span.")


class CitationBody(SpanBody):
    """A numbered span."""

    number: int = Field(description="From 1, in order of first use.")
    field: None = Field(description="Null: a span of the text is cited, not the record.")


class RecordBody(BaseModel):
    """A numbered entry of a document's record, where the answer is about the document."""

    number: int = Field(description="From 1, in order of first use.")
    document_id: str
    document_title: str
    published: str | None
    as_of: str | None
    kind: str
    section: list[str] = Field(max_length=0)
    start: None
    end: None
    quote: str | None = Field(description="What the entry says, null if it is unknown.")
    verdict: Literal["verbatim"]
    content_hash: str
    url: str = Field(description="Where this service shows the document.")
    field: str = Field(description="A field of the record, or `sources[n]` with n from 0.")


class NearestBody(SpanBody):
    """A span that comes near an answer without being one."""

    score: float = Field(ge=0, le=1)


class StatementBody(BaseModel):
    """One line of an answer."""

    kind: Literal["premise", "lead", "quote", "record"]
    text: str
    citations: list[int]
    verdict: Literal["verbatim"] | None
    stance: Literal["tabled", "planned", "possible", "attributed", "denied", "stated"] | None = (
        Field(description="How sure the source is of it; null for a lead.")
    )
    speaker: SpeakerBody | None = Field(
        description="Who says (`attributed`) or denies it (`denied`), where the text names one."
    )
    times: list[SaidTimeBody] = Field(description="Times relative to the document's date.")
    emphasis: tuple[int, int] | None


class MissingBody(BaseModel):
    """What an answer would need."""

    kind: Literal["term", "answer_type", "part", "time"]
    text: str


class ReasonBody(BaseModel):
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
    missing: list[MissingBody]


class OfferBody(BaseModel):
    """Something that can be asked instead."""

    text: str = Field(description="What to call it.")
    question: str = Field(description="The question to send.")


class MoreBody(BaseModel):
    """A section that says more on the topic than is quoted."""

    document_id: str
    document_title: str
    section: list[str] = Field(description="Heading path, outermost first.")
    sentences: int = Field(description="How many of its sentences are not quoted.")
    url: str = Field(description="Where this service shows the section.")


class AsOfBody(BaseModel):
    """How old the sources are: ISO dates of documents, null where none is dated."""

    newest: str | None
    oldest: str | None
    index_built: str


class NoticeBody(BaseModel):
    """A warning about the sources."""

    code: Literal[
        "undated_source", "single_source", "stale_corpus", "relative_time", "sources_disagree"
    ]
    text: str


class AnswerBody(BaseModel):
    """An answer or an abstention; every quotation in it was verified."""

    question: str
    standalone_question: str = Field(description="The question as it was really asked.")
    kind: QuestionKind = Field(description="What was asked for; decides the answer's form.")
    outcome: Literal["answered", "partial", "abstained"]
    confidence: float = Field(ge=0, le=1, description="That the documents answer the question.")
    reason: ReasonBody | None
    statements: list[StatementBody]
    citations: list[CitationBody | RecordBody]
    nearest: list[NearestBody]
    offers: list[OfferBody] = Field(
        description="Questions to ask instead, where `reason` is `too_vague` or `out_of_scope`."
    )
    more: list[MoreBody] = Field(description="Where there is more to read on a topic.")
    as_of: AsOfBody
    warnings: list[NoticeBody]
    disagreements: list[DisagreementBody]
    premises: list[PremiseBody]
    index_version: str
    timings_ms: dict[str, float]


class PassageBody(BaseModel):
    """A passage, and what led to its place."""

    document_id: str
    passage_id: str
    section: list[str]
    start: int
    end: int
    text: str
    rank: int = Field(description="Its place, from 1, by score and probability together.")
    probability: float | None = Field(
        description="That its best sentence answers; null if it was not read."
    )
    score: float = Field(description="Of retrieval alone, about 1 for the best passage.")
    dense_rank: int | None
    dense_score: float
    lexical_rank: int | None
    lexical_score: float
    url: str


class SearchBody(BaseModel):
    """Passages, best first."""

    query: str
    passages: list[PassageBody]
    index_version: str


class HealthBody(BaseModel):
    """The process lives."""

    status: Literal["alive"] = "alive"


class ReadyBody(BaseModel):
    """An index is in service."""

    status: Literal["ready"] = "ready"
    index_version: str
    built_at: str
    documents: int
    passages: int
    sentences: int
    as_of: AsOfBody
    warnings: list[NoticeBody] = Field(description="`stale_corpus` or nothing.")
    problem: str | None = Field(description="Why a newer version was refused, if one was.")


class ErrorDetail(BaseModel):
    """What went wrong, and what can be done."""

    code: str
    message: str
    remedy: str


class ErrorBody(BaseModel):
    """The one shape of every error."""

    error: ErrorDetail
