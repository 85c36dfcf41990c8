"""What an index version is made of: how it was built, and the hash of each of its files.

In goes a folder, out comes a ``Manifest`` that can be written as JSON, read back and held
against the folder. It decides nothing about which version is current (``store`` does).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

from index.encoding import EncoderIdentity
from index.errors import IndexCorrupt
from index.files import FileRecord, describe_file
from ingest.documents import SkippedFile

FORMAT_VERSION = 1
"""Counts up whenever an index of the old layout or of other words could not be read."""

MANIFEST_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """How an index version was built and what it consists of.

    Attributes:
        version: Name of the version: the first 16 digits of ``version_hash``.
        version_hash: sha256 over content, encoder and options, 64 hexadecimal digits.
        built_at: UTC time as ``YYYY-MM-DDTHH:MM:SSZ``; not part of the hash.
        encoder: The model whose vectors these are.
        dimension: Length of a vector.
        chunk_options: How documents were cut, as JSON values.
        corpus_fingerprint: ``sha256:`` and the hash of all documents without their cutting.
        documents, passages, sentences: How many there are.
        skipped: Files of the corpus that could not be read, with the reason.
        files: Relative path (with ``/``) to what the file must be; not the manifest itself.
        format_version: Layout of the folder.
    """

    version: str
    version_hash: str
    built_at: str
    encoder: EncoderIdentity
    dimension: int
    chunk_options: Mapping[str, object]
    corpus_fingerprint: str
    documents: int
    passages: int
    sentences: int
    skipped: tuple[SkippedFile, ...]
    files: Mapping[str, FileRecord]
    format_version: int = FORMAT_VERSION

    def to_json(self) -> str:
        """Return the manifest as JSON with a checksum over itself; same values, same bytes."""
        content = asdict(self)
        return json.dumps({"checksum": _checksum(content), **content}, sort_keys=True, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the manifest that ``to_json`` wrote.

        Raises:
            IndexCorrupt: If it is not one, was altered, or is of another format version.
        """
        try:
            content: dict[str, Any] = json.loads(text)
            if content["format_version"] != FORMAT_VERSION:
                raise IndexCorrupt(
                    f"the index has format {content['format_version']}, "
                    f"this Muscat reads format {FORMAT_VERSION}"
                )
            checksum = content.pop("checksum")
            if set(content) != {field.name for field in fields(cls)}:
                raise IndexCorrupt(f"{MANIFEST_NAME} lacks fields or has unknown ones")
            if checksum != _checksum(content):
                raise IndexCorrupt(f"{MANIFEST_NAME} was altered after it was written")
            content["encoder"] = EncoderIdentity(**content["encoder"])
            content["skipped"] = tuple(SkippedFile(**skipped) for skipped in content["skipped"])
            content["files"] = {
                name: FileRecord(**record) for name, record in content["files"].items()
            }
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise IndexCorrupt(f"{MANIFEST_NAME} is not a manifest: {error}") from error
        return cls(**content)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return the manifest of the version in ``folder``.

        Raises:
            IndexCorrupt: If there is none or it is damaged; the message names the folder.
        """
        path = folder / MANIFEST_NAME
        try:
            return cls.from_json(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise IndexCorrupt(f"cannot read {path}: {error}") from error

    def verify(self, folder: Path) -> None:
        """Hold every file of ``folder`` against its hash.

        Raises:
            IndexCorrupt: If a file is missing or is not what was written; names the file.
        """
        for name, expected in sorted(self.files.items()):
            path = folder / name
            try:
                found = describe_file(path)
            except OSError as error:
                raise IndexCorrupt(f"the index lacks a file: {path}") from error
            if found != expected:
                raise IndexCorrupt(f"a file of the index is not what was written: {path}")


def _checksum(content: Mapping[str, object]) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
