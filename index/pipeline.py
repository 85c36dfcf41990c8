"""From a folder of documents to a published index version: read, cut, build."""

from dataclasses import asdict
from pathlib import Path

from index.building import BuildSummary, Progress, build_index
from index.encoding import Encoder
from index.store import IndexStore
from ingest.corpus import read_corpus
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
        BuildInProgress: another process builds in the same store.
    """
    found = read_corpus(corpus)
    options = ChunkOptions(max_tokens=encoder.max_tokens)
    cut = []
    total = len(found.documents)
    for done, document in enumerate(found.documents, start=1):
        cut.append((document, split_document(document, options, encoder.count_tokens)))
        if progress is not None:
            progress("reading", done, total)
    return build_index(
        cut, found.skipped, encoder, store, asdict(options), reuse=reuse, progress=progress
    )
