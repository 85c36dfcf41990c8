"""Index versions on disk: publish one by renaming a small file, open the current one.

    <root>/CURRENT                the name of the current version
    <root>/versions/<version>/    never changed once it is here
    <root>/staging/               builds in progress; what a killed build left is cleared
    <root>/build.lock             held while building

In goes a finished staging folder, out comes an opened ``Index``. A version appears whole or
not at all, and ``CURRENT`` names a whole one at every moment, so ``kill -9`` or a power cut
at any point leaves the last published version in service. Knows nothing of how an index is
built.
"""

import contextlib
import errno
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from index.dense import DenseIndex
from index.errors import BuildInProgress, IndexCorrupt, IndexingError, IndexMissing
from index.files import sync, sync_folder
from index.lexical import LexicalIndex
from index.manifest import MANIFEST_NAME, Manifest
from index.names import Names
from index.records import Records
from index.retrieval import Index

POINTER_NAME = "CURRENT"
DENSE_NAME = "dense.faiss"
LEXICAL_NAME = "lexical"
RECORDS_NAME = "records.sqlite"
VOCABULARY_NAME = "words.txt"
NAMES_NAME = "names.json"
KEPT_VERSIONS = 3

_VERSION = re.compile(r"[0-9a-f]{16}")


class IndexStore:
    """The index versions in one folder."""

    def __init__(self, root: Path) -> None:
        """Name the folder; it need not exist and nothing is read or written yet."""
        self.root = root
        self._versions = root / "versions"
        self._staging = root / "staging"
        self._pointer = root / POINTER_NAME

    def folder_of(self, version: str) -> Path:
        """Return where ``version`` stands, or would stand."""
        return self._versions / version

    def versions(self) -> list[str]:
        """Return the versions on disk, the one made current last first."""
        found = [path for path in self._versions.glob("*") if _VERSION.fullmatch(path.name)]
        found.sort(key=lambda path: (-path.stat().st_mtime_ns, path.name))
        return [path.name for path in found]

    def current(self) -> str | None:
        """Return the name of the current version, ``None`` if nothing was built yet.

        Raises:
            IndexCorrupt: If the pointer file holds something else than a version's name.
        """
        try:
            name = self._pointer.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise IndexCorrupt(f"cannot read {self._pointer}: {error}") from error
        if not _VERSION.fullmatch(name):
            raise IndexCorrupt(f"{self._pointer} does not hold the name of a version")
        return name

    def publication(self) -> tuple[int, int] | None:
        """Return what changes with every publication, also of the same version again.

        ``None`` if nothing was built yet. Two values that differ name two publications.

        Raises:
            IndexCorrupt: If the pointer file cannot be looked at.
        """
        try:
            found = self._pointer.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise IndexCorrupt(f"cannot read {self._pointer}: {error}") from error
        return found.st_ino, found.st_mtime_ns

    def open(self) -> Index:
        """Open the current version, after holding each of its files against its hash.

        Raises:
            IndexMissing: If nothing was built yet.
            IndexCorrupt: If a file is missing or damaged, or the version is not there.
        """
        while True:
            version = self.current()
            if version is None:
                raise IndexMissing(
                    f"there is no index in {self.root}",
                    remedy=f"Build the index first: muscat index build --index {self.root}",
                )
            try:
                return self.open_version(version)
            except IndexCorrupt:
                # A build may have published anew and cleared this one away meanwhile.
                if self.current() == version:
                    raise

    def open_version(self, version: str) -> Index:
        """Open ``version``, current or not; see ``open``.

        Raises:
            IndexCorrupt: If the version is not there or one of its files is damaged.
        """
        folder = self.folder_of(version)
        with contextlib.ExitStack() as undo:
            lease = undo.enter_context(_lease(folder))
            manifest = Manifest.read(folder)
            if manifest.version != version:
                raise IndexCorrupt(f"{folder} holds the version {manifest.version}")
            manifest.verify(folder)
            records = undo.enter_context(Records(folder / RECORDS_NAME))
            dense = DenseIndex.load(folder / DENSE_NAME)
            names = Names.read(folder / NAMES_NAME)
            lexical = LexicalIndex.open(folder / LEXICAL_NAME, names)
            undo.callback(lexical.close)
            sizes = {len(dense), len(lexical), records.passage_count, manifest.passages}
            if len(sizes) != 1 or dense.dimension != manifest.dimension:
                raise IndexCorrupt(f"the parts of the index in {folder} do not fit together")
            undo.pop_all()
            return Index(manifest, records, dense, lexical, names, folder / VOCABULARY_NAME, lease)

    def is_sound(self, version: str) -> bool:
        """Tell whether ``version`` is on disk and each of its files is what was written."""
        folder = self.folder_of(version)
        try:
            manifest = Manifest.read(folder)
            manifest.verify(folder)
        except IndexCorrupt:
            return False
        return manifest.version == version

    @contextlib.contextmanager
    def building(self) -> Iterator[Path]:
        """Hold the build lock and give a new, empty folder to build in.

        The kernel lets go of the lock when the process ends, however it ends. What killed
        builds have left is removed; so is the folder, unless it was published.

        Raises:
            BuildInProgress: If another process holds the lock.
            IndexingError: If the folder of the index cannot be written.
        """
        with contextlib.ExitStack() as undo:
            try:
                self._staging.mkdir(parents=True, exist_ok=True)
                self._versions.mkdir(exist_ok=True)
                lock = undo.enter_context((self.root / "build.lock").open("a"))
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                for left_over in self._staging.iterdir():
                    shutil.rmtree(left_over, ignore_errors=True)
                folder = Path(tempfile.mkdtemp(prefix="build-", dir=self._staging))
            except BlockingIOError as error:
                raise BuildInProgress(f"an index is being built in {self.root}") from error
            except OSError as error:
                raise IndexingError(
                    f"cannot write to {self.root}: {error}",
                    remedy="Name a folder that you may write to.",
                ) from error
            undo.callback(shutil.rmtree, folder, ignore_errors=True)
            yield folder

    def publish(self, folder: Path, manifest: Manifest) -> None:
        """Make the finished staging folder the version ``manifest`` names, and current.

        To be called inside ``building()``. Writes the manifest, checks every file, brings
        all to the disk, and only then moves the pointer. A damaged folder of the same
        version is moved aside first.

        Raises:
            IndexCorrupt: If a file is not what the manifest says.
            IndexingError: If the disk refuses.
        """
        target = self.folder_of(manifest.version)
        try:
            (folder / MANIFEST_NAME).write_text(manifest.to_json(), encoding="utf-8")
            manifest.verify(folder)
            sync_folder(folder)
            if target.exists():
                aside = Path(tempfile.mkdtemp(prefix="damaged-", dir=self._staging))
                target.rename(aside / manifest.version)
            folder.rename(target)
            sync(self._versions)
        except OSError as error:
            raise IndexingError(f"cannot publish the index to {target}: {error}") from error
        self.point_to(manifest.version)

    def point_to(self, version: str) -> None:
        """Make ``version`` current and clear away all but the last versions.

        To be called inside ``building()``. The pointer is replaced by one rename: a reader
        finds the old name or the new one, never half of one.

        Raises:
            IndexingError: If the disk refuses.
        """
        temporary = self._staging / f"{POINTER_NAME}-{os.getpid()}"
        try:
            os.utime(self.folder_of(version))
            temporary.write_text(f"{version}\n", encoding="ascii")
            sync(temporary)
            temporary.rename(self._pointer)
            sync(self.root)
        except OSError as error:
            raise IndexingError(f"cannot write {self._pointer}: {error}") from error
        others = [name for name in self.versions() if name != version]
        for name in others[KEPT_VERSIONS - 1 :]:
            self._clear(name)

    def _clear(self, version: str) -> None:
        """Remove ``version`` unless a reader has it open (then a later build does)."""
        folder = self.folder_of(version)
        with contextlib.suppress(OSError), (folder / MANIFEST_NAME).open() as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Renamed first: a version must never be seen with half of its files.
            aside = Path(tempfile.mkdtemp(prefix="old-", dir=self._staging))
            folder.rename(aside / version)
            shutil.rmtree(aside, ignore_errors=True)


def _lease(folder: Path) -> TextIO:
    """Open the manifest under a shared lock, which keeps ``_clear`` off until it is closed."""
    try:
        stream = (folder / MANIFEST_NAME).open()
    except OSError as error:
        raise IndexCorrupt(f"the index version in {folder} is missing") from error
    try:
        fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as error:
        stream.close()
        raise IndexCorrupt(f"the index version in {folder} is being removed") from error
    except OSError as error:
        # A file system without locks cannot be kept from clearing the version, but read.
        if error.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS):
            stream.close()
            raise IndexCorrupt(f"cannot lock the index version in {folder}") from error
    return stream
