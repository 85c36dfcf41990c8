"""Sentence spans inside a block."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import MAX_SENTENCE_CHARACTERS, sentence_spans


def quotes(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text))]


def test_sentences_are_cut_after_their_full_stop_and_not_after_an_abbreviation() -> None:
    text = "  Mr. Smith met Dr. Lee at 3.67% a.m. on Friday.\nThey agreed!  Did they?\r\n“Yes.” "

    assert quotes(text) == [
        "Mr. Smith met Dr. Lee at 3.67% a.m. on Friday.",
        "They agreed!",
        "Did they?",
        "“Yes.”",
    ]


def test_spans_are_offsets_into_the_whole_text() -> None:
    text = "Heading\nOne is here. Two is here.\nBehind"
    start, end = text.index("One"), text.index("\nBehind")

    assert [text[a:b] for a, b in sentence_spans(text, start, end)] == [
        "One is here.",
        "Two is here.",
    ]


def test_what_is_too_long_for_a_sentence_is_cut_at_white_space() -> None:
    pieces = quotes("word " * 3_000)

    assert all(len(piece) <= MAX_SENTENCE_CHARACTERS for piece in pieces)
    assert " ".join(pieces) == " ".join(["word"] * 3_000)
    assert quotes("x" * 9_000) == ["x" * 4_000, "x" * 4_000, "x" * 1_000]


@given(st.text(), st.integers(0, 20), st.integers(0, 20))
def test_spans_are_trimmed_ordered_and_complete(text: str, start: int, tail: int) -> None:
    start = min(start, len(text))
    end = max(start, len(text) - tail)
    spans = sentence_spans(text, start, end)
    ends = [start, *(last for _, last in spans)]

    assert all(before <= first for before, (first, _) in zip(ends, spans, strict=False))
    assert all(text[a:b] and text[a:b] == text[a:b].strip() for a, b in spans)
    covered = {i for a, b in spans for i in range(a, b)}
    assert {i for i in range(start, end) if not text[i].isspace()} <= covered
    assert all(b <= end for _, b in spans)
