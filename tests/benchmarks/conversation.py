"""How well a follow-up question is turned into one that stands by itself.

    python tests/benchmarks/conversation.py DATA [--index FOLDER]
        [--questions FILE --corpus FOLDER]

``canard_dev`` and ``mtrag_rewrites`` hold last turns of conversations with the question
that a person would have asked without the conversation. Each set is cut in two halves by
conversation: the rules of ``service.followups`` were made looking at the half called
development, and never at the half called report. Every figure has the 95% interval of a
bootstrap over conversations.

* mtrag_rewrites: recall@5 of documents, over the questions of which a right passage is
  among the set's texts, and its share of what the person's own wording gets.
* canard_dev: share of the content words of the person's wording that are in the question;
  of those that the person added, the share that was added too; of the added words, the
  share that the person has. The title of the article, which the people who asked had before
  them, stands in the place of a first question.
* left alone: questions that stand by themselves (the persons' wordings, where they changed
  the question; first questions of other conversations), put after a conversation.

With ``--questions`` (as ``muscat evaluate`` reads them) and ``--corpus``: how many of the
answerable follow-ups have a right passage among those that are read.
"""

import argparse
import contextlib
import hashlib
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from public_sets import Row, add_data_argument, cut_rows, data_folder, lead_of, table

from index.building import build_index
from index.encoder import load_encoder
from index.encoding import Encoder
from index.opening import open_current
from index.pipeline import index_corpus
from index.retrieval import Retriever
from index.store import IndexStore
from ingest.passages import ChunkOptions
from service.earlier_evidence import DEPTH, keep_in_view, quoted_rows
from service.followups import stand_alone
from service.questions import MAX_QUESTION_CHARACTERS, parse_question
from service.reading import MAX_PASSAGES_READ

HALVES = ("development", "report")
RESAMPLES = 1_000
RECALL_AT = 5
Wording = Callable[["Turn"], str]


@dataclass(frozen=True)
class Turn:
    """A last turn: ``earlier`` questions oldest first, the person's own ``rewrite``."""

    conversation: str
    question: str
    earlier: tuple[str, ...]
    rewrite: str
    right: frozenset[str] = frozenset()

    @property
    def half(self) -> str:
        """Which half the conversation belongs to."""
        return HALVES[hashlib.sha256(self.conversation.encode()).digest()[0] % 2]


def concatenated(turn: Turn, back: int | None = None) -> str:
    """Return the last ``back`` earlier questions, or all, and the question behind them."""
    kept = turn.earlier if back is None else turn.earlier[len(turn.earlier) - back :]
    return " ".join([*kept, turn.question])[-MAX_QUESTION_CHARACTERS:]


WORDINGS: dict[str, Wording] = {
    "the person's own wording": lambda turn: turn.rewrite,
    "last question alone": lambda turn: turn.question,
    "with the one before": lambda turn: concatenated(turn, min(1, len(turn.earlier))),
    "with all before": concatenated,
    "Muscat": lambda turn: stand_alone(turn.question, turn.earlier).text,
}


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def mtrag_turns(data: Path) -> list[Turn]:
    """Return the turns of ``mtrag_rewrites``."""
    return [
        Turn(
            row["id"].partition("<")[0],
            row["question"],
            tuple(row["user_turns"][:-1]),
            row["rewrite"],
            frozenset(evidence["doc"] for evidence in row["evidence"]),
        )
        for row in lines(data / "mtrag_rewrites" / "queries.jsonl")
    ]


def canard_turns(data: Path) -> list[Turn]:
    """Return the turns of ``canard_dev``, the article's title before each conversation."""
    turns = []
    for row in lines(data / "canard_dev" / "queries.jsonl"):
        asked = tuple(turn["text"] for turn in row["history"] if turn["role"] == "user")
        conversation = row["id"].rpartition("_")[0]
        turns.append(Turn(conversation, row["question"], (row["topic"], *asked), row["rewrite"]))
    return turns


