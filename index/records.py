"""Documents, passages and sentences of an index version, in one SQLite file.

In go documents with their passages, out come the same dataclasses, equal to what went in.
The only module that knows SQLite. The file is written once, in the order given, and opened
read-only ever after. Nothing is searched here.
"""

import functools
import json
import sqlite3
import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self, TypeAlias

import numpy as np

from index.arrays import IntVector
from index.errors import IndexCorrupt, IndexingError
from ingest.documents import Block, Document, Heading, Metadata, Passage, Sentence, Source

_Guarded: TypeAlias = tuple[sqlite3.Connection, threading.Lock]

KEPT_DOCUMENTS = 16
KEPT_PASSAGES = 2_048
_TABLES = """
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, document_id TEXT NOT NULL UNIQUE, content_hash TEXT NOT NULL,
    characters INTEGER NOT NULL, text TEXT NOT NULL, metadata TEXT NOT NULL,
    blocks TEXT NOT NULL, outline TEXT NOT NULL);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, passage_id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, section TEXT NOT NULL, text TEXT NOT NULL,
    context TEXT NOT NULL, sentences TEXT NOT NULL);
CREATE INDEX passages_of_document ON passages (document_id);
"""
_DOCUMENT = "SELECT document_id, text, metadata, blocks, outline FROM documents"
_PASSAGE = (
    'SELECT passage_id, document_id, start, "end", section, text, context, sentences FROM passages'
)


_SUMMARY = """
SELECT document_id, metadata, content_hash, characters,
    (SELECT COUNT(*) FROM passages WHERE passages.document_id = documents.document_id)
FROM documents"""


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """What is known of a document without reading it.

    Attributes:
        document_id: Its id.
        metadata: Title, dates and so on.
        content_hash: ``sha256:`` and the hash of its text.
        characters: Length of its text in code points.
        passages: How many passages it was cut into.
    """

    document_id: str
    metadata: Metadata
    content_hash: str
    characters: int
    passages: int


def write_records(documents: Iterable[tuple[Document, Sequence[Passage]]], path: Path) -> None:
    """Write ``documents`` with their passages to the new file ``path``.

    A passage's row is its place in the order given, from 0.

    Raises:
        IndexingError: If the file cannot be written, or an id stands twice.
    """
    try:
        connection = sqlite3.connect(path)
        try:
            with connection:
                connection.executescript(_TABLES)
                _insert(connection, documents)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise IndexingError(f"cannot write the records to {path}: {error}") from error


def _insert(
    connection: sqlite3.Connection, documents: Iterable[tuple[Document, Sequence[Passage]]]
) -> None:
    row = 0
    for number, (document, passages) in enumerate(documents):
        connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                document.document_id,
                document.content_hash,
                len(document.text),  # SQLite's LENGTH would stop at a NUL
                document.text,
                _dumped(asdict(document.metadata)),
                _dumped([asdict(block) for block in document.blocks]),
                _dumped([asdict(heading) for heading in document.outline]),
            ),
        )
        for passage in passages:
            connection.execute(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    row,
                    passage.passage_id,
                    passage.document_id,
                    passage.start,
                    passage.end,
                    _dumped(passage.section),
                    passage.text,
                    passage.context,
                    _dumped([asdict(sentence) for sentence in passage.sentences]),
                ),
            )
            row += 1


