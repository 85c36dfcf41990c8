"""Reports can be read by people and compared with each other."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.intervals import Estimate
from service.assistant import Assistant
from service.comparing import compare, comparison_markdown
from service.errors import ReportUnusable
from service.evaluating import Figure, evaluate, texts_of
from service.evaluation_report import (
    Report,
    make_report,
    misses,
    read_report,
    to_markdown,
    write_report,
)
from service.question_files import read_questions

ARTICLE = "000_fb6ee328d3cdc5f1.txt"
ENRICHMENT = {
    "id": "enrichment",
    "text": "What did Iran commit to on enrichment?",
    "label": "answerable",
    "outcome": "answered",
    "evidence": [{"document_id": ARTICLE, "start": 1512, "end": 1584}],
}
LED = {
    "id": "led",
    "text": "Who led the delegations?",
    "label": "unanswerable",
    "outcome": "abstained",
    "kind": "fact | person",
}


def report_on(assistant: Assistant, folder: Path, *rows: dict[str, Any]) -> Report:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    judgements = evaluate(assistant, read_questions(path, texts_of(assistant)))
    return make_report(path, "all", assistant.index.manifest, judgements)


def rewritten(path: Path, **changed: Any) -> Path:
    """Change the first question of a written report."""
    found = json.loads(path.read_text())
    found["questions"][0].update(changed)
    path.write_text(json.dumps(found))
    return path


def test_a_report_names_what_was_measured_and_can_be_read_again(
    assistant: Assistant, tmp_path: Path
) -> None:
    report = report_on(assistant, tmp_path, ENRICHMENT, LED)
    as_json, as_markdown = write_report(report, tmp_path / "new" / "first.run")
    found = read_report(as_json)
    shown = as_markdown.read_text()

    assert as_json.name == "first.run.json"
    assert found["n"] == 2
    assert found["index_version"] == assistant.index.manifest.version
    assert found["corpus_fingerprint"] == assistant.index.manifest.corpus_fingerprint
    assert found["quotes_differing"] == 0
    assert found["figures"]["citation recall"] == {
        "value": 1.0,
        "low": 1.0,
        "high": 1.0,
        "questions": 1,
        "goal": 0.88,
        "met": True,
    }
    assert report.made_on in shown
    assert "| citation recall | 1.000 | 1.000 to 1.000 | 1 | 0.88 | yes |" in shown
    assert "outcome accuracy, fact \\| person" in shown
    assert shown == to_markdown(report)


@pytest.mark.parametrize(("low", "met"), [(0.85, True), (0.849, False), (0.95, True), (None, None)])
def test_a_goal_is_met_if_the_interval_comes_within_five_points_of_it(
    low: float | None, met: bool | None
) -> None:
    assert Figure("x", Estimate(0.9, low, 1.0), 10, goal=0.9).met is met
    assert Figure("x", Estimate(0.9, low, 1.0), 10).met is None


def test_misses_are_listed_with_what_was_wanted(assistant: Assistant, tmp_path: Path) -> None:
    unmet = {**LED, "outcome": "answered", "label": "answerable"}
    unmet["evidence"] = [{"document_id": ARTICLE, "start": 0, "end": 40}]
    lines = "\n".join(misses(report_on(assistant, tmp_path, ENRICHMENT, unmet).judgements))

    assert "enrichment" not in lines
    assert "led [answered] Who led the delegations?" in lines
    assert f"missed span 1: {ARTICLE} 0-40" in lines


@pytest.mark.parametrize(
    ("before", "verdict"),
    [
        ({}, "same"),
        ({"standalone_question": "another"}, "moved"),
        ({"counts": {"outcome accuracy": [0, 1], "evidence recall": [0, 1]}}, "better"),
        ({"counts": {"outcome accuracy": [1, 1], "evidence recall": [0, 1]}}, "better"),
        ({"counts": {"outcome accuracy": [1, 1], "evidence recall": [2, 1]}}, "worse"),
        ({"counts": {"outcome accuracy": [0, 1], "evidence recall": [2, 1]}}, "moved"),
        ({"counts": {"evidence recall": [1, 1], "citation precision": [1, 4]}}, "better"),
    ],
)
def test_a_question_got_better_worse_or_moved(
    assistant: Assistant, tmp_path: Path, before: dict[str, Any], verdict: str
) -> None:
    report = report_on(assistant, tmp_path, ENRICHMENT, LED)
    path, _ = write_report(report, tmp_path / "before")
    if "counts" in before:
        before = {"counts": {"citation precision": [1, 1], **before["counts"]}}
        before["counts"].setdefault("outcome accuracy", [1, 1])
    found = compare(rewritten(path, **before), report)

    assert [change.verdict for change in found.changes] == [verdict, "same"]
    shown = comparison_markdown(found, "before.json")
    assert ("- enrichment What did Iran" in shown) == (verdict != "same")


def test_the_change_of_a_measure_is_paired(assistant: Assistant, tmp_path: Path) -> None:
    report = report_on(assistant, tmp_path, ENRICHMENT, LED)
    path, _ = write_report(report, tmp_path / "before")
    found = compare(rewritten(path, counts={"outcome accuracy": [0, 1]}), report)

    was, now, change = found.differences["outcome accuracy"]
    assert (was, now, change.value) == (0.5, 1.0, 0.5)
    assert (change.low, change.high) == (0.0, 1.0)


def test_a_question_that_is_another_one_now_is_left_out(
    assistant: Assistant, tmp_path: Path
) -> None:
    before, _ = write_report(report_on(assistant, tmp_path, ENRICHMENT, LED), tmp_path / "before")
    other = {**ENRICHMENT, "evidence": [{"document_id": ARTICLE, "start": 0, "end": 40}]}
    new = {**LED, "id": "new"}
    found = compare(before, report_on(assistant, tmp_path, other, LED, new))

    assert [change.after.question_id for change in found.changes] == ["led"]
    assert found.left_out == ("enrichment", "new")


def test_what_is_no_report_is_refused(assistant: Assistant, tmp_path: Path) -> None:
    report = report_on(assistant, tmp_path, ENRICHMENT)
    path, _ = write_report(report, tmp_path / "before")
    damaged = rewritten(path, counts=7)
    strange = tmp_path / "strange.json"
    strange.write_text('{"format": 99}')
    empty = tmp_path / "empty.json"
    empty.write_text('{"format": 1, "questions": []}')

    for wrong in (damaged, strange, empty, tmp_path / "none.json", tmp_path / "questions.jsonl"):
        with pytest.raises(ReportUnusable):
            compare(wrong, report)
    with pytest.raises(ReportUnusable, match="cannot write"):
        write_report(report, strange / "below-a-file")