def interval(parts: Sequence[tuple[str, float, float]]) -> str:
    """Return sum / sum of (conversation, numerator, denominator), with its 95% interval."""
    groups: dict[str, list[tuple[float, float]]] = {}
    for conversation, above, below in parts:
        groups.setdefault(conversation, []).append((above, below))
    sums = np.array([np.sum(group, axis=0) for group in groups.values()])
    drawn = np.random.default_rng(0).integers(0, len(sums), (RESAMPLES, len(sums)))
    totals = sums[drawn].sum(axis=1)
    low, high = np.percentile(totals[:, 0] / np.maximum(totals[:, 1], 1e-9), [2.5, 97.5])
    above, below = sums.sum(axis=0)
    return f"{above / max(below, 1e-9):.3f} [{low:.3f}, {high:.3f}]"


def passage_recall(
    data: Path, turns: Sequence[Turn], encoder: Encoder, folder: Path
) -> list[list[str]]:
    """Return the table's lines for retrieval on ``mtrag_rewrites``."""
    raw = lines(data / "mtrag_rewrites" / "corpus.jsonl")
    rows = tuple(Row(row["id"], lead_of(row["title"]), row["text"]) for row in raw)
    options = ChunkOptions(encoder.max_tokens)
    cut = cut_rows(rows, options, encoder.count_tokens)
    owners = {document.document_id: row.row_id for row, document, _ in cut}
    store = IndexStore(folder)
    build_index([(own, parts) for _, own, parts in cut], (), encoder, store, asdict(options))
    index, _ = open_current(store, None)
    with index:
        retriever = Retriever(index, encoder)

        @cache
        def found(text: str) -> tuple[str, ...]:
            hits = retriever.retrieve(text, 10 * RECALL_AT).passages
            ranked = dict.fromkeys(owners[hit.passage.document_id] for hit in hits)
            return tuple(ranked)[:RECALL_AT]

        def recall(turn: Turn, wording: Wording) -> float:
            return len(turn.right.intersection(found(wording(turn)))) / len(turn.right)

        shown = []
        own = WORDINGS["the person's own wording"]
        for half in HALVES:
            asked = [turn for turn in turns if turn.half == half and turn.right]
            for name, wording in WORDINGS.items():
                got = [(turn.conversation, recall(turn, wording), 1.0) for turn in asked]
                best = [recall(turn, own) for turn in asked]
                shares = [(turn, above, of) for (turn, above, _), of in zip(got, best, strict=True)]
                shown.append([f"{half}: {name}", str(len(asked)), interval(got), interval(shares)])
    return shown


@cache
def content_words(text: str) -> frozenset[str]:
    """Return the content words of a question, plurals and owners as their nouns."""
    plain = [
        re.sub(r"['’]s?$", "", word.text.casefold())
        for word in parse_question(text[:MAX_QUESTION_CHARACTERS]).words
    ]
    return frozenset(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in plain)


def recovered_words(turns: Sequence[Turn]) -> list[list[str]]:
    """Return the table's lines for the words of ``canard_dev``."""
    shown = []
    for half in HALVES:
        asked = [turn for turn in turns if turn.half == half and len(turn.earlier) > 1]
        for name, wording in WORDINGS.items():
            recall, new_recall, precision = [], [], []
            for turn in asked:
                typed, right = content_words(turn.question), content_words(turn.rewrite)
                got = content_words(wording(turn))
                key = turn.conversation
                recall.append((key, float(len(right & got)), float(len(right))))
                added, missing = got - typed, right - typed
                new_recall.append((key, float(len(added & missing)), float(len(missing))))
                precision.append((key, float(len(added & right)), float(len(added))))
            shown.append(
                [
                    f"{half}: {name}",
                    str(len(asked)),
                    *map(interval, (recall, new_recall, precision)),
                ]
            )
    return shown


