"""A file of questions with what a right answer holds: one JSON object a line.

Comes in: the file, and the texts of the documents it is about. Goes out: questions whose
every expected span has been held against its document. What is wrong is named with its
line. The fields are described in ``docs/evaluation.md``.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from service.answers import Outcome
from service.errors import QuestionsUnreadable
from service.schemas import AskRequest

TextOf = Callable[[str], str | None]
"""A document's text by its id, ``None`` if there is no such document."""

ANY_DOCUMENT = "*"


@dataclass(frozen=True, slots=True)
class ExpectedSpan:
    """A span that answers: half-open code point offsets into a document.

    Any one span of a ``group`` satisfies it. An ``optional`` one may be cited, and need
    not be.
    """

    document_id: str
    start: int
    end: int
    group: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class ExpectedRecord:
    """A metadata field that answers; ``document_id`` may be ``ANY_DOCUMENT``."""

    document_id: str
    field: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is known of the right answer.

    ``outcome`` and ``reasons`` (any of them will do) are ``None`` and empty where the file
    does not say. ``disagree``: the sources contradict each other on it.
    """

    answerable: bool
    spans: tuple[ExpectedSpan, ...] = ()
    record: ExpectedRecord | None = None
    outcome: Outcome | None = None
    reasons: tuple[str, ...] = ()
    disagree: bool = False


@dataclass(frozen=True, slots=True)
class EvaluationQuestion:
    """A question as it goes to the service, and what is known of its answer.

    ``cluster`` is the same for questions that must not be taken for independent ones.
    """

    question_id: str
    request: AskRequest
    expected: Expectation
    kind: str | None = None
    cluster: str = ""

    @property
    def text(self) -> str:
        """The question as a person asked it."""
        return self.request.question


def read_questions(path: Path, text_of: TextOf, split: str = "all") -> list[EvaluationQuestion]:
    """Return the questions of a JSON Lines file.

    Args:
        path: the file.
        text_of: the documents that the questions are about.
        split: only questions whose ``split`` is this one; ``all`` is every question.

    Raises:
        QuestionsUnreadable: no such file, no question of that split, or a line that makes
            no sense; the message names it.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsUnreadable(f"cannot read the questions in {path}") from error
    questions: dict[str, EvaluationQuestion] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = _object(json.loads(line))
            if split in ("all", row.get("split")):
                question = _question(row, text_of, questions)
                questions[question.question_id] = question
        except (ValueError, RecursionError) as error:
            raise QuestionsUnreadable(f"{path}, line {number}: {error}") from error
    if not questions:
        wanted = "no question" if split == "all" else f"no question of the split {split!r}"
        raise QuestionsUnreadable(f"{path} holds {wanted}")
    return list(questions.values())


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("it is not a JSON object")  # noqa: TRY004 - one kind of error for a file
    return value


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name!r} is missing or is not a text")
    return value


def _list(row: Mapping[str, Any], name: str) -> list[Any]:
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{name!r} is not a list")  # noqa: TRY004
    return value


def _question(
    row: Mapping[str, Any], text_of: TextOf, earlier: Collection[str]
) -> EvaluationQuestion:
    question_id = _text(row, "id")
    if question_id in earlier:
        raise ValueError(f"the id {question_id!r} stands in an earlier line too")
    chain = row.get("chain")
    return EvaluationQuestion(
        question_id=question_id,
        request=_request(row),
        expected=_expectation(row, text_of),
        kind=_text(row, "kind") if row.get("kind") is not None else None,
        cluster=f"question {question_id}" if chain is None else f"chain {chain}",
    )


def _request(row: Mapping[str, Any]) -> AskRequest:
    asked = {"question": _text(row, "text"), "history": _list(row, "history")}
    try:
        return AskRequest.model_validate(asked)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])).replace("question", "text")
        raise ValueError(f"{place!r}: {first['msg']}") from error


def _expectation(row: Mapping[str, Any], text_of: TextOf) -> Expectation:
    label = row.get("label")
    if label not in ("answerable", "unanswerable"):
        raise ValueError("'label' is neither answerable nor unanswerable")
    rows = [_object(value) for value in _list(row, "evidence")]
    spans = tuple(_span(value, place, text_of) for place, value in enumerate(rows))
    record = _record(_object(row["record"]), text_of) if row.get("record") else None
    answerable = label == "answerable"
    if answerable != bool(record or any(not span.optional for span in spans)):
        needs = "has no required evidence" if answerable else "has evidence"
        raise ValueError(f"it is {label} and {needs}")
    outcome = row.get("outcome")
    if outcome is not None and outcome not in list(Outcome):
        raise ValueError(f"'outcome' is not one of {', '.join(Outcome)}")
    reasons = [_text(row, "reason")] if row.get("reason") is not None else []
    reasons += [str(reason) for reason in _list(row, "reason_also")]
    return Expectation(
        answerable,
        spans,
        record,
        Outcome(outcome) if outcome is not None else None,
        tuple(reasons),
        row.get("disagree") is True,
    )


def _span(row: Mapping[str, Any], place: int, text_of: TextOf) -> ExpectedSpan:
    document_id = _text(row, "document_id")
    text = text_of(document_id)
    if text is None:
        raise ValueError(f"there is no document {document_id!r} in the corpus")
    start, end = _offsets(row, document_id, text)
    group = row.get("group")
    return ExpectedSpan(
        document_id,
        start,
        end,
        f"span {place + 1}" if group is None else f"group {group}",
        row.get("optional") is True,
    )


def _offsets(row: Mapping[str, Any], document_id: str, text: str) -> tuple[int, int]:
    """Return where the span is: as stated, or where its quote stands if that is one place."""
    quote = row.get("quote")
    if row.get("start") is None and row.get("end") is None and isinstance(quote, str) and quote:
        places = text.count(quote)
        if places != 1:
            found = "does not stand" if not places else f"stands {places} times"
            raise ValueError(f"{quote[:80]!r} {found} in {document_id}")
        return text.index(quote), text.index(quote) + len(quote)
    start, end = row.get("start"), row.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise ValueError(f"'start' and 'end' are not a span of {document_id}: {start!r}, {end!r}")
    if quote is not None and text[start:end] != quote:
        raise ValueError(
            f"{document_id} has {text[start:end][:80]!r} from {start} to {end},"
            f" not the quote {str(quote)[:80]!r}"
        )
    return start, end


def _record(row: Mapping[str, Any], text_of: TextOf) -> ExpectedRecord:
    document_id = _text(row, "document_id")
    if document_id != ANY_DOCUMENT and text_of(document_id) is None:
        raise ValueError(f"there is no document {document_id!r} in the corpus")
    return ExpectedRecord(document_id, _text(row, "field"))


def required_groups(spans: Sequence[ExpectedSpan]) -> dict[str, list[ExpectedSpan]]:
    """Return the groups of spans that a full answer cites, each with all its spans, in order."""
    groups: dict[str, list[ExpectedSpan]] = {}
    for span in spans:
        groups.setdefault(span.group, []).append(span)
    return {
        name: group for name, group in groups.items() if not all(span.optional for span in group)
    }
