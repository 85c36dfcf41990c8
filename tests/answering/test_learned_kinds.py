"""Kinds of question that were learned: in words no cue knows, on what no example is about."""

import json
from pathlib import Path

import pytest

from index.encoding import Encoder
from service.learned_kinds import WEIGHTS_PATH, LearnedKinds, runs_of_words
from service.question_kinds import QuestionKind, kind_of

SOURCES = (
    "under whose name did the piece on the harbour fees run",
    "got any text from the pilots' union?",
    "what date is on the memo about the ferry",
    "whose byline is on the lighthouse feature?",
)
OPINION = (
    "did the council get a raw deal on the harbour?",
    "was it sensible of the pilots to strike",
    "who got the better end of the pier contract?",
    "does the harbour master deserve his pay",
    "is the new ferry a waste of money?",
    "will the pilots regret the strike",
    "would you take the bridge or the ferry",
    "was the mayor naive about the lease",
    "is the harbour plan doomed",
    "did the pilots sell out",
)
OTHERS = (
    "who wrote the letter to the harbour master",
    "who drafted clause 7 of the lease?",
    "what should pilots do at the buoy?",
    "who won the vote on the pier",
    "when was the lock rebuilt",
    "what did the pilots think of the offer?",
)


@pytest.fixture(scope="module")
def kinds(encoder: Encoder) -> LearnedKinds:
    """What ships."""
    return LearnedKinds(encoder)


@pytest.mark.parametrize(
    ("kind", "questions"), [(QuestionKind.SOURCES, SOURCES), (QuestionKind.OPINION, OPINION)]
)
def test_more_is_found_than_cues_know(
    kinds: LearnedKinds, kind: QuestionKind, questions: tuple[str, ...]
) -> None:
    learned = [question for question in questions if kinds.kind_of(question) is kind]

    assert len(learned) >= len(questions) / 2
    assert len([question for question in learned if kind_of(question) is not kind]) >= 2


@pytest.mark.parametrize("question", OTHERS)
def test_what_documents_tell_is_neither(kinds: LearnedKinds, question: str) -> None:
    assert kinds.kind_of(question) is None


def test_names_and_numbers_are_left_open() -> None:
    assert runs_of_words("Who wrote to Ada Berg in 1999?") == runs_of_words(
        "Who wrote to Jon in 7?"
    )
    assert "^ who wrote" in runs_of_words("hi, who wrote it")


def test_another_encoder_leaves_it_to_the_cues(encoder: Encoder, tmp_path: Path) -> None:
    weights = json.loads(WEIGHTS_PATH.read_text(encoding="utf-8"))
    weights["encoder"] = "0" * 64
    other = tmp_path / "weights.json"
    other.write_text(json.dumps(weights), encoding="utf-8")

    assert LearnedKinds(encoder, other).kind_of(SOURCES[0]) is None