def _dumped(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


class Records:
    """Read-only access to a records file, from any thread.

    Every thread has a connection of its own, since SQLite's are not made to be shared.
    """

    def __init__(self, path: Path) -> None:
        """Open the file at ``path``.

        Raises:
            IndexCorrupt: If the file is missing or is not a records file.
        """
        self._path = path
        # immutable: no lock and no journal is looked for, so a read-only folder will do.
        self._address = path.absolute().as_uri() + "?mode=ro&immutable=1"
        self._local = threading.local()
        self._lock = threading.Lock()
        self._connections: list[_Guarded] = []
        self._closed = False
        # The file never changes, so what was read once may be kept.
        self._kept_document = functools.lru_cache(KEPT_DOCUMENTS)(self._read_document)
        self._kept_passage = functools.lru_cache(KEPT_PASSAGES)(self._read_passage)
        self.document_count = int(self._rows("SELECT COUNT(*) FROM documents")[0][0])
        self.passage_count = int(self._rows("SELECT COUNT(*) FROM passages")[0][0])

    def document(self, document_id: str) -> Document | None:
        """Return the document with this id, or ``None``."""
        return self._kept_document(document_id)

    def documents(self) -> list[Document]:
        """Return all documents in the order in which they were written (by id)."""
        return [_document(found) for found in self._rows(f"{_DOCUMENT} ORDER BY number")]

    def summaries(self) -> list[DocumentSummary]:
        """Return what is known of every document without its text, by id."""
        return [_summary(found) for found in self._rows(f"{_SUMMARY} ORDER BY number")]

    def summary(self, document_id: str) -> DocumentSummary | None:
        """Return the same for one document, or ``None``."""
        found = self._rows(f"{_SUMMARY} WHERE document_id = ?", document_id)
        return _summary(found[0]) if found else None

    def document_ids(self) -> list[str]:
        """Return the ids of all documents in the order of ``documents()``."""
        found = self._rows("SELECT document_id FROM documents ORDER BY number")
        return [str(document_id) for (document_id,) in found]

    def content_hash(self, document_id: str) -> str | None:
        """Return the ``sha256:`` hash of a document's text as indexed, or ``None``."""
        found = self._rows("SELECT content_hash FROM documents WHERE document_id = ?", document_id)
        return str(found[0][0]) if found else None

    def passage(self, row: int) -> Passage:
        """Return the passage of ``row``.

        Raises:
            IndexError: If there is no such row.
        """
        return self._kept_passage(row)

    def passages(self) -> list[Passage]:
        """Return all passages by row."""
        return [_passage(found) for found in self._rows(f"{_PASSAGE} ORDER BY row")]

    def passages_of(self, document_id: str) -> list[Passage]:
        """Return the passages of a document in its order; none for an unknown id."""
        found = self._rows(f"{_PASSAGE} WHERE document_id = ? ORDER BY row", document_id)
        return [_passage(values) for values in found]

    def rows_of(self, document_ids: Collection[str]) -> IntVector:
        """Return the rows of all passages of these documents, ``(n,)`` int64, ascending."""
        rows = [
            row
            for document_id in document_ids
            for (row,) in self._rows("SELECT row FROM passages WHERE document_id = ?", document_id)
        ]
        return np.array(sorted(rows), dtype=np.int64)

    def close(self) -> None:
        """Close the connections of all threads; reading afterwards raises IndexingError."""
        with self._lock:
            self._closed = True
            self._kept_document.cache_clear()
            self._kept_passage.cache_clear()
            # Closing a connection in use would end the process, so each has a lock.
            for connection, in_use in self._connections:
                with in_use:
                    connection.close()
            self._connections.clear()

    def _read_document(self, document_id: str) -> Document | None:
        found = self._rows(f"{_DOCUMENT} WHERE document_id = ?", document_id)
        return _document(found[0]) if found else None

    def _read_passage(self, row: int) -> Passage:
        found = self._rows(f"{_PASSAGE} WHERE row = ?", row)
        if not found:
            raise IndexError(f"no passage in row {row}")
        return _passage(found[0])

    def _rows(self, statement: str, *values: str | int) -> list[Any]:
        try:
            connection, in_use = self._connection()
            with in_use:
                return connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            if self._closed:
                raise IndexingError("the index has been closed") from error
            raise IndexCorrupt(f"cannot read {self._path}: {error}") from error

    def _connection(self) -> _Guarded:
        guarded: _Guarded | None = getattr(self._local, "guarded", None)
        if guarded is None:
            with self._lock:
                if self._closed:
                    raise IndexingError("the index has been closed")
                # Used by one thread only, but closed by whichever thread calls close().
                connection = sqlite3.connect(self._address, uri=True, check_same_thread=False)
                guarded = (connection, threading.Lock())
                self._connections.append(guarded)
            self._local.guarded = guarded
        return guarded

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _document(values: Sequence[Any]) -> Document:
    document_id, text, metadata, blocks, outline = values
    headings = [
        Heading(**{**fields, "path": tuple(fields["path"])}) for fields in json.loads(outline)
    ]
    return Document(
        document_id=document_id,
        text=text,
        metadata=_metadata(metadata),
        blocks=tuple(Block(**fields) for fields in json.loads(blocks)),
        outline=tuple(headings),
    )


def _summary(values: Sequence[Any]) -> DocumentSummary:
    document_id, metadata, content_hash, characters, passages = values
    return DocumentSummary(document_id, _metadata(metadata), content_hash, characters, passages)


def _metadata(written: str) -> Metadata:
    fields = json.loads(written)
    sources = fields.pop("sources", ())  # older indexes have none
    return Metadata(**fields, sources=tuple(Source(**source) for source in sources))


def _passage(values: Sequence[Any]) -> Passage:
    passage_id, document_id, start, end, section, text, context, sentences = values
    return Passage(
        passage_id=passage_id,
        document_id=document_id,
        start=start,
        end=end,
        section=tuple(json.loads(section)),
        text=text,
        context=context,
        sentences=tuple(_sentence(fields) for fields in json.loads(sentences)),
    )


def _sentence(fields: dict[str, Any]) -> Sentence:
    lead_in = fields["lead_in"]
    return Sentence(**{**fields, "lead_in": None if lead_in is None else tuple(lead_in)})
