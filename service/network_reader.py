"""The reader with the trained network: its logits and the features' signals, weighed together.

The network reads each passage against the question; similarity and the features know what it
does not (how near the passage is, which of the question's words nothing supports). Two
logistic regressions join them into probabilities, one for a sentence and one for the whole
question. ``tests/training/calibrate.py`` fits them on questions the network has never seen.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from index.arrays import FloatMatrix, FloatVector
from index.retrieval import RetrievedPassage
from ingest.documents import Sentence
from service.feature_reader import (
    Candidate,
    FeatureReader,
    Judgement,
    LogisticModel,
    nothing_read,
    reading_of,
)
from service.features import FEATURES
from service.question_kinds import QuestionKind
from service.questions import Question
from service.reading import Reading, read_candidates
from service.reading_network import PassageLogits, PassageText

CALIBRATION_PATH = Path(__file__).with_name("network_reader.json")
LOGIT_LIMIT = 12.0
# The network learned from questions with one short answer. What belongs to a list or a subject is
# told by likeness to its heading and lead-in, which the features see.
GATHERING = (QuestionKind.LIST, QuestionKind.TOPIC, QuestionKind.COMPARISON)
# Features that the verdict looks at beside the network, of the sentence it thinks best.
KEPT_FEATURES = (
    "own_support_least",
    "support_mean",
    "support_least",
    "name_support_least",
    "holds_type",
    "lacks_type",
    "asks_yes_or_no",
)
SENTENCE_SIGNALS = (
    "network_sentence",
    "network_span",
    "network_passage",
    "features_sentence",
    "sentence_cosine",
    "passage_cosine",
)
# What a sentence is judged by. The others hardly tell sentences of one passage apart; they
# count in the verdict.
WEIGHED = ("network_sentence", "network_span", "features_sentence")
WEIGHED_COLUMNS = [SENTENCE_SIGNALS.index(name) for name in WEIGHED]
VERDICT_SIGNALS = (
    "best",
    "second",
    *(f"best_{name}" for name in SENTENCE_SIGNALS),
    "highest_passage",
    "features_verdict",
    *(f"best_{name}" for name in KEPT_FEATURES),
)


class PassageScorer(Protocol):
    """What gives logits for passages: the network, or a cross-encoder in its place."""

    def read(self, question: str, passages: Sequence[PassageText]) -> list[PassageLogits]:
        """Return the logits of each passage, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Signals:
    """What is weighed. ``sentences``: (n, len(SENTENCE_SIGNALS)) float32, in reading order.

    ``answers``: (n,) spans of short answers in the documents' texts. ``judged``: what the
    features alone say.
    """

    sentences: FloatMatrix
    answers: tuple[tuple[int, int] | None, ...]
    judged: Judgement


class NetworkReader:
    """Reads with a network and the features together. Safe to use from several threads."""

    def __init__(
        self, features: FeatureReader, scorer: PassageScorer, calibration: Path = CALIBRATION_PATH
    ) -> None:
        """Bind the parts and load how they are weighed."""
        stored = json.loads(calibration.read_text(encoding="utf-8"))
        self._features = features
        self._scorer = scorer
        self._sentence_model = LogisticModel.from_mapping(stored["sentence"], WEIGHED)
        self._verdict_model = LogisticModel.from_mapping(stored["verdict"], VERDICT_SIGNALS)

    def read(self, question: Question, retrieved: Sequence[RetrievedPassage]) -> Reading:
        """See ``Reader.read``."""
        candidates = read_candidates(retrieved)
        if not candidates:
            return nothing_read(question)
        signals = self.signals(question, candidates)
        probabilities = self.sentence_probabilities(signals)
        answerable = self.verdict(signals, probabilities)
        if question.kind in GATHERING:
            probabilities = signals.judged.probabilities
            answerable = max(answerable, signals.judged.answerable)
        return reading_of(question, signals.judged, probabilities, answerable, signals.answers)

    def sentence_probabilities(self, signals: Signals) -> FloatVector:
        """Return the (n,) probabilities that each sentence answers."""
        return self._sentence_model.probabilities(signals.sentences[:, WEIGHED_COLUMNS])

    def verdict(self, signals: Signals, probabilities: FloatVector) -> float:
        """Return the probability that anything answers, given those of the sentences."""
        row = verdict_signals(signals, probabilities)
        return float(self._verdict_model.probabilities(row[None, :])[0])

    def signals(self, question: Question, candidates: Sequence[Candidate]) -> Signals:
        """Return everything that is weighed, for at least one sentence."""
        judged = self._features.judge(question, candidates)
        texts = [passage_text(found, own) for found, own in candidates]
        logits = self._scorer.read(question.text, texts)
        rows: list[list[float]] = []
        answers: list[tuple[int, int] | None] = []
        alone = _logit(judged.probabilities)
        for (found, own), scored, signals in zip(candidates, logits, judged.found, strict=True):
            for place in range(len(own)):
                rows.append(
                    [
                        float(scored.sentences[place]),
                        float(scored.spans[place]),
                        scored.passage,
                        float(alone[len(rows)]),
                        float(signals.cosines[place]),
                        found.dense_score,
                    ]
                )
                # A short answer that the network likes less than none is not shown.
                answer = scored.answers[place] if scored.spans[place] > 0 else None
                start = found.passage.start
                answers.append(answer and (start + answer[0], start + answer[1]))
        sentences = np.array(rows, np.float32)
        sentences[:, :3] = np.clip(sentences[:, :3], -LOGIT_LIMIT, LOGIT_LIMIT)
        return Signals(sentences, tuple(answers), judged)


def verdict_signals(signals: Signals, probabilities: FloatVector) -> FloatVector:
    """Return the (len(VERDICT_SIGNALS),) signals of a whole question.

    Args:
        signals: of all sentences that were read.
        probabilities: (n,) of the same, n at least 1.
    """
    logits = _logit(probabilities)
    order = np.argsort(-probabilities, kind="stable")
    best = int(order[0])
    second = logits[order[1]] if len(order) > 1 else np.float32(-8.0)
    answerable = _logit(np.array([signals.judged.answerable], np.float32))
    kept = signals.judged.features[best, [FEATURES.index(name) for name in KEPT_FEATURES]]
    return np.concatenate(
        [
            [logits[best], second],
            signals.sentences[best],
            [signals.sentences[:, 2].max()],
            answerable,
            kept,
        ]
    ).astype(np.float32)


def _logit(probabilities: FloatVector) -> FloatVector:
    clipped = np.clip(probabilities, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(clipped / (1 - clipped)), np.float32)


def passage_text(found: RetrievedPassage, sentences: Sequence[Sentence]) -> PassageText:
    """Return a candidate as the network reads it: its context, and the sentences to judge."""
    passage = found.passage
    spans = tuple(
        (sentence.start - passage.start, sentence.end - passage.start)
        for sentence in passage.sentences[: len(sentences)]
    )
    return PassageText(passage.context, passage.text, spans)
