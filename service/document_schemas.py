"""The wire format of documents: their records, texts and outlines."""

from pydantic import BaseModel, Field

from service.schemas import AsOfBody, NoticeBody


class DocumentRecord(BaseModel):
    """What is known of a document; null is unknown."""

    id: str
    title: str
    kind: str
    published: str | None
    as_of: str | None
    source: str | None
    publisher: str | None
    author: str | None
    language: str | None
    characters: int
    passages: int
    content_hash: str


class DocumentsBody(BaseModel):
    """All documents of the index version in service, by id."""

    documents: list[DocumentRecord]
    as_of: AsOfBody
    warnings: list[NoticeBody] = Field(description="`stale_corpus` or nothing.")
    index_version: str


class HeadingBody(BaseModel):
    """One entry of a document's outline, with the span of the heading and its section's end."""

    title: str
    level: int
    path: list[str]
    start: int
    end: int
    section_end: int


class DocumentBody(BaseModel):
    """A document: its record, its text, and its outline with spans into the text."""

    record: DocumentRecord
    text: str
    outline: list[HeadingBody]
    index_version: str
