"""The cache of compiled models: one folder a model, never changed once it is published.

    <cache>/<weights>-openvino-<version>/
        encoder.json        what is here, with the hash of each file
        model.xml, model.bin, tokenizer.json
        machine-<hash>/     OpenVINO's own cache for one kind of CPU, with its hash

In goes a folder, out comes a ``CachedEncoder`` or ``EncoderCacheCorrupt``. Knows nothing of
OpenVINO or torch: ``compiling`` fills the folder and ``compiled`` runs what is in it.
"""

import contextlib
import fcntl
import importlib.metadata
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal

from index.errors import EncoderCacheCorrupt
from index.files import FileRecord, describe_file

ENTRY_NAME = "encoder.json"
MODEL_NAME = "model.xml"
WEIGHTS_NAME = "model.bin"
TOKENIZER_NAME = "tokenizer.json"


@dataclass(frozen=True, slots=True)
class CachedEncoder:
    """A compiled model in the cache.

    Attributes:
        folder: Where it stands.
        weights: 64 hexadecimal digits, the weights part of the fingerprint.
        engine: ``openvino``, or ``sentence_transformers`` where compiling failed.
        reason: Why compiling failed, else empty.
        source: The model it was compiled from: a folder or a hub name.
        dimension: Length of a vector.
        max_tokens: Tokens that the model reads, special ones included.
        padding_id: Token that fills up a text.
        lowercase: Whether the model wants its texts in lower case.
        files: Name to what the file must be.
    """

    folder: Path
    weights: str
    engine: Literal["openvino", "sentence_transformers"]
    reason: str
    source: str
    dimension: int
    max_tokens: int
    padding_id: int
    lowercase: bool
    files: Mapping[str, FileRecord]

    def verify(self, names: Sequence[str]) -> None:
        """Hold the files ``names`` against their hashes.

        Raises:
            EncoderCacheCorrupt: If one is missing or is not what was written.
        """
        for name in names:
            try:
                found = describe_file(self.folder / name)
            except OSError as error:
                raise EncoderCacheCorrupt(f"cannot read {self.folder / name}") from error
            if found != self.files.get(name):
                raise EncoderCacheCorrupt(f"damaged file in {self.folder}: {name}")


def cached_folder(cache_folder: Path, weights: str) -> Path:
    """Return where the compiled form of the model with these weights stands in the cache.

    OpenVINO's version is part of the name, since its format and its vectors may change
    with it. The precision is not: it is chosen when the model is loaded.
    """
    version = importlib.metadata.version("openvino")
    return cache_folder / f"{weights[:32]}-openvino-{version}"


def write_entry(entry: CachedEncoder) -> None:
    """Write ``encoder.json`` into the entry's folder."""
    content = {name: value for name, value in asdict(entry).items() if name != "folder"}
    text = json.dumps(content, sort_keys=True, indent=1)
    (entry.folder / ENTRY_NAME).write_text(text, encoding="utf-8")


def read_entry(folder: Path) -> CachedEncoder:
    """Return what is cached in ``folder``; only ``encoder.json`` is looked at.

    Raises:
        EncoderCacheCorrupt: If there is no such folder or it was not written to its end.
    """
    try:
        content: dict[str, Any] = json.loads((folder / ENTRY_NAME).read_text(encoding="utf-8"))
        if set(content) != {field.name for field in fields(CachedEncoder)} - {"folder"}:
            raise EncoderCacheCorrupt(f"{folder / ENTRY_NAME} is of another version")
        files = {name: FileRecord(**record) for name, record in content["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EncoderCacheCorrupt(f"no compiled model in {folder}") from error
    return CachedEncoder(**{**content, "files": files, "folder": folder})


def publish(staging: Path, target: Path) -> None:
    """Move the finished folder ``staging`` to ``target``, in place of a damaged one there.

    To be called under ``compiling_lock``. A process that runs the damaged one keeps its
    files, since they stay until they are closed.
    """
    if target.exists():
        aside = Path(tempfile.mkdtemp(prefix="staging-", dir=target.parent))
        target.rename(aside / "damaged")
        staging.rename(target)
        shutil.rmtree(aside, ignore_errors=True)
    else:
        staging.rename(target)


@contextlib.contextmanager
def compiling_lock(cache: Path) -> Iterator[None]:
    """Wait until no other process compiles into ``cache``, and keep others waiting.

    The kernel lets go of the lock when the process ends, however it ends; what a killed
    one left half-done is removed here.
    """
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "compiling.lock").open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        for left_over in cache.glob("staging-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        yield


def sound_machine_folder(folder: Path) -> bool:
    """Tell whether OpenVINO's cache in ``folder`` is there and is what it wrote."""
    try:
        records = json.loads((folder / "files.json").read_text(encoding="utf-8"))
        if set(records) != {path.name for path in folder.glob("*.blob")}:
            return False
        return bool(records) and all(
            describe_file(folder / name) == FileRecord(**record) for name, record in records.items()
        )
    except (OSError, ValueError, TypeError, AttributeError):
        return False


def publish_machine_folder(staging: Path, target: Path) -> None:
    """Note the hashes of what OpenVINO wrote to ``staging`` and move it to ``target``.

    The folder only saves time: where it cannot be written, nothing is lost and nothing is
    raised. Of two processes that publish at once, one wins and both are served.
    """
    with contextlib.suppress(OSError):
        records = {path.name: asdict(describe_file(path)) for path in staging.glob("*.blob")}
        if records:
            (staging / "files.json").write_text(json.dumps(records), encoding="utf-8")
            if target.exists():
                target.rename(staging / "damaged")
            staging.rename(target)
    shutil.rmtree(staging, ignore_errors=True)