def left_alone(sets: Mapping[str, Sequence[Turn]]) -> list[list[str]]:
    """Return the table's lines for questions that stand by themselves."""
    shown = []
    for half in HALVES:
        for name, turns in sets.items():
            own = [turn for turn in turns if turn.half == half]
            changed = [t for t in own if t.earlier and t.rewrite.strip() != t.question.strip()]
            first = [t for t in own if len(t.earlier) == (1 if name == "canard_dev" else 0)]
            # The first question of one conversation after the whole of the next one.
            others = [
                max((t for t in own if t.conversation == one.conversation), key=_length)
                for one in (*first[1:], *first[:1])
            ]
            kept = [(t.conversation, float(_is_left(t.rewrite, t.earlier)), 1.0) for t in changed]
            moved = [
                (
                    one.conversation,
                    float(_is_left(one.rewrite, (*other.earlier, other.question))),
                    1.0,
                )
                for one, other in zip(first, others, strict=True)
            ]
            shown.append([f"{half}: {name}, persons' wordings", str(len(kept)), interval(kept)])
            shown.append([f"{half}: {name}, a new topic", str(len(moved)), interval(moved)])
    return shown


def _length(turn: Turn) -> int:
    return len(turn.earlier)


def _is_left(question: str, earlier: Sequence[str]) -> bool:
    return stand_alone(question, earlier).text == question.strip()


def own_questions(path: Path, corpus: Path, encoder: Encoder) -> list[list[str]]:
    """Return the table's lines for follow-ups of a question file over its corpus."""
    with tempfile.TemporaryDirectory() as folder:
        index_corpus(corpus, IndexStore(Path(folder)), encoder)
        index, _ = open_current(IndexStore(Path(folder)), None)
        with index:
            retriever = Retriever(index, encoder)
            asked = [row for row in lines(path) if row.get("history") and row["evidence"]]

            def rank(row: dict[str, Any], text: str, answers: Sequence[str]) -> list[bool]:
                rows = quoted_rows(answers, index)
                hits = retriever.retrieve(text, DEPTH).passages
                seen = keep_in_view(hits, rows, MAX_PASSAGES_READ)
                return [
                    any(
                        hit.passage.document_id == span["document_id"]
                        and hit.passage.start <= span["start"] < hit.passage.end
                        for hit in seen
                    )
                    for span in row["evidence"]
                ]

            shown = []
            for name in (*list(WORDINGS)[1:], "Muscat, and what was quoted before"):
                hits, recall = [], []
                for row in asked:
                    said = {
                        role: tuple(t["content"] for t in row["history"] if t["role"] == role)
                        for role in ("user", "assistant")
                    }
                    turn = Turn(row.get("chain") or row["id"], row["text"], said["user"], "")
                    quoted = said["assistant"] if name not in WORDINGS else ()
                    found = rank(row, WORDINGS.get(name, WORDINGS["Muscat"])(turn), quoted)
                    hits.append((turn.conversation, float(any(found)), 1.0))
                    recall.append((turn.conversation, fmean(found), 1.0))
                shown.append([name, str(len(asked)), interval(hits), interval(recall)])
    return shown


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    add_data_argument(parser)
    parser.add_argument("--index", type=Path, help="where the index of mtrag_rewrites is kept")
    parser.add_argument("--questions", type=Path, help="a question file with follow-ups")
    parser.add_argument("--corpus", type=Path, help="the corpus that they are about")
    options = parser.parse_args()
    data = data_folder(options)
    sets = {"canard_dev": canard_turns(data), "mtrag_rewrites": mtrag_turns(data)}
    show(["left alone", "n", "share"], left_alone(sets))
    heads = ["canard_dev: words of the rewrite", "n", "in the question", "added", "of those added"]
    show(heads, recovered_words(sets["canard_dev"]))
    encoder = load_encoder()
    if options.questions and options.corpus:
        heads = [options.questions.name, "n", "evidence in the first 6", "share of all evidence"]
        show(heads, own_questions(options.questions, options.corpus, encoder))
    with contextlib.ExitStack() as stack:
        folder = options.index or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        heads = ["mtrag_rewrites: passages", "n", f"recall@{RECALL_AT}", "of the person's own"]
        show(heads, passage_recall(data, sets["mtrag_rewrites"], encoder, folder))


def show(heads: list[str], rows: list[list[str]]) -> None:
    """Print a table at once."""
    sys.stdout.write(table(heads, rows) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
