"""What was reached on the development half of the corpus's own questions is not lost again.

``tests/data/figures/dev.json`` was recorded by ``make figures``. Where a change of the
answers is meant, it is recorded anew, in a commit that says why (``CONTRIBUTING.md``).
"""

from pathlib import Path

import pytest

from index.encoding import Encoder
from index.pipeline import index_as_it_stands
from index.store import IndexStore
from service.assistant import Assistant
from service.comparing import compare, comparison_markdown
from service.evaluating import evaluate, texts_of
from service.evaluation_report import Report, make_report, read_report
from service.question_files import read_questions

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ROOT / "corpus" / "evaluation" / "questions.jsonl"
RECORDED = ROOT / "tests" / "data" / "figures" / "dev.json"

# Two or three questions: another CPU rounds vectors otherwise, which tips some that lie on edge.
TOLERANCE = 0.03
SMALLEST_GROUP = 30  # of fewer questions, three are more than the tolerance
SMALLER_IS_BETTER = frozenset({"false refusals"})
NOT_A_MERIT = frozenset({"partial"})


@pytest.fixture(scope="module")
def report(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The development half, asked now."""
    store = IndexStore(tmp_path_factory.mktemp("figures"))
    with index_as_it_stands(ROOT / "corpus" / "documents", store, encoder) as index:
        assistant = Assistant(index, encoder)
        questions = read_questions(QUESTIONS, texts_of(assistant), "dev")
        judgements = evaluate(assistant, questions)
        return make_report(QUESTIONS, "dev", index.manifest, judgements)


def test_no_figure_has_dropped_since_it_was_recorded(report: Report) -> None:
    recorded = read_report(RECORDED)["figures"]
    now = {figure.name: figure.estimate.value for figure in report.figures}
    dropped = {}
    for name, figure in recorded.items():
        if name in NOT_A_MERIT or figure["questions"] < SMALLEST_GROUP:
            continue
        gain = (now.get(name) or 0.0) - figure["value"]
        if name in SMALLER_IS_BETTER:
            gain = -gain
        if gain < -TOLERANCE:
            dropped[name] = (figure["value"], now.get(name))

    told = comparison_markdown(compare(RECORDED, report), RECORDED.name) if dropped else ""
    assert not dropped, f"recorded and now: {dropped}\n{told}"


def test_no_quotation_differs_from_its_source(report: Report) -> None:
    assert report.differing == 0
    assert report.quotes > 100


def test_the_recorded_figures_are_of_these_questions(report: Report) -> None:
    found = compare(RECORDED, report)

    assert not found.left_out, "record them anew: make figures"
