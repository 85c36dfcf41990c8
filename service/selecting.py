"""Which way evidence is selected, by the kind of question."""

from index.records import Records
from service.answers import Citation, More
from service.disagreements import with_counterparts
from service.evidence import Evidence, select_evidence
from service.question_kinds import QuestionKind
from service.questions import Question
from service.reading import Reading
from service.sides import select_by_side
from service.sources import newest_first
from service.topics import more_on_topic, select_topic


def select(question: Question, reading: Reading, records: Records) -> list[Evidence]:
    """Return the evidence for an answer in the form that the question asks for.

    With it comes what else was read that speaks against it. It is grouped by document, newest
    first, except where it is grouped by the sides of a comparison.
    """
    evidence = _select(question, reading, records)
    evidence = with_counterparts(question, evidence, reading, records)
    return evidence if any(group.side for group in evidence) else newest_first(evidence, records)


def _select(question: Question, reading: Reading, records: Records) -> list[Evidence]:
    if question.kind is QuestionKind.TOPIC:
        return select_topic(reading)
    special: list[Evidence] = []
    if question.kind is QuestionKind.COMPARISON:
        special = select_by_side(question, reading)
    return special or select_evidence(question, reading, records)


def more_for(
    question: Question, reading: Reading, citations: tuple[Citation, ...], records: Records
) -> tuple[More, ...]:
    """Return where there is more to read; only a topic is larger than its answer."""
    if question.kind is not QuestionKind.TOPIC or not citations:
        return ()
    return more_on_topic(reading, citations, records)
