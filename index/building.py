"""Documents and passages in, a published index version out.

The version is named by a hash over all that decides its content, so building the same
twice gives the same name, and ``reuse`` (an update) changes how long it takes, never what
comes out. Reading files and cutting them into passages is done before, by ``ingest``.
"""

import contextlib
import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np

from index.arrays import FloatMatrix, FloatVector
from index.dense import DenseIndex
from index.encoding import Encoder, EncoderIdentity
from index.errors import IndexingError
from index.files import describe_folder
from index.lexical import write_lexical
from index.manifest import FORMAT_VERSION, Manifest
from index.names import Names
from index.records import write_records
from index.store import (
    DENSE_NAME,
    LEXICAL_NAME,
    NAMES_NAME,
    RECORDS_NAME,
    VOCABULARY_NAME,
    IndexStore,
)
from index.vocabulary import write_vocabulary
from ingest.documents import Document, Passage, SkippedFile, canonical_json

CutDocument: TypeAlias = tuple[Document, tuple[Passage, ...]]

STAGES = ("embedding", "vectors", "words", "records", "publishing")
"""The stages of a build, in order, as ``Progress`` names them."""


class Progress(Protocol):
    """Called at the start (``done`` 0), during and at the end of each stage."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note that ``done`` of ``total`` units of ``stage`` are done."""
        ...


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build did.

    Attributes:
        version: The version that is current now.
        documents, passages: How many it holds.
        embedded: Passages whose vectors were computed.
        reused: Passages whose vectors were taken from the version before.
        seconds: Stage to seconds; empty if ``unchanged``.
        unchanged: The version was there already, sound, and nothing was built.
        skipped: Files that could not be read.
    """

    version: str
    documents: int
    passages: int
    embedded: int
    reused: int
    seconds: Mapping[str, float]
    unchanged: bool
    skipped: tuple[SkippedFile, ...]


@dataclass(frozen=True, slots=True)
class _Stages:
    """Times the stages and tells the caller about them."""

    progress: Progress | None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextlib.contextmanager
    def stage(self, name: str, total: int = 1) -> Iterator[Callable[[int], None]]:
        started = time.perf_counter()
        tell = self.progress or _silent
        tell(name, 0, total)
        yield lambda done: tell(name, done, total)
        tell(name, total, total)
        self.seconds[name] = time.perf_counter() - started


def _silent(stage: str, done: int, total: int) -> None:
    del stage, done, total


def build_index(
    documents: Sequence[CutDocument],
    skipped: Sequence[SkippedFile],
    encoder: Encoder,
    store: IndexStore,
    chunk_options: Mapping[str, object],
    reuse: bool = False,
    progress: Progress | None = None,
    aliases: Sequence[Sequence[str]] = (),
) -> BuildSummary:
    """Build an index version, publish it and make it current.

    Args:
        documents: Documents with their passages, in any order; sorted by id here.
        skipped: Files that could not be read, for the manifest.
        encoder: The model that embeds the passages.
        store: Where versions are kept.
        chunk_options: How the documents were cut, as JSON values.
        reuse: Take known vectors from the current version if encoder and precision are its.
        progress: Told about every stage.
        aliases: Groups of names that mean the same; acronyms that documents define join.

    Raises:
        BuildInProgress: If another process builds in the same store.
        IndexingError: If there is no passage, an id stands twice or the disk refuses.
    """
    ordered = sorted(documents, key=lambda pair: pair[0].document_id)
    passages = [passage for _, own in ordered for passage in own]
    if not passages:
        raise IndexingError("there is no text to index", remedy="Add documents to the corpus.")
    identity = EncoderIdentity.of(encoder)
    names = Names.of_documents(aliases, ordered)
    version_hash = _version_hash(ordered, identity, chunk_options, names)
    stages = _Stages(progress)
    manifest_of = _ManifestMaker(ordered, tuple(skipped), identity, chunk_options, version_hash)
    with _translated(), store.building() as folder:
        version = version_hash[:16]
        unchanged = store.is_sound(version)
        reused = 0
        if unchanged:
            store.point_to(version)
        else:
            known = _known_vectors(store, encoder) if reuse else {}
            vectors, reused = _embed(passages, encoder, known, stages)
            _write(folder, ordered, passages, vectors, names, stages)
            with stages.stage("publishing"):
                store.publish(folder, manifest_of(folder))
    return BuildSummary(
        version=version,
        documents=len(ordered),
        passages=len(passages),
        embedded=0 if unchanged else len(passages) - reused,
        reused=reused,
        seconds=stages.seconds,
        unchanged=unchanged,
        skipped=tuple(skipped),
    )


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Say a full disk or a lost permission in our own words."""
    try:
        yield
    except OSError as error:
        raise IndexingError(
            f"the index could not be written: {error}",
            remedy="Make room or give write permission, then build again.",
        ) from error


