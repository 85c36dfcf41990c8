"""A folder of files to a corpus: its documents, and the files that were skipped and why.

Reading never stops at a bad file. Hidden files, sidecars and folders are not documents;
anything else that is not indexed is listed in ``skipped``. ``aliases.yaml`` at the top of the
folder lists names that mean the same.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.aliases import ALIASES_NAME, sound_aliases
from ingest.documents import Document, SkippedFile
from ingest.errors import AliasesUnreadable, CorpusMissing, EmptyCorpus, UnreadableDocument
from ingest.metadata import SIDECAR_SUFFIX
from ingest.readers import decode, read_document

MAX_FILE_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents in the order of their ids, and the files that could not become one.

    ``aliases`` are groups of names that mean the same, as the owner lists them.
    """

    documents: tuple[Document, ...]
    skipped: tuple[SkippedFile, ...]
    aliases: tuple[tuple[str, ...], ...] = ()


def read_corpus(folder: Path) -> Corpus:
    """Read every document below ``folder``, and its aliases.

    Raises:
        CorpusMissing: ``folder`` is not there, or is not a folder.
        AliasesUnreadable: its ``aliases.yaml`` makes no sense.
        EmptyCorpus: no file in it could be read as a document.
    """
    corpus = survey_corpus(folder)
    if not corpus.documents:
        raise EmptyCorpus(
            f"no document in {folder} could be read"
            + "".join(f"\n  {skip.path}: {skip.reason}" for skip in corpus.skipped)
        )
    text = read_alias_file(folder)
    return corpus if text is None else replace(corpus, aliases=sound_aliases(text))


def survey_corpus(folder: Path) -> Corpus:
    """Read every document below ``folder``, if there is one.

    Raises:
        CorpusMissing: ``folder`` is not there, or is not a folder.
    """
    root = _root(folder)
    documents: list[Document] = []
    skipped: list[SkippedFile] = []
    for document_id, path in _files(root, skipped):
        try:
            content, sidecar = _read_file(root, path, document_id)
            documents.append(read_document(document_id, content, sidecar))
        except UnreadableDocument as error:
            skipped.append(SkippedFile(_printable(document_id), error.message))
    skipped.sort(key=lambda skip: skip.path)
    return Corpus(tuple(documents), tuple(skipped))


def read_source(folder: Path, document_id: str) -> tuple[str, str | None]:
    """Return a document's file as it stands, and its sidecar's text if there is one.

    Raises:
        CorpusMissing: ``folder`` is not there, or is not a folder.
        UnreadableDocument: the file or its sidecar cannot be read, or is not UTF-8 text.
    """
    root = _root(folder)
    content, sidecar = _read_file(root, root / document_id, document_id)
    return decode(content), sidecar


def read_alias_file(folder: Path) -> str | None:
    """Return the text of the corpus's ``aliases.yaml``, ``None`` if there is none.

    Raises:
        CorpusMissing: ``folder`` is not there, or is not a folder.
        AliasesUnreadable: it cannot be opened, or is not UTF-8 text.
    """
    root = _root(folder)
    if not os.path.lexists(root / ALIASES_NAME):
        return None
    try:
        return _read_bytes(root, root / ALIASES_NAME, ALIASES_NAME).decode("utf-8-sig")
    except UnreadableDocument as error:
        raise AliasesUnreadable(error.message) from error
    except UnicodeDecodeError as error:
        raise AliasesUnreadable(f"{ALIASES_NAME} is not UTF-8 text") from error


def _root(folder: Path) -> Path:
    root = Path(os.path.realpath(folder))  # Path.resolve would raise on a loop of links
    try:
        is_folder = stat.S_ISDIR(root.stat().st_mode)
    except OSError as error:
        raise CorpusMissing(
            f"there is no corpus folder at {folder} that can be opened ({error.strerror})"
        ) from error
    if not is_folder:
        raise CorpusMissing(f"{folder} is not a folder")
    return root


def _files(root: Path, skipped: list[SkippedFile]) -> Iterator[tuple[str, Path]]:
    """Yield (document id, path) of every candidate file, sorted by id.

    What cannot be walked (a folder without permission, a link to a folder) and sidecars
    of no document go to ``skipped``.
    """

    def skip(path: str, reason: str) -> None:
        name = Path(path).relative_to(root).as_posix()
        skipped.append(SkippedFile(_printable(name), reason))

    def skip_folder(error: OSError) -> None:
        skip(error.filename, f"it cannot be opened ({error.strerror})")

    found: list[tuple[str, Path]] = []
    for folder, subfolders, names in os.walk(root, onerror=skip_folder):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        for name in subfolders:
            if Path(folder, name).is_symlink():
                skip(str(Path(folder, name)), "it is a link to a folder")
        for name in names:
            path = Path(folder, name)
            if name.startswith(".") or path == root / ALIASES_NAME:
                continue
            if not name.endswith(SIDECAR_SUFFIX):
                found.append((path.relative_to(root).as_posix(), path))
            elif name.removesuffix(SIDECAR_SUFFIX) not in names:
                skip(str(path), "it describes a document that is not beside it")
    yield from sorted(found)


def _read_file(root: Path, path: Path, document_id: str) -> tuple[bytes, str | None]:
    if _printable(document_id) != document_id:
        raise UnreadableDocument("its name is not valid UTF-8")
    sidecar_path = path.with_name(path.name + SIDECAR_SUFFIX)
    content = _read_bytes(root, path)
    sidecar = None
    if os.path.lexists(sidecar_path):
        try:
            sidecar = _read_bytes(root, sidecar_path, "its .meta.yaml").decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UnreadableDocument("its .meta.yaml is not UTF-8 text") from error
    return content, sidecar


def _read_bytes(root: Path, path: Path, what: str = "it") -> bytes:
    """Return the bytes of a file in the corpus; ``what`` names it in a reason."""
    try:
        # A link may point anywhere on the machine: what is indexed can be quoted to
        # whoever asks, so it must lie in the corpus.
        if not Path(os.path.realpath(path)).is_relative_to(root):
            raise UnreadableDocument(f"{what} is a link that leads out of the corpus")
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnreadableDocument(f"{what} is not a regular file")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnreadableDocument(f"{what} is larger than {MAX_FILE_BYTES // 1_000_000} MB")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(f"{what} cannot be opened ({error.strerror})") from error


def _printable(name: str) -> str:
    """Return a file name with bytes that are not UTF-8 replaced, so that it can be shown."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
