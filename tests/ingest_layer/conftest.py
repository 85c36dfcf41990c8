"""The real encoder's token counter, and what must hold for every document and its passages."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from index.encoder import Encoder
from ingest.documents import Document, Passage
from ingest.passages import ChunkOptions, CountTokens, split_document
from ingest.readers import read_document

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def count_tokens(encoder: Encoder) -> CountTokens:
    return encoder.count_tokens


@pytest.fixture(scope="session")
def options(encoder: Encoder) -> ChunkOptions:
    return ChunkOptions(max_tokens=encoder.max_tokens)


@pytest.fixture(scope="session")
def user_document() -> Document:
    path = ROOT / "corpus" / "documents" / "000_fb6ee328d3cdc5f1.txt"
    return read_document(path.name, path.read_bytes())


@pytest.fixture(scope="session")
def split(
    count_tokens: CountTokens, options: ChunkOptions
) -> Callable[[str, str], tuple[Passage, ...]]:
    """``split("name.txt", text)`` gives the passages."""

    def split(name: str, text: str) -> tuple[Passage, ...]:
        document = read_document(name, text.encode())
        return split_document(document, options, count_tokens)

    return split


def check_document(document: Document) -> None:
    text = document.text
    ends = [0]
    for block in document.blocks:
        piece = text[block.start : block.end]
        assert piece
        assert piece == piece.strip()
        assert block.start >= ends[-1]
        ends.append(block.end)
    headings = [block for block in document.blocks if block.kind == "heading"]
    assert [(h.start, h.end, h.level) for h in document.outline] == [
        (block.start, block.end, block.level) for block in headings
    ]
    for heading in document.outline:
        assert heading.title == " ".join(text[heading.start : heading.end].split())
        assert heading.path[-1] == heading.title
        assert heading.end <= heading.section_end <= len(text)
        inside = [h for h in document.outline if heading.start < h.start < heading.section_end]
        assert all(below.level > heading.level for below in inside)
    document.metadata.title.encode()
    assert document.metadata.title


def check_passages(document: Document, passages: Sequence[Passage]) -> None:
    text = document.text
    sentences = [sentence for passage in passages for sentence in passage.sentences]
    for sentence in sentences:
        quote = text[sentence.start : sentence.end]
        assert quote
        assert quote == quote.strip()
        if sentence.lead_in:
            assert sentence.lead_in in {(other.start, other.end) for other in sentences}
    for before, after in pairwise(sentences):
        assert before.end <= after.start
    covered = {i for sentence in sentences for i in range(sentence.start, sentence.end)}
    for block in document.blocks:
        visible = {i for i in range(block.start, block.end) if not text[i].isspace()}
        if block.kind in ("title", "heading"):
            assert not visible & covered
        else:
            assert visible <= covered
    for number, passage in enumerate(passages, start=1):
        assert passage.passage_id == f"{document.document_id}#{number}"
        assert passage.text == text[passage.start : passage.end]
        assert passage.start == passage.sentences[0].start
        assert passage.end == passage.sentences[-1].end
        above = [h for h in document.outline if h.start < passage.start]
        assert passage.section == (above[-1].path if above else ())
        assert not any(passage.start <= h.start < passage.end for h in document.outline)


@pytest.fixture(scope="session")
def assert_sound() -> Callable[[Document, Sequence[Passage]], None]:
    """Assert what holds for every document and its passages."""

    def check(document: Document, passages: Sequence[Passage]) -> None:
        check_document(document)
        check_passages(document, passages)

    return check
