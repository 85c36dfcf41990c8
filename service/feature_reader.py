"""The reader without a trained network: logistic regressions over cheap features.

Two of them: one judges a sentence, the other says whether the best one answers at all. It
serves where there is no reading model, and what it finds is part of what the better readers
weigh. Trained by ``tests/training/train_features.py``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from index.arrays import FloatMatrix, FloatVector
from index.encoding import Encoder
from index.retrieval import RetrievedPassage
from ingest.documents import Sentence
from service.absence import states_absence
from service.encoded_sentences import EncodedSentences
from service.features import FEATURES, PassageFeatures, passage_features
from service.questions import Question
from service.reading import (
    Reading,
    ReadSentence,
    is_asked_by_heading,
    read_candidates,
    sentence_with_context,
)
from service.support import encode_question

# What stands under a heading that is the question itself answers it, save for this doubt.
HEADED_DOUBT = 0.1
ABSENT_SHARE = 0.2
WEIGHTS_PATH = Path(__file__).with_name("feature_reader.json")

Candidate = tuple[RetrievedPassage, tuple[Sentence, ...]]


@dataclass(frozen=True, slots=True)
class LogisticModel:
    """A logistic regression: weights for named features, and an intercept."""

    weights: FloatVector
    intercept: float

    @classmethod
    def from_mapping(cls, stored: Mapping[str, float], names: Sequence[str]) -> Self:
        """Return the model whose weights are stored by feature name."""
        weights = np.array([stored[name] for name in names], np.float32)
        return cls(weights, stored["intercept"])

    def probabilities(self, features: FloatMatrix) -> FloatVector:
        """Return (n,) probabilities for (n, k) features."""
        logits = features @ self.weights + self.intercept
        return np.asarray(1.0 / (1.0 + np.exp(-logits)), np.float32)


VERDICT_FEATURES = ("best_logit", "second_logit", *(f"best_{name}" for name in FEATURES))


def verdict_features(features: FloatMatrix, probabilities: FloatVector) -> FloatVector:
    """Return the signals of a whole question: its two best sentences and the best's own.

    Args:
        features: (n, len(FEATURES)) of all sentences that were read, n at least 1.
        probabilities: (n,) of the same.
    """
    clipped = np.clip(probabilities, 1e-6, 1 - 1e-6)
    logits = np.log(clipped / (1 - clipped))
    order = np.argsort(-probabilities, kind="stable")
    second = logits[order[1]] if len(order) > 1 else np.float32(-8.0)
    best = int(order[0])
    return np.concatenate([[logits[best], second], features[best]]).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the features say of n sentences of the candidate passages, in their order.

    ``features``: (n, len(FEATURES)) float32. ``probabilities``: (n,) float32 in [0, 1].
    ``answerable``: in [0, 1]. ``weights``: (w,) float32, of the question's content words.
    """

    candidates: Sequence[Candidate]
    found: Sequence[PassageFeatures]
    features: FloatMatrix
    probabilities: FloatVector
    answerable: float
    weights: FloatVector


class FeatureReader:
    """Judges sentences by features alone. Safe to use from several threads."""

    def __init__(self, encoder: Encoder, weights: Path = WEIGHTS_PATH) -> None:
        """Load the weights that ship with the program."""
        stored = json.loads(weights.read_text(encoding="utf-8"))
        self._encoder = encoder
        self._sentences = EncodedSentences(encoder)
        self._common_words: Mapping[str, float] = stored["common_words"]
        self._sentence_model = LogisticModel.from_mapping(stored["sentence"], FEATURES)
        self._verdict_model = LogisticModel.from_mapping(stored["verdict"], VERDICT_FEATURES)

    def read(self, question: Question, retrieved: Sequence[RetrievedPassage]) -> Reading:
        """See ``Reader.read``."""
        candidates = read_candidates(retrieved)
        if not candidates:
            return nothing_read(question)
        judged = self.judge(question, candidates)
        answers = [None] * len(judged.probabilities)
        return reading_of(question, judged, judged.probabilities, judged.answerable, answers)

    def judge(self, question: Question, candidates: Sequence[Candidate]) -> Judgement:
        """Return what the features say of the candidates' sentences; at least one sentence."""
        texts = self._sentences.encode(
            [
                sentence_with_context(found.passage, sentence)
                for found, sentences in candidates
                for sentence in sentences
            ]
        )
        tokens = self._encoder.embed_tokens([question.text])[0]
        asked = encode_question(question, tokens, self._common_words)
        found: list[PassageFeatures] = []
        position = 0
        for passage, sentences in candidates:
            own = texts[position : position + len(sentences)]
            found.append(passage_features(asked, own, passage.dense_score))
            position += len(sentences)
        features = np.concatenate([part.features for part in found])
        probabilities = self._sentence_model.probabilities(features)
        verdict = verdict_features(features, probabilities)
        answerable = float(self._verdict_model.probabilities(verdict[None, :])[0])
        return Judgement(candidates, found, features, probabilities, answerable, asked.weights)


def nothing_read(question: Question) -> Reading:
    """Return the reading of no passages."""
    return Reading((), 0.0, np.ones(len(question.words), np.float32))


def reading_of(
    question: Question,
    judged: Judgement,
    probabilities: FloatVector,
    answerable: float,
    answers: Sequence[tuple[int, int] | None],
) -> Reading:
    """Return the reading with these (n,) probabilities and short answers, best sentence first.

    What stands under a heading that is the question is lifted: it answers, save for a doubt.
    A sentence that only says what is not known is put back, unless the question is whether.
    """
    headed = np.array(
        [
            is_asked_by_heading(question, found.passage)
            for found, own in judged.candidates
            for _ in own
        ]
    )
    if headed.any():
        probabilities = np.where(headed, 1 - (1 - probabilities) * HEADED_DOUBT, probabilities)
        answerable = max(answerable, 1 - HEADED_DOUBT)
    absent = _absent(question, judged)
    known_absent = bool(absent[int(probabilities.argmax())])
    probabilities = np.where(absent, probabilities * ABSENT_SHARE, probabilities)
    chances = iter(probabilities.tolist())
    spans = iter(answers)
    read = [
        ReadSentence(
            passage=retrieved.passage,
            sentence=sentence,
            probability=next(chances),
            cosine=float(signals.cosines[place]),
            own_support=signals.own_support[place],
            support=signals.support[place],
            answer=next(spans),
        )
        for (retrieved, sentences), signals in zip(judged.candidates, judged.found, strict=True)
        for place, sentence in enumerate(sentences)
    ]
    read.sort(key=lambda sentence: -sentence.probability)
    return Reading(tuple(read), answerable, judged.weights, known_absent)


def _absent(question: Question, judged: Judgement) -> npt.NDArray[np.bool_]:
    """Return per sentence whether it says that something is not known, and no more is asked."""
    return np.array(
        [
            not question.is_yes_no
            and states_absence(
                found.passage.text[
                    sentence.start - found.passage.start : sentence.end - found.passage.start
                ]
            )
            for found, own in judged.candidates
            for sentence in own
        ]
    )
