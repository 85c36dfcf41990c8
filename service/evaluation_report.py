"""Judgements to a report: a Markdown table for people, JSON for ``--compare`` and programs.

The JSON holds what every question added to every measure, so that two reports can be
compared question by question without asking anything again.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.manifest import Manifest
from service.answers import Outcome
from service.errors import ReportUnusable
from service.evaluating import WITHIN, Figure, figures, latencies
from service.judging import Judgement
from service.question_files import EvaluationQuestion

REPORT_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was measured in one run.

    ``questions_name`` is the file's name, ``questions_hash`` ``sha256:`` and its hash;
    ``made_on`` an ISO date.
    """

    questions_name: str
    questions_hash: str
    split: str
    made_on: str
    index: Manifest
    judgements: tuple[Judgement, ...]
    figures: tuple[Figure, ...]

    @property
    def differing(self) -> int:
        """How many quotations differ from their source."""
        return sum(judgement.differing for judgement in self.judgements)

    @property
    def quotes(self) -> int:
        """How many quotations were compared with their source."""
        return sum(judgement.quotes for judgement in self.judgements)


def make_report(
    questions: Path, split: str, index: Manifest, judgements: Sequence[Judgement]
) -> Report:
    """Return the report on one run over the questions of a file."""
    content = questions.read_bytes()
    return Report(
        questions_name=questions.name,
        questions_hash="sha256:" + hashlib.sha256(content).hexdigest(),
        split=split,
        made_on=datetime.now(UTC).date().isoformat(),
        index=index,
        judgements=tuple(judgements),
        figures=tuple(figures(judgements)),
    )


def question_key(question: EvaluationQuestion) -> str:
    """Return a short hash of a question, its history and what is expected of its answer."""
    expected = question.expected
    told = [
        question.text,
        [[turn.role, turn.content] for turn in question.request.history],
        [expected.answerable, expected.outcome, expected.reasons, expected.disagree],
        [astuple(span) for span in expected.spans],
        astuple(expected.record) if expected.record else None,
    ]
    return hashlib.sha256(json.dumps(told).encode("utf-8")).hexdigest()[:16]


