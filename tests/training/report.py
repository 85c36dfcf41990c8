"""Measure the shipped reader on sets that neither trained nor tuned it.

    python tests/training/report.py DATA_FOLDER [--questions N] [--worst FILE]

Prints one table: cosine, the features alone, and the network with the features, each with a
bootstrap 95 % interval. Sets: both halves of SQuAD 2.0 dev, ClapNQ dev, the test part of
SelQA. ``--questions`` reads at most so many of each, drawn the same way each time.
``--worst`` writes each set's most confident mistakes, to be read.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from calibrate import calibration_error
from examples import Span, detokenised, passage_sentences, read_lines, share
from material import Text, candidates, encoded
from sklearn.metrics import roc_auc_score

from index.encoder import default_cache_folder, load_encoder
from index.encoding import Encoder
from service.feature_reader import FeatureReader
from service.network_reader import NetworkReader
from service.questions import parse_question
from service.reading_network import ReadingNetwork

SYSTEMS = ("cosine", "features", "network and features")
SAMPLES = 1000


@dataclass
class Read:
    """One question on its own passage: per system the score, and its ranking of sentences."""

    question: str
    text: str
    answerable: bool
    scores: tuple[float, float, float]
    orders: tuple[np.ndarray, np.ndarray, np.ndarray]
    right: np.ndarray
    sentences: list[str]


def read(reader: NetworkReader, encoder: Encoder, text: Text, question: str, gold) -> Read:
    """Return what the three systems make of a question on one text.

    ``gold`` tells whether a sentence of the text, by its span, answers.
    """
    vector = encoder.embed([question])[0]
    found = candidates(vector, text.passages, text.vectors)
    parsed = parse_question(question)
    signals = reader.signals(parsed, found)
    chances = reader.sentence_probabilities(parsed, signals)
    verdict = reader.verdict(parsed, signals, chances)
    cosines = signals.sentences[:, 4]
    spans = [(s.start, s.end) for passage in text.passages for s in passage.sentences]
    body = [
        passage.text[s.start - passage.start : s.end - passage.start]
        for passage in text.passages
        for s in passage.sentences
    ]
    right = np.array([bool(gold(span)) for span in spans])
    orders = tuple(
        np.argsort(-np.asarray(values), kind="stable")
        for values in (cosines, signals.judged.probabilities, chances)
    )
    return Read(
        question,
        text.key,
        bool(right.any()),
        (float(cosines.max()), signals.judged.answerable, verdict),
        orders,
        right,
        body,
    )


def squad(data: Path, limit: int | None) -> tuple[list, list]:
    """Return the texts and the questions of both halves of SQuAD 2.0 dev."""
    texts, questions = [], []
    for name in ("squad2_dev_half", "squad2_dev_other"):
        for row in read_lines(data / name / "corpus.jsonl"):
            spans = passage_sentences(row)
            texts.append((row["id"], row["title"].replace("_", " "), row["text"], spans))
        for row in read_lines(data / name / "queries.jsonl"):
            places = [(item["start"], item["end"]) for item in row["evidence"]]
            questions.append((row["question"], row["near_doc"], _touches(places)))
    return texts, _drawn(questions, limit)


def clapnq(data: Path, limit: int | None) -> tuple[list, list]:
    """Return ClapNQ dev with its text as it is written in print."""
    texts, sentences = [], {}
    for row in read_lines(data / "clapnq_dev" / "corpus.jsonl"):
        own = [detokenised(sentence) for sentence in row["sentences"]]
        text = " ".join(own)
        spans, at = [], 0
        for sentence in own:
            spans.append((at, at + len(sentence)))
            at += len(sentence) + 1
        sentences[row["id"]] = spans
        texts.append((row["id"], row["title"], text, [span for span in spans if span[1] > span[0]]))
    questions = []
    for row in read_lines(data / "clapnq_dev" / "queries.jsonl"):
        own = sentences[row["near_doc"]]
        named = {own[item["sentence"]] for item in row["evidence"]}
        questions.append((row["question"], row["near_doc"], named.__contains__))
    return texts, _drawn(questions, limit)


def selqa(data: Path, limit: int | None) -> tuple[list, list]:
    """Return the test part of SelQA, its sections with the sentences they bring."""
    rows = {row["id"]: row for row in read_lines(data / "selqa" / "corpus.jsonl")}
    spans = {key: passage_sentences(row) for key, row in rows.items()}
    questions = []
    for row in read_lines(data / "selqa" / "queries.jsonl"):
        if row["split"] == "test":
            key = row["evidence"][0]["doc"]
            named = {spans[key][item["sentence"]] for item in row["evidence"]}
            questions.append((row["question"], key, named.__contains__))
    used = {key for _, key, _ in questions}
    texts = [(key, rows[key]["title"], rows[key]["text"], spans[key]) for key in sorted(used)]
    return texts, _drawn(questions, limit)


def _touches(places: Sequence[Span]) -> Callable[[Span], bool]:
    return lambda span: any(span[0] < end and start < span[1] for start, end in places)


def _drawn(questions: list, limit: int | None) -> list:
    return sorted(questions, key=lambda one: share(one[0] + one[1]))[:limit]


def interval(values: np.ndarray, measure: Callable[[np.ndarray], float]) -> tuple[float, float]:
    """Return the bootstrap 95 % interval of a measure over resampled row numbers."""
    chance = np.random.default_rng(0)
    size = len(values)
    found = [measure(chance.integers(0, size, size)) for _ in range(SAMPLES)]
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def shown(rows: list[Read], measure: Callable[[Sequence[Read], int], float]) -> str:
    """Return a measure of the three systems with intervals, as cells of a table."""
    everything = np.arange(len(rows))
    cells = []
    for system in range(len(SYSTEMS)):
        low, high = interval(
            everything, lambda numbers, s=system: measure([rows[n] for n in numbers], s)
        )
        cells.append(f"{measure(rows, system):.3f} ({low:.3f}-{high:.3f})")
    return " | ".join(cells)


def auroc(rows: Sequence[Read], system: int) -> float:
    """Return how well a system's score tells answerable from not."""
    labels = [row.answerable for row in rows]
    return float(roc_auc_score(labels, [row.scores[system] for row in rows]))


