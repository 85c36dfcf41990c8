"""What is laid before the two logistic regressions."""

import numpy as np
import pytest

from index.retrieval import RetrievedPassage
from ingest.documents import Passage, Sentence
from service.features import FEATURES
from service.questions import parse_question
from service.weighing import (
    SENTENCE_COLUMNS,
    SIGNALS,
    VERDICT_COLUMNS,
    sentence_columns,
    verdict_columns,
)

FACT = parse_question("When does the ferry to Holm leave?")
LIST = parse_question("What are the next steps for the ferry?")


def candidates(lists: tuple[int | None, ...]) -> list:
    """Return one passage whose sentences belong to these lists."""
    sentences = tuple(
        Sentence(
            10 * place,
            10 * place + 9,
            kind="sentence" if number is None else "item",
            list_number=number,
        )
        for place, number in enumerate(lists)
    )
    passage = Passage("a#1", "a", 0, 10 * len(lists), (), "x" * 10 * len(lists), "A", sentences)
    return [(RetrievedPassage(passage, 0, 1, 0.5, 1, 0.5, None, 0.0), sentences)]


def columns(question, lists, network) -> dict[str, np.ndarray]:
    """Return the columns by name for these logits of the network."""
    signals = np.zeros((len(network), len(SIGNALS)), np.float32)
    signals[:, 0] = network
    features = np.zeros((len(network), len(FEATURES)), np.float32)
    made = sentence_columns(question, candidates(lists), signals, features)
    return dict(zip(SENTENCE_COLUMNS, made.T, strict=True))


def test_an_item_is_told_how_the_rest_of_its_list_does() -> None:
    made = columns(FACT, (None, 0, 0, 0, 1), [3.0, 1.0, -1.0, 2.0, 5.0])

    assert made["is_item"].tolist() == [0, 1, 1, 1, 1]
    # Shifted by four, so that nought stands for "no list": of (-1, 2), (1, 2) and (1, -1).
    assert made["rest_of_list_mean"].tolist() == [0, 4.5, 5.5, 4, 0]
    assert made["rest_of_list_least"].tolist() == [0, 3, 5, 3, 0]
    assert made["list_length"][1] == pytest.approx(np.log(4))
    assert made["list_length"][4] == 0  # a list of one is none


def test_the_best_is_no_step_below_the_best_and_first() -> None:
    made = columns(FACT, (None, None, None), [0.0, 2.0, 1.0])

    assert made["below_best"].tolist() == [-2, 0, -1]
    assert np.argsort(made["rank"]).tolist() == [1, 2, 0]


@pytest.mark.parametrize(("question", "gathers"), [(FACT, 0.0), (LIST, 1.0)])
def test_a_question_that_gathers_has_every_column_twice(question, gathers: float) -> None:
    made = columns(question, (0, 0), [1.0, 2.0])

    assert made["gathering"].tolist() == [gathers, gathers]
    assert made["gathering_network_sentence"].tolist() == [gathers * 1.0, gathers * 2.0]


def test_the_verdict_looks_at_the_highest_of_each_signal_wherever_it_stands() -> None:
    signals = np.zeros((2, len(SIGNALS)), np.float32)
    signals[:, :3] = [[1.0, -2.0, 3.0], [-1.0, 4.0, 0.5]]
    features = np.zeros((2, len(FEATURES)), np.float32)
    features[1, FEATURES.index("holds_type")] = 1.0

    made = verdict_columns(LIST, signals, features, np.array([0.2, 0.7], np.float32), 0.5)
    named = dict(zip(VERDICT_COLUMNS, made.tolist(), strict=True))

    assert [named[f"highest_{name}"] for name in ("sentence", "span", "passage")] == [1, 4, 3]
    assert named["features_verdict"] == pytest.approx(0.0)
    assert named["holds_type"] == 1.0  # of the most probable sentence, the second
    assert named["gathering_highest_sentence"] == 1.0
