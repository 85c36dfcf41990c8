"""Two reports on the same questions: what got better, worse or moved, and by how much.

Per question, three things count: whether the outcome is the right one, the share of the
expected evidence that is cited, and how many citations are wrong. ``better``: none of them
is worse and one is better. ``worse``: the other way round. ``moved``: some better and some
worse, or another answer of the same worth. The change of each measure is paired: both
reports are resampled with the same questions.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from index.intervals import Bootstrap, Estimate
from service.answers import Outcome
from service.errors import ReportUnusable
from service.evaluating import in_order
from service.evaluation_report import Report, question_mapping, read_report, shown
from service.judging import Judgement

Verdict = Literal["better", "worse", "moved", "same"]
_VERDICTS: tuple[Verdict, ...] = ("better", "worse", "moved")
Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Answered:
    """What a report holds of one question, as far as a comparison needs it."""

    question_id: str
    key: str
    cluster: str
    text: str
    outcome: str
    reason: str | None
    standalone_question: str
    cited: tuple[tuple[object, ...], ...]
    counts: Mapping[str, Pair]

    @property
    def worth(self) -> tuple[float, float, float]:
        """The right outcome (0 or 1), evidence cited (0 to 1), wrong citations (0 or below)."""
        right, cited = self.counts.get("citation precision", (0.0, 0.0))
        found, _ = self.counts.get("evidence recall", (0.0, 1.0))
        answerable = "false refusals" in self.counts
        by_label = float((self.outcome == Outcome.ABSTAINED) != answerable)
        as_expected, _ = self.counts.get("outcome accuracy", (by_label, 1.0))
        return as_expected, found, right - cited

    @property
    def shape(self) -> tuple[object, ...]:
        """All that makes one answer another one."""
        return self.outcome, self.reason, self.standalone_question, self.cited


@dataclass(frozen=True, slots=True)
class Change:
    """One question, before and after."""

    verdict: Verdict
    before: Answered
    after: Answered


@dataclass(frozen=True, slots=True)
class Comparison:
    """The questions that both reports hold, and the change of every measure over them.

    ``differences`` maps a measure to its value before, after, and the paired difference.
    ``left_out`` are the ids of questions that only one report holds or that are not the
    same in both.
    """

    changes: tuple[Change, ...]
    differences: Mapping[str, tuple[float, float, Estimate]]
    left_out: tuple[str, ...]


def compare(before: Path, report: Report) -> Comparison:
    """Return how ``report`` differs from the one in the JSON file ``before``.

    Raises:
        ReportUnusable: ``before`` is no report, or holds none of the same questions.
    """
    old = _read(before, read_report(before))
    new = {one.question_id: one for one in map(_answered_now, report.judgements)}
    common = [
        (old[key], after) for key, after in new.items() if key in old and old[key].key == after.key
    ]
    if not common:
        raise ReportUnusable(
            f"{before} holds none of these questions",
            remedy="Compare reports on the same file of questions.",
        )
    same = {after.question_id for _, after in common}
    left_out = sorted((old.keys() | new.keys()) - same)
    changes = tuple(Change(_verdict(was, now), was, now) for was, now in common)
    return Comparison(changes, dict(_differences(common)), tuple(left_out))


def _answered_now(judgement: Judgement) -> Answered:
    return _answered(question_mapping(judgement))


def _answered(row: Mapping[str, Any]) -> Answered:
    return Answered(
        question_id=str(row["id"]),
        key=str(row["key"]),
        cluster=str(row["cluster"]),
        text=str(row["text"]),
        outcome=str(row["outcome"]),
        reason=row["reason"],
        standalone_question=str(row["standalone_question"]),
        cited=tuple(tuple(one) for one in row["cited"]),
        counts={
            str(name): (float(above), float(below))
            for name, (above, below) in row["counts"].items()
        },
    )


def _read(path: Path, report: Mapping[str, Any]) -> dict[str, Answered]:
    try:
        return {str(row["id"]): _answered(row) for row in report["questions"]}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReportUnusable(f"{path} is damaged: {error!r}") from error


def _verdict(before: Answered, after: Answered) -> Verdict:
    pairs = list(zip(before.worth, after.worth, strict=True))
    if all(was == now for was, now in pairs):
        return "same" if before.shape == after.shape else "moved"
    if all(was <= now for was, now in pairs):
        return "better"
    return "worse" if all(was >= now for was, now in pairs) else "moved"


def _differences(
    common: Sequence[tuple[Answered, Answered]],
) -> Iterator[tuple[str, tuple[float, float, Estimate]]]:
    bootstrap = Bootstrap([after.cluster for _, after in common])
    names = {name for _, after in common for name in after.counts}
    for name in in_order(names):
        was = _columns(name, [before for before, _ in common])
        now = _columns(name, [after for _, after in common])
        if sum(was[1]) and sum(now[1]):
            values = sum(was[0]) / sum(was[1]), sum(now[0]) / sum(now[1])
            yield name, (*values, bootstrap.difference(was, now))


def _columns(name: str, answers: Sequence[Answered]) -> tuple[list[float], list[float]]:
    counts = [answered.counts.get(name, (0.0, 0.0)) for answered in answers]
    return [above for above, _ in counts], [below for _, below in counts]


def comparison_markdown(comparison: Comparison, named: str) -> str:
    """Return the comparison with the report ``named`` as Markdown."""
    tally = {
        verdict: [change for change in comparison.changes if change.verdict == verdict]
        for verdict in _VERDICTS
    }
    numbers = ", ".join(f"{len(changes)} {verdict}" for verdict, changes in tally.items())
    lines = [
        f"# Compared with {named}",
        "",
        f"{len(comparison.changes)} questions in common: {numbers}.",
        "",
        "| measure | before | after | change | 95 % interval, paired |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, (before, after, estimate) in comparison.differences.items():
        change, low, high = (
            shown(value, "+") for value in (estimate.value, estimate.low, estimate.high)
        )
        title = name.replace("|", "\\|")
        lines.append(f"| {title} | {before:.3f} | {after:.3f} | {change} | {low} to {high} |")
    for verdict, changes in tally.items():
        if changes:
            lines += ["", f"## {verdict.capitalize()}", ""]
            lines += [_change_line(change) for change in changes]
    if comparison.left_out:
        lines += ["", f"Left out, not the same in both: {', '.join(comparison.left_out)}"]
    return "\n".join(lines) + "\n"


def _change_line(change: Change) -> str:
    parts = []
    for name in ("outcome", "reason", "standalone_question"):
        was, now = getattr(change.before, name), getattr(change.after, name)
        if was != now:
            parts.append(f"{name.replace('_', ' ')}: {was} -> {now}")
    was_cited, now_cited = (_citations(one) for one in (change.before, change.after))
    parts.append(f"{was_cited} -> {now_cited}" if was_cited != now_cited else was_cited)
    return f"- {change.after.question_id} {change.after.text}: {'; '.join(parts)}"


def _citations(answered: Answered) -> str:
    right, cited = answered.counts.get("citation precision", (0.0, 0.0))
    return f"{right:.0f} of {cited:.0f} citations right, evidence {answered.worth[1]:.2f}"
