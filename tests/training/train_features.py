"""Train the weights of the feature reader (``service/feature_reader.json``).

    python tests/training/train_features.py DATA_FOLDER [--paragraphs N]

Reads ``squad2_train_part`` and ``tydiqa_gold_en`` below DATA_FOLDER (by path; nothing is
copied). Every question is asked against the three paragraphs nearest to it out of all that
were loaded; for one question in five the right paragraph is withheld, which makes it a
question that the corpus does not answer. Half of the articles trains, the other half is
held out and reported: AUROC of the verdict, hit rate of the best sentence, and the expected
calibration error. SQuAD 2.0 dev is never touched here.
"""

import argparse
import json
import math
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from calibrate import calibration_error
from examples import share
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.encoder import Encoder, load_encoder
from index.normalising import tokenise
from ingest.sentences import sentence_spans
from service.feature_reader import VERDICT_FEATURES, WEIGHTS_PATH, verdict_features
from service.features import FEATURES, passage_features
from service.questions import parse_question
from service.support import EncodedText, encode_question, encode_text

SETS = ("squad2_train_part", "tydiqa_gold_en", "nq_oracle")
COMMON_FROM = 1 / 2000  # a word in fewer questions than this has full weight
PASSAGES_READ = 3
WITHHELD_SHARE = 0.2


@dataclass
class Paragraph:
    """A paragraph with its sentences encoded."""

    key: str
    title: str
    text: str
    spans: list[tuple[int, int]]
    texts: list[EncodedText]
    vector: np.ndarray


@dataclass
class Example:
    """One question against the sentences that were read for it."""

    features: np.ndarray
    right: np.ndarray
    answerable: bool
    held_out: bool


def load(folder: Path, limit: int) -> tuple[list[dict], list[dict]]:
    """Return paragraphs (whole articles, up to ``limit``) and the questions on them."""
    rows = [json.loads(line) for line in (folder / "corpus.jsonl").open(encoding="utf-8")]
    rows.sort(key=lambda row: share(row["title"] or row["id"]))
    rows = [row for row in rows if len(row["text"]) < 4000][:limit]
    kept = {row["id"] for row in rows}
    questions = [json.loads(line) for line in (folder / "queries.jsonl").open(encoding="utf-8")]
    return rows, [q for q in questions if q.get("near_doc") in kept]


def common_words(data: Path) -> dict[str, float]:
    """Return words that are common in questions, with weights that fall with frequency.

    weight = log(1 / share) / log(1 / COMMON_FROM), at least 0.2: a word in one question of
    2,000 or fewer is not listed (weight 1), one in every seventh has weight 0.26.
    """
    counts: Counter[str] = Counter()
    total = 0
    for name in SETS:
        for line in (data / name / "queries.jsonl").open(encoding="utf-8"):
            counts.update(set(tokenise(json.loads(line)["question"])))
            total += 1
    return {
        word: round(max(0.2, math.log(total / count) / -math.log(COMMON_FROM)), 3)
        for word, count in sorted(counts.items())
        if count / total > COMMON_FROM
    }


def encode_paragraphs(encoder: Encoder, rows: list[dict]) -> Iterator[Paragraph]:
    """Yield every paragraph with the encoder's view of its sentences."""
    vectors = encoder.embed([f"{row['title']}\n{row['text']}" for row in rows])
    for row, vector in zip(rows, vectors, strict=True):
        spans = sentence_spans(row["text"], 0, len(row["text"]))
        sentences = [row["text"][start:end] for start, end in spans]
        tokens = encoder.embed_tokens([f"{row['title']}\n{sentence}" for sentence in sentences])
        texts = [
            encode_text(row["title"], sentence, found)
            for sentence, found in zip(sentences, tokens, strict=True)
        ]
        yield Paragraph(row["id"], row["title"], row["text"], spans, texts, vector)


