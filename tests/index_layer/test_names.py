"""Names that mean the same: learned, found in a text, and used by the word index."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.acronyms import find_acronyms
from index.errors import IndexCorrupt
from index.lexical import LexicalIndex, write_lexical
from index.names import Names
from ingest.documents import Document, Metadata, Passage, Sentence

GROUPS = (
    ("United States", "US", "U.S.", "America"),
    ("Houthi", "Ansar Allah"),
    ("JCPOA", "2015 deal", "Joint Comprehensive Plan of Action"),
)
TEXTS = (
    "Washington offered talks.",
    "The United States pledged a phased rollback.",
    "Ansar Allah took Sanaa in 2014.",
    "A cyclone brought rain, and all plans changed.",
)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        (
            "The International Atomic Energy Agency (IAEA) said so.",
            [("IAEA", "International Atomic Energy Agency")],
        ),
        (
            "They drafted a memorandum of understanding (MoU).",
            [("MoU", "memorandum of understanding")],
        ),
        (
            "IAEA (International Atomic Energy Agency) staff",
            [("IAEA", "International Atomic Energy Agency")],
        ),
        (
            "the Joint Comprehensive Plan of Action (JCPOA; also the 2015 deal)",
            [("JCPOA", "Joint Comprehensive Plan of Action")],
        ),
        ("The 2015 nuclear deal (JCPOA) ended.", []),  # its letters do not stand there
        ("Reports (AFP) of June", []),
        ("an accord in June 2026 (Pakistan)", []),
        ("Atomic matters. Energy is one (AE).", []),  # a sentence ends in between
        ("the summit (see above) and (2015)", []),
        ("(UN)", []),
    ],
)
def test_a_defined_acronym_is_learned(text: str, pairs: list[tuple[str, str]]) -> None:
    assert list(find_acronyms(text)) == pairs


@given(st.text(alphabet="ABab ().;\n-", max_size=200))
def test_what_is_learned_stands_in_the_text(text: str) -> None:
    for short, long in find_acronyms(text):
        assert short in text
        assert long.split()[0] in text
        assert len(long) > len(short)


def test_the_longest_name_at_each_place_is_found_with_its_others() -> None:
    names = Names(GROUPS)
    text = "Did the Joint Comprehensive Plan of Action bind the U.S. and the Houthis’ allies?"

    found = {text[span.start : span.end]: span.others for span in names.spans(text)}

    assert found == {
        "Joint Comprehensive Plan of Action": ("JCPOA", "2015 deal"),
        "U.S": ("United States", "US", "America"),
        "Houthis": ("Ansar Allah",),
    }


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("what did us officials tell us", 0),  # a pronoun
        ("what did US officials say", 1),
        ("what did america say", 1),
        ("the jcpoa", 1),
        ("USA", 0),
        ("united we stand", 0),
        ("the deal of 2015", 0),
    ],
)
def test_an_acronym_that_is_a_word_counts_in_capitals_only(text: str, count: int) -> None:
    assert len(Names(GROUPS).spans(text)) == count


def test_a_name_in_two_groups_does_not_join_them() -> None:
    names = Names([("AP", "Additional Protocol")], [("AP", "Associated Press")])

    (short,) = names.spans("AP")
    (long,) = names.spans("Associated Press")

    assert short.others == ("Additional Protocol", "Associated Press")
    assert long.others == ("AP",)


def test_another_name_stands_in_a_text_with_all_its_words() -> None:
    (span,) = Names(GROUPS).spans("the Houthis")

    assert span.stands_in(["ansar", "allah", "took"])
    assert not span.stands_in(["allah"])
    assert not span.stands_in(["houthi"])


def test_names_are_kept_as_they_were(tmp_path: Path) -> None:
    texts = ("a United Nations (UN) team", "the United Nations (UN)")
    documents = [(Document("a.txt", text, Metadata("A"), (), ()), ()) for text in texts]
    names = Names.of_documents(GROUPS, documents)
    names.write(tmp_path / "names.json")

    again = Names.read(tmp_path / "names.json")

    assert again.to_json() == names.to_json()
    assert again.learned == (("UN", "United Nations"),)
    assert Names.read(tmp_path / "none.json").spans("UN") == ()
    (tmp_path / "names.json").write_text('{"listed": 1}')
    with pytest.raises(IndexCorrupt):
        Names.read(tmp_path / "names.json")


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LexicalIndex]:
    folder = tmp_path_factory.mktemp("words")
    passages = [
        Passage(f"n#{i}", "n", 0, len(text), (), text, "", (Sentence(0, len(text), "sentence"),))
        for i, text in enumerate(TEXTS)
    ]
    write_lexical(passages, folder / "lexical")
    opened = LexicalIndex.open(folder / "lexical", Names(GROUPS))
    yield opened
    opened.close()


def test_a_passage_is_found_by_another_name_but_behind_the_typed_one(
    lexical: LexicalIndex,
) -> None:
    assert [row for row, _ in lexical.search("US", 5)] == [1]
    assert [row for row, _ in lexical.search("america", 5)] == [1]
    assert [row for row, _ in lexical.search("Houthi", 5)] == [2]
    typed = dict(lexical.search("United States", 5))
    other = dict(lexical.search("America", 5))
    assert typed[1] > other[1] > 0
    assert lexical.search("allah", 5) != []
    assert lexical.search("Lebanon", 5) == []


def test_a_thing_is_mentioned_by_any_of_its_names(lexical: LexicalIndex) -> None:
    def known(text: str) -> list[str]:
        return [text[span.start : span.end] for span in lexical.names_mentioned(text)]

    assert known("What did America tell the Houthis?") == ["America", "Houthis"]
    assert known("Is the JCPOA dead?") == []  # no document has any of its names
    assert lexical.count_mentions("United States") == 1
    assert lexical.count_mentions("States United") == 0
    assert lexical.count_mentions("") == 0
