"""Public question sets in one form, for the benchmarks; nothing of them is in the project.

A folder holds one folder for each set: ``corpus.jsonl`` (id, title, text) and
``queries.jsonl`` (id, question, evidence: a list of doc and, where known, start, end or
text). The folder is named on the command line or by ``MUSCAT_EVAL_DATA``. Every set has one
role: ``train`` may shape weights and options, ``report`` gives figures only.
"""

import argparse
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from ingest.documents import Document, Passage
from ingest.passages import ChunkOptions, CountTokens, split_document
from ingest.readers import read_document

Role = Literal["train", "report"]
Span = tuple[int, int]

TRAIN_SETS = (
    "squad2_train_part",
    "tydiqa_gold_en",
    "nq_oracle",
    "covid_qa",
    "selqa",
    "squadshifts_wiki",
    "squadshifts_reddit",
    "squadshifts_amazon",
)
"""Sets that may shape options. Of selqa only the questions of its ``dev`` part."""

_SPLITS = {"selqa": "dev"}

# Names of whole collections that stand in the place of a title and tell nothing.
_NO_TITLES = {"Filtered_Reddit_Comments", "Amazon_Reviews_2030"}


@dataclass(frozen=True, slots=True)
class Row:
    """One text of a set; ``lead`` is what stands in front of it in ``content``."""

    row_id: str
    lead: str
    text: str

    @property
    def content(self) -> str:
        """The text under its title, as a person would save it to a file."""
        return self.lead + self.text


