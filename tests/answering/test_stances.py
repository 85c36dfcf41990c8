"""How sure a source is of a sentence, against hand-labelled sentences."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answers import Stance
from service.stance_words import describe_stance
from service.stances import stance_of

LABELLED = Path(__file__).resolve().parents[1] / "data" / "stances"
# Stance and speaker right, of all; 2026-11-22: development 1.000, held out 1.000.
TOLERANCE = 0.03


def labelled(half: str) -> list[dict[str, Any]]:
    lines = (LABELLED / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize(("half", "expected"), [("development", 1.0), ("held_out", 1.0)])
def test_stances_and_speakers_agree_with_the_labels(half: str, expected: float) -> None:
    rows = labelled(half)
    confused: Counter[tuple[str, str]] = Counter()
    wrong_speakers = []
    for row in rows:
        stance, speaker = stance_of(row["text"], tuple(row["section"]), row["lead_in"])
        confused[row["stance"], stance.value] += row["stance"] != stance
        name = row["text"][speaker.start : speaker.end] if speaker else None
        wrong_speakers += [row["id"]] if name != row["speaker"] else []

    assert 1 - confused.total() / len(rows) >= expected - TOLERANCE, +confused
    assert 1 - len(wrong_speakers) / len(rows) >= expected - TOLERANCE, wrong_speakers


@pytest.mark.parametrize("half", ["development", "held_out"])
def test_no_label_but_stated_is_ever_read_as_stated(half: str) -> None:
    mistaken = [
        row["text"]
        for row in labelled(half)
        if row["stance"] != "stated"
        and stance_of(row["text"], tuple(row["section"]), row["lead_in"])[0] is Stance.STATED
    ]

    assert len(mistaken) <= 1, mistaken


def test_both_halves_are_large_and_hold_every_stance() -> None:
    for half in ("development", "held_out"):
        rows = labelled(half)

        assert len(rows) >= 60
        assert {row["stance"] for row in rows} == {stance.value for stance in Stance}
        assert all(row["speaker"] is None or row["speaker"] in row["text"] for row in rows)


@pytest.mark.parametrize(
    ("text", "section", "lead_in", "expected"),
    [
        ("A hotline.", ("What Was on the Table?",), "", Stance.TABLED),
        ("A hotline.", ("Security",), "The agenda has three areas:", Stance.TABLED),
        ("It could lower prices.", ("Effects",), "", Stance.POSSIBLE),
        ("Both will draft a text.", ("Next",), "", Stance.PLANNED),
        ("Checks are slated for early May.", ("Next",), "", Stance.PLANNED),
        ("A framework.", ("Points",), "Analysts highlight:", Stance.ATTRIBUTED),
        ("The minister said so.", (), "", Stance.ATTRIBUTED),
        ("Oman hosted the talks.", (), "", Stance.STATED),
        ("The firm, which may appeal, paid the fine.", (), "", Stance.STATED),
        ("The firm that lost the case may appeal.", (), "", Stance.POSSIBLE),
        ("The lift did not open until May.", (), "", Stance.STATED),
        ("The envoy called the offer of the other side fair.", ("The agenda",), "",
         Stance.ATTRIBUTED),
        ("The ministers refused to sign.", ("The demands",), "", Stance.DENIED),
    ],
)  # fmt: skip
def test_the_stance_of_a_sentence(
    text: str, section: tuple[str, ...], lead_in: str, expected: Stance
) -> None:
    assert stance_of(text, section, lead_in)[0] is expected


PIECES = (
    '“|”|"|, |. |; |said |according to |the |AP |may |not |who |that |and |reports |found |(|)'
    "|\n|é|🚢 |denied |is |never "
).split("|")


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_a_speaker_always_stands_in_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    stance, speaker = stance_of(text, (), "")

    assert speaker is None or stance in (Stance.ATTRIBUTED, Stance.DENIED)
    if speaker is not None:
        assert 0 <= speaker.start < speaker.end <= len(text)
        assert speaker.name == " ".join(text[speaker.start : speaker.end].split())


def test_the_label_names_the_speaker_and_lowers_only_the_article() -> None:
    assert describe_stance("attributed", "The Gulf News") == "according to the Gulf News"
    assert describe_stance("denied", "Iran") == "denied or refused by Iran"
    assert describe_stance("stated", None) == "stated"
    assert describe_stance("planned", "AP") == "planned"
