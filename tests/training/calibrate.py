"""Fit how the network's logits and the features are weighed (``service/network_reader.json``).

    python tests/training/calibrate.py DATA_FOLDER [--cache FOLDER] [--model FOLDER]

Three sources, none of which trained the network: the articles of the public sets that training
held back, asked against the passages nearest to them among all of theirs (for one question in
four the right passage is withheld, for one in five every passage of its article); the practice
corpora to choose on; and the development half of the project's own questions. ``SHARES`` says
how much each counts. Half of every source fits, the other half is reported; the weights that are
written are fitted on both.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from examples import SINGLE_SENTENCES, Example, held_back, originals, share
from material import candidates, encoded
from practice import Practised, corpora, labels_of, own_questions, practised
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.encoder import default_cache_folder, load_encoder
from service.feature_reader import FeatureReader
from service.network_reader import (
    CALIBRATION_PATH,
    NetworkReader,
    Signals,
    columns_of,
    verdict_of,
)
from service.questions import Question, parse_question
from service.reading import MAX_PASSAGES_READ, read_candidates
from service.reading_network import ReadingNetwork
from service.weighing import SENTENCE_COLUMNS, VERDICT_COLUMNS

WITHHELD_SHARE = 0.25
ELSEWHERE_SHARE = 0.2
"""Of the public questions: those whose subject the passages do not have at all."""

SHARES = {"public": 0.4, "practice": 0.3, "own": 0.3}
# Strong: the columns outnumber what few questions of some kinds could fit.
STRENGTH = {"sentence": 0.3, "verdict": 0.1}


@dataclass
class Asked:
    """One question: its signals, which sentences answer, whether anything does."""

    source: str
    question: Question
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
    articles = np.array([one.group for one in texts.values()])[home]
    asked: list[Asked] = []
    for one in examples:
        vector = encoder.embed([one.question])[0]
        own = int(keys[one.text][1:])
        drawn = share("withheld" + one.question)
        elsewhere = drawn > 1 - ELSEWHERE_SHARE
        withheld = elsewhere or drawn < WITHHELD_SHARE
        there = ~((articles == one.group) if elsewhere else withheld & (home == own))
        order = np.argsort(-(vectors @ vector), kind="stable")
        rows = [row for row in order if there[row]][:MAX_PASSAGES_READ]
        if not withheld and not any(home[row] == own for row in rows):
            rows = [*rows[:-1], *np.flatnonzero(home == own)[:1]]
        found = candidates(vector, [passages[row] for row in rows], vectors[rows])
        question = parse_question(one.question)
        signals = reader.signals(question, found)
        right, known = labels(one, own, found)
        answerable = bool(right.any())
        # A passage of another text may hold the answer too: nobody has judged those.
        if answerable or known.all():
            reported = share(one.group) < 0.5
            asked.append(Asked("public", question, signals, right, known, answerable, reported))
    return asked


def gather_practised(
    source: str, reader: NetworkReader, found: Iterator[Practised]
) -> Iterator[Asked]:
    """Yield the questions of practice corpora, or the project's own, as the program reads them."""
    for one in found:
        read = read_candidates(one.retrieved)
        if not read:
            continue
        spans = one.expected.expected.spans
        labels = np.array([label for hit, _ in read for label in labels_of(hit.passage, spans)])
        right = labels == 1.0
        yield Asked(
            source,
            one.asked,
            reader.signals(one.asked, read),
            right,
            right | (labels == 0.0),
            bool(right.any()),
            share(f"{one.corpus} {one.expected.cluster}") < 0.5,
        )


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


def fit(
    features: np.ndarray, targets: np.ndarray, weights: np.ndarray, strength: float
) -> LogisticRegression:
    """Return a logistic regression, fitted on standardised columns and given back on raw ones."""
    mean, scale = features.mean(0), features.std(0) + 1e-6
    model = LogisticRegression(C=strength, max_iter=5000)
    model.fit((features - mean) / scale, targets, sample_weight=weights)
    model.coef_ = model.coef_ / scale
    model.intercept_ = model.intercept_ - model.coef_ @ mean
    return model


def weights_of(asked: list[Asked]) -> np.ndarray:
    """Return what each question counts: a source's share over its number, 1 on average."""
    counts = {name: sum(one.source == name for one in asked) for name in SHARES}
    return np.array([SHARES[one.source] * len(asked) / counts[one.source] for one in asked])


def fit_both(asked: list[Asked]) -> tuple[LogisticRegression, LogisticRegression]:
    """Return the models of a sentence and of a question."""
    counted = weights_of(asked)
    rows = np.concatenate([columns_of(one.question, one.signals)[one.known] for one in asked])
    targets = np.concatenate([one.right[one.known] for one in asked])
    each = np.repeat(counted, [int(one.known.sum()) for one in asked])
    sentence = fit(rows, targets, each, STRENGTH["sentence"])
    verdicts = np.stack([verdict_row(sentence, one) for one in asked])
    answerable = np.array([one.answerable for one in asked])
    return sentence, fit(verdicts, answerable, counted, STRENGTH["verdict"])


def chances_of(sentence: LogisticRegression, one: Asked) -> np.ndarray:
    """Return the probabilities of a question's sentences."""
    return sentence.predict_proba(columns_of(one.question, one.signals))[:, 1]


def verdict_row(sentence: LogisticRegression, one: Asked) -> np.ndarray:
    """Return the verdict's columns of a question."""
    return verdict_of(one.question, one.signals, chances_of(sentence, one))


def calibration_error(probabilities: np.ndarray, targets: np.ndarray) -> float:
    """Return the expected calibration error over ten equal bins (Guo et al., ICML 2017)."""
    bins = np.minimum((probabilities * 10).astype(int), 9)
    gaps = [
        abs(probabilities[bins == b].mean() - targets[bins == b].mean()) * (bins == b).mean()
        for b in range(10)
        if (bins == b).any()
    ]
    return float(sum(gaps))


def figures(asked: list[Asked]) -> dict[str, dict[str, float]]:
    """Return by source what the models reach on the half that did not fit them."""
    sentence, verdict = fit_both([one for one in asked if not one.reported])
    return {
        source: figures_of(
            sentence, verdict, [one for one in asked if one.reported and one.source == source]
        )
        for source in SHARES
    }


def figures_of(
    sentence: LogisticRegression, verdict: LogisticRegression, held: list[Asked]
) -> dict[str, float]:
    """Return what the models reach on questions that did not fit them."""
    targets = np.array([one.answerable for one in held])
    chances = verdict.predict_proba(np.stack([verdict_row(sentence, one) for one in held]))[:, 1]
    hits = [one.right[chances_of(sentence, one).argmax()] for one in held if one.answerable]
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
    blank = {
        "sentence": dict.fromkeys((*SENTENCE_COLUMNS, "intercept"), 0.0),
        "verdict": dict.fromkeys((*VERDICT_COLUMNS, "intercept"), 0.0),
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
    chosen = practised(corpora(choosing=True), encoder, reader)
    asked += gather_practised("practice", reader, chosen)
    asked += gather_practised("own", reader, own_questions(encoder, reader))
    found = figures(asked)
    for source, values in found.items():
        for name, value in values.items():
            sys.stdout.write(f"{source:9s} {name:34s} {value}\n")
    sentence, verdict = fit_both(asked)
    weights = {
        "held_out": found,
        "sentence": stored(sentence, SENTENCE_COLUMNS),
        "verdict": stored(verdict, VERDICT_COLUMNS),
    }
    arguments.out.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
