"""Evidence to statements: a lead that names section and document, then verbatim quotes.

Nothing is rephrased. The lead is ours and says where the quotes stand and how old they
are; a list's lead-in sentence is named in it, so that "the agenda" or "analysts say"
stays with every item.
"""

import re
from collections.abc import Sequence

from index.records import DocumentSummary, Records
from ingest.documents import Document, Sentence
from service.answers import Citation, Statement, Verdict
from service.citations import source_span
from service.evidence import Evidence
from service.said_times import said_times
from service.stances import stance_of

_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)*|[IVXL]+|[A-Z])[.)]\s+")


def compose(
    evidence: Sequence[Evidence], records: Records, *, name_documents: bool
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Return the statements of an answer and their citations, numbered from 1.

    Args:
        evidence: what was selected, in the order in which it is shown.
        records: where the documents are.
        name_documents: whether leads name the document (more than one could be meant).
    """
    statements: list[Statement] = []
    citations: list[Citation] = []
    for group in evidence:
        document = records.document(group.document_id)
        if document is None:
            continue  # not in this version: nothing can be quoted
        statements.append(Statement("lead", _lead(group, document, name_documents)))
        for sentence in group.sentences:
            span = source_span(document, group.section, sentence)
            stance, speaker = stance_of(span.quote, group.section, lead_in_text(document, sentence))
            citations.append(Citation(len(citations) + 1, span))
            statements.append(
                Statement(
                    kind="quote",
                    text=span.quote,
                    citations=(len(citations),),
                    verdict=Verdict.VERBATIM,
                    stance=stance,
                    speaker=speaker,
                    times=said_times(span.quote, document.metadata, speaker),
                )
            )
    return tuple(statements), tuple(citations)


def lead_in_text(document: Document, sentence: Sentence) -> str:
    """Return the sentence that leads ``sentence`` in, on one line; empty if none does."""
    return " ".join(document.text[slice(*sentence.lead_in)].split()) if sentence.lead_in else ""


def describe_source(document: Document | DocumentSummary) -> str:
    """Return "article of 2026-02-06", "background as of 2026-07-02" or "undated article"."""
    metadata = document.metadata
    if metadata.published:
        return f"{metadata.kind} of {metadata.published}"
    if metadata.as_of:
        return f"{metadata.kind} as of {metadata.as_of}"
    return f"undated {metadata.kind}"


def shown_path(section: Sequence[str]) -> str:
    """Return a heading path as it is read aloud: without the headings' numbering."""
    return " > ".join(_NUMBERING.sub("", heading) for heading in section)


def _lead(group: Evidence, document: Document, name_document: bool) -> str:
    listed = all(sentence.kind == "item" for sentence in group.sentences)
    place = shown_path(group.section)
    if place:
        lead = f"{'Listed under' if listed else 'Under'} {place}"
        lead += f" in “{document.metadata.title}”" if name_document else ""
    elif name_document:
        lead = f"{'Listed in' if listed else 'In'} “{document.metadata.title}”"
    else:
        lead = "Listed at the top of the text" if listed else "At the top of the text"
    lead += f" ({describe_source(document)})"
    if group.side:
        lead = f"On “{group.side}”: {lead[:1].lower()}{lead[1:]}"
    if group.lead_in and _stands_in_section(group, document):
        introduction = " ".join(document.text[slice(*group.lead_in)].split())
        lead += f", introduced with “{introduction.rstrip(':')}”"
    return f"{lead}:"


def _stands_in_section(group: Evidence, document: Document) -> bool:
    """Whether the list's lead-in stands below the same heading, not further up the path."""
    assert group.lead_in is not None
    headings = [h for h in document.outline if h.path == group.section]
    start = max((h.end for h in headings if h.end <= group.sentences[0].start), default=0)
    return group.lead_in[0] >= start
