"""Ask Muscat the public question sets: open retrieval and answering over a whole set.

    python tests/benchmarks/public_answers.py DATA [--sets clapnq_dev time] [--questions N]

Every set is a corpus and its questions; nothing tells Muscat which text a question is about.
Printed is one Markdown table: set, measure, how many questions it is over, value, 95 %
interval, and the goal where there is one. The sets have the role ``report``: nothing is chosen by
what this prints (``chunk_sizes.py`` chooses passage sizes, on another set).
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from asked_sets import AskedSet, conversations, detokenised, documents_of, excerpts, rewrites, squad
from characters import retrieved_characters
from plain_documents import cut_into_passages, cut_into_windows, index_of
from public_sets import add_data_argument, data_folder, load_set

from index.encoder import load_encoder
from index.encoding import Encoder
from index.intervals import Bootstrap, Estimate
from index.measures import ndcg_at, recall_at, success_at
from service.assistant import Assistant
from service.evaluating import WITHIN, evaluate, figures
from service.judging import Judgement
from service.question_files import EvaluationQuestion

TOP_PASSAGES = 5
WINDOW_WORDS = 200
DEPTH = 100  # passages ranked, to rank documents by their best one
ANSWER_MEASURES = (
    "citation precision",
    "citation recall",
    "abstention precision",
    "abstention recall",
    "abstention F1",
    "false refusals",
    "partial",
    "evidence retrieved",
)


@dataclass(frozen=True)
class Row:
    """A line of the table; ``goal`` is what the project wants to reach."""

    measure: str
    questions: int
    estimate: Estimate
    goal: float | None = None


Rows = Iterator[Row]


def mean_row(measure: str, values: Sequence[float], goal: float | None = None) -> Row:
    """Return a mean over questions."""
    bootstrap = Bootstrap([str(number) for number in range(len(values))])
    estimate = bootstrap.ratio(values, [1.0] * len(values))
    return Row(measure, len(values), estimate, goal)


def answer_rows(judgements: Sequence[Judgement], goals: dict[str, float]) -> Rows:
    """Return the figures of ``muscat evaluate``."""
    found = {figure.name: figure for figure in figures(judgements)}
    for name in ANSWER_MEASURES:
        if name in found:
            figure = found[name]
            yield Row(name, figure.questions, figure.estimate, goals.get(name))
    differing = sum(judgement.differing for judgement in judgements)
    quotes = sum(judgement.quotes for judgement in judgements)
    exact = Estimate(float(differing), None, None)
    yield Row(f"quotations that differ, of {quotes}", len(judgements), exact)


def documents_ranked(assistant: Assistant, query: str) -> list[str]:
    """Return documents by their best passage as retrieved, best first."""
    found = assistant.retrieve(query, DEPTH)
    return list(dict.fromkeys(hit.passage.document_id for hit in found))


def documents_read(assistant: Assistant, query: str) -> list[str]:
    """Return documents by their best passage after reading, as ``/api/search`` has them."""
    found = assistant.search(query, DEPTH)
    return list(dict.fromkeys(one.hit.passage.document_id for one in found))


def best_f1(questions: Sequence[EvaluationQuestion], cosines: Sequence[float]) -> list[Row]:
    """Return the best F1 of abstaining below any one cosine, chosen on these very questions."""
    refuse = [not question.expected.answerable for question in questions]
    order = sorted(range(len(cosines)), key=lambda number: cosines[number])
    best, cut, hits = 0.0, 0, 0
    for taken, number in enumerate(order, start=1):
        hits += refuse[number]
        f1 = 2 * hits / (taken + sum(refuse))
        if f1 > best:
            best, cut = f1, taken
    refused = set(order[:cut])
    above = [2.0 * (refuse[n] and n in refused) for n in range(len(refuse))]
    below = [float(refuse[n]) + (n in refused) for n in range(len(refuse))]
    bootstrap = Bootstrap([str(number) for number in range(len(refuse))])
    name = "abstention F1, best by cosine of a passage alone"
    return [Row(name, len(refuse), bootstrap.ratio(above, below))]


def measure_time(data: Path, encoder: Encoder, questions: int | None) -> Rows:
    """TIME: documents ranked by their best passage, topics with a relevant document."""
    found = load_set(data, "time", "report", questions)
    cut = cut_into_passages(documents_of(data / "time"), encoder)
    with index_of(cut, encoder) as index:
        assistant = Assistant(index, encoder)
        ranked = [(one, documents_ranked(assistant, one.text)) for one in found.questions]
        read = [(one, documents_read(assistant, one.text)) for one in found.questions]
    for name, rankings, goal in (("", ranked, 0.76), (", after reading", read, None)):
        gains = [ndcg_at(names, one.gains, 10) for one, names in rankings]
        yield mean_row(f"nDCG@10{name}", gains, goal)
        firsts = [success_at(names, one.gains, 1) for one, names in rankings]
        yield mean_row(f"S@1{name}", firsts)


def measure_asked(asked: AskedSet, encoder: Encoder, goals: dict[str, float]) -> Rows:
    """Sets with answerable and unanswerable questions."""
    with index_of(cut_into_passages(asked.documents, encoder), encoder) as index:
        assistant = Assistant(index, encoder)
        judgements = evaluate(assistant, asked.questions, progress(len(asked.questions)))
        first, read, cosines = [], [], []
        for question in asked.questions:
            hits = assistant.retrieve(question.text, DEPTH)
            cosines.append(max((hit.dense_score for hit in hits), default=0.0))
            gold = {span.document_id for span in question.expected.spans}
            if gold:
                first.append(success_at([hit.passage.document_id for hit in hits], gold, 1))
                read.append(success_at(documents_read(assistant, question.text), gold, 1))
    yield mean_row("S@1", first)
    yield mean_row("S@1, after reading", read)
    yield from answer_rows(judgements, goals)
    yield from best_f1(asked.questions, cosines)


def measure_squad(data: Path, encoder: Encoder, questions: int | None) -> Rows:
    """One half of SQuAD 2.0's development set, with the paragraphs nobody asked about."""
    yield from measure_asked(squad(data / "squad2_dev_half", questions), encoder, {})