@dataclass(frozen=True, slots=True)
class Question:
    """A question; ``spans`` holds the texts that answer it and where in them, if known."""

    question_id: str
    text: str
    gains: Mapping[str, float]
    spans: Mapping[str, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class PublicSet:
    """Texts, and questions that at least one of them answers."""

    name: str
    rows: tuple[Row, ...]
    questions: tuple[Question, ...]


def add_data_argument(parser: argparse.ArgumentParser) -> None:
    """Add the folder of the sets as an argument that may be left out."""
    parser.add_argument(
        "data", type=Path, nargs="?", help="folder of the public sets (default: MUSCAT_EVAL_DATA)"
    )


def data_folder(options: argparse.Namespace) -> Path:
    """Return the folder of the sets, or end the program with what to do."""
    named = options.data or os.environ.get("MUSCAT_EVAL_DATA")
    if not named:
        raise SystemExit("name the folder of the public sets, or set MUSCAT_EVAL_DATA")
    folder = Path(named)
    if not folder.is_dir():
        raise SystemExit(f"there is no folder {folder}")
    return folder


def order(key: str) -> str:
    """Return what to sort by for an order that is arbitrary and always the same."""
    return hashlib.sha256(key.encode()).hexdigest()


def load_set(
    data: Path, name: str, role: Role, questions: int | None = None, rows: int | None = None
) -> PublicSet:
    """Return the set ``name`` below ``data``.

    Args:
        data: The folder of the sets.
        name: The set.
        role: What it is wanted for.
        questions: At most this many, drawn the same way each time.
        rows: At most this many texts: those that answer, then others as distractors.

    Raises:
        ValueError: If ``role`` is ``train`` and the set is not one to train on, or the
            other way round.
    """
    if (role == "train") != (name in TRAIN_SETS):
        raise ValueError(f"the set {name} is not one to {role}")
    raw = read_lines(data / name / "corpus.jsonl")
    found = {row["id"]: Row(row["id"], lead_of(row["title"]), row["text"]) for row in raw}
    split = _SPLITS.get(name)
    asked = [
        question
        for question in read_lines(data / name / "queries.jsonl")
        if not question["unanswerable"] and split in (None, question.get("split"))
    ]
    asked = [question for question in asked if question["evidence"]]
    asked.sort(key=lambda question: order(question["id"]))
    chosen = tuple(_question(question, found) for question in asked[:questions])
    gold = {row_id for question in chosen for row_id in question.gains}
    kept = sorted(found, key=lambda row_id: (row_id not in gold, order(row_id)))[:rows]
    kept_set = set(kept) | gold
    return PublicSet(name, tuple(row for key, row in found.items() if key in kept_set), chosen)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def title_of(title: str) -> str:
    """Return a text's title as a person would write it, empty where it tells nothing."""
    return "" if title in _NO_TITLES else title.replace("_", " ")


def lead_of(title: str) -> str:
    """Return what stands in front of a text: its title, if it tells anything."""
    return f"{title_of(title)}\n\n" if title_of(title) else ""


def _question(question: Mapping[str, Any], rows: Mapping[str, Row]) -> Question:
    gains: dict[str, float] = {}
    spans: dict[str, list[Span]] = {}
    for evidence in question["evidence"]:
        row = rows[evidence["doc"]]
        gains[row.row_id] = float(evidence.get("rel", 1))
        start = evidence.get("start")
        if start is None and evidence.get("text"):
            start = row.text.find(evidence["text"])
        if start is not None and start >= 0:
            end = start + len(evidence["text"])
            shift = len(row.lead)
            spans.setdefault(row.row_id, []).append((start + shift, end + shift))
    fixed = {row_id: tuple(found) for row_id, found in spans.items()}
    return Question(question["id"], question["question"], gains, fixed)


def joined(found: PublicSet, texts: int, titled: bool) -> PublicSet:
    """Return the set with documents of several texts, as a newspaper or a report has them.

    So many ``texts`` of one title make one document, in the order of the set, under their title
    or without any; a text without a title of its own is left out, and so is a question that
    it answers. Spans move along.
    """
    groups: dict[str, list[Row]] = {}
    for row in found.rows:
        if row.lead:
            groups.setdefault(row.lead.partition(" / ")[0].strip(), []).append(row)
    rows, places = [], {}
    for title, members in groups.items():
        for first in range(0, len(members), texts):
            own, lead = members[first : first + texts], f"{title}\n\n" if titled else ""
            name, length = f"{title} {first}", len(lead)
            for row in own:
                places[row.row_id] = (name, length - len(row.lead))
                length += len(row.text) + 2
            rows.append(Row(name, lead, "\n\n".join(row.text for row in own)))
    questions = [
        _moved(one, places) for one in found.questions if places.keys() >= one.gains.keys()
    ]
    return PublicSet(found.name, tuple(rows), tuple(questions))


def _moved(question: Question, places: Mapping[str, tuple[str, int]]) -> Question:
    gains, spans = {}, {}
    for row_id, gain in question.gains.items():
        name, shift = places[row_id]
        gains[name] = gain
        own = tuple((a + shift, b + shift) for a, b in question.spans.get(row_id, ()))
        spans[name] = spans.get(name, ()) + own
    return replace(question, gains=gains, spans=spans)


def cut_rows(
    rows: tuple[Row, ...], options: ChunkOptions, count_tokens: CountTokens
) -> list[tuple[Row, Document, tuple[Passage, ...]]]:
    """Return every text as Muscat reads a ``.txt`` file of it, and its passages."""
    cut = []
    for number, row in enumerate(rows):
        document = read_document(f"{number:06d}.txt", row.content.encode("utf-8"))
        cut.append((row, document, split_document(document, options, count_tokens)))
    return cut


def write_corpus(rows: tuple[Row, ...], folder: Path) -> None:
    """Write every text as ``<id>.txt`` into the new folder ``folder``."""
    folder.mkdir(parents=True)
    for row in rows:
        (folder / f"{row.row_id}.txt").write_text(row.content, encoding="utf-8", newline="")


def table(heads: list[str], lines: list[list[str]]) -> str:
    """Return a plain-text table: the first column to the left, numbers to the right."""
    everything = [heads, *lines]
    widths = [max(len(line[column]) for line in everything) for column in range(len(heads))]
    shown = []
    for line in everything:
        first = line[0].ljust(widths[0])
        shown.append(
            "  ".join([first, *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))])
        )
    return "\n".join([shown[0], "-" * len(shown[0]), *shown[1:]]) + "\n"
