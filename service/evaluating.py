"""How good the answers are, on a file of questions with expected evidence.

A citation is right if it overlaps an expected span by at least half of either; leads
count nowhere; any citation on an unanswerable question is wrong. ``partial`` counts as
answering for false refusals and as failing for abstention recall.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from service.answers import Answer, Citation, Outcome
from service.assistant import Assistant
from service.errors import QuestionsUnreadable


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A span that answers: half-open code point offsets into a document."""

    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TestQuestion:
    """A question with its label and every acceptable span."""

    question_id: str
    text: str
    answerable: bool
    evidence: tuple[GoldSpan, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A question with the answer that came."""

    question: TestQuestion
    answer: Answer


def read_questions(path: Path) -> list[TestQuestion]:
    """Return the questions of a JSON Lines file.

    Raises:
        QuestionsUnreadable: no such file, or a line without the fields it needs.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsUnreadable(f"cannot read the questions in {path}") from error
    questions = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                questions.append(_question(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise QuestionsUnreadable(f"{path}, line {number}: {error!r}") from error
    if not questions:
        raise QuestionsUnreadable(f"{path} holds no question")
    return questions


def _question(row: Mapping[str, object]) -> TestQuestion:
    evidence = row["evidence"]
    if not isinstance(evidence, list):
        raise TypeError("evidence is not a list")
    spans = tuple(GoldSpan(e["document_id"], int(e["start"]), int(e["end"])) for e in evidence)
    if row["label"] not in ("answerable", "unanswerable"):
        raise ValueError("label is neither answerable nor unanswerable")
    return TestQuestion(str(row["id"]), str(row["text"]), row["label"] == "answerable", spans)


def evaluate(assistant: Assistant, questions: Iterable[TestQuestion]) -> list[Result]:
    """Ask every question and keep what came."""
    return [Result(question, assistant.ask(question.text)) for question in questions]


def is_right(start: int, end: int, gold: GoldSpan) -> bool:
    """Whether a cited span overlaps an expected one by at least half of either."""
    overlap = min(end, gold.end) - max(start, gold.start)
    return overlap > 0 and 2 * overlap >= min(end - start, gold.end - gold.start)


def _hits(citation: Citation, gold: GoldSpan) -> bool:
    span = citation.span
    return span.document_id == gold.document_id and is_right(span.start, span.end, gold)


def right_citations(result: Result) -> list[bool]:
    """Return for every citation, in order, whether it is right."""
    return [
        any(_hits(citation, gold) for gold in result.question.evidence)
        for citation in result.answer.citations
    ]


def found_evidence(result: Result) -> list[bool]:
    """Return for every expected span, in order, whether a citation hits it."""
    return [
        any(_hits(citation, gold) for citation in result.answer.citations)
        for gold in result.question.evidence
    ]


def measures(results: Sequence[Result]) -> dict[str, float]:
    """Return the figures by name, each a share in [0, 1] or a time in milliseconds."""
    answerable = [r for r in results if r.question.answerable]
    unanswerable = [r for r in results if not r.question.answerable]
    abstained = [r for r in results if r.answer.outcome is Outcome.ABSTAINED]
    right = [flag for r in results for flag in right_citations(r)]
    found = [flag for r in answerable for flag in found_evidence(r)]
    refused = [r for r in unanswerable if r.answer.outcome is Outcome.ABSTAINED]
    false_refusals = [r for r in answerable if r.answer.outcome is Outcome.ABSTAINED]
    first_hits = [bool((right_citations(r) or [False])[0]) for r in answerable]
    times = [r.answer.timings_ms["total"] for r in results]
    return {
        "questions": len(results),
        "answerable": len(answerable),
        "evidence hit@1": _share(first_hits),
        "evidence hit, any citation": _share([any(right_citations(r)) for r in answerable]),
        "citation precision": _share(right),
        "citation recall": _share(found),
        "abstention precision": len(refused) / len(abstained) if abstained else 1.0,
        "abstention recall": len(refused) / len(unanswerable) if unanswerable else 1.0,
        "false refusals": len(false_refusals) / len(answerable) if answerable else 0.0,
        "partial": sum(r.answer.outcome is Outcome.PARTIAL for r in results) / len(results),
        "milliseconds, median": median(times),
    }


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 1.0


def report(results: Sequence[Result], *, details: bool = False) -> str:
    """Return the figures as lines of text, with every miss if ``details``."""
    lines = [
        f"{name:<28} {value:>8.0f}"
        if name in ("questions", "answerable")
        else f"{name:<28} {value:>8.3f}"
        for name, value in measures(results).items()
    ]
    if details:
        lines += [line for result in results for line in _miss(result)]
    return "\n".join(lines)


def _miss(result: Result) -> list[str]:
    question, answer = result.question, result.answer
    right = right_citations(result)
    found = found_evidence(result)
    if question.answerable and found and all(found) and all(right):
        return []
    if not question.answerable and answer.outcome is Outcome.ABSTAINED:
        return []
    head = (
        f"\n{question.question_id} [{'answerable' if question.answerable else 'unanswerable'}]"
        f" {question.text}\n  {answer.outcome} p={answer.confidence:.2f}"
        f" found {sum(found)}/{len(found)}, right {sum(right)}/{len(right)}"
    )
    quotes = [
        f"  {'+' if ok else '-'} {citation.span.quote[:110]!r}"
        for ok, citation in zip(right, answer.citations, strict=True)
    ]
    return [head, *([f"  {answer.reason.message}"] if answer.reason else []), *quotes]
