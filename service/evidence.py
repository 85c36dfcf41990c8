"""Which of the sentences that were read make up the answer.

Comes in: a question and its reading. Goes out: groups of sentences, one per section of a
document, in the order of the document. A question that a list's heading or lead-in meets
brings the whole list; otherwise the best sentence does, with those that come close to it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.records import Records
from ingest.documents import Sentence
from service.answer_types import AnswerType
from service.questions import Question
from service.reading import Reading, ReadSentence

# A further sentence joins the best one if it is at least this share as probable.
JOINS_AT = 0.8
MAX_SENTENCES = 4
# A list is asked for as a whole if its heading and lead-in support the question's words
# this well on average, and hardly worse than the best item does.
LIST_SUPPORT = 0.6
LIST_MARGIN = 0.08
# ... and if its second item does at least this share as well as its first.
LIST_EVENNESS = 0.5
_POINTER = re.compile(
    r"(?:here(?:['’]s| is| are)|below|these (?:are|include)|the following)\b|.*\bas follows\W*$"
    r"|.*\bthe following\b[^.]{0,30}:$",
    re.IGNORECASE | re.DOTALL,
)
_NARROW = frozenset(AnswerType) - {AnswerType.ANY, AnswerType.ACTOR, AnswerType.NAME}


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
    chosen = _close_to_best(reading.sentences)
    whole = _list_asked_for(question, reading.sentences, best)
    if whole is not None:
        chosen = [read for read in chosen if _place(read) == _place(best)]
    groups: dict[tuple[str, tuple[str, ...]], dict[int, Sentence]] = {}
    for read in chosen:
        group = groups.setdefault(_place(read), {})
        if read.sentence.kind == "lead_in":
            introduced = _introduced(records, read)
            if introduced and read is not best and _is_narrow(question):
                continue  # half a statement, and the question wants one thing
            if _is_narrow(question) and not _only_points(read):
                introduced = []  # what it says itself is what was asked
            for section, item in introduced:
                place = (read.passage.document_id, section)
                groups.setdefault(place, {})[item.start] = item
        elif whole is not None and read.sentence.list_number == whole:
            items = _whole_list(records, read.passage.document_id, whole)
            group.update((item.start, item) for item in items)
        if not _only_points(read):
            group[read.sentence.start] = read.sentence
    return [
        _group(document_id, section, [group[start] for start in sorted(group)])
        for (document_id, section), group in groups.items()
        if group
    ]


def _place(read: ReadSentence) -> tuple[str, tuple[str, ...]]:
    return read.passage.document_id, read.passage.section


def _close_to_best(sentences: Sequence[ReadSentence]) -> list[ReadSentence]:
    floor = sentences[0].probability * JOINS_AT
    return [read for read in sentences[:MAX_SENTENCES] if read.probability >= floor]


def _list_asked_for(
    question: Question, sentences: Sequence[ReadSentence], best: ReadSentence
) -> int | None:
    """Return the number of the list that the question asks for as a whole, if it does."""
    number = best.sentence.list_number
    if number is None or not question.words or _is_narrow(question):
        return None
    items = [
        read
        for read in sentences
        if read.sentence.list_number == number
        and read.passage.document_id == best.passage.document_id
    ]
    # What every item shares comes from the heading path and the lead-in.
    if len(items) > 1 and items[1].probability < LIST_EVENNESS * best.probability:
        return None  # one item stands out: it is the answer
    frame = np.min([item.support for item in items], axis=0)
    met, own = float(frame.mean()), float(best.own_support.mean())
    return number if met >= LIST_SUPPORT and met >= own - LIST_MARGIN else None


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


def _whole_list(records: Records, document_id: str, list_number: int) -> list[Sentence]:
    """Return all items of a list in order, also those in passages that were not read."""
    return [
        sentence
        for _, sentence in _sentences(records, document_id)
        if sentence.list_number == list_number
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
