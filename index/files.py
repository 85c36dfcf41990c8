"""Files as facts: what one holds, by hash and size, and whether it has reached the disk.

Knows nothing of what the files mean, and raises plain ``OSError``.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What a file must be: ``sha256`` as 64 hexadecimal digits and its size in bytes."""

    sha256: str
    bytes: int


def describe_file(path: Path) -> FileRecord:
    """Return hash and size of the file at ``path``.

    Raises:
        OSError: If it cannot be read.
    """
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return FileRecord(sha256=digest, bytes=stream.tell())


def describe_folder(folder: Path) -> dict[str, FileRecord]:
    """Return relative path (with ``/``) to hash and size of every file below ``folder``.

    Raises:
        OSError: If one cannot be read.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): describe_file(path) for path in paths}


def sync_folder(folder: Path) -> None:
    """Return when every file and folder below ``folder``, and it, are on the disk.

    Raises:
        OSError: If the disk refuses.
    """
    for path in [*sorted(folder.rglob("*")), folder]:
        sync(path)


def sync(path: Path) -> None:
    """Return when the file or the folder listing at ``path`` is on the disk.

    Raises:
        OSError: If the disk refuses.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
