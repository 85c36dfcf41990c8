"""What is shown beside an answer or in its place: the sentences that come nearest."""

from collections.abc import Sequence

from index.records import Records
from service.answers import Citation, NearestSpan, Statement
from service.citations import source_span
from service.reading import Reading, ReadSentence

MAX_NEAREST = 3


def nearest_spans(
    sentences: Sequence[ReadSentence], citations: Sequence[Citation], records: Records
) -> tuple[NearestSpan, ...]:
    """Return the first of the sentences that are not quoted already."""
    quoted = {(c.span.document_id, c.span.start) for c in citations}
    nearest: list[NearestSpan] = []
    for read in sentences:
        document = records.document(read.passage.document_id)
        if document is None or (document.document_id, read.sentence.start) in quoted:
            continue
        span = source_span(document, read.passage.section, read.sentence)
        nearest.append(NearestSpan(span, round(max(0.0, read.cosine), 3)))
        if len(nearest) == MAX_NEAREST:
            break
    return tuple(nearest)


def best_quote(
    reading: Reading, statements: Sequence[Statement], citations: Sequence[Citation]
) -> Statement | None:
    """Return the statement that quotes the best sentence, if any does."""
    if not reading.sentences:
        return None
    best = reading.sentences[0]
    place = (best.passage.document_id, best.sentence.start)
    numbers = {c.number for c in citations if (c.span.document_id, c.span.start) == place}
    return next((s for s in statements if numbers.intersection(s.citations)), None)