def examples(
    encoder: Encoder, paragraphs: list[Paragraph], questions: list[dict], common: dict[str, float]
) -> Iterator[Example]:
    """Yield the features and labels of every question."""
    matrix = np.stack([paragraph.vector for paragraph in paragraphs])
    place = {paragraph.key: row for row, paragraph in enumerate(paragraphs)}
    tokens = encoder.embed_tokens([question["question"] for question in questions])
    for question, found in zip(questions, tokens, strict=True):
        if not question["question"].strip():
            continue
        asked = encode_question(parse_question(question["question"]), found, common)
        cosines = matrix @ asked.vector
        gold = place[question["near_doc"]]
        withheld = share("withheld" + question["id"]) < WITHHELD_SHARE
        nearest = [int(row) for row in np.argsort(-cosines)[: PASSAGES_READ + 1] if row != gold]
        rows = nearest[:PASSAGES_READ] if withheld else [gold, *nearest[: PASSAGES_READ - 1]]
        features, right = [], []
        for row in rows:
            paragraph = paragraphs[row]
            signals = passage_features(asked, paragraph.texts, float(cosines[row]))
            features.append(signals.features)
            right.extend(
                row == gold
                and any(
                    start < answer["end"] and answer["start"] < end
                    for answer in question["evidence"]
                )
                for start, end in paragraph.spans
            )
        answerable = not question["unanswerable"] and not withheld
        labels = np.array(right) & answerable
        yield Example(
            np.concatenate(features),
            labels,
            answerable,
            share("half" + paragraphs[gold].title) < 0.5,
        )


def fit(features: np.ndarray, labels: np.ndarray) -> LogisticRegression:
    """Return a logistic regression fitted to the features."""
    return LogisticRegression(C=1.0, max_iter=2000).fit(features, labels)


def stored(model: LogisticRegression, names: tuple[str, ...]) -> dict[str, float]:
    """Return the weights by name."""
    weights = {name: round(float(w), 6) for name, w in zip(names, model.coef_[0], strict=True)}
    return {**weights, "intercept": round(float(model.intercept_[0]), 6)}


def gather(encoder: Encoder, data: Path, limit: int, common: dict[str, float]) -> list[Example]:
    """Return the examples of all sets, telling how long each took."""
    everything: list[Example] = []
    for name in SETS:
        started = time.perf_counter()
        rows, questions = load(data / name, limit)
        made = list(examples(encoder, list(encode_paragraphs(encoder, rows)), questions, common))
        everything += made
        seconds = time.perf_counter() - started
        sys.stdout.write(
            f"{name}: {len(rows)} paragraphs, {len(made)} questions, {seconds:.0f} s\n"
        )
    return everything


def verdicts(
    sentence: LogisticRegression, chosen: list[Example]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the verdict's features, the labels, and whether the best sentence is right."""
    chances = [sentence.predict_proba(example.features)[:, 1] for example in chosen]
    pairs = list(zip(chosen, chances, strict=True))
    hits = np.array([bool(example.right[chance.argmax()]) for example, chance in pairs])
    rows = np.stack([verdict_features(example.features, chance) for example, chance in pairs])
    return rows, np.array([example.answerable for example in chosen]), hits


def report(
    sentence: LogisticRegression, verdict: LogisticRegression, held_out: list[Example]
) -> dict[str, float]:
    """Return the held-out figures, those of plain cosine beside them."""
    rows, labels, hits = verdicts(sentence, held_out)
    chances = verdict.predict_proba(rows)[:, 1]
    cosine = np.array([example.features[:, 0].max() for example in held_out])
    cosine_hits = np.array([example.right[example.features[:, 0].argmax()] for example in held_out])
    return {
        "questions held out": len(held_out),
        "AUROC, verdict": round(float(roc_auc_score(labels, chances)), 3),
        "AUROC, best cosine": round(float(roc_auc_score(labels, cosine)), 3),
        "best sentence is right, reader": round(float(hits[labels].mean()), 3),
        "best sentence is right, cosine": round(float(cosine_hits[labels].mean()), 3),
        "expected calibration error": round(calibration_error(chances, labels), 3),
    }


def main() -> None:
    """Train, print the held-out figures, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--paragraphs", type=int, default=1600, help="paragraphs per set")
    parser.add_argument("--out", type=Path, default=WEIGHTS_PATH)
    arguments = parser.parse_args()
    common = common_words(arguments.data)
    everything = gather(load_encoder(), arguments.data, arguments.paragraphs, common)
    train = [example for example in everything if not example.held_out]
    sentence = fit(
        np.concatenate([example.features for example in train]),
        np.concatenate([example.right for example in train]),
    )
    rows, labels, _ = verdicts(sentence, train)
    verdict = fit(rows, labels)
    found = report(sentence, verdict, [example for example in everything if example.held_out])
    for name, value in {"questions trained on": len(train), **found}.items():
        sys.stdout.write(f"{name:32s} {value}\n")
    weights = {
        "trained_on": list(SETS),
        "held_out": found,
        "common_words": common,
        "sentence": stored(sentence, FEATURES),
        "verdict": stored(verdict, VERDICT_FEATURES),
    }
    arguments.out.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
