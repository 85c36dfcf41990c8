"""``muscat ask`` and ``muscat evaluate``: the only printing module of the layer."""

import argparse
import contextlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.display import printable
from ingest.locations import (
    add_location_options,
    cache_folder,
    corpus_folder,
    index_folder,
    model_name,
    reader_name,
)
from service.stance_words import describe_stance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.answers import Answer, More, SourceSpan
    from service.assistant import Assistant


def add_commands(commands: Any) -> None:
    """Add ``ask`` and ``evaluate`` to the program's parser."""
    ask = commands.add_parser("ask", help="answer a question with verified quotations")
    ask.add_argument("question")
    ask.add_argument("--json", action="store_true", help="print the answer object")
    ask.set_defaults(run=_ask)
    evaluate = commands.add_parser("evaluate", help="measure answers on a file of questions")
    evaluate.add_argument("questions", type=Path, help="JSON Lines: id, text, label, evidence")
    evaluate.add_argument(
        "--split", choices=("all", "dev", "report"), default="all", help="which half (default: all)"
    )
    evaluate.add_argument(
        "--out", type=Path, metavar="NAME", help="write the report to NAME.json and NAME.md"
    )
    evaluate.add_argument(
        "--compare",
        type=Path,
        metavar="REPORT",
        help="list what is better, worse or other than in an earlier NAME.json",
    )
    evaluate.add_argument("--details", action="store_true", help="list every question missed")
    evaluate.set_defaults(run=_evaluate)
    for command in (ask, evaluate):
        add_location_options(command)


def _open_assistant(options: argparse.Namespace) -> "Assistant":
    from index.opening import open_current
    from index.store import IndexStore
    from service.assistant import Assistant
    from service.opening import reader_for

    store = IndexStore(index_folder(options))
    index, encoder = open_current(store, cache_folder(), _say)
    return Assistant(index, encoder, reader_for(cache_folder(), reader_name())(encoder))


def _ask(options: argparse.Namespace) -> int:
    answer = _open_assistant(options).ask(options.question)
    if options.json:
        print(json.dumps(answer.to_mapping(), ensure_ascii=False, indent=2))
    else:
        print(printable(_as_text(answer)))
    return 0


def _as_text(answer: "Answer") -> str:
    lines: list[str] = []
    if answer.reason is not None:
        lines.append(answer.reason.message)
        lines += [f"  missing: {_missing(m.kind, m.text)}" for m in answer.reason.missing]
    for statement in answer.statements:
        if statement.kind == "record":
            numbers = "".join(f"[{number}]" for number in statement.citations)
            lines.append(f"  {_one_line(statement.text)} {numbers}")
        elif statement.kind == "premise":
            lines.append(f"{statement.text} [{statement.citations[0]}]")
        elif statement.kind == "lead":
            lines += ["", statement.text] if lines else [statement.text]
        else:
            numbers = "".join(f"[{number}]" for number in statement.citations)
            lines.append(f'  "{_one_line(statement.text)}" {numbers}')
            speaker = statement.speaker.name if statement.speaker else None
            lines.append(f"      {describe_stance(statement.stance, speaker)}")
            lines += [
                f"      “{time.text}”: {time.earliest} to {time.latest}, from {time.relative_to}"
                for time in statement.times
                if time.earliest
            ]
    if answer.citations:
        lines += ["", "Sources, every quotation checked character by character:"]
        lines += [f"  [{c.number}] {_place(c.span)}" for c in answer.citations]
    if answer.records:
        lines += ["", "Records, every entry checked:"]
        lines += [f"  [{r.number}] {r.document_id}, {r.field}" for r in answer.records]
    if answer.nearest:
        lines += ["", "What comes nearest:"]
        for near in answer.nearest:
            lines.append(f'  "{_one_line(near.span.quote)}"')
            lines.append(f"      {_place(near.span)}")
    if answer.more:
        lines += ["", "More on this:"]
        lines += [f"  {_more(more)}" for more in answer.more]
    if answer.offers:
        lines += ["", "You could ask:"]
        lines += [f"  {_one_line(offer.question)}" for offer in answer.offers]
    lines += [""] + [f"Note: {warning.text}" for warning in answer.warnings]
    lines.append(
        f"{_confidence(answer)} Index {answer.index_version} of {answer.as_of.index_built}."
    )
    return "\n".join(lines)


def _more(more: "More") -> str:
    section = " > ".join(more.section) or "top of the text"
    return f"{more.document_id}, {section}: {more.sentences} more sentences"


def _missing(kind: str, text: str) -> str:
    if kind == "part":
        return f"the answer to “{text}”"
    return f"“{text}” (no document mentions it)" if kind == "term" else text


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _place(span: "SourceSpan") -> str:
    section = " > ".join(span.section) or "top of the text"
    date = span.published or (f"as of {span.as_of}" if span.as_of else "undated")
    return f"{span.document_id}, characters {span.start}-{span.end}, {section}, {date}"


def _confidence(answer: "Answer") -> str:
    return f"Probability that the documents answer this: {answer.confidence:.0%}."


def _evaluate(options: argparse.Namespace) -> int:
    from service.comparing import compare, comparison_markdown
    from service.evaluating import evaluate, texts_of
    from service.evaluation_report import make_report, misses, to_markdown, write_report
    from service.question_files import read_questions

    with _assistant_to_evaluate(options) as assistant:
        questions = read_questions(options.questions, texts_of(assistant), options.split)
        judgements = evaluate(assistant, questions, _Counter(len(questions)))
        report = make_report(options.questions, options.split, assistant.index.manifest, judgements)
    print(printable(to_markdown(report)))
    if options.details:
        print(printable("\n".join(misses(judgements))) + "\n")
    if options.compare:
        compared = comparison_markdown(compare(options.compare, report), options.compare.name)
        print(printable(compared))
    if options.out:
        written = write_report(report, options.out)
        print("written: " + ", ".join(map(str, written)))
    return 0


@contextlib.contextmanager
def _assistant_to_evaluate(options: argparse.Namespace) -> "Iterator[Assistant]":
    """Give an assistant over the corpus as it stands, or over an index that is named alone."""
    from index.encoder import DEFAULT_MODEL, load_encoder
    from index.opening import open_current
    from index.pipeline import index_as_it_stands
    from index.store import IndexStore
    from service.assistant import Assistant
    from service.opening import reader_for

    store = IndexStore(index_folder(options))
    make_reader = reader_for(cache_folder(), reader_name())
    if options.index and not options.corpus:
        index, encoder = open_current(store, cache_folder(), _say)
        with index:
            yield Assistant(index, encoder, make_reader(encoder))
        return
    encoder = load_encoder(model_name(DEFAULT_MODEL), cache_folder=cache_folder(), announce=_say)
    with index_as_it_stands(corpus_folder(options), store, encoder) as index:
        yield Assistant(index, encoder, make_reader(encoder))


def _say(text: str) -> None:
    print(text, file=sys.stderr)


class _Counter:
    """Shows on a terminal how many questions are done."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._interactive = sys.stderr.isatty()

    def __call__(self, done: int) -> None:
        if self._interactive:
            end = "\n" if done == self._total else ""
            print(f"\r{done} of {self._total} questions", end=end, file=sys.stderr, flush=True)
