"""Ask every question of a file as the API would, and sum up how good the answers are.

Comes in: an assistant and questions. Goes out: judgements, and the figures made of them,
each with its 95 % interval and, where there is one, the goal it is held against.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index.intervals import Bootstrap, Estimate
from index.records import Records
from service.assistant import Assistant
from service.errors import CitationBroken
from service.judging import Judgement, judge, judge_withheld
from service.queries import ask
from service.question_files import EvaluationQuestion, TextOf
from service.reading import MAX_PASSAGES_READ

GOALS = {
    "citation precision": 0.92,
    "citation recall": 0.88,
    "abstention precision": 0.90,
    "abstention recall": 0.85,
    "outcome accuracy": 0.88,
    "outcome accuracy, follow-ups": 0.80,
}
WITHIN = 0.05
"""A goal is met when the lower end of the interval lies at most this far below it."""

MEASURES = (
    "evidence hit@1",
    "evidence recall",
    "evidence retrieved",
    "citation precision",
    "citation recall",
    "abstention precision",
    "abstention recall",
    "abstention F1",
    "false refusals",
    "partial",
    "outcome accuracy",
    "outcome accuracy, follow-ups",
    "reason accuracy",
    "answers about sources",
    "disagreement shown",
    "disagreement warnings right",
)
"""The measures in the order of a report; outcome accuracy by kind comes after them."""

_LATENCIES = (50, 95, 99)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure over all questions that it applies to, ``questions`` in number."""

    name: str
    estimate: Estimate
    questions: int
    goal: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; ``None`` without a goal or without a question."""
        if self.goal is None or self.estimate.low is None:
            return None
        return self.estimate.low >= self.goal - WITHIN


def texts_of(assistant: Assistant) -> TextOf:
    """Return the texts of the documents that an assistant answers from."""
    return texts_in(assistant.index.records)


def texts_in(records: Records) -> TextOf:
    """Return the texts of the documents of an index."""

    def text_of(document_id: str) -> str | None:
        document = records.document(document_id)
        return document.text if document else None

    return text_of


def evaluate(
    assistant: Assistant,
    questions: Iterable[EvaluationQuestion],
    done: Callable[[int], None] | None = None,
) -> list[Judgement]:
    """Ask every question, with its history, and judge what comes.

    Args:
        assistant: answers from the index that the questions are about.
        questions: each asked by itself, in any order.
        done: told after every question how many are done.
    """
    judgements = []
    text_of = texts_of(assistant)
    for number, question in enumerate(questions, start=1):
        judgements.append(_asked(assistant, question, text_of))
        if done is not None:
            done(number)
    return judgements


def _asked(assistant: Assistant, question: EvaluationQuestion, text_of: TextOf) -> Judgement:
    try:
        answer = ask(assistant, question.request)
    except CitationBroken:
        return judge_withheld(question)
    found = assistant.retrieve(answer.standalone_question, MAX_PASSAGES_READ)
    return judge(question, answer, tuple(hit.passage for hit in found), text_of)


def figures(judgements: Sequence[Judgement]) -> list[Figure]:
    """Return every measure that at least one question counts for, in the order of a report.

    Raises:
        ValueError: there is no judgement.
    """
    bootstrap = Bootstrap([judgement.question.cluster for judgement in judgements])
    known = {name for judgement in judgements for name in judgement.counts}
    return [_figure(name, judgements, bootstrap) for name in in_order(known)]


def in_order(names: set[str]) -> list[str]:
    """Return the names of measures in the order of a report."""
    return [name for name in MEASURES if name in names] + sorted(names.difference(MEASURES))


def _figure(name: str, judgements: Sequence[Judgement], bootstrap: Bootstrap) -> Figure:
    counts = [judgement.counts.get(name, (0.0, 0.0)) for judgement in judgements]
    above, below = [count[0] for count in counts], [count[1] for count in counts]
    return Figure(
        name, bootstrap.ratio(above, below), sum(value > 0 for value in below), GOALS.get(name)
    )


def latencies(judgements: Sequence[Judgement]) -> dict[str, float]:
    """Return percentiles of the time of an answer in milliseconds, withheld ones left out."""
    times = [one.milliseconds for one in judgements if one.milliseconds > 0]
    return {
        f"p{share}": round(float(np.percentile(times, share)), 1) for share in _LATENCIES if times
    }
