"""The practice corpora: invented documents with questions, asked the way the program asks.

``tests/training/practice`` holds a folder for each corpus: documents, and ``questions.jsonl`` in
the form of ``muscat evaluate``. Each is indexed by itself; every question goes through what
completes follow-ups, mends spelling and retrieves, and comes out with the very passages that
the program would read. Corpora that ``CHOOSING`` names never train the network: weights,
thresholds and rules are chosen on them.
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from distortions import unanswerable
from examples import Example

from index.encoding import Encoder
from index.pipeline import index_corpus
from index.retrieval import Index, RetrievedPassage
from index.store import IndexStore
from ingest.documents import Passage
from service.answering import Answering
from service.evaluating import texts_in
from service.judging import overlaps_by_half
from service.question_files import EvaluationQuestion, ExpectedSpan, read_questions
from service.questions import Question
from service.reading import MAX_PASSAGES_READ, Reader

PRACTICE = Path(__file__).with_name("practice")
CHOOSING = re.compile(r"6$|^big|^prs|^en[cy]7|^nuk7|^dn[ab]4|^re[ab]3")
# Of what a reader is never asked.
NOT_READ = frozenset({"opinion", "sources", "vague", "out_of_scope"})
MORE_PASSAGES = 3  # beyond those that are read, as examples of what does not answer
OPTIONAL_LABEL = 0.7  # right to quote, but not needed


@dataclass(frozen=True, slots=True)
class Practised:
    """A question as it is read, what it brought up, and what was expected of it."""

    corpus: str
    expected: EvaluationQuestion
    asked: Question
    retrieved: tuple[RetrievedPassage, ...]


def corpora(choosing: bool) -> list[Path]:
    """Return the folders to choose on, or those to train on, in order."""
    folders = sorted(path.parent for path in PRACTICE.glob("*/questions.jsonl"))
    return [folder for folder in folders if bool(CHOOSING.search(folder.name)) == choosing]


def opened(folder: Path, encoder: Encoder, work: Path) -> Index:
    """Return an index over the documents of a practice corpus, built below ``work``."""
    store = IndexStore(work / folder.name)
    index_corpus(folder, store, encoder)
    return store.open()


def practised(folders: Sequence[Path], encoder: Encoder, reader: Reader) -> Iterator[Practised]:
    """Yield the questions of the corpora that the program reads passages for."""
    with tempfile.TemporaryDirectory() as work:
        for folder in folders:
            with opened(folder, encoder, Path(work)) as index:
                answering = Answering(index, encoder, reader)
                for one in read_questions(folder / "questions.jsonl", texts_in(index.records)):
                    if one.kind not in NOT_READ:
                        yield _asked(folder.name, one, answering)


def own_questions(encoder: Encoder, reader: Reader) -> Iterator[Practised]:
    """Yield the development half of the project's own questions, over its own corpus."""
    project = Path(__file__).parents[2] / "corpus"
    questions = project / "evaluation" / "questions.jsonl"
    with (
        tempfile.TemporaryDirectory() as work,
        opened(project / "documents", encoder, Path(work)) as index,
    ):
        answering = Answering(index, encoder, reader)
        for one in read_questions(questions, texts_in(index.records), "dev"):
            if one.kind not in NOT_READ:
                yield _asked("own", one, answering)


def _asked(corpus: str, one: EvaluationQuestion, answering: Answering) -> Practised:
    history = one.request.history
    earlier = [turn.content for turn in history if turn.role == "user"]
    answers = [turn.content for turn in history if turn.role == "assistant"]
    typed = one.request.question
    question, leans = answering.question(typed, earlier, answering.kind_of(typed))
    asked, retrieval = answering.brought_up(question, None, answers if leans else ())
    return Practised(corpus, one, asked, retrieval.passages)


def labels_of(passage: Passage, spans: Sequence[ExpectedSpan]) -> tuple[float, ...]:
    """Return per sentence 1.0 if it answers, ``OPTIONAL_LABEL`` if it may be quoted, else 0.0."""
    labels = []
    for sentence in passage.sentences:
        right = [
            OPTIONAL_LABEL if span.optional else 1.0
            for span in spans
            if span.document_id == passage.document_id
            and overlaps_by_half(sentence.start, sentence.end, span.start, span.end)
        ]
        labels.append(max(right, default=0.0))
    return tuple(labels)


def examples(one: Practised) -> list[Example]:
    """Return a question on each passage that was retrieved for it."""
    made = []
    for found in one.retrieved[: MAX_PASSAGES_READ + MORE_PASSAGES]:
        passage = found.passage
        labels = labels_of(passage, one.expected.expected.spans)
        made.append(
            Example(
                question=one.asked.text,
                context=passage.context,
                text=passage.text,
                sentences=tuple(
                    (sentence.start - passage.start, sentence.end - passage.start)
                    for sentence in passage.sentences
                ),
                labels=labels,
                answers=(),
                answerable=any(labels),
                group=one.corpus,
                origin=f"practice: {one.expected.kind}",
            )
        )
    return made


def without_answer(example: Example) -> Example | None:
    """Return the passage without every sentence that answers or may be quoted; ``None`` if bare."""
    kept = [
        example.text[start:end]
        for (start, end), label in zip(example.sentences, example.labels, strict=True)
        if not label
    ]
    if not example.answerable or len(kept) < 2:
        return None
    what = "without its answer"
    return unanswerable(example, example.question, example.context, kept, what, glue="\n")
