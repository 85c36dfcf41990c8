"""Fit what tells questions about the sources and for a judgement (``service/learned_kinds.json``).

    python tests/training/kinds.py [--misses]

Learns from ``tests/training/kinds``, questions of the two kinds and as many that only look like
them, and from the questions of the practice corpora that train. Prints, for thresholds from .3 to
.9, how many questions of either kind are found and how many others are taken for it: on the
practice corpora to choose on and the development half of the project's own questions, which train
nothing here.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from examples import read_lines
from practice import corpora
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from index.encoder import load_encoder
from index.encoding import Encoder
from service.learned_kinds import VECTOR_SCALE, WEIGHTS_PATH, runs_of_words

KINDS = {"sources": 0.8, "opinion": 0.7}
"""Each kind and the probability from which a question is taken for it."""

STRENGTH = 1.0
FEWEST = 3  # so many questions must have a run of words
SMALLEST = 0.03  # a weight below is left out
SHOWN = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9)
HERE = Path(__file__).parent
OWN = HERE.parents[1] / "corpus" / "evaluation" / "questions.jsonl"

Labelled = list[tuple[str, str]]  # text and kind


def questions_of(folders: Sequence[Path]) -> Labelled:
    """Return the questions of practice corpora that lean on nothing before them."""
    return [
        (one["text"], one["kind"])
        for folder in folders
        for one in read_lines(folder / "questions.jsonl")
        if not one.get("history")
    ]


def features(texts: Sequence[str], runs: dict[str, int], encoder: Encoder) -> csr_matrix:
    """Return (n, runs + dimension): which runs of words a question has, and its vector."""
    found = [sorted(runs[run] for run in runs_of_words(text) if run in runs) for text in texts]
    starts = np.cumsum([0, *(len(columns) for columns in found)])
    columns = np.concatenate([np.array(one, int) for one in found])
    words = csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(texts), len(runs)))
    vectors = encoder.embed(list(texts))
    return hstack([words, csr_matrix(VECTOR_SCALE * vectors)]).tocsr()


def main() -> None:
    """Fit, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    encoder = load_encoder()
    training = questions_of(corpora(choosing=False))
    for path in sorted((HERE / "kinds").glob("*.jsonl")):
        training += [(one["text"], one["kind"]) for one in read_lines(path)]
    counted = Counter(run for text, _ in training for run in runs_of_words(text))
    runs = {run: n for n, run in enumerate(sorted(r for r, c in counted.items() if c >= FEWEST))}
    table = features([text for text, _ in training], runs, encoder)
    unseen = {
        "practice": questions_of(corpora(choosing=True)),
        "own": [
            (one["text"], one["kind"])
            for one in read_lines(OWN)
            if one["split"] == "dev" and not one.get("history")
        ],
    }
    stored = {}
    for kind, least in KINDS.items():
        targets = np.array([label == kind for _, label in training])
        model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(table, targets)
        for name, asked in unseen.items():
            report(name, kind, asked, model, features([t for t, _ in asked], runs, encoder),
                   least if arguments.misses else None)  # fmt: skip
        weights = model.coef_[0]
        stored[kind] = {
            "from": least,
            "intercept": round(float(model.intercept_[0]), 4),
            "vector": [round(float(one), 4) for one in weights[len(runs) :]],
            "runs": {
                run: round(float(weights[number]), 3)
                for run, number in runs.items()
                if abs(weights[number]) >= SMALLEST
            },
        }
    written = {"encoder": encoder.fingerprint.rpartition("-")[0], "kinds": stored}
    WEIGHTS_PATH.write_text(json.dumps(written, ensure_ascii=False) + "\n", encoding="utf-8")


def report(
    name: str,
    kind: str,
    asked: Labelled,
    model: LogisticRegression,
    table: csr_matrix,
    misses_at: float | None,
) -> None:
    """Print how many of a kind are found and how many others are taken for it."""
    chances = model.predict_proba(table)[:, 1]
    targets = np.array([label == kind for _, label in asked])
    cells = "  ".join(
        f"{least}: {(chances[targets] >= least).sum()}+{(chances[~targets] >= least).sum()}"
        for least in SHOWN
    )
    sys.stdout.write(f"{kind:8s} {name:9s} of {targets.sum()}: {cells}\n")
    if misses_at is not None:
        for (text, label), chance in zip(asked, chances, strict=True):
            if (chance >= misses_at) != (label == kind):
                sys.stdout.write(f"    {chance:.2f} {label}: {text}\n")


if __name__ == "__main__":
    main()
