"""Forms of answers: topics with more to read, summaries, comparisons by side."""

from collections.abc import Iterator

import pytest

from index.encoding import Encoder
from index.pipeline import index_corpus
from index.store import IndexStore
from service.answers import Answer, Outcome
from service.assistant import Assistant
from service.question_kinds import QuestionKind
from service.questions import parse_question
from service.sides import sides_of

FILES = {
    "harbour.md": (
        "---\nkind: note\n---\n# Harbour of Sund\n\n"
        "## Pilots\n\nThe harbour of Sund employs 14 pilots. Pilots work in three shifts. A pilot"
        " earns 900 crowns a week. Pilots retire at sixty. The pilots have a house of their own."
        " Every pilot carries a radio.\n\n"
        "## Fees\n\nCoastal vessels pay a fee of 20 crowns. Foreign vessels pay a fee of 90 crowns."
        " Fees are due on arrival.\n\n"
        "## Lighthouse\n\nThe lighthouse of Sund was built in 1902. It is white.\n"
    ),
    "meeting.md": (
        "---\nkind: minutes\n---\n# Meeting of the harbour board\n\n## Before noon\n\n"
        "The board decided:\n\n- The board decided to paint the northern pier.\n"
        "- The board decided to close the old lock.\n- The board decided to buy a tug.\n\n"
        "## After noon\n\nThe board decided further:\n\n"
        "- The board decided to raise the wages of the crew.\n"
        "- The board decided to hire two cooks.\n- The board decided to meet in May.\n"
    ),
    "ferry.md": (
        "---\nkind: article\n---\n# Ferry to Holm\n\n## Crossing\n\nThe ferry to Holm takes an"
        " hour. The ferry takes a pilot of the harbour of Sund on board.\n"
    ),
}


@pytest.fixture(scope="module")
def harbour(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Answers from a note of three sections and an article."""
    folder = tmp_path_factory.mktemp("forms")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    store = IndexStore(tmp_path_factory.mktemp("forms-index"))
    index_corpus(folder, store, encoder)
    with store.open() as index:
        yield Assistant(index, encoder)


def sections(answer: Answer) -> list[str]:
    """Return the last heading of every citation."""
    return [citation.span.section[-1] for citation in answer.citations]


def test_a_topic_gives_a_few_sentences_and_says_where_there_is_more(harbour: Assistant) -> None:
    answer = harbour.ask("Tell me about the pilots of the harbour of Sund")

    assert (answer.kind, answer.outcome) == (QuestionKind.TOPIC, Outcome.ANSWERED)
    assert sections(answer)[0] == "Pilots"
    assert 2 <= sections(answer).count("Pilots") <= 4
    pilots = next(more for more in answer.more if more.section == ("Pilots",))
    assert pilots.sentences == 6 - sections(answer).count("Pilots")
    document = harbour.index.records.document(pilots.document_id)
    assert document is not None
    start, end = (int(part.partition("=")[2]) for part in pilots.url.partition("?")[2].split("&"))
    assert document.text[start:end].startswith("The harbour of Sund employs")
    assert document.text[start:end].endswith("carries a radio.")


def test_a_list_in_two_sections_comes_whole_and_in_order(harbour: Assistant) -> None:
    answer = harbour.ask("List what the harbour board decided")

    assert (answer.kind, answer.outcome) == (QuestionKind.LIST, Outcome.ANSWERED)
    assert (
        sections(answer) == ["Before noon"] * 3 + ["After noon"] * 3
        or sections(answer) == ["After noon"] * 3 + ["Before noon"] * 3
    )
    for heading in ("Before noon", "After noon"):
        starts = [c.span.start for c in answer.citations if c.span.section == (heading,)]
        assert starts == sorted(starts)


def test_an_item_that_stands_out_does_not_bring_its_list(harbour: Assistant) -> None:
    answer = harbour.ask("What did the harbour board decide to buy?")

    quotes = [one.text for one in answer.statements if one.kind == "quote"]
    assert quotes == ["The board decided to buy a tug."]


def test_a_fact_is_not_followed_by_more(harbour: Assistant) -> None:
    assert not harbour.ask("How many pilots does the harbour of Sund employ?").more


def test_a_summary_takes_a_sentence_of_each_section_in_order(harbour: Assistant) -> None:
    answer = harbour.ask("Can you summarise the note?")

    assert (answer.kind, answer.outcome) == (QuestionKind.TOPIC, Outcome.ANSWERED)
    assert sections(answer) == ["Pilots", "Fees", "Lighthouse"]
    assert {citation.span.document_id for citation in answer.citations} == {"harbour.md"}
    assert [(more.section, more.sentences) for more in answer.more] == [
        (("Pilots",), 5), (("Fees",), 2), (("Lighthouse",), 1),
    ]  # fmt: skip


def test_a_summary_of_this_is_of_what_was_quoted_last(harbour: Assistant) -> None:
    answer = harbour.ask("please summarise", earlier=["How long does the ferry to Holm take?"])

    assert {citation.span.document_id for citation in answer.citations} == {"ferry.md"}


def test_a_summary_of_nothing_in_particular_is_too_vague(harbour: Assistant) -> None:
    answer = harbour.ask("please summarise")

    assert answer.reason is not None
    assert answer.reason.code == "too_vague"


def test_a_comparison_is_grouped_by_its_sides(harbour: Assistant) -> None:
    answer = harbour.ask("coastal vessels vs foreign vessels")

    assert answer.kind is QuestionKind.COMPARISON
    leads = [one.text for one in answer.statements if one.kind == "lead"]
    assert leads == [
        "On “coastal vessels”: under Fees in “Harbour of Sund” (undated note):",
        "On “foreign vessels”: under Fees in “Harbour of Sund” (undated note):",
    ]
    quotes = [one.text for one in answer.statements if one.kind == "quote"]
    assert quotes[0] == "Coastal vessels pay a fee of 20 crowns."
    assert "Foreign vessels pay a fee of 90 crowns." in quotes


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Primary vs secondary sanctions?", ["Primary", "secondary sanctions"]),
        ("difference between a brig and a barque", ["a brig", "a barque"]),
        ("What does the town pay and what does the island pay?", ["town", "island"]),
        ("Compare the ferry with the bridge", ["ferry", "bridge"]),
        ("how do they compare?", []),
        ("sanctions vs sanctions", []),
    ],
)
def test_the_sides_of_a_comparison(text: str, sides: list[str]) -> None:
    assert [name for name, _ in sides_of(parse_question(text))] == sides
