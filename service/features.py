"""Cheap signals of whether a sentence answers a question, as one vector.

The order of ``FEATURES`` is the order of the weights in ``feature_reader.json``: whoever
changes it trains again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.arrays import FloatMatrix, FloatVector
from service.answer_types import AnswerType, holds
from service.support import EncodedQuestion, EncodedText, word_support

FEATURES = (
    "sentence_cosine",
    "passage_cosine",
    "own_support_mean",
    "own_support_least",
    "support_mean",
    "support_least",
    "passage_support_mean",
    "passage_support_least",
    "words_supported_share",
    "name_support_least",
    "holds_type",
    "lacks_type",
    "asks_for_person_or_actor_and_lacks",
    "asks_for_time_and_lacks",
    "asks_for_number_and_lacks",
    "asks_yes_or_no",
    "log_sentence_tokens",
    "cosine_above_passage_mean",
)
SUPPORTED = 0.6
_PERSONS = (AnswerType.PERSON, AnswerType.ACTOR, AnswerType.NAME)
_TIMES = (AnswerType.DATE, AnswerType.YEAR, AnswerType.CALENDAR_DATE, AnswerType.DURATION)
_NUMBERS = (AnswerType.COUNT, AnswerType.MONEY, AnswerType.PERCENTAGE, AnswerType.AMOUNT)


@dataclass(frozen=True, slots=True)
class PassageFeatures:
    """What the signals say of one passage of n sentences, for a question of w words.

    ``features``: (n, len(FEATURES)) float32. ``own_support`` and ``support``: (n, w)
    float32 in [-1, 1], by the sentence alone, and by it and its context together.
    ``cosines``: (n,) float32, of question and sentence.
    """

    features: FloatMatrix
    own_support: FloatMatrix
    support: FloatMatrix
    cosines: FloatVector


def passage_features(
    asked: EncodedQuestion, texts: Sequence[EncodedText], passage_cosine: float
) -> PassageFeatures:
    """Return the signals of every sentence of one passage; there must be at least one."""
    supports = [word_support(asked, text) for text in texts]
    own = np.stack([pair[0] for pair in supports])
    support = np.stack([pair[1] for pair in supports])
    cosines = np.array([asked.vector @ text.vector for text in texts], np.float32)
    in_passage = support.max(axis=0)
    rows = [
        [
            float(cosines[i]),
            passage_cosine,
            *_support_features(asked, own[i], support[i], in_passage),
            *_type_features(asked, text.sentence),
            float(np.log1p(int(text.own.sum()))),
            float(cosines[i] - cosines.mean()),
        ]
        for i, text in enumerate(texts)
    ]
    return PassageFeatures(np.array(rows, np.float32), own, support, cosines)


def _support_features(
    asked: EncodedQuestion, own: FloatVector, support: FloatVector, in_passage: FloatVector
) -> list[float]:
    names = np.array([word.is_name for word in asked.question.words], bool)
    if not len(names):
        return [0.0] * 7 + [1.0]
    weights = asked.weights
    total = float(weights.sum())
    means = [
        value
        for row in (own, support, in_passage)
        for value in (float(row @ weights) / total, float((1 - weights * (1 - row)).min()))
    ]
    share = float((support >= SUPPORTED) @ weights) / total
    return [*means, share, float(support[names].min()) if names.any() else 1.0]


def _type_features(asked: EncodedQuestion, sentence: str) -> list[float]:
    question = asked.question
    asks = question.asks
    typed = asks is not AnswerType.ANY
    has = typed and holds(asks, sentence, question.text)
    lacks = typed and not has
    kinds = (_PERSONS, _TIMES, _NUMBERS)
    return [
        float(has),
        float(lacks),
        *(float(lacks and asks in kind) for kind in kinds),
        float(question.is_yes_no),
    ]
