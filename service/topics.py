"""What the documents say on a topic: a few telling sentences, and where there is more.

A topic has no one answer. The section that says most about it gives several sentences, other
sections one each; what they say besides is pointed to. A summary of a document takes the most
central sentence of each of its sections instead.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from index.encoding import Encoder
from index.records import Records
from ingest.documents import Document, Passage, Sentence
from service.answers import Citation, More, span_url
from service.evidence import Evidence
from service.reading import Reading, ReadSentence

# Of the best section, of each other section, and how many sections.
MAX_FIRST = 4
MAX_OTHER = 1
MAX_SECTIONS = 3
# As probable as this share of the best sentence: within the best section, and elsewhere.
FLOOR_WITHIN = 0.4
FLOOR_ELSEWHERE = 0.7
# A section is pointed to if its best sentence is this share as probable as the best of all.
FLOOR_POINTED_TO = 0.5
MAX_MORE = 6
MAX_SUMMARY_SECTIONS = 6
# Beyond this a document's sections are cut to their first sentences before they are compared.
MAX_COMPARED = 400

_Place = tuple[str, tuple[str, ...]]


def select_topic(reading: Reading) -> list[Evidence]:
    """Return the evidence on a topic, best section first; empty for an empty reading."""
    if not reading.sentences:
        return []
    best = reading.sentences[0].probability
    found: list[Evidence] = []
    for rank, (place, read) in enumerate(_by_section(reading)[:MAX_SECTIONS]):
        share, most = (FLOOR_ELSEWHERE, MAX_OTHER) if rank else (FLOOR_WITHIN, MAX_FIRST)
        chosen = [
            one.sentence
            for one in read
            if one.probability >= share * best and one.sentence.kind != "lead_in"
        ][:most]
        if chosen:
            found.append(evidence_of(place, chosen))
    return found


def select_summary(
    document: Document, passages: Sequence[Passage], encoder: Encoder
) -> list[Evidence]:
    """Return the most central sentence of each of the fullest sections, in order.

    Central is what is most like all of the document (the mean of its sentences' vectors).
    """
    placed = [
        (passage.section, sentence)
        for passage in passages
        for sentence in passage.sentences
        if sentence.kind != "lead_in"
    ][:MAX_COMPARED]
    if not placed:
        return []
    vectors = encoder.embed([document.text[s.start : s.end] for _, s in placed])
    central = np.asarray(vectors, np.float32) @ np.asarray(vectors, np.float32).mean(axis=0)
    sections: dict[tuple[str, ...], list[int]] = {}
    for row, (section, _) in enumerate(placed):
        sections.setdefault(section, []).append(row)
    fullest = sorted(sections.values(), key=lambda rows: -len(rows))[:MAX_SUMMARY_SECTIONS]
    best = sorted(max(rows, key=lambda row: float(central[row])) for rows in fullest)
    return [evidence_of((document.document_id, placed[row][0]), [placed[row][1]]) for row in best]


def more_on_topic(
    reading: Reading, citations: Sequence[Citation], records: Records
) -> tuple[More, ...]:
    """Return the sections that say more on a topic than is quoted, best first."""
    if not reading.sentences:
        return ()
    floor = reading.sentences[0].probability * FLOOR_POINTED_TO
    places = [place for place, read in _by_section(reading) if read[0].probability >= floor]
    return _more(places, citations, records)


def more_in_document(
    document_id: str, citations: Sequence[Citation], records: Records
) -> tuple[More, ...]:
    """Return the sections of a document that say more than is quoted, in order."""
    places = ((document_id, passage.section) for passage in records.passages_of(document_id))
    return _more(places, citations, records)


def _more(
    places: Iterable[_Place], citations: Sequence[Citation], records: Records
) -> tuple[More, ...]:
    quoted = {(c.span.document_id, c.span.start) for c in citations}
    found: list[More] = []
    for document_id, section in dict.fromkeys(places):
        document = records.document(document_id)
        sentences = [
            sentence
            for passage in records.passages_of(document_id)
            if passage.section == section
            for sentence in passage.sentences
        ]
        unquoted = [one for one in sentences if (document_id, one.start) not in quoted]
        if document is None or not unquoted or len(found) == MAX_MORE:
            continue
        url = span_url(document_id, sentences[0].start, sentences[-1].end)
        found.append(More(document_id, document.metadata.title, section, len(unquoted), url))
    return tuple(found)


def _by_section(reading: Reading) -> list[tuple[_Place, list[ReadSentence]]]:
    """Return what was read by section, each best first; the section of the best sentence first."""
    sections: dict[_Place, list[ReadSentence]] = {}
    for read in reading.sentences:
        place = (read.passage.document_id, read.passage.section)
        sections.setdefault(place, []).append(read)
    return list(sections.items())


def evidence_of(place: _Place, sentences: Sequence[Sentence], side: str = "") -> Evidence:
    """Return sentences of one section as evidence, in order."""
    document_id, section = place
    ordered = tuple(sorted(sentences, key=lambda sentence: sentence.start))
    lead_ins = {one.lead_in for one in ordered if one.kind == "item" and one.lead_in}
    return Evidence(
        document_id, section, ordered, next(iter(lead_ins)) if len(lead_ins) == 1 else None, side
    )
