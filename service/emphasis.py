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
    """Return the statements, each quotation with the short answer that was found in it marked.

    ``statements`` and ``citations`` are as composed.
    """
    if question.kind not in _WITH_SHORT_ANSWERS:
        return tuple(statements)
    answers = {
        (read.passage.document_id, read.sentence.start): read.answer
        for read in reading.sentences
        if read.answer is not None
    }
    spans = {citation.number: citation.span for citation in citations}
    marked: list[Statement] = []
    for statement in statements:
        span = spans[statement.citations[0]] if len(statement.citations) == 1 else None
        answer = answers.get((span.document_id, span.start)) if span else None
        if statement.kind == "quote" and span is not None and answer is not None:
            start, end = (offset - span.start for offset in answer)
            if 0 <= start < end <= len(statement.text) and end - start <= MAX_SHARE * len(
                statement.text
            ):
                statement = replace(statement, emphasis=(start, end))
        marked.append(statement)
    return tuple(marked)
