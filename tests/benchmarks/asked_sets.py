"""Public sets as corpora with questions of ``muscat evaluate``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plain_documents import detokenise, plain_document
from public_sets import order, read_lines, title_of

from ingest.documents import Document
from service.question_files import EvaluationQuestion, Expectation, ExpectedSpan
from service.schemas import AskRequest


@dataclass(frozen=True)
class AskedSet:
    """A corpus, its questions, and a human rewrite of each, where the set has them."""

    documents: Sequence[Document]
    questions: Sequence[EvaluationQuestion]
    rewrites: Sequence[str] = ()


def documents_of(folder: Path, names: Sequence[str] = ("corpus.jsonl",)) -> list[Document]:
    """Return every text of a set under its title, as it is."""
    rows = [row for name in names for row in read_lines(folder / name)]
    return [plain_document(row["id"], title_of(row["title"]), row["text"]) for row in rows]


def chosen(folder: Path, limit: int | None) -> list[dict[str, Any]]:
    """Return the questions of a set, or so many of them, drawn the same way each time."""
    rows = sorted(read_lines(folder / "queries.jsonl"), key=lambda row: order(row["id"]))
    return rows[:limit]


def question_of(
    row: Mapping[str, Any],
    spans: Iterable[ExpectedSpan],
    *,
    history: Sequence[Mapping[str, str]] = (),
    kind: str | None = None,
) -> EvaluationQuestion:
    """Return a question; it is answerable if a span answers it."""
    turns = [
        {"role": "user" if turn["role"] == "user" else "assistant", "content": turn["text"]}
        for turn in history
    ]
    request = AskRequest.model_validate({"question": row["question"].strip(), "history": turns})
    found = tuple(spans)
    cluster = str(row.get("conversation", row["id"]))
    return EvaluationQuestion(row["id"], request, Expectation(bool(found), found), kind, cluster)


def squad(folder: Path, limit: int | None) -> AskedSet:
    """SQuAD: any one of the spans that annotators marked answers."""
    documents = documents_of(folder, ("corpus.jsonl", "distractors.jsonl"))
    rows = chosen(folder, limit)
    return AskedSet(documents, [question_of(row, _spans(row, "answer")) for row in rows])


def excerpts(folder: Path, limit: int | None, texts: int | None = None) -> AskedSet:
    """Long documents and questions with the excerpts that answer; each excerpt is needed.

    ``texts``: of so many documents at most, drawn the same way each time.
    """
    documents = sorted(documents_of(folder), key=lambda one: order(one.document_id))[:texts]
    known = {document.document_id for document in documents}
    rows = [
        row for row in chosen(folder, None) if {one["doc"] for one in row["evidence"]} <= known
    ][:limit]
    return AskedSet(documents, [question_of(row, _spans(row)) for row in rows])


def _spans(row: Mapping[str, Any], group: str | None = None) -> list[ExpectedSpan]:
    return [
        ExpectedSpan(one["doc"], one["start"], one["end"], group or str(place))
        for place, one in enumerate(row["evidence"])
    ]


def detokenised(folder: Path, limit: int | None) -> AskedSet:
    """ClapNQ: every sentence that the long answer rests on is evidence."""
    documents, places = [], {}
    for row in read_lines(folder / "corpus.jsonl"):
        text = ""
        for number, sentence in enumerate(row["sentences"]):
            written = detokenise(sentence)
            start = len(text) + bool(text)
            text = f"{text} {written}" if text else written
            places[row["id"], number] = (start, len(text))
        documents.append(plain_document(row["id"], detokenise(title_of(row["title"])), text))
    questions = []
    for row in chosen(folder, limit):
        spans = [
            ExpectedSpan(one["doc"], *places[one["doc"], one["sentence"]], str(place))
            for place, one in enumerate(row["evidence"])
        ]
        questions.append(question_of(row, spans))
    return AskedSet(documents, questions)


def _whole(documents: Mapping[str, Document], names: Iterable[str]) -> list[ExpectedSpan]:
    """Return texts as spans of one group: a sentence of any of them may answer."""
    return [
        ExpectedSpan(name, 0, len(documents[name].text), "any")
        for name in names
        if name in documents
    ]


def conversations(folder: Path, limit: int | None) -> AskedSet:
    """MTRAG-UN: ``kind`` is what the annotators said of each turn."""
    documents = {document.document_id: document for document in documents_of(folder)}
    questions = []
    for row in chosen(folder, limit):
        answerable = row["answerability"] in ("ANSWERABLE", "PARTIAL")
        names = [one["doc"] for one in row["evidence"]] if answerable else []
        questions.append(
            question_of(
                row,
                _whole(documents, names),
                history=row["history"],
                kind=row["answerability"],
            )
        )
    return AskedSet(list(documents.values()), questions)


def rewrites(folder: Path, limit: int | None) -> AskedSet:
    """MTRAG: last turns of which a relevant passage is known, after the user's earlier ones."""
    documents = {document.document_id: document for document in documents_of(folder)}
    rows = [
        row
        for row in chosen(folder, None)
        if any(name in documents for name in row["relevant_ids"])
    ][:limit]
    questions = []
    for row in rows:
        earlier = [{"role": "user", "text": text} for text in row["user_turns"][:-1]]
        spans = _whole(documents, row["relevant_ids"])
        questions.append(question_of(row, spans, history=earlier))
    return AskedSet(list(documents.values()), questions, [row["rewrite"] for row in rows])
