"""Two questions in one message: taken apart, asked one by one, and put together again.

"Who led the talks and how much did they cost?" may be answered in one part and not in the
other, and then says which. Only what surely is two questions is taken apart: both halves ask,
each with a question word of its own. A comparison is one question.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.records import Records
from service.answers import Answer, Citation, Missing, NearestSpan, Outcome, Reason, Statement
from service.notices import notices
from service.question_kinds import QuestionKind, core_question, kind_of
from service.quotation_notes import Disagreement, Premise

_QUESTION_WORD = r"(?:who|whom|whose|what|when|where|why|which|how)"
_BETWEEN = re.compile(
    # After a bare comma "who" and "which" begin a relative clause.
    rf"(?:,?\s+(?:and|but)(?:\s+also|\s+then)?|;)\s+(?={_QUESTION_WORD}\b)"
    rf"|,\s+(?=(?:what|how)\b)|(?<=\?)\s+(?:and\s+)?(?={_QUESTION_WORD}\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    rf"(?:(?:in|on|at|by|to|for|from|with) )?{_QUESTION_WORD}\b"
    r"|(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could)\b",
    re.IGNORECASE,
)
_NEVER_APART = (
    QuestionKind.COMPARISON,
    QuestionKind.SOURCES,
    QuestionKind.OPINION,
    QuestionKind.OUT_OF_SCOPE,
)
_THIRD = re.compile(rf",\s+{_QUESTION_WORD}\b", re.IGNORECASE)
MAX_NEAREST = 3
# A name or a verb beside the question word.
_MIN_WORDS = 2


def parts_of(text: str) -> tuple[str, str] | None:
    """Return the two questions of a message, or ``None`` if it is one."""
    core = core_question(text)
    if kind_of(text) in _NEVER_APART:
        return None
    between = list(_BETWEEN.finditer(core))
    if len(between) != 1:
        return None
    first, second = core[: between[0].start()].strip(), core[between[0].end() :].strip()
    long_enough = min(len(first.split()), len(second.split())) >= _MIN_WORDS
    if not long_enough or not _ASKS.match(first) or _THIRD.search(first):
        return None
    return first.rstrip(" ?,"), second.rstrip(" ?")


def put_together(
    text: str, parts: tuple[str, str], answers: tuple[Answer, Answer], records: Records
) -> Answer:
    """Return the one answer to a message of two questions.

    Raises:
        ValueError: one of the answers is from another index version.
    """
    first, second = answers
    if first.index_version != second.index_version:
        raise ValueError("two parts were answered from two versions")
    answered = [answer.outcome is Outcome.ANSWERED for answer in answers]
    if not any(answered):
        answered = [answer.outcome is not Outcome.ABSTAINED for answer in answers]
    told = [
        (part, answer)
        for part, answer, is_told in zip(parts, answers, answered, strict=True)
        if is_told
    ]
    statements, citations = _joined(told)
    disagreements, premises = _compared([answer for _, answer in told], citations)
    outcome, reason = _ending(parts, answers, answered)
    return replace(
        first,
        question=text.strip(),
        standalone_question=text.strip(),
        outcome=outcome,
        confidence=min(first.confidence, second.confidence),
        reason=reason,
        statements=statements,
        citations=citations,
        nearest=() if outcome is Outcome.ANSWERED else _unquoted(answers, citations),
        warnings=notices(statements, citations, disagreements, records),
        disagreements=disagreements,
        premises=premises,
        timings_ms={
            name: round(first.timings_ms[name] + second.timings_ms[name], 1)
            for name in first.timings_ms
        },
    )


def _compared(
    answers: Sequence[Answer], citations: Sequence[Citation]
) -> tuple[tuple[Disagreement, ...], tuple[Premise, ...]]:
    """Return what the answers set side by side, by the numbers of the joined citations."""
    numbers = {(c.span.document_id, c.span.start, c.span.end): c.number for c in citations}
    disagreements: list[Disagreement] = []
    premises: list[Premise] = []
    for answer in answers:
        now = {
            c.number: numbers[c.span.document_id, c.span.start, c.span.end]
            for c in answer.citations
        }
        disagreements += [
            replace(one, citations=tuple(now[number] for number in one.citations))
            for one in answer.disagreements
        ]
        premises += [replace(one, citation=now[one.citation]) for one in answer.premises]
    return tuple(dict.fromkeys(disagreements)), tuple(premises)


def _ending(
    parts: tuple[str, str], answers: tuple[Answer, Answer], answered: Sequence[bool]
) -> tuple[Outcome, Reason | None]:
    if not any(answered):
        return Outcome.ABSTAINED, answers[0].reason
    if all(answered):
        doubt = next((answer.reason for answer in answers if answer.reason), None)
        return (Outcome.PARTIAL if doubt else Outcome.ANSWERED), doubt
    open_part = answered.index(False)
    why = answers[open_part].reason
    return Outcome.PARTIAL, Reason(
        "part_unanswered",
        f"One part is not answered: “{parts[open_part]}”. {why.message if why else ''}".strip(),
        (Missing("part", parts[open_part]), *(why.missing if why else ())),
    )


def _joined(
    told: Sequence[tuple[str, Answer]],
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Return the statements of the answers; a span that two quote is cited by one number."""
    statements: list[Statement] = []
    citations: list[Citation] = []
    numbers: dict[tuple[str, int, int], int] = {}
    for part, answer in told:
        if len(told) > 1:
            statements.append(Statement("lead", f"On “{part}”:"))
        renumbered: dict[int, int] = {}
        for citation in answer.citations:
            span = citation.span
            place = (span.document_id, span.start, span.end)
            if place not in numbers:
                numbers[place] = len(citations) + 1
                citations.append(Citation(numbers[place], span))
            renumbered[citation.number] = numbers[place]
        statements += [
            replace(one, citations=tuple(renumbered[number] for number in one.citations))
            for one in answer.statements
        ]
    return tuple(statements), tuple(citations)


def _unquoted(
    answers: tuple[Answer, Answer], citations: Sequence[Citation]
) -> tuple[NearestSpan, ...]:
    quoted = {(c.span.document_id, c.span.start) for c in citations}
    found = {
        (near.span.document_id, near.span.start): near
        for answer in answers
        if answer.outcome is not Outcome.ANSWERED
        for near in (
            *(NearestSpan(citation.span, answer.confidence) for citation in answer.citations),
            *answer.nearest,
        )
    }
    return tuple(near for place, near in found.items() if place not in quoted)[:MAX_NEAREST]
