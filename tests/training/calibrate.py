"""Fit how the network's logits and the features are weighed (``service/network_reader.json``).

    python tests/training/calibrate.py DATA_FOLDER [--cache FOLDER]

Uses the articles that training held back, no others. Every question is asked against the six
passages nearest to it among all of theirs; for one question in four the right passage is
withheld. Half of the articles fits, the other half is reported; the weights that are written
are fitted on both.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from examples import SINGLE_SENTENCES, Example, held_back, originals, share
from material import candidates, encoded
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.encoder import default_cache_folder, load_encoder
from service.feature_reader import FeatureReader
from service.network_reader import (
    CALIBRATION_PATH,
    VERDICT_SIGNALS,
    WEIGHED,
    WEIGHED_COLUMNS,
    NetworkReader,
    Signals,
    verdict_signals,
)
from service.questions import parse_question
from service.reading_network import ReadingNetwork

READ = 6
WITHHELD_SHARE = 0.25


@dataclass
class Asked:
    """One question: its signals, which sentences answer, whether anything does."""

    signals: Signals
    right: np.ndarray
    known: np.ndarray
    answerable: bool
    reported: bool


def gather(reader: NetworkReader, encoder, examples: list[Example]) -> list[Asked]:
    """Return every question with the signals of what was read for it."""
    texts = {one.text: one for one in examples}
    keys = {text: f"t{number}" for number, text in enumerate(texts)}
    made = encoded(
        encoder, [(keys[text], one.context, text, one.sentences) for text, one in texts.items()]
    )
    passages = [passage for one in made for passage in one.passages]
    vectors = np.concatenate([one.vectors for one in made])
    home = np.array([int(passage.document_id[1:]) for passage in passages])
    asked: list[Asked] = []
    for one in examples:
        vector = encoder.embed([one.question])[0]
        own = int(keys[one.text][1:])
        withheld = share("withheld" + one.question) < WITHHELD_SHARE
        order = np.argsort(-(vectors @ vector), kind="stable")
        rows = [row for row in order if not (withheld and home[row] == own)][:READ]
        if not withheld and not any(home[row] == own for row in rows):
            rows = [*rows[:-1], *np.flatnonzero(home == own)[:1]]
        found = candidates(vector, [passages[row] for row in rows], vectors[rows])
        signals = reader.signals(parse_question(one.question), found)
        right, known = labels(one, own, found)
        answerable = bool(right.any())
        # A passage of another text may hold the answer too: nobody has judged those.
        if answerable or known.all():
            asked.append(Asked(signals, right, known, answerable, share(one.group) < 0.5))
    return asked


def labels(one: Example, own: int, found) -> tuple[np.ndarray, np.ndarray]:
    """Return per sentence whether it answers, and whether that is known."""
    right, known = [], []
    answers = [one.text[start:end].casefold() for start, end in one.answers]
    spans = dict(zip(one.sentences, one.labels, strict=True))
    for retrieved, sentences in found:
        mine = retrieved.passage.document_id == f"t{own}"
        for sentence in sentences:
            span = (sentence.start, sentence.end)
            label = mine and bool(spans.get(span))
            start = retrieved.passage.start
            text = retrieved.passage.text[span[0] - start : span[1] - start].casefold()
            right.append(label)
            known.append(mine or not any(answer in text for answer in answers))
    return np.array(right), np.array(known)


def fit(features: np.ndarray, targets: np.ndarray) -> LogisticRegression:
    """Return a logistic regression, fitted on standardised columns and given back on raw ones."""
    mean, scale = features.mean(0), features.std(0) + 1e-6
    model = LogisticRegression(C=0.5, max_iter=3000).fit((features - mean) / scale, targets)
    model.coef_ = model.coef_ / scale
    model.intercept_ = model.intercept_ - model.coef_ @ mean
    return model


def fit_both(asked: list[Asked]) -> tuple[LogisticRegression, LogisticRegression]:
    """Return the models of a sentence and of a question."""
    rows = np.concatenate([weighed(one)[one.known] for one in asked])
    targets = np.concatenate([one.right[one.known] for one in asked])
    sentence = fit(rows, targets)
    verdicts = np.stack([verdict_of(sentence, one) for one in asked])
    return sentence, fit(verdicts, np.array([one.answerable for one in asked]))


def weighed(one: Asked) -> np.ndarray:
    """Return the signals that a sentence is judged by."""
    return one.signals.sentences[:, WEIGHED_COLUMNS]


def verdict_of(sentence: LogisticRegression, one: Asked) -> np.ndarray:
    """Return the verdict's signals of a question."""
    return verdict_signals(one.signals, sentence.predict_proba(weighed(one))[:, 1])


