"""The trained network as it ships, on the real runtime."""

import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import CrossEncoder

from index.encoder import default_cache_folder
from index.encoding import Encoder
from index.model_files import DEFAULT_MODEL, local_model_folder
from service.errors import ReaderUnavailable
from service.feature_reader import FeatureReader
from service.network_reader import NetworkReader
from service.opening import reader_for
from service.reading_network import (
    MODEL_FOLDER,
    WEIGHTS_NAME,
    PassageLogits,
    PassageText,
    ReadingNetwork,
)

TEXT = (
    "The harbour of Port Marlin was dredged in 1987. Its lighthouse, designed by Ada Quell,"
    " stands on the northern pier. Ferries leave twice a day. Fishing has declined since then."
)
SENTENCES = ((0, 47), (48, 116), (117, 143), (144, 178))
PASSAGE = PassageText("Port Marlin", TEXT, SENTENCES)
OTHER = PassageText(
    "Bread", "Bread is baked from dough. Dough is flour and water.", ((0, 26), (27, 52))
)


@pytest.fixture(scope="module")
def network() -> ReadingNetwork:
    return ReadingNetwork(default_cache_folder())


def best(logits: PassageLogits) -> int:
    return int(logits.sentences.argmax())


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("When was the harbour dredged?", 0, "1987"),
        ("Who designed the lighthouse?", 1, "Ada Quell"),
        ("How often do the ferries leave?", 2, "twice a day"),
    ],
)
def test_it_finds_the_sentence_and_the_short_answer(
    network: ReadingNetwork, question: str, sentence: int, answer: str
) -> None:
    (logits,) = network.read(question, [PASSAGE])
    span = logits.answers[sentence]

    assert best(logits) == sentence
    assert span is not None
    assert TEXT[slice(*span)] == answer


def test_a_passage_that_answers_stands_above_one_that_does_not(network: ReadingNetwork) -> None:
    right, wrong = network.read("Who designed the lighthouse?", [PASSAGE, OTHER])

    assert right.passage > wrong.passage + 2


def test_a_near_miss_stands_below_the_question_it_resembles(network: ReadingNetwork) -> None:
    (answered,) = network.read("When was the harbour dredged?", [PASSAGE])
    (missed,) = network.read("When was the harbour sold?", [PASSAGE])

    assert answered.passage > missed.passage + 1


def test_answers_are_the_same_from_several_threads(network: ReadingNetwork) -> None:
    (expected,) = network.read("Who designed the lighthouse?", [PASSAGE])
    found: list[PassageLogits] = []
    threads = [
        threading.Thread(
            target=lambda: found.extend(network.read("Who designed the lighthouse?", [PASSAGE]))
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [one.passage for one in found] == [expected.passage] * 4
    assert all(np.array_equal(one.sentences, expected.sentences) for one in found)


def test_a_sentence_beyond_what_is_read_is_never_the_best(network: ReadingNetwork) -> None:
    long = " ".join(["The town has a mayor and a council."] * 80)
    text = f"{long} Ada Quell designed the lighthouse."
    passage = PassageText("", text, ((0, 35), (len(long) + 1, len(text))))
    (logits,) = network.read("Who designed the lighthouse?", [passage])

    assert best(logits) == 0
    assert logits.answers[1] is None


@pytest.mark.parametrize("question", ["?", "x" * 5000, "\ud800", "\x00", "نووي؟", "  "])
def test_any_question_is_read(network: ReadingNetwork, question: str) -> None:
    (logits,) = network.read(question, [PASSAGE])

    assert np.isfinite(logits.sentences).all()
    assert np.isfinite(logits.passage)


def test_no_passages_give_no_logits(network: ReadingNetwork) -> None:
    assert network.read("Who?", []) == []


def test_a_flipped_bit_in_the_weights_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MODEL_FOLDER, folder)
    weights = folder / WEIGHTS_NAME
    content = bytearray(weights.read_bytes())
    content[len(content) // 2] ^= 1
    weights.write_bytes(content)

    with pytest.raises(ReaderUnavailable, match=WEIGHTS_NAME):
        ReadingNetwork(tmp_path / "cache", folder)


def test_a_missing_model_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ReaderUnavailable) as caught:
        ReadingNetwork(tmp_path / "cache", tmp_path / "nothing")

    assert "MUSCAT_READER" in caught.value.remedy


def test_features_alone_can_be_asked_for(encoder: Encoder) -> None:
    assert isinstance(reader_for(None, "features")(encoder), FeatureReader)
    assert isinstance(reader_for(None)(encoder), NetworkReader)


def saved_cross_encoder(folder: Path, labels: int) -> str:
    """Write a real cross-encoder; its head is new, so its scores mean nothing."""
    base = local_model_folder(DEFAULT_MODEL)
    CrossEncoder(str(base), num_labels=labels, device="cpu").save_pretrained(str(folder))
    return str(folder)


def test_a_cross_encoder_takes_the_place_of_the_network(encoder: Encoder, tmp_path: Path) -> None:
    from service.cross_encoder import CrossEncoderScorer

    scorer = CrossEncoderScorer(saved_cross_encoder(tmp_path / "model", 1))
    first, second = scorer.read("Who designed the lighthouse?", [PASSAGE, OTHER])

    assert (len(first.sentences), len(second.sentences)) == (4, 2)
    assert first.passage == first.sentences.max()
    assert isinstance(reader_for(None, str(tmp_path / "model"))(encoder), NetworkReader)


def test_a_cross_encoder_with_several_scores_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReaderUnavailable, match="3 scores"):
        reader_for(None, saved_cross_encoder(tmp_path / "model", 3))


def test_a_cross_encoder_that_is_not_there_is_refused() -> None:
    with pytest.raises(ReaderUnavailable, match="no/such-model"):
        reader_for(None, "no/such-model")
