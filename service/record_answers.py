"""Answers about the documents themselves, from their records: who wrote this, how old is it?

Comes in: a question about the sources and the documents that were cited before. Goes out:
record statements with their citations, or ``None`` where no record can answer. What a
record leaves open is said to be unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.records import DocumentSummary
from ingest.documents import Metadata
from service.answers import Answer, Citation, RecordCitation, Statement, Verdict
from service.composing import describe_source
from service.question_kinds import core_question
from service.record_citations import UNKNOWN, record_text, record_value
from service.records_asked import RecordsAsked, documents_named, names_a_document, what_is_asked

MAX_RECORDS = 30
# "How recent is your information?" is answered by the newest.
MAX_NEWEST = 5

_FIELDS = {
    RecordsAsked.AUTHOR: ("author",),
    RecordsAsked.PUBLISHER: ("publisher",),
    RecordsAsked.TITLE: ("title",),
    RecordsAsked.DOCUMENTS: ("title",),
    RecordsAsked.SOURCES: ("sources",),
    RecordsAsked.ORIGIN: ("publisher", "author", "source"),
    RecordsAsked.OTHERS: ("publisher",),
    RecordsAsked.HELD: ("title",),
    RecordsAsked.PUBLISHED: ("published", "as_of"),
    RecordsAsked.AGE: ("as_of", "published"),
}


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """Record statements under leads; ``documents`` are the ids of those that are meant.

    ``asks_for_others``: the question is whether other documents say the same.
    """

    statements: tuple[Statement, ...]
    citations: tuple[RecordCitation, ...]
    documents: tuple[str, ...]
    asks_for_others: bool


def answer_from_records(
    text: str,
    summaries: Sequence[DocumentSummary],
    cited_before: Sequence[str],
    described: DocumentSummary | None = None,
) -> RecordAnswer | None:
    """Return what the records say to a question about the sources.

    Args:
        text: the question as typed.
        summaries: all documents that may be looked into.
        cited_before: ids of the documents that the previous answer cited.
        described: the document that is meant if the question names none by its title.

    Returns:
        ``None`` if the question names what is no document here, or asks whether others say
        the same of nothing.
    """
    core = core_question(text)
    asked = what_is_asked(core)
    meant = documents_named(core, summaries) or ((described,) if described else None)
    if meant is None or not summaries:
        return None
    picked = names_a_document(meant, summaries)
    if not picked and asked is not RecordsAsked.DOCUMENTS:
        before = tuple(s for s in summaries if s.document_id in cited_before)
        picked, meant = bool(before), before or meant
    if asked is RecordsAsked.OTHERS and not picked and len(meant) > 1:
        return None
    if len(meant) > 1 and asked is RecordsAsked.SOURCES:
        asked = RecordsAsked.DOCUMENTS
    if len(meant) == 1 and asked is not RecordsAsked.DOCUMENTS:
        statements, citations = _one_record(meant[0], asked)
    else:
        statements, citations = _many_records(meant, asked, of=len(summaries), picked=picked)
    return RecordAnswer(
        tuple(statements),
        tuple(citations),
        tuple(summary.document_id for summary in meant),
        asked is RecordsAsked.OTHERS,
    )


def list_holding(
    words: Sequence[str],
    held: Sequence[DocumentSummary],
    summaries: Sequence[DocumentSummary],
) -> RecordAnswer:
    """Return the titles of the documents that hold the words, or of all there are if none does.

    Args:
        words: what was asked for, at least one.
        held: the documents that have every one of the words.
        summaries: all documents that may be looked into, at least one.
    """
    shown = (held or summaries)[:MAX_RECORDS]
    what = f"all the words of “{' '.join(words)}”" if len(words) > 1 else f"the word “{words[0]}”"
    if held:
        verb = "has" if len(held) == 1 else "have"
        lead = f"{len(held)} of {len(summaries)} documents {verb} {what}:"
    else:
        lead = f"None of {len(summaries)} documents has {what}. Their titles:"
    statements, citations = _entries(lead, [("title", one) for one in shown])
    ids = tuple(one.document_id for one in shown)
    return RecordAnswer(tuple(statements), tuple(citations), ids, False)


def _one_record(
    summary: DocumentSummary, asked: RecordsAsked
) -> tuple[list[Statement], list[RecordCitation]]:
    metadata = summary.metadata
    fields = list(_fields(asked, metadata))
    lead = f"From the record of “{metadata.title}” ({describe_source(summary)})"
    if len(metadata.sources) > MAX_RECORDS and asked is RecordsAsked.SOURCES:
        lead += f", {MAX_RECORDS} of its {len(metadata.sources)} sources"
        fields = fields[:MAX_RECORDS]
    citations = [_citation(number, summary, field) for number, field in enumerate(fields, 1)]
    statements = [_statement(citation, names_document=False) for citation in citations]
    return [Statement("lead", f"{lead}:"), *statements], citations


def _many_records(
    meant: Sequence[DocumentSummary], asked: RecordsAsked, *, of: int, picked: bool
) -> tuple[list[Statement], list[RecordCitation]]:
    """Return one entry of each record, what is known first, dates newest first."""
    field = _FIELDS[asked][0]
    if asked in (RecordsAsked.AGE, RecordsAsked.PUBLISHED):
        entries = sorted(
            ((_date_field(asked, s.metadata), s) for s in meant),
            key=lambda entry: record_value(entry[1].metadata, entry[0]) or "",
            reverse=True,
        )
    else:
        entries = [(field, s) for s in meant]
        entries.sort(key=lambda entry: record_value(entry[1].metadata, field) is None)
    unknown = sum(record_value(s.metadata, field) is None for field, s in entries)
    limit = MAX_NEWEST if asked is RecordsAsked.AGE else MAX_RECORDS
    shown = entries[:limit]
    lead = _lead_of_many(asked, len(entries), len(shown), unknown, picked=picked, of=of)
    return _entries(lead, shown)


def _entries(
    lead: str, entries: Sequence[tuple[str, DocumentSummary]]
) -> tuple[list[Statement], list[RecordCitation]]:
    """Return a lead, and an entry of each of several records below it."""
    citations = [_citation(number, s, field) for number, (field, s) in enumerate(entries, 1)]
    statements = [_statement(citation, names_document=True) for citation in citations]
    return [Statement("lead", lead), *statements], citations


def _lead_of_many(
    asked: RecordsAsked, count: int, shown: int, unknown: int, *, picked: bool, of: int
) -> str:
    documents = f"{count} of {of} documents" if picked else f"all {count} documents"
    if count == 1:
        documents = "the one document that there is"
    if asked is RecordsAsked.DOCUMENTS:
        lead = f"The titles of {documents}"
    elif asked is RecordsAsked.AGE:
        lead = f"The newest by the dates in the records of {documents}"
    else:
        lead = f"From the records of {documents}"
    if unknown:
        lead += f", {unknown} of them {UNKNOWN}" if count > 1 else ""
    if shown < count and asked is not RecordsAsked.AGE:
        lead += f", the first {shown} are shown"
    return f"{lead}:"


def _fields(asked: RecordsAsked, metadata: Metadata) -> tuple[str, ...]:
    """Return the entries to state: what was asked for, and what is known beside it."""
    if asked is RecordsAsked.SOURCES and metadata.sources:
        return tuple(f"sources[{n}]" for n in range(len(metadata.sources)))
    first, *others = _FIELDS[asked]
    return (first, *(field for field in others if record_value(metadata, field) is not None))


def _date_field(asked: RecordsAsked, metadata: Metadata) -> str:
    first, second = _FIELDS[asked]
    known = record_value(metadata, first) is not None
    return first if known or record_value(metadata, second) is None else second


def _citation(number: int, summary: DocumentSummary, field: str) -> RecordCitation:
    metadata = summary.metadata
    return RecordCitation(
        number=number,
        document_id=summary.document_id,
        document_title=metadata.title,
        published=metadata.published,
        as_of=metadata.as_of,
        kind=metadata.kind,
        field=field,
        value=record_value(metadata, field),
        content_hash=summary.content_hash,
    )


def _statement(citation: RecordCitation, *, names_document: bool) -> Statement:
    text = record_text(
        citation.document_title, citation.field, citation.value, names_document=names_document
    )
    value = citation.value or UNKNOWN
    is_title = citation.field == "title" and names_document  # is all there is to the statement
    start = -1 if is_title else text.rfind(value)
    return Statement(
        kind="record",
        text=text,
        citations=(citation.number,),
        verdict=Verdict.VERBATIM,
        emphasis=(start, start + len(value)) if start >= 0 else None,
    )


def cited_documents(answer: Answer) -> tuple[str, ...]:
    """Return the ids of the documents that an answer cites, in order, each once."""
    spans = (citation.span.document_id for citation in answer.citations)
    return tuple(dict.fromkeys((*spans, *(record.document_id for record in answer.records))))


def beside_records(
    found: RecordAnswer, quotes: Answer | None
) -> tuple[tuple[Statement, ...], tuple[Citation, ...], tuple[RecordCitation, ...]]:
    """Return statements and citations of an answer from records, behind quotes if there are any.

    Args:
        found: what the records say.
        quotes: what other documents say to the question before, if that was asked.
    """
    if not found.asks_for_others:
        return found.statements, (), found.citations
    if quotes is None or not quotes.citations:
        nobody = Statement("lead", "No other document here says it. What was cited before:")
        return (nobody, *found.statements), (), found.citations
    shift = len(quotes.citations)
    records = tuple(replace(one, number=one.number + shift) for one in found.citations)
    statements = tuple(
        replace(one, citations=tuple(number + shift for number in one.citations))
        for one in found.statements
    )
    others = Statement("lead", "What other documents here say of it:")
    return (others, *quotes.statements, *statements), quotes.citations, records
