"""Passages follow the structure, and fit the encoder in its own tokens."""

import time
from collections.abc import Callable, Sequence

import pytest

from ingest.documents import Document, Passage, Sentence
from ingest.passages import ChunkOptions, CountTokens, split_document
from ingest.readers import read_document

Split = Callable[[str, str], tuple[Passage, ...]]
PROSE = "The delegations met in Muscat on Friday. Officials said that more talks would follow. "


def sentences(passages: Sequence[Passage]) -> list[Sentence]:
    return [sentence for passage in passages for sentence in passage.sentences]


def assert_they_fit(
    passages: Sequence[Passage], options: ChunkOptions, count_tokens: CountTokens
) -> None:
    counts = count_tokens([passage.text_to_embed for passage in passages])
    assert max(counts) <= options.max_tokens


@pytest.fixture(scope="session")
def user_passages(
    user_document: Document, options: ChunkOptions, count_tokens: CountTokens
) -> tuple[Passage, ...]:
    return split_document(user_document, options, count_tokens)


def test_the_users_document_is_split_soundly(
    user_document: Document,
    user_passages: tuple[Passage, ...],
    options: ChunkOptions,
    count_tokens: CountTokens,
    assert_sound: Callable[[Document, Sequence[Passage]], None],
) -> None:
    assert_sound(user_document, user_passages)
    assert_they_fit(user_passages, options, count_tokens)
    assert {passage.section for passage in user_passages} == {
        (),
        *(
            heading.path
            for heading in user_document.outline
            if heading.title != "Regional and Global Implications"  # only sub-headings below it
        ),
    }


def test_a_list_stays_with_its_lead_in(
    user_document: Document, user_passages: tuple[Passage, ...]
) -> None:
    steps = next(p for p in user_passages if p.section == ("What Comes Next?",))
    items = [sentence for sentence in steps.sentences if sentence.kind == "item"]

    assert len(items) == 5
    assert len({item.list_number for item in items}) == 1
    for item in items:
        assert item.lead_in
        assert user_document.text[slice(*item.lead_in)] == "Here’s a snapshot of the next steps:"
    assert [s.kind for s in steps.sentences] == ["sentence", "lead_in", *["item"] * 5]
    assert steps.context.splitlines() == [user_document.metadata.title, "What Comes Next?"]


def test_a_lead_in_is_inherited_by_the_headings_below_it(
    user_document: Document, user_passages: tuple[Passage, ...]
) -> None:
    nuclear = next(
        p for p in user_passages if p.section[-1:] == ("1. Nuclear Program and Sanctions Relief",)
    )
    lead_in = "The agenda can be grouped into three core areas:"

    for item in nuclear.sentences:
        assert item.lead_in
        assert user_document.text[slice(*item.lead_in)] == lead_in
    assert nuclear.context.splitlines()[1:] == [" > ".join(nuclear.section), lead_in]
    takeaways = next(
        p for p in user_passages if p.section == ("Key Takeaways from the Oman Talks",)
    )
    assert lead_in not in takeaways.context


def test_a_long_list_is_cut_between_items_and_keeps_its_lead_in_as_context(
    split: Split, options: ChunkOptions, count_tokens: CountTokens
) -> None:
    items = "".join(f"- The party agreed to point number {n} of the list\n" for n in range(80))
    passages = split("a.txt", "A title of the document here\n\nThey agreed on these:\n" + items)

    assert len(passages) > 3
    assert_they_fit(passages, options, count_tokens)
    assert all(p.context.endswith("They agreed on these:") for p in passages[1:])
    assert len([s for s in sentences(passages) if s.kind == "item"]) == 80


def test_a_long_section_is_cut_into_passages_of_about_the_target(
    split: Split, options: ChunkOptions, count_tokens: CountTokens
) -> None:
    passages = split("a.md", "# T\n\n## S\n\n" + (PROSE + "\n\n") * 60)
    counts = count_tokens([passage.text for passage in passages])

    assert_they_fit(passages, options, count_tokens)
    assert min(counts) > options.target_tokens / 3
    assert max(counts) <= options.target_tokens


def test_a_context_too_long_for_the_encoder_is_cut_and_the_text_is_not(
    split: Split, options: ChunkOptions, count_tokens: CountTokens
) -> None:
    title, heading = "title " * 300, "heading " * 300
    lead_in = "These, " + "among many other things, " * 60 + "were agreed on:"
    source = f"# {title}\n\n## {heading}\n\n{lead_in}\n\n### Sub\n\n- an item\n\n{PROSE * 20}\n"
    passages = split("a.md", source)

    assert passages[0].section == (heading.strip(),)
    for passage in passages:
        if len(passage.sentences) > 1 or passage.sentences[0].kind == "item":
            assert_they_fit([passage], options, count_tokens)
            assert passage.context.startswith("title title")


def test_rules_between_sentences_count_as_text(
    split: Split, options: ChunkOptions, count_tokens: CountTokens
) -> None:
    passages = split("a.txt", f"{PROSE}\n\n{'-' * 90}\n\n" * 20)

    assert_they_fit(passages, options, count_tokens)


def test_only_a_sentence_longer_than_the_encoder_is_alone_and_too_long(
    split: Split, options: ChunkOptions, count_tokens: CountTokens
) -> None:
    passages = split("a.txt", PROSE + "word " * 400 + ". " + PROSE)
    long = [p for p in passages if count_tokens([p.text_to_embed])[0] > options.max_tokens]

    assert [len(passage.sentences) for passage in long] == [1]


def test_a_long_item_is_quoted_by_the_sentence(split: Split) -> None:
    found = sentences(split("a.md", f"# T\n\nPoints:\n\n- {PROSE * 10}\n- short\n"))

    assert [s.kind for s in found] == ["lead_in", *["item"] * 21]


@pytest.mark.parametrize(
    ("name", "source", "seconds"),
    [
        ("one_word.txt", "x" * 1_000_000, 5),
        ("one_line.txt", PROSE * 12_000, 5),
        ("blank_line.txt", "a" + " " * 1_000_000 + "b", 5),
        ("prose.txt", (PROSE * 5 + "\n\n") * 11_500, 15),
        ("headings.txt", "".join(f"Heading Number {n}\n\n{PROSE}\n\n" for n in range(8_000)), 10),
        ("bare_headings.txt", "Heading Number\n\n" * 20_000 + PROSE, 10),
        ("items.txt", "The list:\n" + "- item of a list\n" * 20_000, 10),
        ("wrapped.txt", "lorem ipsum dolor sit amet consectetur adipiscing elit\n" * 20_000, 10),
        ("headings.md", f"# T\n\n{PROSE}\n\n" * 8_000, 15),
    ],
    ids=lambda value: value if isinstance(value, str) and value.endswith(("txt", "md")) else "",
)
def test_a_large_document_takes_seconds(name: str, source: str, seconds: float) -> None:
    """Time grows with the length, not with its square; the counter here is a cheap one."""
    started = time.monotonic()
    document = read_document(name, source.encode())
    split_document(document, ChunkOptions(), lambda texts: [len(t) // 4 + 2 for t in texts])

    assert time.monotonic() - started < seconds