def best_right(rows: Sequence[Read], system: int) -> float:
    """Return the share of rows whose best sentence answers."""
    return float(np.mean([row.right[row.orders[system][0]] for row in rows]))


def reciprocal_rank(rows: Sequence[Read], system: int) -> float:
    """Return the mean reciprocal rank of the first sentence that answers."""
    return float(np.mean([1 / (1 + row.right[row.orders[system]].argmax()) for row in rows]))


def worst(rows: Sequence[Read]) -> list[dict]:
    """Return the ten most confident mistakes: false answers, and answers not seen."""
    false = sorted((row for row in rows if not row.answerable), key=lambda row: -row.scores[2])
    unseen = sorted((row for row in rows if row.answerable), key=lambda row: row.scores[2])
    return [
        {
            "question": row.question,
            "answerable": row.answerable,
            "probability": round(row.scores[2], 3),
            "best sentence": row.sentences[row.orders[2][0]],
            "right": [s for s, good in zip(row.sentences, row.right, strict=True) if good][:2],
        }
        for row in (*false[:5], *unseen[:5])
    ]


def main() -> None:
    """Read every set and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int)
    parser.add_argument("--worst", type=Path)
    arguments = parser.parse_args()
    encoder = load_encoder()
    reader = NetworkReader(FeatureReader(encoder), ReadingNetwork(default_cache_folder()))
    mistakes = {}
    sys.stdout.write(f"| measure | n | {' | '.join(SYSTEMS)} |\n|---|---|---|---|---|\n")
    for name, load in (("SQuAD 2.0 dev", squad), ("ClapNQ dev", clapnq), ("SelQA test", selqa)):
        texts, questions = load(arguments.data, arguments.questions)
        made = {one.key: one for one in encoded(encoder, texts)}
        questions.sort(key=lambda one: one[1])
        rows = [read(reader, encoder, made[key], asked, gold) for asked, key, gold in questions]
        mistakes[name] = worst(rows)
        good = [row for row in rows if row.answerable]
        lines = []
        if len(good) < len(rows):
            lines.append((f"{name}: AUROC, gold passage given", rows, auroc))
            labels = np.array([row.answerable for row in rows])
            chances = np.array([row.scores[2] for row in rows])
            error = calibration_error(chances, labels)
        lines.append((f"{name}: best sentence is right", good, best_right))
        lines.append((f"{name}: MRR of the answer sentence", good, reciprocal_rank))
        for title, chosen, measure in lines:
            sys.stdout.write(f"| {title} | {len(chosen)} | {shown(chosen, measure)} |\n")
            sys.stdout.flush()
        if len(good) < len(rows):
            sys.stdout.write(f"| {name}: calibration error | {len(rows)} | | | {error:.3f} |\n")
    if arguments.worst:
        text = json.dumps(mistakes, indent=1, ensure_ascii=False)
        arguments.worst.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
