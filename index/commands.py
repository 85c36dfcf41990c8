"""``muscat index build | update | status | search``: the only printing module of the layer.

Everything heavy is imported when a command runs, so that ``muscat --help`` is instant.
"""

import argparse
import json
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ingest.aliases import ALIASES_NAME
from ingest.display import printable
from ingest.locations import (
    add_location_options,
    cache_folder,
    corpus_folder,
    index_folder,
    model_name,
)

if TYPE_CHECKING:
    from index.building import BuildSummary
    from ingest.corpus import Corpus

_SHOWN_CHARACTERS = 300


def add_commands(commands: Any) -> None:
    """Add ``index`` and what it can do to the program's parser."""
    parser = commands.add_parser("index", help="build, update, inspect or search the index")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    build = actions.add_parser("build", help="index the whole corpus")
    build.set_defaults(run=_build, reuse=False)
    update = actions.add_parser("update", help="index the corpus, embedding only what changed")
    update.set_defaults(run=_build, reuse=True)
    status = actions.add_parser("status", help="show the current index and what has changed since")
    status.set_defaults(run=_status)
    search = actions.add_parser("search", help="show the passages nearest to a query")
    search.add_argument("query")
    search.add_argument("--limit", type=int, default=5, help="number of passages (default: 5)")
    search.add_argument("--json", action="store_true", help="print JSON")
    search.set_defaults(run=_search)
    for action in (build, update, status, search):
        add_location_options(action)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _build(options: argparse.Namespace) -> int:
    from index.encoder import DEFAULT_MODEL, load_encoder
    from index.pipeline import index_corpus
    from index.store import IndexStore

    corpus = corpus_folder(options)
    started = time.perf_counter()
    encoder = load_encoder(model_name(DEFAULT_MODEL), cache_folder=cache_folder(), announce=_say)
    store = IndexStore(index_folder(options))
    with _Bars() as bars:
        summary = index_corpus(corpus, store, encoder, reuse=options.reuse, progress=bars)
    _print_summary(summary, time.perf_counter() - started)
    return 0


def _print_summary(summary: "BuildSummary", seconds: float) -> None:
    state = "is unchanged" if summary.unchanged else "is published"
    print(f"index version {summary.version} {state}")
    print(f"  documents  {summary.documents:>8,}")
    vectors = f"embedded {summary.embedded:,}, reused {summary.reused:,}"
    print(f"  passages   {summary.passages:>8,}   {vectors}")
    times = ", ".join(f"{name} {value:.1f} s" for name, value in summary.seconds.items())
    print(f"  time       {seconds:>7.1f} s" + (f"   {times}" if times else ""))
    if summary.skipped:
        print(f"  skipped    {len(summary.skipped):>8,}")
        for skip in summary.skipped:
            print(f"    {printable(skip.path)}: {printable(skip.reason)}")


class _Bars:
    """Progress bars on a terminal, a line per stage elsewhere."""

    def __init__(self) -> None:
        self._interactive = sys.stderr.isatty()
        self._bar: Any | None = None
        self._stage = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self._start(stage, total)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)

    def _start(self, stage: str, total: int) -> None:
        self._stage = stage
        if not self._interactive:
            _say(f"{stage}: {total:,}" if total > 1 else stage)
            return
        from tqdm import tqdm

        self._finish()
        self._bar = tqdm(total=total, desc=f"{stage:<10}", unit="", leave=total > 1)

    def _finish(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def __enter__(self) -> "_Bars":
        return self

    def __exit__(self, *_: object) -> None:
        self._finish()


def _status(options: argparse.Namespace) -> int:
    from index.store import IndexStore
    from ingest.corpus import read_corpus

    store = IndexStore(index_folder(options))
    with store.open() as index:
        manifest = index.manifest
        print(f"index version {manifest.version}, built {manifest.built_at}")
        print(f"  encoder    {manifest.encoder.name} ({manifest.encoder.dimension} dimensions)")
        for name in ("documents", "passages", "sentences"):
            print(f"  {name:<10} {getattr(manifest, name):>8,}")
        size = sum(record.bytes for record in manifest.files.values())
        print(f"  size       {size / 1e6:>8.1f} MB in {len(manifest.files)} files, all sound")
        print(f"  kept       {len(store.versions()):>8} versions")
        listed, learned = len(index.names.listed), len(index.names.learned)
        print(f"  names      {listed:>8,} groups listed, {learned:,} acronyms learned")
        for skip in manifest.skipped:
            print(f"  skipped    {printable(skip.path)}: {printable(skip.reason)}")
        indexed = {
            summary.document_id: (summary.content_hash, summary.metadata)
            for summary in index.records.summaries()
        }
        aliases = index.names.listed
    corpus = read_corpus(corpus_folder(options))
    _print_changes(indexed, corpus, aliases_changed=aliases != corpus.aliases)
    return 0


def _print_changes(indexed: dict[str, Any], corpus: "Corpus", *, aliases_changed: bool) -> None:
    now = {d.document_id: (d.content_hash, d.metadata) for d in corpus.documents}
    changes = {
        "new": sorted(now.keys() - indexed.keys()),
        "removed": sorted(indexed.keys() - now.keys()),
        "changed": sorted(key for key in now.keys() & indexed.keys() if now[key] != indexed[key]),
    }
    if aliases_changed:
        changes["changed"].append(ALIASES_NAME)
    if not any(changes.values()):
        print("  the corpus has not changed since")
        return
    for kind, names in changes.items():
        for name in names:
            print(f"  {kind:<10} {printable(name)}")
    print("  -> muscat index update")


def _search(options: argparse.Namespace) -> int:
    from index.opening import open_current
    from index.retrieval import Retriever
    from index.store import IndexStore

    index, encoder = open_current(IndexStore(index_folder(options)), cache_folder(), _say)
    with index:
        found = Retriever(index, encoder).retrieve(options.query, options.limit).passages
    if options.json:
        print(json.dumps([asdict(hit) for hit in found], ensure_ascii=False, indent=2))
        return 0
    for hit in found:
        passage = hit.passage
        place = " > ".join(passage.section) or "(top)"
        ranks = f"dense {hit.dense_rank or '-'}, words {hit.lexical_rank or '-'}"
        print(f"{hit.rank}. {printable(passage.document_id)} [{passage.start}, {passage.end})")
        print(f"   {printable(place)}   score {hit.score:.3f} ({ranks})")
        text = " ".join(passage.text.split())
        shown = text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + " …"
        print(f"   {printable(shown)}\n")
    return 0
