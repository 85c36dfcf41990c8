"""The short answer inside a quotation: what a hurried eye should fall on.

The reader finds it; here it is decided whether to show it. Only questions for one fact have
a short answer, and half a sentence or more is not short.
"""

from collections.abc import Sequence
from dataclasses import replace

from service.answers import Citation, Statement
from service.question_kinds import QuestionKind
from service.questions import Question
from service.reading import Reading

MAX_SHARE = 0.5
_WITH_SHORT_ANSWERS = (QuestionKind.FACT, QuestionKind.YES_NO)


def emphasise(
    question: Question,
    reading: Reading,
    statements: Sequence[Statement],
    citations: Sequence[Citation],
) -> tuple[Statement, ...]:
    """Return the statements with the short answer marked in the quotation of the best sentence.

    ``statements`` and ``citations`` are as composed; nothing is marked in any other one.
    """
    best = reading.sentences[0] if reading.sentences else None
    if best is None or best.answer is None or question.kind not in _WITH_SHORT_ANSWERS:
        return tuple(statements)
    spans = {citation.number: citation.span for citation in citations}
    start, end = best.answer
    marked: list[Statement] = []
    for statement in statements:
        span = spans[statement.citations[0]] if len(statement.citations) == 1 else None
        if (
            statement.kind == "quote"
            and span is not None
            and span.document_id == best.passage.document_id
            and span.start <= start < end <= span.end
            and end - start <= MAX_SHARE * len(statement.text)
        ):
            statement = replace(statement, emphasis=(start - span.start, end - span.start))
        marked.append(statement)
    return tuple(marked)