def measure_clapnq(data: Path, encoder: Encoder, questions: int | None) -> Rows:
    """ClapNQ, written as a person would write it."""
    goals = {"abstention F1": 0.88}
    yield from measure_asked(detokenised(data / "clapnq_dev", questions), encoder, goals)


def measure_characters(data: Path, encoder: Encoder, questions: int | None) -> Rows:
    """chunk_eval: characters of the five best passages, and of as many windows of words.

    As retrieved ``chunk_sizes.py`` prints them.
    """
    asked = excerpts(data / "chunk_eval", questions)
    windows = cut_into_windows(asked.documents, WINDOW_WORDS)
    for name, cut, goals in (
        ("passages, after reading", cut_into_passages(asked.documents, encoder), (0.92, 0.06)),
        (f"{WINDOW_WORDS}-word windows, after reading", windows, (None, None)),
    ):
        with index_of(cut, encoder) as index:
            assistant = Assistant(index, encoder)
            shares = retrieved_characters(
                lambda text, own=assistant: [
                    found.hit.passage for found in own.search(text, TOP_PASSAGES)
                ],
                asked.questions,
            )
        recalls, precisions = [one.recall for one in shares], [one.precision for one in shares]
        yield mean_row(f"{name}: gold characters retrieved", recalls, goals[0])
        yield mean_row(f"{name}: retrieved characters gold", precisions, goals[1])
        characters = fmean(one.characters for one in shares)
        yield Row(f"{name}: characters retrieved", len(shares), Estimate(characters, None, None))


