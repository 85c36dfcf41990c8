"""Choose how dense and lexical ranking are fused (``index.fusion.FusionOptions``).

    python tests/benchmarks/fusion_weights.py DATA [--questions N] [--rows N] [--targets 96 160]

Only sets with the role ``train`` are read (``public_sets.TRAIN_SETS``). A passage is right
if it holds the span that answers. Printed for every option: nDCG@10 of passages on each set,
then over the sets the mean nDCG@10, S@1 and RR@10 of passages, and S@1 of documents ranked
by their best passage. ``--targets`` also cuts the texts to other passage sizes.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

import numpy as np
from public_sets import (
    TRAIN_SETS,
    PublicSet,
    Question,
    add_data_argument,
    cut_rows,
    data_folder,
    load_set,
    table,
)

import index.lexical
from index.arrays import FloatVector
from index.dense import DenseIndex
from index.document_vectors import DocumentVectors
from index.encoder import load_encoder
from index.encoding import Encoder
from index.fusion import FusionOptions, fuse
from index.lexical import LexicalIndex, write_lexical
from index.measures import ndcg_at, reciprocal_rank, success_at
from ingest.documents import Passage
from ingest.passages import ChunkOptions

DEPTH = 200  # passages that either side proposes at most
TOKENS_READ = 512  # what a reader may read of a ranking, in the table of passage sizes
Scored = list[tuple[int, float]]


@dataclass
class Searched:
    """One question's two rankings to depth ``DEPTH``, and what is right."""

    dense: Scored
    lexical: Scored
    cosines: dict[int, float]
    documents: dict[int, float]
    right_rows: set[str]
    right_documents: set[str]


@dataclass
class Bench:
    """One set, cut and indexed in one way, with its questions searched."""

    name: str
    owners: list[str]
    sizes: list[int]
    passages: list[Passage]
    dense: DenseIndex
    documents: DocumentVectors
    lexical: LexicalIndex
    questions: Sequence[Question]
    vectors: np.ndarray
    searched: list[Searched]