def version_of(
    documents: Sequence[CutDocument],
    encoder: Encoder,
    chunk_options: Mapping[str, object],
    aliases: Sequence[Sequence[str]] = (),
) -> str:
    """Return the name of the version that ``build_index`` would make of the same."""
    ordered = sorted(documents, key=lambda pair: pair[0].document_id)
    names = Names.of_documents(aliases, ordered)
    return _version_hash(ordered, EncoderIdentity.of(encoder), chunk_options, names)[:16]


def _version_hash(
    documents: Sequence[CutDocument],
    identity: EncoderIdentity,
    chunk_options: Mapping[str, object],
    names: Names,
) -> str:
    """Return the sha256 over content, names, encoder, options and format, 64 hex digits.

    Two precisions of one model give different vectors, hence different versions.
    """
    digest = hashlib.sha256()
    for document, passages in documents:
        digest.update(canonical_json(document, passages).encode("ascii") + b"\n")
    made_by = {
        "encoder": identity.fingerprint,
        "max_tokens": identity.max_tokens,
        "chunk_options": dict(chunk_options),
        "format_version": FORMAT_VERSION,
        "names": names.to_json(),
    }
    digest.update(json.dumps(made_by, sort_keys=True).encode("ascii"))
    return digest.hexdigest()


def corpus_fingerprint(documents: Sequence[CutDocument]) -> str:
    """Return ``sha256:`` and the hash of all documents, however they were cut or ordered."""
    digest = hashlib.sha256()
    for document, _ in sorted(documents, key=lambda pair: pair[0].document_id):
        digest.update(canonical_json(document, ()).encode("ascii") + b"\n")
    return "sha256:" + digest.hexdigest()


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8")).digest()


def _known_vectors(store: IndexStore, encoder: Encoder) -> dict[bytes, FloatVector]:
    """Return hash of embedded text to vector for the current version, if it can be used."""
    try:
        index = store.open()
    except IndexingError:
        # Missing or damaged: then nothing is known and all is embedded anew.
        return {}
    with index:
        if index.manifest.encoder.fingerprint != encoder.fingerprint:
            return {}
        vectors = index.dense.vectors(np.arange(len(index.dense), dtype=np.int64))
        return {
            _key(passage.text_to_embed): vector
            for passage, vector in zip(index.records.passages(), vectors, strict=True)
        }


def _embed(
    passages: Sequence[Passage],
    encoder: Encoder,
    known: dict[bytes, FloatVector],
    stages: _Stages,
) -> tuple[FloatMatrix, int]:
    """Return ``(len(passages), d)`` float32 vectors, and how many of them were known.

    A text's vector does not depend on its company, so known and new ones mix freely.
    """
    keys = [_key(passage.text_to_embed) for passage in passages]
    reused = sum(key in known for key in keys)
    new = {
        key: passage.text_to_embed
        for key, passage in zip(keys, passages, strict=True)
        if key not in known
    }
    with stages.stage("embedding", len(new)) as done:
        known.update(zip(new, encoder.embed(list(new.values()), done), strict=True))
    return np.stack([known[key] for key in keys]).astype(np.float32), reused


def _write(
    folder: Path,
    documents: Sequence[CutDocument],
    passages: Sequence[Passage],
    vectors: FloatMatrix,
    names: Names,
    stages: _Stages,
) -> None:
    with stages.stage("vectors"):
        DenseIndex.build(vectors).save(folder / DENSE_NAME)
    with stages.stage("words"):
        write_lexical(passages, folder / LEXICAL_NAME)
        write_vocabulary(passages, folder / VOCABULARY_NAME)
        names.write(folder / NAMES_NAME)
    with stages.stage("records"):
        write_records(documents, folder / RECORDS_NAME)


@dataclass(frozen=True, slots=True)
class _ManifestMaker:
    """Makes the manifest once the files are there."""

    documents: Sequence[CutDocument]
    skipped: tuple[SkippedFile, ...]
    identity: EncoderIdentity
    chunk_options: Mapping[str, object]
    version_hash: str

    def __call__(self, folder: Path) -> Manifest:
        passages = [passage for _, own in self.documents for passage in own]
        return Manifest(
            version=self.version_hash[:16],
            version_hash=self.version_hash,
            built_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            encoder=self.identity,
            dimension=self.identity.dimension,
            chunk_options=dict(self.chunk_options),
            corpus_fingerprint=corpus_fingerprint(self.documents),
            documents=len(self.documents),
            passages=len(passages),
            sentences=sum(len(passage.sentences) for passage in passages),
            skipped=self.skipped,
            files=describe_folder(folder),
        )