def measure_conversations(data: Path, encoder: Encoder, questions: int | None) -> Rows:
    """MTRAG-UN: turns asked with their history; outcomes by what annotators said."""
    asked = conversations(data / "mtrag_un", questions)
    with index_of(cut_into_passages(asked.documents, encoder), encoder) as index:
        assistant = Assistant(index, encoder)
        judgements = evaluate(assistant, asked.questions, progress(len(asked.questions)))
        for depth in (5, 10):
            yield from _recall_rows(assistant, asked, judgements, depth)
    for kind in sorted({question.kind or "" for question in asked.questions}):
        own = [one for one in judgements if one.question.kind == kind]
        for outcome in ("answered", "partial", "abstained"):
            yield mean_row(f"{kind}: {outcome}", [float(one.outcome == outcome) for one in own])
    clear = [one for one in judgements if one.question.kind != "UNDERSPECIFIED"]
    yield from answer_rows(clear, {})


def measure_rewrites(data: Path, encoder: Encoder, questions: int | None) -> Rows:
    """MTRAG: last turns with a human rewrite, where a relevant passage is known."""
    asked = rewrites(data / "mtrag_rewrites", questions)
    with index_of(cut_into_passages(asked.documents, encoder), encoder) as index:
        assistant = Assistant(index, encoder)
        judgements = evaluate(assistant, asked.questions, progress(len(asked.questions)))
        yield from _recall_rows(assistant, asked, judgements, 5)
    for outcome in ("answered", "partial", "abstained"):
        yield mean_row(outcome, [float(one.outcome == outcome) for one in judgements])


def _recall_rows(
    assistant: Assistant, asked: AskedSet, judgements: Sequence[Judgement], depth: int
) -> Rows:
    """Recall of relevant texts by the last turn, by what Muscat asked, by the human rewrite."""
    queries = {
        "last turn": [question.text for question in asked.questions],
        "as asked": [judgement.standalone_question for judgement in judgements],
        "human rewrite": asked.rewrites,
    }
    for name, texts in queries.items():
        values = []
        for question, text in zip(asked.questions, texts, strict=bool(texts)):
            gold = {span.document_id for span in question.expected.spans}
            if gold:
                values.append(recall_at(documents_ranked(assistant, text), gold, depth))
        if values:
            yield mean_row(f"R@{depth}, {name}", values)


MEASURED: dict[str, Callable[[Path, Encoder, int | None], Rows]] = {
    "time": measure_time,
    "squad2_dev_half": measure_squad,
    "clapnq_dev": measure_clapnq,
    "chunk_eval": measure_characters,
    "mtrag_un": measure_conversations,
    "mtrag_rewrites": measure_rewrites,
}


def progress(total: int) -> Callable[[int], None]:
    """Return what tells a terminal how many questions are done."""

    def done(number: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{number} of {total} questions")

    return done


def line(name: str, row: Row) -> str:
    """Return a row of the table."""
    value, low, high = row.estimate.value, row.estimate.low, row.estimate.high
    shown = "-" if value is None else f"{value:.3f}" if low is not None else f"{value:.0f}"
    between = "" if low is None else f"{low:.3f} to {high:.3f}"
    goal = ""
    if row.goal is not None and low is not None:
        goal = f"{row.goal:.2f} {'met' if low >= row.goal - WITHIN else 'missed'}"
    return f"| {name} | {row.measure} | {row.questions} | {shown} | {between} | {goal} |\n"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_data_argument(parser)
    parser.add_argument("--sets", nargs="*", choices=list(MEASURED), default=list(MEASURED))
    parser.add_argument("--questions", type=int, help="of each set at most, always the same ones")
    options = parser.parse_args()
    data = data_folder(options)
    cache = os.environ.get("MUSCAT_CACHE")
    encoder = load_encoder(cache_folder=Path(cache) if cache else None)
    say = sys.stdout.write
    say("| set | measure | questions | value | 95 % interval | goal |\n|---|---|--:|--:|--:|---|\n")
    for name in options.sets:
        for row in MEASURED[name](data, encoder, options.questions):
            say(line(name, row))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