class Memory:
    """An encoder that embeds no text twice."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._known: dict[str, FloatVector] = {}

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Return ``(len(texts), d)`` unit rows."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        self._known.update(zip(new, self.encoder.embed(new), strict=True))
        return np.stack([self._known[text] for text in texts])


def right_rows(question: Question, owners: list[str], passages: list[Passage]) -> set[str]:
    """Return the passages that hold the beginning of a span that answers."""
    return {
        str(row)
        for row, (owner, passage) in enumerate(zip(owners, passages, strict=True))
        for start, _ in question.spans.get(owner, ())
        if passage.start <= start < passage.end
    }


def make_bench(found: PublicSet, memory: Memory, target: int) -> Bench:
    """Cut, index and search one set."""
    options = ChunkOptions(memory.encoder.max_tokens, target)
    cut = cut_rows(found.rows, options, memory.encoder.count_tokens)
    owners = [row.row_id for row, _, own in cut for _ in own]
    passages = [passage for _, _, own in cut for passage in own]
    texts = [passage.text_to_embed for passage in passages]
    dense = DenseIndex.build(memory.embed(texts))
    with tempfile.TemporaryDirectory() as folder:
        write_lexical(passages, Path(folder) / "words")
        lexical = LexicalIndex.open(Path(folder) / "words")
    bench = Bench(
        found.name,
        owners,
        memory.encoder.count_tokens(texts),
        passages,
        dense,
        DocumentVectors.of(dense, [len(own) for _, _, own in cut]),
        lexical,
        found.questions,
        memory.embed([question.text for question in found.questions]),
        [],
    )
    search(bench)
    return bench


def search(bench: Bench) -> None:
    """Ask both sides every question (again)."""
    known = [one.right_rows for one in bench.searched]
    if not known:
        known = [right_rows(q, bench.owners, bench.passages) for q in bench.questions]
    bench.searched = []
    for question, vector, right in zip(bench.questions, bench.vectors, known, strict=True):
        dense = bench.dense.search(vector, DEPTH)
        lexical = bench.lexical.search(question.text, DEPTH)
        rows = np.array(sorted({row for row, _ in dense + lexical}), dtype=np.int64)
        cosines = dict(zip(rows.tolist(), bench.dense.scores(vector, rows).tolist(), strict=True))
        near = bench.documents.cosines(vector, rows).tolist()
        documents = dict(zip(rows.tolist(), near, strict=True))
        gold = set(question.gains)
        bench.searched.append(Searched(dense, lexical, cosines, documents, right, gold))


def ranking(one: Searched, options: FusionOptions) -> list[int]:
    """Return the fused ranking as ``index.retrieval`` makes it."""
    dense, lexical = one.dense[: options.candidates], one.lexical[: options.candidates]
    if options.method == "rrf":
        return [row for row, _ in fuse(dense, lexical, options)]
    proposed = {row for row, _ in dense} | {row for row, _ in lexical}
    cosines = [(row, one.cosines[row]) for row in sorted(proposed)]
    documents = {row: one.documents[row] for row, _ in cosines}
    return [row for row, _ in fuse(cosines, lexical, options, documents)]


def measure(bench: Bench, options: FusionOptions) -> dict[str, float]:
    """Return the means over the questions of one set."""
    values: dict[str, list[float]] = {name: [] for name in ("ndcg", "s1", "rr", "doc", "read")}
    for one in bench.searched:
        rows = ranking(one, options)
        names = [str(row) for row in rows[:50]]
        values["ndcg"].append(ndcg_at(names, dict.fromkeys(one.right_rows, 1.0), 10))
        values["s1"].append(success_at(names, one.right_rows, 1))
        values["rr"].append(reciprocal_rank(names, one.right_rows, 10))
        documents = list(dict.fromkeys(bench.owners[row] for row in rows[:50]))
        values["doc"].append(success_at(documents, one.right_documents, 1))
        values["read"].append(_read(bench, one, rows))
    return {name: fmean(found) for name, found in values.items()}


def _read(bench: Bench, one: Searched, rows: list[int]) -> float:
    """Return 1.0 if an answer lies in the first ``TOKENS_READ`` tokens of the ranking."""
    left = TOKENS_READ
    for row in rows:
        left -= bench.sizes[row]
        if left < 0:
            return 0.0
        if str(row) in one.right_rows:
            return 1.0
    return 0.0


def grid() -> dict[str, FusionOptions]:
    """Return every option tried, by the name it is printed under."""
    tried = {
        "dense only": FusionOptions(dense_weight=1.0, document_weight=0.0),
        "words only": FusionOptions(dense_weight=0.0, document_weight=0.0),
    }
    for weight in (0.4, 0.5, 0.6, 0.7):
        tried[f"rrf {weight}"] = FusionOptions(method="rrf", dense_weight=weight)
    tried["rrf 0.5, k 20"] = FusionOptions(method="rrf", dense_weight=0.5, rank_constant=20)
    for weight in (0.3, 0.4, 0.5, 0.6, 0.7):
        tried[f"min-max {weight}"] = FusionOptions(dense_weight=weight, normalisation="min_max")
    for weight in (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9):
        tried[f"theoretical {weight}"] = FusionOptions(dense_weight=weight)
    return tried


def compare(benches: list[Bench], tried: dict[str, FusionOptions], title: str) -> str:
    """Return a table of all options over all sets; the name of the best nDCG comes below."""
    short = [bench.name.replace("squadshifts_", "shifts_").split("_gold")[0] for bench in benches]
    heads = [title, *short, "nDCG@10", "S@1", "RR@10", "doc S@1"]
    lines, means = [], {}
    for name, options in tried.items():
        found = [measure(bench, options) for bench in benches]
        mean = {key: fmean(one[key] for one in found) for key in ("ndcg", "s1", "rr", "doc")}
        means[name] = mean["ndcg"]
        cells = [one["ndcg"] for one in found] + list(mean.values())
        lines.append([name, *(f"{cell:.3f}" for cell in cells)])
    best = max(means, key=lambda name: means[name])
    return table(heads, lines) + f"best mean nDCG@10: {best}\n"


def compare_boosts(benches: list[Bench], options: FusionOptions) -> str:
    """Return a table over the weight of words in title and headings."""
    lines = []
    usual = index.lexical.CONTEXT_BOOST
    for boost in (0.0, 0.25, 0.5, 1.0):
        index.lexical.CONTEXT_BOOST = boost
        for bench in benches:
            search(bench)
        found = [measure(bench, options) for bench in benches]
        keys = ("ndcg", "s1", "rr", "doc")
        lines.append([f"{boost}", *(f"{fmean(one[key] for one in found):.3f}" for key in keys)])
    index.lexical.CONTEXT_BOOST = usual
    return table(["heading boost", "nDCG@10", "S@1", "RR@10", "doc S@1"], lines)


def compare_targets(sets: list[PublicSet], memory: Memory, targets: list[int]) -> str:
    """Return a table over passage sizes, for the options that are the default now."""
    heads = [
        "target_tokens",
        "set",
        "passages",
        "S@1",
        "RR@10",
        f"in {TOKENS_READ} tokens",
        "doc S@1",
    ]
    keys = ("s1", "rr", "read", "doc")
    lines = []
    for target in targets:
        rows = []
        for found in sets:
            bench = make_bench(found, memory, target)
            values = measure(bench, FusionOptions())
            rows.append([values[key] for key in keys])
            cells = [f"{value:.3f}" for value in rows[-1]]
            lines.append([str(target), found.name, str(len(bench.passages)), *cells])
        lines.append(
            [
                str(target),
                "mean",
                "",
                *(f"{fmean(column):.3f}" for column in zip(*rows, strict=True)),
            ]
        )
    return table(heads, lines)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_data_argument(parser)
    parser.add_argument("--questions", type=int, default=500, help="of each set (default: 500)")
    parser.add_argument("--rows", type=int, default=2000, help="texts of each set (default: 2000)")
    parser.add_argument("--targets", type=int, nargs="*", default=[], help="passage sizes to try")
    options = parser.parse_args()
    data = data_folder(options)
    encoder = load_encoder(
        cache_folder=os.environ.get("MUSCAT_CACHE") and Path(os.environ["MUSCAT_CACHE"])
    )
    memory = Memory(encoder)
    say = sys.stdout.write
    sets, benches = [], []
    for name in TRAIN_SETS:
        started = time.perf_counter()
        found = load_set(data, name, "train", options.questions, options.rows)
        sets.append(found)
        benches.append(make_bench(found, memory, ChunkOptions().target_tokens))
        counts = f"{len(found.rows)} texts, {len(benches[-1].passages)} passages"
        lost = sum(not one.right_rows for one in benches[-1].searched)
        asked = f"{len(found.questions)} questions ({lost} with no right passage)"
        say(f"{name}: {counts}, {asked}, {time.perf_counter() - started:.0f} s\n")
        sys.stdout.flush()
    say("\nnDCG@10 of passages on each set, then means over the sets\n\n")
    say(compare(benches, grid(), "fusion") + "\n")
    default = FusionOptions()
    depths = {f"{n}": replace(default, candidates=n) for n in (20, 50, 100, 200)}
    say(f"the default ({default})\n\n" + compare(benches, depths, "candidates") + "\n")
    say(compare_boosts(benches, default) + "\n")
    sys.stdout.flush()
    if options.targets:
        say(compare_targets(sets, memory, options.targets))


if __name__ == "__main__":
    main()
