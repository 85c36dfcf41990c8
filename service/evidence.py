"""Which of the sentences that were read make up the answer.

Comes in: a question and its reading. Goes out: groups of sentences, one per section of a
document, in the order of the document: the best sentence, those that come close to it, and
lists as wholes where most of what was read of them does.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.records import Records
from ingest.documents import Sentence
from service.answer_types import AnswerType
from service.questions import Question
from service.reading import Reading, ReadSentence

# A further sentence joins the best one if it is at least this share as probable and at least
# this probable in itself. More do where several are wanted.
JOINS_AT = 0.75
JOINS_FROM = 0.5
MAX_SENTENCES = 4
GATHERED_AT = 0.7
GATHERED_FROM = 0.45
MAX_GATHERED = 12
# A list is brought whole if this share of what was read of it joins, and so many items do.
WHOLE_FROM = 0.4
MIN_ITEMS = 2
_POINTER = re.compile(
    r"(?:here(?:['’]s| is| are)|below|these (?:are|include)|the following)\b|.*\bas follows\W*$"
    r"|.*\bthe following\b[^.]{0,30}:$",
    re.IGNORECASE | re.DOTALL,
)
_NARROW = frozenset(AnswerType) - {AnswerType.ANY, AnswerType.ACTOR, AnswerType.NAME}
_Unit = int | tuple[int, int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Sentences of one section of one document, in order.

    ``lead_in``: span of the sentence that introduces the sentences' list within the same
    section, ``None`` where there is none or it is among the sentences. ``side``: the side of
    a comparison that they speak of, empty elsewhere.
    """

    document_id: str
    section: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    lead_in: tuple[int, int] | None
    side: str = ""


def select_evidence(question: Question, reading: Reading, records: Records) -> list[Evidence]:
    """Return the evidence for an answer, best section first; empty for an empty reading."""
    if not reading.sentences:
        return []
    best = reading.sentences[0]
    joining = _joining(question, reading)
    chosen = joining[: MAX_GATHERED if question.gathers else MAX_SENTENCES]
    groups: dict[tuple[str, tuple[str, ...]], dict[int, Sentence]] = {}
    for read in chosen:
        group = groups.setdefault(_place(read), {})
        if read.sentence.kind == "lead_in":
            introduced = _introduced(records, read)
            if introduced and read is not best and _is_narrow(question):
                continue  # half a statement, and the question wants one thing
            if not (question.gathers or _only_points(read)):
                introduced = []  # what it says itself is what was asked
            for section, item in introduced:
                place = (read.passage.document_id, section)
                groups.setdefault(place, {})[item.start] = item
        if not _only_points(read):
            group[read.sentence.start] = read.sentence
    for document_id, unit in _whole_units(reading, joining):
        for section, item in _sentences(records, document_id):
            if unit in _units_of(item):
                groups.setdefault((document_id, section), {})[item.start] = item
    return [
        _group(document_id, section, [group[start] for start in sorted(group)])
        for (document_id, section), group in groups.items()
        if group
    ]


def _joining(question: Question, reading: Reading) -> list[ReadSentence]:
    """Return the best sentence and all that come close to it, best first."""
    share, least = (GATHERED_AT, GATHERED_FROM) if question.gathers else (JOINS_AT, JOINS_FROM)
    best = reading.sentences[0].probability
    floor = min(best, max(best * share, least))
    return [read for read in reading.sentences if read.probability >= floor]


def _place(read: ReadSentence) -> tuple[str, tuple[str, ...]]:
    return read.passage.document_id, read.passage.section


def _whole_units(reading: Reading, joining: Sequence[ReadSentence]) -> list[tuple[str, _Unit]]:
    """Return the lists, by document, of which most items that were read join the answer."""
    read = _count_units(reading.sentences)
    joined = _count_units(joining)
    return [
        key
        for key, count in joined.items()
        if count >= MIN_ITEMS and count >= WHOLE_FROM * read[key]
    ]


def _count_units(sentences: Sequence[ReadSentence]) -> Counter[tuple[str, _Unit]]:
    return Counter(
        (read.passage.document_id, unit) for read in sentences for unit in _units_of(read.sentence)
    )


def _units_of(sentence: Sentence) -> tuple[_Unit, ...]:
    """Return what a sentence is one of several of: its list, and all that its lead-in introduces.

    A lead-in may introduce several lists, each under a heading.
    """
    if sentence.list_number is None:
        return ()
    return (sentence.list_number, *([sentence.lead_in] if sentence.lead_in else []))


def _is_narrow(question: Question) -> bool:
    """Whether one sentence is wanted: a date, a number, a yes or no; not a whole list."""
    return (question.asks in _NARROW or question.is_yes_no) and not question.wants_list


def _only_points(read: ReadSentence) -> bool:
    """Whether a lead-in only points at its list ("Here are the steps:") and claims nothing."""
    return read.sentence.kind == "lead_in" and bool(_POINTER.match(read.text))


def _introduced(records: Records, lead_in: ReadSentence) -> list[tuple[tuple[str, ...], Sentence]]:
    """Return the items that a lead-in introduces, each with its section.

    They may stand in several lists, under the headings that the lead-in announces.
    """
    span = (lead_in.sentence.start, lead_in.sentence.end)
    return [
        (section, sentence)
        for section, sentence in _sentences(records, lead_in.passage.document_id)
        if sentence.lead_in == span and sentence.kind == "item"
    ]


def _sentences(records: Records, document_id: str) -> Iterator[tuple[tuple[str, ...], Sentence]]:
    """Yield all sentences of a document in order, each with its section."""
    for passage in records.passages_of(document_id):
        for sentence in passage.sentences:
            yield passage.section, sentence


def _group(document_id: str, section: tuple[str, ...], sentences: Sequence[Sentence]) -> Evidence:
    spans = {(sentence.start, sentence.end) for sentence in sentences}
    lead_ins = {
        sentence.lead_in for sentence in sentences if sentence.kind == "item" and sentence.lead_in
    }
    lead_in = next(iter(lead_ins)) if len(lead_ins) == 1 else None
    return Evidence(
        document_id=document_id,
        section=section,
        sentences=tuple(sentences),
        lead_in=None if lead_in in spans else lead_in,
    )
