"""The reader with the trained network: its logits and the features' signals, weighed together.

The network reads each passage against the question; similarity and the features know what it
does not. ``weighing`` puts both side by side, and two logistic regressions make probabilities
of them, one for a sentence and one for the whole question. ``tests/training/calibrate.py`` fits
them on questions the network has never seen.
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
from service.questions import Question
from service.reading import Reading, read_candidates
from service.reading_network import PassageLogits, PassageText
from service.weighing import (
    LOGIT_LIMIT,
    SENTENCE_COLUMNS,
    VERDICT_COLUMNS,
    logit,
    sentence_columns,
    verdict_columns,
)

CALIBRATION_PATH = Path(__file__).with_name("network_reader.json")


class PassageScorer(Protocol):
    """What gives logits for passages: the network, or a cross-encoder in its place."""

    def read(self, question: str, passages: Sequence[PassageText]) -> list[PassageLogits]:
        """Return the logits of each passage, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Signals:
    """What is weighed. ``sentences``: (n, len(weighing.SIGNALS)) float32, in reading order.

    ``candidates``: the passages with their sentences. ``answers``: (n,) spans of short answers
    in the documents' texts. ``judged``: what the features alone say.
    """

    candidates: Sequence[Candidate]
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
        self._sentence_model = LogisticModel.from_mapping(stored["sentence"], SENTENCE_COLUMNS)
        self._verdict_model = LogisticModel.from_mapping(stored["verdict"], VERDICT_COLUMNS)

    def read(self, question: Question, retrieved: Sequence[RetrievedPassage]) -> Reading:
        """See ``Reader.read``."""
        candidates = read_candidates(retrieved)
        if not candidates:
            return nothing_read(question)
        signals = self.signals(question, candidates)
        probabilities = self.sentence_probabilities(question, signals)
        answerable = self.verdict(question, signals, probabilities)
        return reading_of(question, signals.judged, probabilities, answerable, signals.answers)

    def sentence_probabilities(self, question: Question, signals: Signals) -> FloatVector:
        """Return the (n,) probabilities that each sentence answers."""
        return self._sentence_model.probabilities(columns_of(question, signals))

    def verdict(self, question: Question, signals: Signals, probabilities: FloatVector) -> float:
        """Return the probability that anything answers, given those of the sentences."""
        row = verdict_of(question, signals, probabilities)
        return float(self._verdict_model.probabilities(row[None, :])[0])

    def signals(self, question: Question, candidates: Sequence[Candidate]) -> Signals:
        """Return everything that is weighed, for at least one sentence."""
        judged = self._features.judge(question, candidates)
        texts = [passage_text(found, own) for found, own in candidates]
        logits = self._scorer.read(question.text, texts)
        rows: list[list[float]] = []
        answers: list[tuple[int, int] | None] = []
        alone = logit(judged.probabilities)
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
        return Signals(candidates, sentences, tuple(answers), judged)


def columns_of(question: Question, signals: Signals) -> FloatMatrix:
    """Return what the sentences' probabilities are made of; see ``sentence_columns``."""
    features = signals.judged.features
    return sentence_columns(question, signals.candidates, signals.sentences, features)


def verdict_of(question: Question, signals: Signals, probabilities: FloatVector) -> FloatVector:
    """Return what the verdict is made of; see ``verdict_columns``."""
    judged = signals.judged
    return verdict_columns(
        question, signals.sentences, judged.features, probabilities, judged.answerable
    )


def passage_text(found: RetrievedPassage, sentences: Sequence[Sentence]) -> PassageText:
    """Return a candidate as the network reads it: its context, and the sentences to judge."""
    passage = found.passage
    spans = tuple(
        (sentence.start - passage.start, sentence.end - passage.start)
        for sentence in passage.sentences[: len(sentences)]
    )
    return PassageText(passage.context, passage.text, spans)
