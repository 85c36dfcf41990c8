"""Fit what tells that two texts contradict each other (``service/learned_disagreements.json``).

    python tests/training/disagreements.py

From the practice corpora some of whose questions say that the sources contradict each other on
them (``"disagree": true``): two answering sentences of different groups contradict each other
there, and the two halves of one; those of other questions do not, nor does an answering sentence
contradict the sentences most like it that answer nothing. Reported are families of
corpora (of one writer) that the others fitted, and how many questions come with a warning at
each threshold; the weights that are written are fitted on all corpora but those to choose on.
"""

import json
import sys
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from calibrate import fit, stored
from practice import CHOOSING, PRACTICE
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from ingest.readers import read_document
from ingest.sentences import sentence_spans
from service.learned_disagreements import (
    COLUMNS,
    WEIGHTS_PATH,
    columns,
    halves,
    may_contradict,
    told,
)
from service.question_kinds import QuestionKind
from service.questions import Question, parse_question
from service.word_stems import stems

BYSTANDERS = 3  # sentences most like an answering one that do not answer
KINDS = (QuestionKind.FACT, QuestionKind.YES_NO, QuestionKind.COMPARISON)
STRENGTH = 0.3
THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
FAMILY_LETTERS = 3


@dataclass(frozen=True)
class Pair:
    """Two texts that answer a question, in columns, and whether they contradict each other."""

    corpus: str
    question: str
    columns: list[float]
    contradict: bool


def sentences(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the documents and texts of a corpus's sentences."""
    for path in sorted(folder.iterdir()):
        if path.suffix in (".txt", ".md"):
            document = read_document(path.name, path.read_bytes())
            for block in document.blocks:
                for start, end in sentence_spans(document.text, block.start, block.end):
                    yield path.name, document.text[start:end]


def bystanders(
    question: Question, quote: str, answering: Collection[str], texts: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return the sentences most like a question and a quotation of those that do not answer it."""
    asked, own = stems(question.text), stems(quote)
    others = [
        (home, text)
        for home, text in texts
        if not any(one in text or text in one for one in answering)
    ]
    # By the share of their words, so that they are no longer than what answers.
    others.sort(key=lambda one: -_likeness(stems(one[1]), own) - _likeness(stems(one[1]), asked))
    return others[:BYSTANDERS]


def _likeness(one: Set[str], other: Set[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def pairs(folder: Path) -> Iterator[Pair]:
    """Yield what stands side by side in the evidence of a corpus's questions."""
    texts = list(sentences(folder))
    for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        question = parse_question(row["text"])
        if not row["evidence"] or question.kind not in KINDS:
            continue
        disagree = row.get("disagree") is True
        groups: dict[str, set[int]] = {}
        places = {}
        for one in row["evidence"]:
            groups.setdefault(one["quote"], set()).add(one.get("group", 0))
            places[one["quote"]] = one["document_id"]
        for first, second in combinations(groups, 2):
            apart = not groups[first] & groups[second]
            same = places[first] == places[second]
            yield from _pair(folder, row["id"], question, (first, second), disagree and apart, same)
        for quote in groups:
            for home, text in bystanders(question, quote, groups, texts):
                same = home == places[quote]
                yield from _pair(folder, row["id"], question, (quote, text), False, same)
            for parts in halves(quote):
                yield from _pair(folder, row["id"], question, parts, disagree, True, True)


def _pair(
    folder: Path,
    name: str,
    question: Question,
    texts: tuple[str, str],
    contradict: bool,
    in_one_document: bool,
    in_one_sentence: bool = False,
) -> Iterator[Pair]:
    """Yield two texts as a pair, if anything in them could contradict at all."""
    one, other = told(texts[0]), told(texts[1])
    if may_contradict(question, one, other, in_one_document=in_one_document):
        found = columns(
            question,
            one,
            other,
            in_one_sentence=in_one_sentence,
            in_one_document=in_one_document,
        )
        yield Pair(folder.name, name, found, contradict)


def with_disagreements() -> list[Path]:
    """Return the folders of corpora that say where their sources contradict each other."""
    return [
        path.parent
        for path in sorted(PRACTICE.glob("*/questions.jsonl"))
        if '"disagree": true' in path.read_text(encoding="utf-8")
    ]


def fitted(found: list[Pair]) -> LogisticRegression:
    """Return the model of some pairs."""
    rows = np.array([one.columns for one in found])
    targets = np.array([one.contradict for one in found])
    return fit(rows, targets, np.ones(len(found)), STRENGTH)


def chances(model: LogisticRegression, found: list[Pair]) -> np.ndarray:
    """Return the probabilities of some pairs."""
    return np.asarray(model.predict_proba(np.array([one.columns for one in found]))[:, 1])


def figures(found: list[Pair], values: np.ndarray) -> dict[str, float]:
    """Return what the probabilities of pairs reach, and warnings per question by threshold."""
    targets = np.array([one.contradict for one in found])
    questions = sorted({one.question for one in found})
    places = {
        name: [n for n, one in enumerate(found) if one.question == name] for name in questions
    }
    best = np.array([values[places[name]].max() for name in questions])
    asked = np.array([targets[places[name]].any() for name in questions])
    made = {
        "pairs": len(found),
        "questions that disagree": int(asked.sum()),
        "average precision": round(float(average_precision_score(targets, values)), 3),
    }
    for threshold in THRESHOLDS:
        warned = best >= threshold
        made[f"shown from {threshold}"] = round(float(warned[asked].mean()), 3)
        made[f"right from {threshold}"] = round(float(asked[warned].mean()), 3)
    return made


def main() -> None:
    """Report, fit, write."""
    folders = with_disagreements()
    train = [one for folder in folders if not CHOOSING.search(folder.name) for one in pairs(folder)]
    unseen = [one for folder in folders if CHOOSING.search(folder.name) for one in pairs(folder)]
    family = np.array([one.corpus[:FAMILY_LETTERS] for one in train])
    crossed = np.zeros(len(train))
    for name in sorted(set(family)):
        own = np.flatnonzero(family == name)
        others = [one for one, of in zip(train, family, strict=True) if of != name]
        crossed[own] = chances(fitted(others), [train[place] for place in own])
    model = fitted(train)
    reported = {
        "families left out in turn": figures(train, crossed),
        "corpora to choose on": figures(unseen, chances(model, unseen)),
    }
    for name, values in reported.items():
        for measure, value in values.items():
            sys.stdout.write(f"{name:26s} {measure:26s} {value}\n")
    text = json.dumps({"weights": stored(model, COLUMNS), "held_out": reported}, indent=1)
    WEIGHTS_PATH.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