def to_json(report: Report) -> str:
    """Return the report as JSON, one question a line."""
    judgements = report.judgements
    head = {
        "format": REPORT_FORMAT,
        "made_on": report.made_on,
        "questions_file": report.questions_name,
        "questions_hash": report.questions_hash,
        "split": report.split,
        "n": len(judgements),
        "answerable": sum(one.question.expected.answerable for one in judgements),
        "index_version": report.index.version,
        "corpus_fingerprint": report.index.corpus_fingerprint,
        "documents": report.index.documents,
        "passages": report.index.passages,
        "encoder": report.index.encoder.name,
        "quotes": report.quotes,
        "quotes_differing": report.differing,
        "latency_ms": latencies(judgements),
        "figures": {figure.name: _figure_mapping(figure) for figure in report.figures},
    }
    rows = [json.dumps(question_mapping(one), ensure_ascii=False) for one in judgements]
    body = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{body},\n "questions": [\n  ' + ",\n  ".join(rows) + "\n ]\n}\n"


def _figure_mapping(figure: Figure) -> dict[str, Any]:
    estimate = figure.estimate
    found: dict[str, Any] = {
        name: None if value is None else round(value, 4)
        for name, value in (
            ("value", estimate.value),
            ("low", estimate.low),
            ("high", estimate.high),
        )
    }
    found["questions"] = figure.questions
    if figure.goal is not None:
        found |= {"goal": figure.goal, "met": figure.met}
    return found


def question_mapping(judgement: Judgement) -> dict[str, Any]:
    """Return what a report holds of one question, ready for JSON."""
    question = judgement.question
    return {
        "id": question.question_id,
        "key": question_key(question),
        "cluster": question.cluster,
        "text": question.text,
        "outcome": judgement.outcome,
        "reason": judgement.reason,
        "standalone_question": judgement.standalone_question,
        "cited": [
            [cited.document_id, cited.start, cited.end, cited.field, right]
            for cited, right in zip(judgement.cited, judgement.right, strict=True)
        ],
        "missed": list(judgement.missed),
        "counts": {name: list(pair) for name, pair in judgement.counts.items()},
    }


def to_markdown(report: Report) -> str:
    """Return the report as a heading, a line on what was measured and a table."""
    judgements = report.judgements
    answerable = sum(one.question.expected.answerable for one in judgements)
    part = "" if report.split == "all" else f", split {report.split}"
    times = ", ".join(f"{name} {value:.0f}" for name, value in latencies(judgements).items())
    lines = [
        f"# {report.questions_name}{part}: {len(judgements)} questions, {answerable} answerable",
        "",
        f"{report.made_on}, index {report.index.version} ({report.index.documents} documents,"
        f" {report.index.passages} passages, {report.index.encoder.name}), corpus"
        f" {report.index.corpus_fingerprint[:23]}. Intervals: bootstrap over questions, the turns"
        f" of a conversation together. A goal is met if the interval reaches to within"
        f" {WITHIN:.2f} below it or better.",
        "",
        "| measure | value | 95 % interval | questions | goal | met |",
        "|---|--:|--:|--:|--:|---|",
        *(_table_row(figure) for figure in report.figures),
        f"| quotations that differ from their source | {report.differing} of {report.quotes}"
        f" | | {len(judgements)} | 0 | {'no' if report.differing else 'yes'} |",
        "",
        f"Milliseconds for an answer: {times or 'none came'}.",
    ]
    return "\n".join(lines) + "\n"


def _table_row(figure: Figure) -> str:
    met = {None: "", True: "yes", False: "no"}[figure.met]
    goal = "" if figure.goal is None else f"{figure.goal:.2f}"
    low, high = shown(figure.estimate.low), shown(figure.estimate.high)
    name = figure.name.replace("|", "\\|")
    value = shown(figure.estimate.value)
    return f"| {name} | {value} | {low} to {high} | {figure.questions} | {goal} | {met} |"


def shown(value: float | None, sign: str = "") -> str:
    """Return a share with three digits, ``-`` for none; ``sign`` is ``+`` to show a plus."""
    return "-" if value is None else format(value, f"{sign}.3f")


def write_report(report: Report, path: Path) -> tuple[Path, Path]:
    """Write ``path`` with the suffixes ``.json`` and ``.md``, and return both paths.

    Raises:
        ReportUnusable: they cannot be written there.
    """
    written = path.with_name(path.name + ".json"), path.with_name(path.name + ".md")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for target, text in zip(written, (to_json(report), to_markdown(report)), strict=True):
            target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ReportUnusable(
            f"cannot write the report to {path}: {error.strerror}",
            remedy="Name a folder that exists and may be written to.",
        ) from error
    return written


def read_report(path: Path) -> Mapping[str, Any]:
    """Return a report written as JSON before.

    Raises:
        ReportUnusable: it cannot be read, or is no report of this format.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ReportUnusable(f"cannot read the report {path}: {error}") from error
    if not isinstance(found, dict) or found.get("format") != REPORT_FORMAT:
        raise ReportUnusable(f"{path} is not a report of the format {REPORT_FORMAT}")
    return found


def misses(judgements: Sequence[Judgement]) -> list[str]:
    """Return lines on every question that was not answered as it should have been."""
    return [line for judgement in judgements for line in _miss(judgement)]


def _miss(judgement: Judgement) -> list[str]:
    expected = judgement.question.expected
    abstained = judgement.outcome == Outcome.ABSTAINED
    wanted = expected.outcome
    as_wanted = judgement.outcome == wanted if wanted else abstained != expected.answerable
    if as_wanted and all(judgement.right) and not judgement.missed:
        return []
    label = wanted or ("answerable" if expected.answerable else "unanswerable")
    lines = [
        "",
        f"{judgement.question.question_id} [{label}] {judgement.question.text}",
        f"  {judgement.outcome} ({judgement.reason or 'no reason'}), p={judgement.confidence:.2f},"
        f" asked as: {judgement.standalone_question}",
    ]
    lines += [
        f"  {'right' if right else 'wrong'}: {cited.document_id}"
        f" {cited.field or f'{cited.start}-{cited.end}'}"
        for cited, right in zip(judgement.cited, judgement.right, strict=True)
    ]
    spans = expected.spans
    lines += [
        f"  missed {name}: "
        + " or ".join(
            f"{span.document_id} {span.start}-{span.end}" for span in spans if span.group == name
        )
        for name in judgement.missed
    ]
    return lines
