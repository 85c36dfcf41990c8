"""Other names and other forms of a word: what is known by them is not called unmentioned."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from index.encoding import Encoder
from index.pipeline import index_corpus
from index.store import IndexStore
from ingest.errors import AliasesUnreadable
from service.answers import Answer, Outcome
from service.assistant import Assistant

Over = Callable[[Mapping[str, str]], Assistant]
NOTE = (
    "Harbour notes\n\nThe Houthi movement closed the harbour of Salalah on 3 May 2025.\n\n"
    "The International Maritime Organization (IMO) sanctioned two shipping companies in June.\n\n"
    "Oman runs a ferry to Holm. It carried 300 people in 2024.\n"
)
ALIASES = "- [Houthi, Houthis, Ansar Allah, Ansarullah]\n- [Oman, Sultanate of Oman, Masqat]\n"


def missing(answer: Answer) -> list[str]:
    return (
        [lack.text for lack in answer.reason.missing if lack.kind == "term"]
        if answer.reason
        else []
    )


@pytest.mark.parametrize("name", ["Houthi movement", "Ansarullah", "Ansar Allah", "Houthis"])
def test_a_question_is_answered_by_any_name_of_what_it_is_about(
    assistant_over: Over, name: str
) -> None:
    assistant = assistant_over({"note.txt": NOTE, "aliases.yaml": ALIASES})

    answer = assistant.ask(f"When did {name} close the harbour of Salalah?")

    assert answer.outcome is Outcome.ANSWERED
    assert "3 May 2025" in answer.statements[1].text
    # It is found so, not shown so: the question stays as it was typed.
    assert answer.standalone_question == f"When did {name} close the harbour of Salalah?"


def test_without_the_alias_file_the_same_name_is_unknown(assistant_over: Over) -> None:
    answer = assistant_over({"note.txt": NOTE}).ask(
        "When did Ansarullah close the harbour of Salalah?"
    )

    assert answer.outcome is Outcome.ABSTAINED
    assert missing(answer) == ["Ansarullah"]


def test_an_acronym_that_a_document_defines_needs_no_list(assistant_over: Over) -> None:
    assistant = assistant_over({"note.txt": NOTE})

    assert assistant.index.names.learned == (("IMO", "International Maritime Organization"),)
    (row, _), *_ = assistant.index.lexical.search("imo", 1)
    assert "sanctioned" in assistant.index.records.passage(row).text


@pytest.mark.parametrize(
    ("question", "code", "says"),
    [
        (
            "How much does the ferry to Holm cost?",
            "not_stated",
            "The document mentions “ferry” and “Holm”, but does not give an amount of money",
        ),
        (
            "How much did Gibraltar pay for the ferry?",
            "not_mentioned",
            "The document does not mention “Gibraltar”, though it mentions “ferry”.",
        ),
        # Another inflection, and another name, of what the document has.
        (
            "How much did the sanction cost the shipping company?",
            "not_stated",
            "mentions “sanction” and “shipping”, but does not",
        ),
        (
            "How much does the ferry of the Sultanate of Oman cost?",
            "not_stated",
            "mentions “ferry” and “Oman”, but does not",
        ),
    ],
    ids=["mentioned", "never", "inflection", "name"],
)
def test_the_reason_tells_what_is_never_mentioned_from_what_is_not_said(
    assistant_over: Over, question: str, code: str, says: str
) -> None:
    answer = assistant_over({"note.txt": NOTE, "aliases.yaml": ALIASES}).ask(question)

    assert answer.outcome is Outcome.ABSTAINED
    assert answer.reason is not None
    assert answer.reason.code == code
    assert says in answer.reason.message
    assert answer.nearest


def test_what_comes_nearest_mentions_what_the_documents_know(assistant_over: Over) -> None:
    answer = assistant_over({"note.txt": NOTE}).ask("How much did Gibraltar pay for the ferry?")

    assert "ferry" in answer.nearest[0].span.quote


def test_two_documents_are_spoken_of_in_the_plural(assistant_over: Over) -> None:
    files = {"note.txt": NOTE, "other.txt": "Weather\n\nA cyclone brought rain to Salalah.\n"}

    answer = assistant_over(files).ask("How much did Gibraltar pay for the ferry?")

    assert answer.reason is not None
    assert answer.reason.message == (
        "The documents do not mention “Gibraltar”, though they mention “ferry”."
    )


def test_a_changed_alias_file_makes_a_new_version_without_embedding_anew(
    encoder: Encoder, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "note.txt").write_text(NOTE, encoding="utf-8")
    store, fresh = IndexStore(tmp_path / "index"), IndexStore(tmp_path / "fresh")
    bare = index_corpus(corpus, store, encoder)
    (corpus / "aliases.yaml").write_text(ALIASES, encoding="utf-8")

    listed = index_corpus(corpus, store, encoder, reuse=True)
    again = index_corpus(corpus, store, encoder, reuse=True)

    assert listed.version != bare.version
    assert (listed.embedded, again.unchanged) == (0, True)
    assert listed.version == index_corpus(corpus, fresh, encoder).version
    with store.open() as index:
        assert index.names.listed[0] == ("Houthi", "Houthis", "Ansar Allah", "Ansarullah")
        assert index.names.learned == (("IMO", "International Maritime Organization"),)
    (corpus / "aliases.yaml").write_text("- [Houthi]\n", encoding="utf-8")
    with pytest.raises(AliasesUnreadable, match=r"aliases\.yaml, line 1: "):
        index_corpus(corpus, store, encoder, reuse=True)
    assert store.current() == listed.version
