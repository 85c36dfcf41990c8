"""The types that leave ``ingest``: a document, its outline, its passages and their sentences.

Every position is a half-open span ``[start, end)`` of Unicode code points into
``Document.text``; ``document.text[start:end] == quote`` is what the product stands on.
This module holds no rules: readers make blocks, ``passages`` makes the rest.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Literal

BlockKind = Literal["title", "heading", "paragraph", "item"]
UnitKind = Literal["sentence", "item", "lead_in"]


@dataclass(frozen=True, slots=True)
class Source:
    """What a document rests on: a publication, its address, its ISO date where known."""

    title: str
    publisher: str | None = None
    address: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document; ``None`` means unknown and is shown as such.

    ``published`` and ``as_of`` are ISO dates (``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``).
    ``kind`` is a word of the owner's choice, such as ``article`` or ``background``.
    ``source`` is where this very text was taken from, ``sources`` what its author drew on.
    """

    title: str
    kind: str = "document"
    published: str | None = None
    as_of: str | None = None
    source: str | None = None
    publisher: str | None = None
    author: str | None = None
    language: str | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document's layout, as its reader found it.

    ``level`` is 1 for a top-level heading under the title, 2 one level down, and 0
    for anything that is not a heading. ``list_number`` counts the lists of the
    document from 0 and is ``None`` outside lists. ``start`` of an item is behind its
    bullet; of a heading, at its numbering.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    list_number: int | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """One entry of the outline: the heading's own span, and where its section ends."""

    title: str
    level: int
    start: int
    end: int
    section_end: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One source text with what is known about it.

    ``document_id`` is the path relative to the corpus, suffix included, with ``/``.
    ``content_hash`` is ``sha256:`` and the hash of ``text`` in UTF-8.
    """

    document_id: str
    text: str
    metadata: Metadata
    blocks: tuple[Block, ...]
    outline: tuple[Heading, ...] = ()

    @property
    def content_hash(self) -> str:
        """``sha256:`` followed by 64 hexadecimal digits."""
        return "sha256:" + hashlib.sha256(self.text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Sentence:
    """The smallest thing that is quoted: a sentence, a list item or a lead-in sentence.

    ``list_number`` tells which list of the document an item belongs to. ``lead_in`` is
    the span of the sentence that introduces the item's list ("The next steps are:"), or
    for any sentence below a heading that such a sentence introduces, that one.
    """

    start: int
    end: int
    kind: UnitKind = "sentence"
    list_number: int | None = None
    lead_in: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one section: the unit that is retrieved.

    ``passage_id`` is ``document_id#n`` with n from 1 in document order. ``section`` is
    the heading path, outermost first, without the document's title.
    ``text == document.text[start:end]``. ``context`` is what is embedded and searched
    in front of the text (title, heading path, lead-in) and never quoted.
    """

    passage_id: str
    document_id: str
    start: int
    end: int
    section: tuple[str, ...]
    text: str
    context: str
    sentences: tuple[Sentence, ...] = field(default=())

    @property
    def text_to_embed(self) -> str:
        """The context, a line break and the text."""
        return f"{self.context}\n{self.text}" if self.context else self.text


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that could not become a document, and why."""

    path: str
    reason: str


def canonical_json(document: Document, passages: tuple[Passage, ...]) -> str:
    """Return everything that indexing takes from a document as one stable JSON string.

    The string is what an index version's name is hashed from, so it holds the text,
    the metadata and every span, with sorted keys.
    """
    return json.dumps(
        {"document": asdict(document), "passages": [asdict(passage) for passage in passages]},
        sort_keys=True,
        ensure_ascii=True,
    )
