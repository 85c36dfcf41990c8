"""One answer held against what is known of the right one: counts that measures are made of.

A citation is right if it overlaps an expected span by at least half of either, or names
the expected metadata field; leads count nowhere; any citation on an unanswerable question
is wrong. ``partial`` counts as answering for false refusals and as failing for abstention
recall. Every measure is a ratio of sums: a ``Judgement`` holds, by the measure's name, what
its question adds above and below the line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ingest.documents import Passage
from service.answers import Outcome
from service.question_files import (
    ANY_DOCUMENT,
    EvaluationQuestion,
    ExpectedSpan,
    TextOf,
    required_groups,
)
from service.schemas import AnswerBody

Counts = dict[str, tuple[float, float]]

DISAGREEMENT = "sources_disagree"
BROKEN = "broken"
"""The outcome of an answer that was withheld, because a quotation was not in its source."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A span of a document that a statement cites, or a metadata field of it."""

    document_id: str
    start: int | None
    end: int | None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A question, what came of it, and what that adds to each measure.

    ``cited`` and ``right`` are parallel, in the order of the statements. ``missed`` are
    the names of required groups that no citation hits. ``quotes`` counts quotations
    compared with their source, ``differing`` those that differ from it.
    """

    question: EvaluationQuestion
    standalone_question: str
    outcome: str
    reason: str | None
    confidence: float
    cited: tuple[Cited, ...]
    right: tuple[bool, ...]
    missed: tuple[str, ...]
    counts: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    quotes: int = 0
    differing: int = 0
    milliseconds: float = 0.0


def overlaps_by_half(start: int, end: int, other_start: int, other_end: int) -> bool:
    """Whether two half-open spans share at least half of the shorter one."""
    overlap = min(end, other_end) - max(start, other_start)
    return overlap > 0 and 2 * overlap >= min(end - start, other_end - other_start)


def hits(cited: Cited, expected: ExpectedSpan) -> bool:
    """Whether a citation overlaps an expected span by at least half of either."""
    return (
        cited.document_id == expected.document_id
        and cited.start is not None
        and cited.end is not None
        and overlaps_by_half(cited.start, cited.end, expected.start, expected.end)
    )


def names_record(cited: Cited, question: EvaluationQuestion) -> bool:
    """Whether a citation names the metadata field that the question asks for."""
    record = question.expected.record
    return (
        record is not None
        and cited.field is not None
        and cited.field.partition("[")[0] == record.field  # sources[2] is one of the sources
        and record.document_id in (ANY_DOCUMENT, cited.document_id)
    )


def judge(
    question: EvaluationQuestion,
    answer: AnswerBody,
    retrieved: tuple[Passage, ...],
    text_of: TextOf,
) -> Judgement:
    """Return the judgement of one answer.

    Args:
        question: the question with what is known of its answer.
        answer: what the service sends.
        retrieved: the passages that retrieval brings up for the question as it was asked.
        text_of: the documents, to hold every quotation against.
    """
    cited = tuple(_citations(answer))
    expected = question.expected
    right = tuple(
        names_record(one, question) or any(hits(one, span) for span in expected.spans)
        for one in cited
    )
    found = {
        name: any(hits(one, span) for one in cited for span in spans)
        for name, spans in required_groups(expected.spans).items()
    }
    if expected.record is not None:
        found["record"] = any(names_record(one, question) for one in cited)
    checks = list(_quotations(answer, text_of))
    return Judgement(
        question=question,
        standalone_question=answer.standalone_question,
        outcome=answer.outcome,
        reason=answer.reason.code if answer.reason else None,
        confidence=answer.confidence,
        cited=cited,
        right=right,
        missed=tuple(name for name, hit in found.items() if not hit),
        counts={
            **_evidence_counts(question, right, list(found.values()), retrieved),
            **_abstention_counts(expected.answerable, answer.outcome),
            **_outcome_counts(question, answer, right),
        },
        quotes=len(checks),
        differing=checks.count(False),
        milliseconds=answer.timings_ms["total"],
    )


def judge_withheld(question: EvaluationQuestion) -> Judgement:
    """Return the judgement of an answer withheld since a quotation differed from its source."""
    groups = tuple(required_groups(question.expected.spans))
    counts = _evidence_counts(question, (), [False] * len(groups), ())
    counts |= _abstention_counts(question.expected.answerable, BROKEN)
    if question.expected.outcome is not None:
        counts["outcome accuracy"] = (0, 1)
    return Judgement(
        question, question.text, BROKEN, None, 0.0, (), (), groups, counts, quotes=1, differing=1
    )


def _citations(answer: AnswerBody) -> Iterator[Cited]:
    """Yield what each statement cites, in order; leads cite nothing that counts."""
    by_number = {citation.number: citation for citation in answer.citations}
    for statement in answer.statements:
        if statement.kind == "lead":
            continue
        for number in statement.citations:
            cited = by_number[number]
            yield Cited(cited.document_id, cited.start, cited.end, cited.field)


def _quotations(answer: AnswerBody, text_of: TextOf) -> Iterator[bool]:
    """Yield for every quotation shown whether it equals its span of the document."""
    spans = {citation.number: citation for citation in answer.citations}
    for shown in (*answer.citations, *answer.nearest):
        if shown.start is not None:
            text = text_of(shown.document_id)
            yield text is not None and text[shown.start : shown.end] == shown.quote
    for statement in answer.statements:
        if statement.kind == "quote":
            yield any(spans[number].quote == statement.text for number in statement.citations)


def _evidence_counts(
    question: EvaluationQuestion,
    right: tuple[bool, ...],
    found: list[bool],
    retrieved: tuple[Passage, ...],
) -> Counts:
    counts: Counts = {"citation precision": (sum(right), len(right))}
    if not question.expected.answerable or not found:
        return counts
    counts["evidence hit@1"] = (float(right[:1] == (True,)), 1)
    counts["evidence recall"] = (sum(found) / len(found), 1)
    counts["citation recall"] = (sum(found), len(found))
    groups = required_groups(question.expected.spans)
    if groups:
        within = [
            any(_holds(passage, span) for passage in retrieved for span in spans)
            for spans in groups.values()
        ]
        counts["evidence retrieved"] = (sum(within), len(within))
    return counts


def _holds(passage: Passage, span: ExpectedSpan) -> bool:
    """Whether at least half of a span lies in a passage."""
    overlap = min(passage.end, span.end) - max(passage.start, span.start)
    return passage.document_id == span.document_id and 2 * overlap >= span.end - span.start


def _abstention_counts(answerable: bool, outcome: str) -> Counts:
    abstained = outcome == Outcome.ABSTAINED
    counts: Counts = {"partial": (float(outcome == Outcome.PARTIAL), 1)}
    if abstained:
        counts["abstention precision"] = (float(not answerable), 1)
    if answerable:
        counts["false refusals"] = (float(abstained), 1)
    else:
        counts["abstention recall"] = (float(abstained), 1)
    # F1 = 2 TP / (2 TP + FP + FN), where a right abstention is a true positive.
    if abstained and not answerable:
        counts["abstention F1"] = (2, 2)
    elif abstained != (not answerable):
        counts["abstention F1"] = (0, 1)
    return counts


def _outcome_counts(
    question: EvaluationQuestion, answer: AnswerBody, right: tuple[bool, ...]
) -> Counts:
    expected = question.expected
    outcome: str = answer.outcome
    counts: Counts = {}
    if expected.outcome is not None:
        flag = (float(outcome == expected.outcome), 1.0)
        counts["outcome accuracy"] = flag
        if question.request.history:
            counts["outcome accuracy, follow-ups"] = flag
        if question.kind is not None:
            counts[f"outcome accuracy, {question.kind}"] = flag
    if expected.reasons and outcome == Outcome.ABSTAINED:
        given = answer.reason.code if answer.reason else None
        counts["reason accuracy"] = (float(given in expected.reasons), 1)
    if expected.record is not None:
        counts["answers about sources"] = (float(any(right)), 1)
    warned = any(warning.code == DISAGREEMENT for warning in answer.warnings)
    if expected.disagree:
        counts["disagreement shown"] = (float(warned), 1)
    if warned:
        counts["disagreement warnings right"] = (float(expected.disagree), 1)
    return counts
