"""The measures of answers, against worked examples."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.readers import read_document
from service.assistant import Assistant
from service.errors import QuestionsUnreadable
from service.evaluating import GoldSpan, evaluate, is_right, measures, read_questions

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"
QUESTIONS = CORPUS / "evaluation"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (10, 20, True),  # the same span
        (15, 20, True),  # 5 of its own 5
        (0, 15, True),  # 5 of the gold span's 10: half of the shorter
        (0, 14, False),  # 4 of 10
        (20, 30, False),  # touches, shares nothing
    ],
)
def test_a_citation_is_right_from_half_of_either(start: int, end: int, expected: bool) -> None:
    assert is_right(start, end, GoldSpan("a", 10, 20)) is expected


def test_the_figures_of_a_small_set_are_worked_out_by_hand(
    assistant: Assistant, tmp_path: Path
) -> None:
    path = tmp_path / "questions.jsonl"
    document = '"document_id": "000_fb6ee328d3cdc5f1.txt"'
    path.write_text(
        '{"id": "1", "text": "What did Iran commit to on enrichment?", "label": "answerable",'
        f' "evidence": [{{{document}, "start": 1512, "end": 1584}},'
        f' {{{document}, "start": 0, "end": 40}}]}}\n'
        '{"id": "2", "text": "Who led the delegations?", "label": "unanswerable", "evidence": []}\n'
        '{"id": "3", "text": "What did Rafael Grossi say?", "label": "answerable",'
        f' "evidence": [{{{document}, "start": 0, "end": 40}}]}}\n'
    )

    found = measures(evaluate(assistant, read_questions(path)))

    assert found["citation precision"] == 1.0  # 1 citation, right
    assert found["citation recall"] == pytest.approx(1 / 3)  # 1 of 3 expected spans
    assert found["evidence hit@1"] == 0.5  # 1 of 2 answerable questions
    assert found["abstention precision"] == 0.5  # abstained on 2 and 3, right on 2
    assert found["abstention recall"] == 1.0
    assert found["false refusals"] == 0.5


@pytest.mark.parametrize(
    "line",
    ["not json", "{}", '{"id": 1, "text": "x", "label": "perhaps", "evidence": []}', ""],
    ids=["json", "fields", "label", "empty"],
)
def test_a_file_of_questions_that_makes_no_sense_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(line)

    with pytest.raises(QuestionsUnreadable):
        read_questions(path)


def questions_in(name: str) -> list[dict[str, Any]]:
    """Return the rows of a question file; nothing of them is printed, halves stay unseen."""
    lines = (QUESTIONS / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def text_of(document_id: str) -> str:
    """Return the text of a document of the corpus."""
    return read_document(document_id, (CORPUS / "documents" / document_id).read_bytes()).text


@pytest.mark.parametrize(
    ("name", "halves", "least"),
    [
        ("questions.dev.jsonl", {"dev"}, 50),
        ("questions.report.jsonl", {"report"}, 50),
        ("questions.jsonl", {"dev", "report"}, 300),
    ],
)
def test_every_expected_span_equals_its_quote_and_fits_its_label(
    name: str, halves: set[str], least: int
) -> None:
    rows = questions_in(name)

    assert len(rows) >= least
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["split"] for row in rows} == halves
    for row in rows:
        answerable = row["label"] == "answerable"
        assert answerable == bool(row["evidence"] or row.get("record"))
        assert answerable == (row["outcome"] != "abstained")
        for span in row["evidence"]:
            text = text_of(span["document_id"])
            assert text[span["start"] : span["end"]] == span["quote"]
