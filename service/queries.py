"""The questions of the API to one index version, each answered with a wire object.

Every function here is plain and synchronous, takes the assistant that the request holds,
and burns CPU or reads files: it runs on a worker thread.
"""

from dataclasses import asdict

from index.records import DocumentSummary
from service.answers import span_url
from service.assistant import Assistant
from service.document_schemas import DocumentBody, DocumentRecord, DocumentsBody, HeadingBody
from service.errors import DocumentUnknown
from service.freshness import staleness, today
from service.ranking import RankedPassage
from service.schemas import (
    AnswerBody,
    AskRequest,
    AsOfBody,
    NoticeBody,
    PassageBody,
    ReadyBody,
    SearchBody,
    SearchRequest,
)


def ask(
    assistant: Assistant, request: AskRequest, stale_after_days: int | None = None
) -> AnswerBody:
    """Return the answer to a question, with a warning if the corpus is stale.

    Raises:
        DocumentUnknown: it is restricted to a document that there is not.
    """
    _check_known(assistant, request.documents)
    earlier = [turn.content for turn in request.history if turn.role == "user"]
    answers = [turn.content for turn in request.history if turn.role == "assistant"]
    answer = assistant.ask(request.question, request.documents, earlier, answers)
    body = AnswerBody.model_validate(answer.to_mapping())
    body.warnings += warnings_of(assistant, stale_after_days)
    return body


def warnings_of(assistant: Assistant, stale_after_days: int | None) -> list[NoticeBody]:
    """Return what is to be said about the corpus as a whole today."""
    found = staleness(assistant.as_of, stale_after_days, today())
    return [NoticeBody(code=found.code, text=found.text)] if found else []


def as_of(assistant: Assistant) -> AsOfBody:
    """Return the dates that the corpus spans and when its index was built."""
    return AsOfBody(**asdict(assistant.as_of))


def search(assistant: Assistant, request: SearchRequest) -> SearchBody:
    """Return ranked passages.

    Raises:
        QuestionRejected: the query is empty.
        DocumentUnknown: they are restricted to a document that there is not.
    """
    _check_known(assistant, request.documents)
    found = assistant.search(request.query, request.limit, request.documents)
    return SearchBody(
        query=request.query,
        passages=[_passage(hit) for hit in found],
        index_version=assistant.index.manifest.version,
    )


def documents(assistant: Assistant, stale_after_days: int | None = None) -> DocumentsBody:
    """Return the records of all documents."""
    records = assistant.index.records
    return DocumentsBody(
        documents=[_record(summary) for summary in records.summaries()],
        as_of=as_of(assistant),
        warnings=warnings_of(assistant, stale_after_days),
        index_version=assistant.index.manifest.version,
    )


def document(assistant: Assistant, document_id: str) -> DocumentBody:
    """Return one document with its text and outline.

    Raises:
        DocumentUnknown: there is none of that id.
    """
    records = assistant.index.records
    found, summary = records.document(document_id), records.summary(document_id)
    if found is None or summary is None:
        raise DocumentUnknown(f"there is no document '{document_id[:200]}'")
    return DocumentBody(
        record=_record(summary),
        text=found.text,
        outline=[
            HeadingBody(
                title=heading.title,
                level=heading.level,
                path=list(heading.path),
                start=heading.start,
                end=heading.end,
                section_end=heading.section_end,
            )
            for heading in found.outline
        ],
        index_version=assistant.index.manifest.version,
    )


def readiness(
    assistant: Assistant, problem: str | None, stale_after_days: int | None = None
) -> ReadyBody:
    """Return which version is in service and how old its documents are."""
    manifest = assistant.index.manifest
    return ReadyBody(
        index_version=manifest.version,
        built_at=manifest.built_at,
        documents=manifest.documents,
        passages=manifest.passages,
        sentences=manifest.sentences,
        as_of=as_of(assistant),
        warnings=warnings_of(assistant, stale_after_days),
        problem=problem,
    )


def _check_known(assistant: Assistant, document_ids: list[str] | None) -> None:
    for document_id in document_ids or ():
        if assistant.index.records.content_hash(document_id) is None:
            raise DocumentUnknown(f"there is no document '{document_id[:200]}'")


def _record(summary: DocumentSummary) -> DocumentRecord:
    metadata = summary.metadata
    return DocumentRecord(
        id=summary.document_id,
        title=metadata.title,
        kind=metadata.kind,
        published=metadata.published,
        as_of=metadata.as_of,
        source=metadata.source,
        publisher=metadata.publisher,
        author=metadata.author,
        language=metadata.language,
        characters=summary.characters,
        passages=summary.passages,
        content_hash=summary.content_hash,
    )


def _passage(found: RankedPassage) -> PassageBody:
    hit, passage = found.hit, found.hit.passage
    return PassageBody(
        document_id=passage.document_id,
        passage_id=passage.passage_id,
        section=list(passage.section),
        start=passage.start,
        end=passage.end,
        text=passage.text,
        rank=found.rank,
        probability=found.probability,
        score=hit.score,
        dense_rank=hit.dense_rank,
        dense_score=hit.dense_score,
        lexical_rank=hit.lexical_rank,
        lexical_score=hit.lexical_score,
        url=span_url(passage.document_id, passage.start, passage.end),
    )