def calibration_error(probabilities: np.ndarray, targets: np.ndarray) -> float:
    """Return the expected calibration error over ten equal bins (Guo et al., ICML 2017)."""
    bins = np.minimum((probabilities * 10).astype(int), 9)
    gaps = [
        abs(probabilities[bins == b].mean() - targets[bins == b].mean()) * (bins == b).mean()
        for b in range(10)
        if (bins == b).any()
    ]
    return float(sum(gaps))


def figures(asked: list[Asked]) -> dict[str, float]:
    """Return what the models reach on the half that did not fit them."""
    sentence, verdict = fit_both([one for one in asked if not one.reported])
    held = [one for one in asked if one.reported]
    targets = np.array([one.answerable for one in held])
    chances = verdict.predict_proba(np.stack([verdict_of(sentence, one) for one in held]))[:, 1]
    hits = [
        one.right[sentence.predict_proba(weighed(one))[:, 1].argmax()]
        for one in held
        if one.answerable
    ]
    alone = np.array([one.signals.judged.answerable for one in held])
    cosine = np.array([one.signals.sentences[:, 4].max() for one in held])
    passage = np.array([one.signals.sentences[:, 2].max() for one in held])
    return {
        "questions": len(held),
        "answerable": round(float(targets.mean()), 3),
        "AUROC, both": round(float(roc_auc_score(targets, chances)), 3),
        "AUROC, network's passage logit": round(float(roc_auc_score(targets, passage)), 3),
        "AUROC, features": round(float(roc_auc_score(targets, alone)), 3),
        "AUROC, cosine": round(float(roc_auc_score(targets, cosine)), 3),
        "best sentence is right": round(float(np.mean(hits)), 3),
        "expected calibration error": round(calibration_error(chances, targets), 3),
    }


def stored(model: LogisticRegression, names: tuple[str, ...]) -> dict[str, float]:
    """Return the weights by name."""
    weights = {name: round(float(w), 6) for name, w in zip(names, model.coef_[0], strict=True)}
    return {**weights, "intercept": round(float(model.intercept_[0]), 6)}


def main() -> None:
    """Gather, report, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path, default=default_cache_folder())
    parser.add_argument("--model", type=Path)
    parser.add_argument("--out", type=Path, default=CALIBRATION_PATH)
    arguments = parser.parse_args()
    encoder = load_encoder()
    network = (
        ReadingNetwork(arguments.cache, arguments.model)
        if arguments.model
        else ReadingNetwork(arguments.cache)
    )
    if not arguments.out.exists():
        blank = {
            "sentence": dict.fromkeys((*WEIGHED, "intercept"), 0.0),
            "verdict": dict.fromkeys((*VERDICT_SIGNALS, "intercept"), 0.0),
        }
        arguments.out.write_text(json.dumps(blank), encoding="utf-8")
    reader = NetworkReader(FeatureReader(encoder), network, arguments.out)
    examples = [
        one
        for one in originals(arguments.data)
        if held_back(one) and one.origin not in SINGLE_SENTENCES
    ]
    examples.sort(key=lambda one: one.text)
    asked = gather(reader, encoder, examples)
    found = figures(asked)
    for name, value in found.items():
        sys.stdout.write(f"{name:34s} {value}\n")
    sentence, verdict = fit_both(asked)
    weights = {
        "held_out": found,
        "sentence": stored(sentence, WEIGHED),
        "verdict": stored(verdict, VERDICT_SIGNALS),
    }
    arguments.out.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
