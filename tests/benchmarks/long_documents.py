"""Choose what a whole document and a pair of words count (``document_weight``, ``PAIR_BOOST``).

    python tests/benchmarks/long_documents.py DATA [--questions N]

Texts of a set with the role ``train`` are joined to documents of about 600 words. Questions are
those of the set, and, where documents have no titles, the titles themselves: subjects, on which
all documents made of their texts are right. Printed: nDCG@10 of documents by their best passage
on each set, then the means over the sets of it and of nDCG@10 and S@1 of passages.
"""

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path
from statistics import fmean

from fusion_weights import Bench, Memory, make_bench, ranking, search
from public_sets import (
    PublicSet,
    Question,
    add_data_argument,
    data_folder,
    joined,
    load_set,
    table,
)

import index.lexical
from index.encoder import load_encoder
from index.fusion import FusionOptions
from index.measures import ndcg_at, success_at
from ingest.passages import ChunkOptions

JOINED = {"squad2_train_part": 5, "squadshifts_wiki": 5, "selqa": 3}
"""Sets whose texts have titles in common, and how many texts make a document."""

UNJOINED = ("covid_qa", "nq_oracle", "tydiqa_gold_en")
"""Long papers, and short texts that people asked for without having seen them."""


def subjects(found: PublicSet) -> PublicSet:
    """Return the documents of ``found`` with the names of their subjects as questions."""
    right: dict[str, dict[str, float]] = {}
    for row in found.rows:
        right.setdefault(row.row_id.rpartition(" ")[0], {})[row.row_id] = 1.0
    asked = tuple(Question(name, name, gains, {}) for name, gains in right.items())
    return PublicSet(f"{found.name}, subjects", found.rows, asked)


def sets(data: Path, questions: int) -> list[PublicSet]:
    """Return the sets in the forms that are asked."""
    made = []
    for name, texts in JOINED.items():
        found = load_set(data, name, "train", None)
        for titled in (True, False):
            one = joined(found, texts, titled)
            made.append(replace(one, questions=one.questions[:questions]))
        if name != "selqa":
            made.append(subjects(one))
    made += [load_set(data, name, "train", questions, 2000) for name in UNJOINED]
    return made


def values(bench: Bench, options: FusionOptions) -> dict[str, float]:
    """Return the means over the questions of one set."""
    documents, passages, firsts = [], [], []
    for one in bench.searched:
        rows = ranking(one, options)
        owners = list(dict.fromkeys(bench.owners[row] for row in rows))
        documents.append(ndcg_at(owners, dict.fromkeys(one.right_documents, 1.0), 10))
        if one.right_rows:
            names = [str(row) for row in rows]
            passages.append(ndcg_at(names, dict.fromkeys(one.right_rows, 1.0), 10))
            firsts.append(success_at(names, one.right_rows, 1))
    if not passages:
        return {"documents": fmean(documents)}
    return {"documents": fmean(documents), "passages": fmean(passages), "first": fmean(firsts)}


def line(name: str, benches: list[Bench], options: FusionOptions) -> list[str]:
    """Return one line of a table: ``options`` on every set, and the means."""
    found = [values(bench, options) for bench in benches]
    cells = [one["documents"] for one in found]
    for key in ("documents", "passages", "first"):
        known = [one[key] for one in found if key in one]
        cells.append(fmean(known))
    return [name, *(f"{cell:.3f}" for cell in cells)]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_data_argument(parser)
    parser.add_argument("--questions", type=int, default=500, help="of each set (default: 500)")
    options = parser.parse_args()
    cache = os.environ.get("MUSCAT_CACHE")
    memory = Memory(load_encoder(cache_folder=Path(cache) if cache else None))
    asked = sets(data_folder(options), options.questions)
    benches = [make_bench(found, memory, ChunkOptions().target_tokens) for found in asked]
    say = sys.stdout.write
    for number, bench in enumerate(benches, start=1):
        count = f"{len(asked[number - 1].rows)} documents, {len(bench.passages)} passages"
        say(f"{number} {bench.name}: {count}, {len(bench.questions)} questions\n")
    heads = [
        *(str(number) for number in range(1, len(benches) + 1)),
        "documents",
        "passages",
        "S@1",
    ]
    usual = index.lexical.PAIR_BOOST
    lines = []
    for boost in (0.0, 0.1, 0.2, 0.3, 0.4, 0.6):
        index.lexical.PAIR_BOOST = boost
        for bench in benches:
            search(bench)
        lines.append(line(f"{boost}", benches, FusionOptions(document_weight=0.0)))
        if boost == usual:
            weighed = [
                line(f"{weight}", benches, FusionOptions(document_weight=weight))
                for weight in (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)
            ]
    index.lexical.PAIR_BOOST = usual
    say("\n" + table(["pair boost, documents left out", *heads], lines))
    say("\n" + table([f"document weight, pair boost {usual}", *heads], weighed))


if __name__ == "__main__":
    main()
