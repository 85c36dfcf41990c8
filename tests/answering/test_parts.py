"""Two questions in one message: taken apart only where it is sure, and joined again."""

from collections.abc import Iterator

import pytest

from index.encoding import Encoder
from index.pipeline import index_corpus
from index.store import IndexStore
from service.answers import Outcome
from service.assistant import Assistant
from service.parts import parts_of

TEXT = (
    "# Harbour of Sund\n\n## Pilots\n\nThe harbour of Sund employs 14 pilots.\n\n"
    "## Lighthouse\n\nAda Berg built the lighthouse of Sund in 1902.\n\n"
    "The lighthouse of Sund is white.\n"
)


@pytest.fixture(scope="module")
def harbour(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Answers from one short document."""
    folder = tmp_path_factory.mktemp("parts")
    (folder / "harbour.md").write_text(TEXT, encoding="utf-8")
    store = IndexStore(tmp_path_factory.mktemp("parts-index"))
    index_corpus(folder, store, encoder)
    with store.open() as index:
        yield Assistant(index, encoder)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Who built it and when was it painted?", ("Who built it", "when was it painted")),
        ("Hi, who built it, and how much did it cost?", ("who built it", "how much did it cost")),
        ("Is it open? When does it close?", ("Is it open", "When does it close")),
        ("how was it sunk, what was the cause", ("how was it sunk", "what was the cause")),
    ],
)
def test_two_questions_are_taken_apart(text: str, parts: tuple[str, str]) -> None:
    assert parts_of(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "Who built the lighthouse and the pier?",
        "Who built the lighthouse, which is white?",
        "the people who came and who stayed",
        "What does the town pay and what does the island pay?",
        "who wrote this and when was it published?",
        "Who came, when did they leave, and why did they go?",
        "Who came and why?",
        "lighthouse and what it cost",
    ],
)
def test_what_may_be_one_question_is_left_whole(text: str) -> None:
    assert parts_of(text) is None


def test_both_parts_are_answered_each_under_its_lead(harbour: Assistant) -> None:
    text = "How many pilots does the harbour of Sund employ and who built the lighthouse of Sund?"

    answer = harbour.ask(text)

    assert (answer.outcome, answer.reason) == (Outcome.ANSWERED, None)
    assert answer.standalone_question == text
    leads = [one.text for one in answer.statements if one.text.startswith("On “")]
    assert leads == [
        "On “How many pilots does the harbour of Sund employ”:",
        "On “who built the lighthouse of Sund”:",
    ]
    quotes = [one.text for one in answer.statements if one.kind == "quote"]
    assert "The harbour of Sund employs 14 pilots." in quotes
    assert "Ada Berg built the lighthouse of Sund in 1902." in quotes
    assert [one.number for one in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_the_part_that_is_missing_is_named(harbour: Assistant) -> None:
    answer = harbour.ask("Who built the lighthouse of Sund and how much did it cost in dollars?")

    assert answer.outcome is Outcome.PARTIAL
    assert answer.reason is not None
    assert answer.reason.code == "part_unanswered"
    assert ("part", "how much did it cost in dollars") in [
        (one.kind, one.text) for one in answer.reason.missing
    ]
    assert "Ada Berg built the lighthouse of Sund in 1902." in [
        one.text for one in answer.statements
    ]


def test_neither_part_answered_is_an_abstention(harbour: Assistant) -> None:
    answer = harbour.ask("Who is Napoleon Bonaparte and how many horses did Wellington own?")

    assert answer.outcome is Outcome.ABSTAINED
    assert not answer.citations
