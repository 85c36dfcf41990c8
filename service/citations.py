"""Spans to citations, and the check that no answer leaves without.

Every quotation is cut from the document again, by its offsets, and compared; the document
itself is compared with the hash under which it was indexed. What does not match is our
bug and is never shown.
"""

from collections.abc import Iterable, Sequence

from index.records import Records
from ingest.documents import Document, Sentence
from service.answers import Citation, NearestSpan, SourceSpan, Statement, Verdict
from service.errors import CitationBroken
from service.quotation_notes import Disagreement, Premise


def source_span(document: Document, section: tuple[str, ...], sentence: Sentence) -> SourceSpan:
    """Return the span of ``document`` that a sentence covers."""
    return SourceSpan(
        document_id=document.document_id,
        document_title=document.metadata.title,
        published=document.metadata.published,
        as_of=document.metadata.as_of,
        kind=document.metadata.kind,
        section=section,
        start=sentence.start,
        end=sentence.end,
        quote=document.text[sentence.start : sentence.end],
        verdict=Verdict.VERBATIM,
        content_hash=document.content_hash,
    )


def verify(
    statements: Iterable[Statement],
    citations: Iterable[Citation],
    nearest: Iterable[NearestSpan],
    records: Records,
) -> None:
    """Check every quotation of an answer against the stored documents.

    Raises:
        CitationBroken: a span is not in its document, does not equal its quotation, a
            quote has no citation or is not the text it cites, its speaker does not stand in
            it, or the document is not the one that was indexed.
    """
    by_number = {citation.number: citation.span for citation in citations}
    spans = (*by_number.values(), *(near.span for near in nearest))
    documents = {key: records.document(key) for key in {span.document_id for span in spans}}
    hashes = {key: document.content_hash for key, document in documents.items() if document}
    indexed = {key: records.content_hash(key) for key in documents}
    for span in spans:
        _check_span(span, documents[span.document_id], hashes.get(span.document_id))
        if indexed[span.document_id] != span.content_hash:
            raise CitationBroken(f"{span.document_id} is not the text that was indexed")
    for statement in statements:
        if statement.kind in ("record", "premise"):
            continue  # held against its record by ``record_citations``; ``verify_premises``
        if statement.kind == "lead":
            if statement.citations:
                raise CitationBroken("a lead cites a source, though it is not a quotation")
            continue
        cited = [by_number.get(number) for number in statement.citations]
        if not cited or any(span is None or span.quote != statement.text for span in cited):
            raise CitationBroken(f"a statement is not the text it cites: {statement.text[:80]!r}")
        if (speaker := statement.speaker) is not None:
            named = " ".join(statement.text[speaker.start : speaker.end].split())
            if not named or named != speaker.name:
                raise CitationBroken(f"a speaker is not named in {statement.text[:80]!r}")


def verify_compared(
    disagreements: Iterable[Disagreement],
    premises: Iterable[Premise],
    question: str,
    citations: Sequence[Citation],
) -> None:
    """Check that all that an answer sets side by side stands where it says.

    Raises:
        CitationBroken: a value or a premise is not word for word.
    """
    verify_values(disagreements, citations)
    verify_premises(premises, question, citations)


def verify_values(disagreements: Iterable[Disagreement], citations: Iterable[Citation]) -> None:
    """Check that what differs between quotations stands in them.

    Raises:
        CitationBroken: a disagreement names a citation that there is not, or a value that
            its quotation does not hold.
    """
    quotes = {citation.number: citation.span.quote for citation in citations}
    for one in disagreements:
        if any(number not in quotes for number in one.citations):
            raise CitationBroken("a disagreement names a citation that there is not")
        if one.values and any(
            value not in quotes[number]
            for number, value in zip(one.citations, one.values, strict=True)
        ):
            raise CitationBroken(f"quotations do not hold the values {one.values}")


def verify_premises(
    premises: Iterable[Premise], question: str, citations: Iterable[Citation]
) -> None:
    """Check that what a question is set right on stands in it, and the other in its quotation.

    Raises:
        CitationBroken: one of the two is not there.
    """
    quotes = {citation.number: citation.span.quote for citation in citations}
    for premise in premises:
        is_there = premise.asked in question and premise.source in quotes.get(premise.citation, "")
        if not (premise.asked and premise.source and is_there):
            raise CitationBroken(f"a premise is not word for word: {premise.asked[:80]!r}")


def _check_span(span: SourceSpan, document: Document | None, content_hash: str | None) -> None:
    where = f"{span.document_id} [{span.start}, {span.end})"
    if document is None:
        raise CitationBroken(f"{where} is not in the index")
    if content_hash != span.content_hash:
        raise CitationBroken(f"{where}: the document is not the text that was indexed")
    inside = 0 <= span.start < span.end <= len(document.text)
    if not inside or document.text[span.start : span.end] != span.quote:
        raise CitationBroken(f"{where} does not hold the quotation")
