"""Which sentences of the retrieved passages answer the question, and how surely.

Comes in: a question and retrieved passages. Goes out: every sentence of the first few
passages with a probability. ``Reader`` is the seam: ``FeatureReader`` is the first one
behind it, a logistic regression over cheap features, twice: once per sentence, once for
"does anything here answer this?". It is trained by ``tests/benchmarks/train_reader.py``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import numpy as np

from index.arrays import FloatMatrix, FloatVector
from index.encoding import Encoder
from index.normalising import tokenise
from index.retrieval import RetrievedPassage
from ingest.documents import Passage, Sentence
from service.encoded_sentences import EncodedSentences
from service.features import FEATURES, PassageFeatures, passage_features
from service.questions import Question
from service.support import encode_question

MAX_PASSAGES_READ = 6
MAX_SENTENCES_READ = 48
# What stands under a heading that is the question itself answers it, save for this doubt.
HEADED_DOUBT = 0.1
WEIGHTS_PATH = Path(__file__).with_name("feature_reader.json")


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence with what the reader thinks of it, for a question of w content words.

    ``probability``: that this sentence answers the question, in [0, 1]. ``cosine``: of
    question and sentence behind its context, in [-1, 1]. ``own_support`` and
    ``support``: (w,) float32 in [-1, 1], how well the sentence alone, and with its
    heading path and lead-in, supports each word.
    """

    passage: Passage
    sentence: Sentence
    probability: float
    cosine: float
    own_support: FloatVector
    support: FloatVector

    @property
    def text(self) -> str:
        """The sentence's own text."""
        start = self.passage.start
        return self.passage.text[self.sentence.start - start : self.sentence.end - start]


@dataclass(frozen=True, slots=True)
class Reading:
    """All sentences that were read, best first, and the verdict over them.

    ``answerable``: calibrated probability that the best sentence answers the question.
    ``weights``: (w,) float32 in (0, 1], how much each content word of the question tells.
    """

    sentences: tuple[ReadSentence, ...]
    answerable: float
    weights: FloatVector


class Reader(Protocol):
    """Judges sentences. Deterministic: same question and passages, same reading."""

    def read(self, question: Question, retrieved: Sequence[RetrievedPassage]) -> Reading:
        """Return the sentences of the first passages, best first, and the verdict."""
        ...


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


class FeatureReader:
    """The reader without a trained network: logistic regressions over cheap features."""

    def __init__(self, encoder: Encoder, weights: Path = WEIGHTS_PATH) -> None:
        """Load the weights that ship with the program."""
        stored = json.loads(weights.read_text(encoding="utf-8"))
        self._encoder = encoder
        self._sentences = EncodedSentences(encoder)
        self._common_words: Mapping[str, float] = stored["common_words"]
        self._sentence_model = LogisticModel.from_mapping(stored["sentence"], FEATURES)
        self._verdict_model = LogisticModel.from_mapping(stored["verdict"], VERDICT_FEATURES)

    def read(self, question: Question, retrieved: Sequence[RetrievedPassage]) -> Reading:
        """Return the sentences of the first passages, best first, and the verdict.

        At most ``MAX_PASSAGES_READ`` passages and ``MAX_SENTENCES_READ`` sentences are
        read; ties keep the order of retrieval.
        """
        candidates = read_candidates(retrieved)
        if not candidates:
            return Reading((), 0.0, np.ones(len(question.words), np.float32))
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
        headed = np.array(
            [is_asked_by_heading(question, found.passage) for found, own in candidates for _ in own]
        )
        if headed.any():
            probabilities = np.where(headed, 1 - (1 - probabilities) * HEADED_DOUBT, probabilities)
            answerable = max(answerable, 1 - HEADED_DOUBT)
        read = _read_sentences(candidates, found, probabilities)
        read.sort(key=lambda sentence: -sentence.probability)
        return Reading(tuple(read), answerable, asked.weights)


def is_asked_by_heading(question: Question, passage: Passage) -> bool:
    """Whether the passage's own heading holds the question, word by word.

    So it is on pages of questions and answers, and wherever headings are questions.
    """
    asked = tokenise(question.text)
    heading = tokenise(passage.section[-1]) if passage.section else []
    places = range(len(heading) - len(asked) + 1)
    return len(asked) > 1 and any(heading[at : at + len(asked)] == asked for at in places)


def read_candidates(
    retrieved: Sequence[RetrievedPassage],
) -> list[tuple[RetrievedPassage, tuple[Sentence, ...]]]:
    """Return the passages to read with their sentences, within the limits."""
    candidates: list[tuple[RetrievedPassage, tuple[Sentence, ...]]] = []
    room = MAX_SENTENCES_READ
    for found in retrieved[:MAX_PASSAGES_READ]:
        sentences = found.passage.sentences[:room]
        if sentences:
            candidates.append((found, sentences))
            room -= len(sentences)
    return candidates


def sentence_with_context(passage: Passage, sentence: Sentence) -> tuple[str, str]:
    """Return what is embedded in front of a sentence, and the sentence's own text.

    The context is the passage's (title, heading path, inherited lead-in); an item whose
    lead-in stands in the passage itself gets it too.
    """
    text = passage.text[sentence.start - passage.start : sentence.end - passage.start]
    context = passage.context
    if sentence.lead_in and sentence.lead_in[0] >= passage.start:
        first, last = (offset - passage.start for offset in sentence.lead_in)
        context = f"{context}\n{' '.join(passage.text[first:last].split())}"
    return context, text


def _read_sentences(
    candidates: Sequence[tuple[RetrievedPassage, tuple[Sentence, ...]]],
    found: Sequence[PassageFeatures],
    probabilities: FloatVector,
) -> list[ReadSentence]:
    chances = iter(probabilities.tolist())
    return [
        ReadSentence(
            passage=retrieved.passage,
            sentence=sentence,
            probability=next(chances),
            cosine=float(signals.cosines[i]),
            own_support=signals.own_support[i],
            support=signals.support[i],
        )
        for (retrieved, sentences), signals in zip(candidates, found, strict=True)
        for i, sentence in enumerate(sentences)
    ]
