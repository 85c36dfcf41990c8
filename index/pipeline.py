"""From a folder of documents to a published index version: read, cut, build."""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from index.building import BuildSummary, CutDocument, Progress, build_index, version_of
from index.encoding import Encoder
from index.errors import IndexCorrupt
from index.retrieval import Index
from index.store import IndexStore
from ingest.corpus import Corpus, read_corpus
from ingest.passages import ChunkOptions, split_document


def index_corpus(
    corpus: Path,
    store: IndexStore,
    encoder: Encoder,
    *,
    reuse: bool = False,
    progress: Progress | None = None,
) -> BuildSummary:
    """Index every readable document below ``corpus`` and make the result current.

    Args:
        corpus: the folder of documents.
        store: where index versions are kept.
        encoder: the model that embeds the passages and sets their greatest length.
        reuse: take the vectors of unchanged passages from the current version.
        progress: told about every stage; "reading" counts documents.

    Raises:
        CorpusMissing, EmptyCorpus: there is nothing to index.
        AliasesUnreadable: the corpus's list of names makes no sense.
        BuildInProgress: another process builds in the same store.
    """
    found = read_corpus(corpus)
    options = ChunkOptions(max_tokens=encoder.max_tokens)
    cut = _cut(found, encoder, options, progress)
    return build_index(
        cut,
        found.skipped,
        encoder,
        store,
        asdict(options),
        reuse=reuse,
        progress=progress,
        aliases=found.aliases,
    )


@contextlib.contextmanager
def index_as_it_stands(
    corpus: Path, store: IndexStore, encoder: Encoder, progress: Progress | None = None
) -> Iterator[Index]:
    """Open an index over exactly what ``corpus`` holds now; nothing is published.

    The version in ``store`` is taken if it is up to date, else a temporary one is built and
    removed afterwards. Arguments and errors are those of ``index_corpus``.
    """
    found = read_corpus(corpus)
    options = ChunkOptions(max_tokens=encoder.max_tokens)
    cut = _cut(found, encoder, options, progress)
    version = version_of(cut, encoder, asdict(options), found.aliases)
    with contextlib.ExitStack() as undo:
        try:
            index = store.open_version(version)
        except IndexCorrupt:  # it is not there, or is damaged
            folder = undo.enter_context(tempfile.TemporaryDirectory(prefix="muscat-"))
            aside = IndexStore(Path(folder))
            build_index(
                cut,
                found.skipped,
                encoder,
                aside,
                asdict(options),
                progress=progress,
                aliases=found.aliases,
            )
            index = aside.open()
        yield undo.enter_context(index)


def _cut(
    corpus: Corpus, encoder: Encoder, options: ChunkOptions, progress: Progress | None
) -> list[CutDocument]:
    cut = []
    total = len(corpus.documents)
    for done, document in enumerate(corpus.documents, start=1):
        cut.append((document, split_document(document, options, encoder.count_tokens)))
        if progress is not None:
            progress("reading", done, total)
    return cut
