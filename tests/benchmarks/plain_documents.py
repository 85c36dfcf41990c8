"""Texts of public sets as documents whose offsets are those of the set.

Not by way of a file: the reader of plain text finds headings by the shape of lines, and in
these texts lines are what a conversion left (spaced punctuation, upper case, tables, one line
for a whole article). Taken for headings, they would cut passages where no author did, and
take words out of reach. So a text is its paragraphs under its title, and nothing else.
"""

import contextlib
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path

from index.building import CutDocument, build_index
from index.encoding import Encoder
from index.retrieval import Index
from index.store import IndexStore
from ingest.documents import Block, Document, Metadata, Passage, Sentence
from ingest.passages import ChunkOptions, split_document
from ingest.sentences import sentence_spans

_PARAGRAPH = re.compile(r"\S.*?(?=\n[ \t\r]*\n|\Z)", re.DOTALL)
_LINE = re.compile(r"\S.*")
_WORD = re.compile(r"\S+")

# Natural Questions writes every token between spaces; the order of the rules matters.
_DETOKENISE = (
    (re.compile(r"``\s*"), '"'),
    (re.compile(r"\s*''"), '"'),
    (re.compile(r"\s+(['’](?:s|S|re|ve|ll|d|m|t)\b)"), r"\1"),
    (re.compile(r"\s+(n't\b)"), r"\1"),
    (re.compile(r"\s+([,.;:?!%)\]}])"), r"\1"),
    (re.compile(r"([(\[{$£€#])\s+"), r"\1"),
    (re.compile(r"(?<=\w)\s+([-/–])\s+(?=\w)"), r"\1"),
    (re.compile(r"\s+"), " "),
)


def detokenise(text: str) -> str:
    """Return a text of spaced tokens as a person would write it."""
    for pattern, replacement in _DETOKENISE:
        text = pattern.sub(replacement, text)
    return text.strip()


def plain_document(document_id: str, title: str, text: str) -> Document:
    """Return a text as paragraphs under a title, without headings.

    A paragraph ends at an empty line, or with its line where the text has no empty one.
    """
    found = list(_PARAGRAPH.finditer(text))
    if len(found) == 1:
        found = list(_LINE.finditer(text))
    blocks = tuple(
        Block("paragraph", one.start(), one.start() + len(one.group().rstrip())) for one in found
    )
    return Document(document_id, text, Metadata(title=title), blocks)


def cut_into_passages(
    documents: Iterable[Document], encoder: Encoder, options: ChunkOptions | None = None
) -> list[CutDocument]:
    """Return documents with the passages that Muscat cuts."""
    options = options or ChunkOptions(max_tokens=encoder.max_tokens)
    return [(one, split_document(one, options, encoder.count_tokens)) for one in documents]


def cut_into_windows(documents: Iterable[Document], words: int) -> list[CutDocument]:
    """Return documents with passages of so many words each, wherever they begin and end."""
    cut = []
    for document in documents:
        spans = [found.span() for found in _WORD.finditer(document.text)]
        passages = []
        for number, first in enumerate(range(0, len(spans), words), start=1):
            start, end = spans[first][0], spans[min(first + words, len(spans)) - 1][1]
            passage_id = f"{document.document_id}#{number}"
            text, title = document.text[start:end], document.metadata.title
            sentences = tuple(Sentence(*span) for span in sentence_spans(document.text, start, end))
            passages.append(
                Passage(passage_id, document.document_id, start, end, (), text, title, sentences)
            )
        cut.append((document, tuple(passages)))
    return cut


def overlapping(cut: Iterable[CutDocument]) -> list[CutDocument]:
    """Return passages that begin with the last sentence of the one before in their section."""
    found = []
    for document, passages in cut:
        longer = list(passages[:1])
        for before, passage in pairwise(passages):
            start = passage.start
            if before.section == passage.section:
                start = before.sentences[-1].start
            text = document.text[start : passage.end]
            longer.append(replace(passage, start=start, text=text))
        found.append((document, tuple(longer)))
    return found


@contextlib.contextmanager
def index_of(cut: Sequence[CutDocument], encoder: Encoder) -> Iterator[Index]:
    """Open a temporary index over documents that have been cut."""
    with tempfile.TemporaryDirectory(prefix="muscat-") as folder:
        store = IndexStore(Path(folder))
        build_index(cut, (), encoder, store, asdict(ChunkOptions()))
        with store.open() as index:
            yield index
