"""A folder of files to a corpus: its documents, and the files that were skipped and why.

Reading never stops at a bad file. Hidden files, sidecars and folders are not documents;
anything else that is not indexed is listed in ``skipped``.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.documents import Document, SkippedFile
from ingest.errors import CorpusMissing, EmptyCorpus, UnreadableDocument
from ingest.metadata import SIDECAR_SUFFIX
from ingest.readers import read_document

MAX_FILE_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents in the order of their ids, and the files that could not become one."""

    documents: tuple[Document, ...]
    skipped: tuple[SkippedFile, ...]


def read_corpus(folder: Path) -> Corpus:
    """Read every document below ``folder``.

    Raises:
        CorpusMissing: ``folder`` is not a folder that can be read.
        EmptyCorpus: no file in it could be read as a document.
    """
    root = folder.resolve()
    if not root.is_dir():
        raise CorpusMissing(f"there is no corpus folder at {folder}")
    documents: list[Document] = []
    skipped: list[SkippedFile] = []
    for document_id, path in _files(root):
        try:
            documents.append(_read_file(root, path, document_id))
        except UnreadableDocument as error:
            skipped.append(SkippedFile(_printable(document_id), error.message))
    if not documents:
        raise EmptyCorpus(
            f"no document in {folder} could be read"
            + "".join(f"\n  {skip.path}: {skip.reason}" for skip in skipped)
        )
    return Corpus(tuple(documents), tuple(skipped))


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield (document id, path) of every candidate file, sorted by id."""
    found: list[tuple[str, Path]] = []
    for folder, subfolders, names in os.walk(root):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        for name in names:
            if name.startswith(".") or name.endswith(SIDECAR_SUFFIX):
                continue
            path = Path(folder, name)
            found.append((path.relative_to(root).as_posix(), path))
    yield from sorted(found)


def _read_file(root: Path, path: Path, document_id: str) -> Document:
    if _printable(document_id) != document_id:
        raise UnreadableDocument("its name is not valid UTF-8")
    sidecar_path = path.with_name(path.name + SIDECAR_SUFFIX)
    content = _read_bytes(root, path)
    sidecar = None
    if sidecar_path.exists():
        try:
            sidecar = _read_bytes(root, sidecar_path).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UnreadableDocument("its .meta.yaml is not UTF-8 text") from error
    return read_document(document_id, content, sidecar)


def _read_bytes(root: Path, path: Path) -> bytes:
    try:
        # A link may point anywhere on the machine: what is indexed can be quoted to
        # whoever asks, so it must lie in the corpus.
        if not path.resolve().is_relative_to(root):
            raise UnreadableDocument("it is a link that leads out of the corpus")
        if not path.is_file():
            raise UnreadableDocument("it is not a regular file")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnreadableDocument(f"it is larger than {MAX_FILE_BYTES // 1_000_000} MB")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(f"it cannot be opened ({error.strerror})") from error


def _printable(name: str) -> str:
    """Return a file name with bytes that are not UTF-8 replaced, so that it can be shown."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
