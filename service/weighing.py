"""What the network and the features say, put side by side for the two logistic regressions.

``sentence_columns`` has a row for every sentence that was read. Beside the sentence's own
signals it tells how the rest of its list does: of a list that answers, every item does about as
well as the next. Whether the question gathers (a list, a subject, two sides) or wants one thing
changes what all that means, so every column comes a second time for questions that gather.
``verdict_columns`` has the one row of the whole question.
"""

from collections.abc import Sequence

import numpy as np

from index.arrays import FloatMatrix, FloatVector
from service.feature_reader import Candidate
from service.features import FEATURES
from service.questions import Question

LOGIT_LIMIT = 12.0
SIGNALS = (
    "network_sentence",
    "network_span",
    "network_passage",
    "features_sentence",
    "sentence_cosine",
    "passage_cosine",
)
_SENTENCE_FEATURES = (
    "own_support_mean",
    "support_mean",
    "support_least",
    "name_support_least",
    "holds_type",
    "lacks_type",
    "asks_yes_or_no",
    "cosine_above_passage_mean",
    "log_sentence_tokens",
)
_PLACE = (
    "is_item",
    "is_lead_in",
    "rest_of_list_mean",
    "list_length",
    "rest_of_list_least",
    "below_best",
    "rank",
)
_ONCE = (*SIGNALS, *_SENTENCE_FEATURES, *_PLACE)
SENTENCE_COLUMNS = (*_ONCE, *(f"gathering_{name}" for name in _ONCE), "gathering")
_VERDICT_FEATURES = (
    "holds_type",
    "lacks_type",
    "asks_yes_or_no",
    "support_mean",
    "support_least",
    "name_support_least",
    "own_support_least",
)
VERDICT_COLUMNS = (
    "highest_sentence",
    "highest_span",
    "highest_passage",
    "features_verdict",
    *_VERDICT_FEATURES,
    "gathering",
    "gathering_highest_sentence",
    "highest_sentence_cosine",
    "highest_passage_cosine",
)
# So that 0 stands for "no list" and not for a good one.
_LIST_SHIFT = 4.0
_CLIPPED = 8.0


def sentence_columns(
    question: Question,
    candidates: Sequence[Candidate],
    signals: FloatMatrix,
    features: FloatMatrix,
) -> FloatMatrix:
    """Return the (n, len(SENTENCE_COLUMNS)) columns of n sentences, in reading order.

    Args:
        question: what was asked.
        candidates: the passages with their n sentences.
        signals: (n, len(SIGNALS)).
        features: (n, len(FEATURES)).
    """
    chosen = features[:, [FEATURES.index(name) for name in _SENTENCE_FEATURES]]
    once = np.concatenate([signals, chosen, _place_columns(candidates, signals[:, 0])], axis=1)
    gathering = float(question.gathers)
    last = np.full((len(once), 1), gathering)
    return np.concatenate([once, once * gathering, last], axis=1).astype(np.float32)


def verdict_columns(
    question: Question,
    signals: FloatMatrix,
    features: FloatMatrix,
    probabilities: FloatVector,
    features_verdict: float,
) -> FloatVector:
    """Return the (len(VERDICT_COLUMNS),) columns of a whole question.

    Args:
        question: what was asked.
        signals: (n, len(SIGNALS)) of all sentences that were read, n at least 1.
        features: (n, len(FEATURES)) of the same.
        probabilities: (n,) of the same.
        features_verdict: what the features alone think of the question, in [0, 1].
    """
    best = int(np.argmax(probabilities))
    gathering = float(question.gathers)
    highest = signals.max(axis=0)
    return np.concatenate(
        [
            highest[:3],
            logit(np.array([features_verdict], np.float32)),
            features[best, [FEATURES.index(name) for name in _VERDICT_FEATURES]],
            [gathering, gathering * highest[0], highest[4], highest[5]],
        ]
    ).astype(np.float32)


def logit(probabilities: FloatVector) -> FloatVector:
    """Return the log odds of probabilities, those beyond a millionth clipped."""
    clipped = np.clip(probabilities, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(clipped / (1 - clipped)), np.float32)


def _place_columns(candidates: Sequence[Candidate], network: FloatVector) -> FloatMatrix:
    """Return the (n, len(_PLACE)) columns on where a sentence stands, in text and ranking."""
    clipped = np.clip(network, -_CLIPPED, _CLIPPED)
    sentences = [(found.passage, sentence) for found, own in candidates for sentence in own]
    lists: dict[tuple[str, int], list[int]] = {}
    for row, (passage, sentence) in enumerate(sentences):
        if sentence.list_number is not None:
            lists.setdefault((passage.document_id, sentence.list_number), []).append(row)
    columns = np.zeros((len(sentences), len(_PLACE)), np.float32)
    columns[:, 0] = [sentence.list_number is not None for _, sentence in sentences]
    columns[:, 1] = [sentence.kind == "lead_in" for _, sentence in sentences]
    for rows in lists.values():
        for row in rows:
            rest = clipped[[other for other in rows if other != row]]
            if len(rest):
                columns[row, 2] = rest.mean() + _LIST_SHIFT
                columns[row, 3] = np.log1p(len(rows))
                columns[row, 4] = rest.min() + _LIST_SHIFT
    columns[:, 5] = clipped - clipped.max()
    order = np.argsort(-clipped, kind="stable")
    columns[order, 6] = np.log1p(np.arange(len(order)))
    return columns
