"""A file of questions is refused with its line and with what is wrong there."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.errors import QuestionsUnreadable
from service.question_files import read_questions

TEXTS = {"a.txt": "One two three. One two four."}
GOOD: dict[str, Any] = {
    "id": "1",
    "text": "What is one?",
    "label": "answerable",
    "evidence": [{"document_id": "a.txt", "start": 0, "end": 14, "quote": "One two three."}],
}


def written(folder: Path, *rows: object) -> Path:
    path = folder / "questions.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def with_span(**span: object) -> dict[str, Any]:
    return {**GOOD, "id": "2", "evidence": [{"document_id": "a.txt", **span}]}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("not json", "Expecting value"),
        ("[1]", "not a JSON object"),
        ("[" * 100_000, "line 2"),
        ({}, "'id'"),
        ({**GOOD, "id": 7}, "'id'"),
        (GOOD, "stands in an earlier line"),
        ({**GOOD, "id": "2", "label": "perhaps"}, "'label'"),
        ({**GOOD, "id": "2", "text": " "}, "'text'"),
        ({**GOOD, "id": "2", "text": "x" * 3000}, "'text'"),
        ({**GOOD, "id": "2", "history": "before"}, "'history'"),
        ({**GOOD, "id": "2", "history": [{"role": "system", "content": "x"}]}, "history.0.role"),
        ({**GOOD, "id": "2", "outcome": "refused"}, "'outcome'"),
        ({**GOOD, "id": "2", "evidence": []}, "answerable and has no required evidence"),
        ({**GOOD, "id": "2", "label": "unanswerable"}, "unanswerable and has evidence"),
        ({**GOOD, "id": "2", "evidence": [{"document_id": "b.txt"}]}, "no document 'b.txt'"),
        (with_span(start=0, end=99), "not a span"),
        (with_span(start=5, end=5), "not a span"),
        (with_span(start=True, end=5), "not a span"),
        (with_span(start=0, end=14, quote="One two four."), "not the quote 'One two four.'"),
        (with_span(quote="One two"), "stands 2 times in a.txt"),
        (with_span(quote="five"), "does not stand in a.txt"),
        ({**GOOD, "id": "2", "record": {"document_id": "b.txt", "field": "author"}}, "'b.txt'"),
        ({**GOOD, "id": "2", "record": {"document_id": "a.txt"}}, "'field'"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused_with_its_number(
    tmp_path: Path, row: object, says: str
) -> None:
    path = written(tmp_path, GOOD, row)

    with pytest.raises(QuestionsUnreadable) as refusal:
        read_questions(path, TEXTS.get)

    assert f"{path}, line 2: " in refusal.value.message
    assert says in refusal.value.message


@pytest.mark.parametrize("content", [None, b"", b"\n \n", b"\xff\xfe"])
def test_a_file_without_questions_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "questions.jsonl"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(QuestionsUnreadable):
        read_questions(path, TEXTS.get)


def test_a_quote_that_stands_in_one_place_needs_no_offsets(tmp_path: Path) -> None:
    (found,) = read_questions(written(tmp_path, with_span(quote="three")), TEXTS.get)

    assert [(span.start, span.end) for span in found.expected.spans] == [(8, 13)]


def test_a_split_takes_its_own_questions_only(tmp_path: Path) -> None:
    broken = {**with_span(start=0, end=99), "split": "report"}
    path = written(tmp_path, {**GOOD, "split": "dev"}, broken)

    assert [one.question_id for one in read_questions(path, TEXTS.get, "dev")] == ["1"]
    with pytest.raises(QuestionsUnreadable, match="line 2"):
        read_questions(path, TEXTS.get, "report")
    with pytest.raises(QuestionsUnreadable, match="no question of the split 'dev'"):
        read_questions(written(tmp_path, GOOD), TEXTS.get, "dev")


def test_the_turns_of_a_conversation_are_one_cluster(tmp_path: Path) -> None:
    rows = [{**GOOD, "id": name, "chain": chain} for name, chain in zip("123", "aab", strict=True)]
    alone = {**GOOD, "id": "4"}
    clusters = [one.cluster for one in read_questions(written(tmp_path, *rows, alone), TEXTS.get)]

    assert clusters[0] == clusters[1]
    assert len(set(clusters)) == 3
