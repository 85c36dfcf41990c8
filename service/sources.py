"""The documents behind an answer: their order, and how many of them count."""

from collections.abc import Iterable, Sequence

from index.records import Records
from ingest.near_duplicates import find_near_duplicates
from service.evidence import Evidence


def newest_first(evidence: Sequence[Evidence], records: Records) -> list[Evidence]:
    """Return the evidence grouped by document, the newest first, undated documents last.

    ``published`` counts before ``as_of``. What has the same date keeps its order, and so do
    the groups of one document.
    """
    order: dict[str, tuple[int, int]] = {}
    dates = {group.document_id: _date(group.document_id, records) for group in evidence}
    ranked = sorted({date for date in dates.values() if date}, reverse=True)
    for number, group in enumerate(evidence):
        date = dates[group.document_id]
        order.setdefault(group.document_id, (ranked.index(date) if date else len(ranked), number))
    return sorted(evidence, key=lambda group: order[group.document_id])


def count_sources(document_ids: Iterable[str], records: Records) -> int:
    """Return how many documents these are, near copies of one another counted once."""
    texts = [
        document.text
        for document_id in sorted(set(document_ids))
        if (document := records.document(document_id)) is not None
    ]
    return len(texts) - len(find_near_duplicates(texts))


def _date(document_id: str, records: Records) -> str | None:
    summary = records.summary(document_id)
    return (summary.metadata.published or summary.metadata.as_of) if summary else None
