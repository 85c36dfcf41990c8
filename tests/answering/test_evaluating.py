"""The measures of answers, against worked examples and against independent implementations."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score

from ingest.corpus import read_corpus
from service.answers import Outcome
from service.assistant import Assistant
from service.evaluating import evaluate, figures, latencies, texts_of
from service.judging import Judgement, judge, judge_withheld, overlaps_by_half
from service.question_files import (
    EvaluationQuestion,
    Expectation,
    ExpectedRecord,
    ExpectedSpan,
    read_questions,
)
from service.schemas import (
    AnswerBody,
    AskRequest,
    CitationBody,
    NoticeBody,
    ReasonBody,
    RecordBody,
    StatementBody,
)

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"
ARTICLE = "000_fb6ee328d3cdc5f1.txt"
TEXT = "".join(chr(97 + place % 26) for place in range(300))

Span = tuple[int, int]


def answer_body(
    outcome: str,
    quotes: list[Span],
    *,
    reason: str | None = None,
    shift: int = 0,
    records: tuple[tuple[str, str], ...] = (),
) -> AnswerBody:
    """Return what the service would send, as far as judging looks at it.

    ``shift`` moves quotes away from their offsets; ``records`` are documents and fields.
    """
    cited: list[CitationBody | RecordBody] = []
    statements = [StatementBody.model_construct(kind="lead", text="Listed:", citations=[])]
    for start, end in quotes:
        text, number = TEXT[start + shift : end + shift], len(cited) + 1
        cited.append(
            CitationBody.model_construct(
                number=number, document_id="a.txt", start=start, end=end, quote=text, field=None
            )
        )
        statements.append(
            StatementBody.model_construct(kind="quote", text=text, citations=[number])
        )
    for name, entry in records:
        number = len(cited) + 1
        cited.append(
            RecordBody.model_construct(
                number=number, document_id=name, start=None, end=None, quote=None, field=entry
            )
        )
        statements.append(
            StatementBody.model_construct(kind="record", text="t", citations=[number])
        )
    return AnswerBody.model_construct(
        standalone_question="q",
        outcome=outcome,
        confidence=0.5,
        reason=ReasonBody.model_construct(code=reason) if reason else None,
        statements=statements,
        citations=cited,
        nearest=[],
        warnings=[],
        timings_ms={"total": 1.0},
    )


def question(
    expected: Expectation, name: str = "1", kind: str | None = None, history: bool = False
) -> EvaluationQuestion:
    turns = [{"role": "user", "content": "before"}] if history else []
    request = AskRequest.model_validate({"question": "q", "history": turns})
    return EvaluationQuestion(name, request, expected, kind, cluster=name)


def span(start: int, end: int, group: str, *, optional: bool = False) -> ExpectedSpan:
    return ExpectedSpan("a.txt", start, end, group, optional)


def judged(asked: EvaluationQuestion, answer: AnswerBody) -> Judgement:
    return judge(asked, answer, (), {"a.txt": TEXT}.get)


def values(judgements: list[Judgement]) -> Mapping[str, float | None]:
    return {figure.name: figure.estimate.value for figure in figures(judgements)}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (10, 20, True),  # the same span
        (15, 20, True),  # 5 of its own 5
        (0, 15, True),  # 5 of the other one's 10: half of the shorter
        (0, 14, False),  # 4 of 10
        (20, 30, False),  # touches, shares nothing
    ],
)
def test_a_citation_is_right_from_half_of_either(start: int, end: int, expected: bool) -> None:
    assert overlaps_by_half(start, end, 10, 20) is expected


def test_one_span_of_a_group_satisfies_it_and_an_optional_one_is_right_but_not_needed() -> None:
    expected = Expectation(
        True,
        (
            span(0, 10, "one"),
            span(20, 30, "one"),
            span(40, 50, "two"),
            span(60, 70, "more", optional=True),
        ),
    )
    found = judged(question(expected), answer_body("answered", [(20, 30), (60, 70), (90, 99)]))

    assert found.right == (True, True, False)
    assert found.missed == ("two",)
    assert found.counts["evidence hit@1"] == (1, 1)
    assert found.counts["citation precision"] == (2, 3)
    assert found.counts["citation recall"] == (1, 2)
    assert found.counts["evidence recall"] == (0.5, 1)


def test_partial_counts_as_answering_for_refusals_and_as_failing_for_abstention() -> None:
    yes, no = Expectation(True, (span(0, 10, "one"),)), Expectation(False)
    found = values(
        [
            judged(question(yes, "1"), answer_body("partial", [(0, 10)])),
            judged(question(yes, "2"), answer_body("abstained", [])),
            judged(question(no, "3"), answer_body("partial", [(0, 10)])),
            judged(question(no, "4"), answer_body("abstained", [])),
            judged(question(no, "5"), answer_body("abstained", [])),
        ]
    )

    assert found["false refusals"] == 1 / 2
    assert found["abstention recall"] == 2 / 3
    assert found["abstention precision"] == 2 / 3
    assert found["partial"] == 2 / 5
    assert found["citation precision"] == 1 / 2  # the one on the unanswerable question is wrong


def test_leads_count_nowhere_and_a_record_is_no_quotation() -> None:
    expected = Expectation(True, record=ExpectedRecord("a.txt", "author"))
    found = judged(question(expected), answer_body("answered", [(0, 10)]))

    assert found.cited[0].start == 0
    assert found.right == (False,)
    assert found.counts["answers about sources"] == (0, 1)
    assert found.missed == ("record",)


@pytest.mark.parametrize(
    ("wanted", "cited", "right"),
    [
        (("a.txt", "author"), ("a.txt", "author"), True),
        (("a.txt", "author"), ("b.txt", "author"), False),
        (("a.txt", "author"), ("a.txt", "publisher"), False),
        (("*", "title"), ("b.txt", "title"), True),
        (("a.txt", "sources"), ("a.txt", "sources[2]"), True),
    ],
)
def test_a_record_is_right_if_it_is_that_field_of_that_document(
    wanted: tuple[str, str], cited: tuple[str, str], right: bool
) -> None:
    expected = Expectation(True, record=ExpectedRecord(*wanted))
    found = judged(question(expected), answer_body("answered", [], records=(cited,)))

    assert found.right == (right,)
    assert found.counts["answers about sources"] == (float(right), 1)
    assert found.counts["evidence hit@1"] == (float(right), 1)
    assert found.quotes == 0


def test_a_reason_a_kind_a_follow_up_and_a_disagreement_are_counted_where_they_are_expected() -> (
    None
):
    refused = Expectation(False, outcome=Outcome.ABSTAINED, reasons=("not_stated", "not_mentioned"))
    split = Expectation(True, (span(0, 10, "1"),), outcome=Outcome.ANSWERED, disagree=True)
    warned = answer_body("answered", [(0, 10)]).model_copy(
        update={"warnings": [NoticeBody.model_construct(code="sources_disagree", text="t")]}
    )
    found = values(
        [
            judged(
                question(refused, "1", "fact", history=True),
                answer_body("abstained", [], reason="not_mentioned"),
            ),
            judged(
                question(refused, "2", "fact"), answer_body("abstained", [], reason="too_vague")
            ),
            judged(question(split, "3", "list"), answer_body("partial", [(0, 10)])),
            judged(question(Expectation(False), "4"), warned),
            judged(question(split, "5"), warned),
        ]
    )

    assert found["reason accuracy"] == 1 / 2
    assert found["outcome accuracy"] == 3 / 4
    assert found["outcome accuracy, fact"] == 1
    assert found["outcome accuracy, list"] == 0
    assert found["outcome accuracy, follow-ups"] == 1
    assert found["disagreement shown"] == 1 / 2
    assert found["disagreement warnings right"] == 1 / 2


def test_a_quotation_that_is_not_in_its_source_is_counted() -> None:
    expected = Expectation(True, (span(0, 10, "one"),))

    right = judged(question(expected), answer_body("answered", [(0, 10), (20, 30)]))
    wrong = judged(question(expected), answer_body("answered", [(0, 10), (20, 30)], shift=1))
    withheld = judge_withheld(question(expected))

    assert (right.quotes, right.differing) == (4, 0)  # two citations, two statements
    assert (wrong.quotes, wrong.differing) == (4, 2)  # the statements still equal their citations
    assert withheld.differing == 1
    assert values([withheld])["citation recall"] == 0
    assert latencies([withheld]) == {}


spans = st.tuples(st.integers(0, 200), st.integers(1, 60)).map(lambda pair: (pair[0], sum(pair)))
cases = st.tuples(
    st.booleans(),
    st.sampled_from(list(Outcome)),
    st.lists(spans, max_size=4),
    st.lists(spans, min_size=1, max_size=4),
)


@settings(deadline=None, max_examples=50)
@given(st.lists(cases, min_size=1, max_size=12))
def test_the_figures_are_those_of_scikit_learn(
    drawn: list[tuple[bool, Outcome, list[Span], list[Span]]],
) -> None:
    judgements, is_right, found, truth, refused = [], [], [], [], []
    for number, (answerable, outcome, cited, gold) in enumerate(drawn):
        expected = Expectation(
            answerable,
            tuple(span(*one, str(place)) for place, one in enumerate(gold)) if answerable else (),
            outcome=Outcome.ANSWERED if answerable else Outcome.ABSTAINED,
        )
        cited = [] if outcome is Outcome.ABSTAINED else cited
        judgements.append(judged(question(expected, str(number)), answer_body(outcome, cited)))
        truth.append(not answerable)
        refused.append(outcome is Outcome.ABSTAINED)
        # The rule on sets of characters, not on ends of spans.
        right_pairs = {
            (one, other)
            for one in range(len(cited))
            for other in range(len(gold) if answerable else 0)
            if 2 * len(set(range(*cited[one])) & set(range(*gold[other])))
            >= min(len(range(*cited[one])), len(range(*gold[other])))
        }
        is_right += [any(pair[0] == one for pair in right_pairs) for one in range(len(cited))]
        if answerable:
            found += [any(pair[1] == g for pair in right_pairs) for g in range(len(gold))]
    shown = values(judgements)

    wanted = [Outcome.ABSTAINED if no else Outcome.ANSWERED for no in truth]
    given_ = [judgement.outcome for judgement in judgements]
    assert shown["outcome accuracy"] == pytest.approx(accuracy_score(wanted, given_))
    for name, measure in (
        ("abstention precision", precision_score),
        ("abstention recall", recall_score),
        ("abstention F1", f1_score),
    ):
        theirs = measure(truth, refused, zero_division=0)
        assert (shown.get(name) or 0) == pytest.approx(theirs)
    if is_right:
        theirs = precision_score(is_right, [True] * len(is_right))
        assert shown["citation precision"] == pytest.approx(theirs)
    if found:
        theirs = recall_score([True] * len(found), found)
        assert shown["citation recall"] == pytest.approx(theirs)


def test_the_figures_of_a_small_file_are_worked_out_by_hand(
    assistant: Assistant, tmp_path: Path
) -> None:
    path = tmp_path / "questions.jsonl"
    text = texts_of(assistant)(ARTICLE) or ""
    rows: list[dict[str, Any]] = [
        {
            "id": "1",
            "text": "What did Iran commit to on enrichment?",
            "label": "answerable",
            "evidence": [
                {"document_id": ARTICLE, "start": 1512, "end": 1584},
                {"document_id": ARTICLE, "quote": text[:40]},
            ],
        },
        {"id": "2", "text": "Who led the delegations?", "label": "unanswerable"},
        {
            "id": "3",
            "text": "What did Rafael Grossi say?",
            "label": "answerable",
            "evidence": [{"document_id": ARTICLE, "start": 0, "end": 40}],
        },
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows))

    judgements = evaluate(assistant, read_questions(path, texts_of(assistant)))
    found = values(judgements)

    assert found["citation precision"] == 1.0  # 1 citation, right
    assert found["citation recall"] == pytest.approx(1 / 3)  # 1 of 3 expected spans
    assert found["evidence hit@1"] == 0.5  # 1 of 2 answerable questions
    assert found["evidence recall"] == 0.25  # half of the first, nothing of the third
    assert found["abstention precision"] == 0.5  # abstained on 2 and 3, right on 2
    assert found["abstention recall"] == 1.0
    assert found["false refusals"] == 0.5
    assert sum(judgement.differing for judgement in judgements) == 0
    assert sum(judgement.quotes for judgement in judgements) > 2


def test_a_question_is_asked_with_its_history(
    assistant_over: Callable[[Mapping[str, str]], Assistant], tmp_path: Path
) -> None:
    assistant = assistant_over({"a.txt": "Notes\n\nThe harbour employs 14 pilots for two years.\n"})
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '{"id": "1", "text": "for how long?", "label": "answerable",'
        ' "history": [{"role": "user", "content": "How many pilots does the harbour employ?"}],'
        ' "evidence": [{"document_id": "a.txt", "quote": "for two years"}]}'
    )
    (judgement,) = evaluate(assistant, read_questions(path, texts_of(assistant)))

    assert "pilots" in judgement.standalone_question
    assert judgement.counts["evidence retrieved"] == (1, 1)


@pytest.mark.parametrize(
    ("name", "least"),
    [("questions.dev.jsonl", 50), ("questions.report.jsonl", 50), ("questions.jsonl", 300)],
)
def test_the_questions_of_the_corpus_can_be_evaluated(name: str, least: int) -> None:
    """Every span equals its quote and every label fits; nothing of a question is printed."""
    corpus = read_corpus(CORPUS / "documents")
    texts = {document.document_id: document.text for document in corpus.documents}
    path = CORPUS / "evaluation" / name
    found = read_questions(path, texts.get)

    assert len(found) >= least
    for asked in found:
        expected = asked.expected
        assert expected.outcome is not None
        assert expected.answerable == (expected.outcome is not Outcome.ABSTAINED)
    splits = {json.loads(line)["split"] for line in path.read_text().splitlines()}
    assert splits <= {"dev", "report"}
    assert sum(len(read_questions(path, texts.get, split)) for split in splits) == len(found)
