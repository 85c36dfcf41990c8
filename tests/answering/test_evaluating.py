"""The measures of answers, against worked examples."""

from pathlib import Path

import pytest

from service.assistant import Assistant
from service.errors import QuestionsUnreadable
from service.evaluating import GoldSpan, evaluate, is_right, measures, read_questions

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ROOT / "corpus" / "evaluation"


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


@pytest.mark.parametrize("half", ["dev", "report"])
def test_every_expected_span_equals_its_quote(half: str) -> None:
    """Checked without printing a question: the report half stays unseen."""
    import json

    lines = (QUESTIONS / f"questions.{half}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]

    assert len(rows) >= 30
    for row in rows:
        assert row["split"] == half
        assert (row["label"] == "answerable") == bool(row["evidence"])
        for span in row["evidence"]:
            path = ROOT / "corpus" / "documents" / span["document_id"]
            text = path.read_bytes().decode("utf-8-sig")
            assert text[span["start"] : span["end"]] == span["quote"]
