"""Entries of documents' records as statements, and the check of each against its record.

A record is what is known of a document besides its text: title, author, dates ... A record
statement says one entry of one record and nothing else; an entry that nobody filled in is
said to be unknown. Like a quotation, it is compared with the index before it leaves.
"""

import re
from collections.abc import Iterable

from index.records import Records
from ingest.documents import Metadata, Source
from service.answers import RecordCitation, Statement
from service.errors import CitationBroken

UNKNOWN = "unknown"
_LABELS = {
    "title": "Title",
    "kind": "Kind",
    "published": "Published",
    "as_of": "Facts up to",
    "source": "Taken from",
    "publisher": "Publisher",
    "author": "Author",
    "language": "Language",
}
_ONE_SOURCE = re.compile(r"sources\[(0|[1-9]\d{0,5})\]")


def record_value(metadata: Metadata, field: str) -> str | None:
    """Return an entry of a record as text, ``None`` if it is unknown.

    Args:
        metadata: the record.
        field: a field of ``Metadata``, or ``sources[n]`` with n from 0 for one source.

    Raises:
        CitationBroken: there is no such entry.
    """
    if field in _LABELS:
        value: str | None = getattr(metadata, field)
        return value
    if field == "sources" and not metadata.sources:
        return None
    asked = _ONE_SOURCE.fullmatch(field)
    if asked and int(asked.group(1)) < len(metadata.sources):
        return _described(metadata.sources[int(asked.group(1))])
    raise CitationBroken(f"a record has no entry '{field[:40]}'")


def record_text(title: str, field: str, value: str | None, *, names_document: bool) -> str:
    """Return the statement of one entry; behind the document's title if ``names_document``."""
    if field == "title" and names_document:
        return f"“{title}”"
    asked = _ONE_SOURCE.fullmatch(field)
    label = f"Source {int(asked.group(1)) + 1}" if asked else _LABELS.get(field, "Sources")
    if names_document:
        return f"“{title}”: {label[:1].lower()}{label[1:]} {value or UNKNOWN}"
    return f"{label}: {value or UNKNOWN}"


def verify_records(
    statements: Iterable[Statement], citations: Iterable[RecordCitation], records: Records
) -> None:
    """Check every record statement of an answer against the stored records.

    Raises:
        CitationBroken: a cited entry is not in the record, has another value, or the
            document is not the one that was indexed; or a statement is not what it cites.
    """
    by_number = {citation.number: citation for citation in citations}
    for citation in by_number.values():
        summary = records.summary(citation.document_id)
        if summary is None or summary.content_hash != citation.content_hash:
            raise CitationBroken(f"{citation.document_id} is not the document that was indexed")
        if summary.metadata.title != citation.document_title:
            raise CitationBroken(f"{citation.document_id} has another title")
        if record_value(summary.metadata, citation.field) != citation.value:
            raise CitationBroken(f"{citation.document_id}: {citation.field} is something else")
    for statement in statements:
        if statement.kind != "record":
            continue
        cited = [by_number.get(number) for number in statement.citations]
        if not cited or any(one is None or statement.text not in _says(one) for one in cited):
            raise CitationBroken(f"a statement is not the entry it cites: {statement.text[:80]!r}")


def _says(citation: RecordCitation) -> tuple[str, str]:
    title, field, value = citation.document_title, citation.field, citation.value
    return (
        record_text(title, field, value, names_document=False),
        record_text(title, field, value, names_document=True),
    )


def _described(source: Source) -> str:
    parts = (source.title, source.publisher, source.date, source.address)
    return ", ".join(part for part in parts if part)
