"""What passages of one size or another find (``ingest.passages.ChunkOptions.target_tokens``).

    python tests/benchmarks/chunk_sizes.py DATA [--set covid_qa] [--targets 96 128 160 192]
        [--windows 100 200] [--overlaps 160] [--texts 40]

On long documents with marked excerpts: how much of the gold text the five best passages hold,
how much of their text is gold, and whether what is lost was cut off by a passage's border or
not found at all. Beside passages of several sizes stand windows of words, and passages that
begin with the last sentence of the one before. Sizes are chosen on a set with the role
``train``. One with the role ``report`` is printed in two halves, drawn by the question, so
that a choice made on one of them has a figure that it did not see.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from statistics import fmean

from asked_sets import excerpts
from characters import Share, retrieved_characters
from plain_documents import cut_into_passages, cut_into_windows, index_of, overlapping
from public_sets import TRAIN_SETS, add_data_argument, data_folder, order, table

from index.building import CutDocument
from index.encoder import load_encoder
from index.encoding import Encoder
from index.intervals import Bootstrap
from index.retrieval import Retriever
from ingest.documents import Document
from ingest.passages import ChunkOptions
from service.question_files import EvaluationQuestion

SETS = ("covid_qa", "chunk_eval")
TOP = 5
HEADS = ["passages", "recall", "95 % interval", "precision", "characters", "cut off", "not found"]


def main() -> None:
    """Print a table, or one for each half."""
    options = _options()
    asked = excerpts(data_folder(options) / options.set, None, options.texts)
    cache = os.environ.get("MUSCAT_CACHE")
    encoder = load_encoder(cache_folder=Path(cache) if cache else None)
    halves = _halves(options.set, asked.questions)
    lines: dict[str, list[list[str]]] = {half: [] for half in halves}
    for name, cut in _cuts(asked.documents, encoder, options).items():
        with index_of(cut, encoder) as index:
            retriever = Retriever(index, encoder)
            shares = retrieved_characters(
                lambda text, own=retriever: [
                    hit.passage for hit in own.retrieve(text, TOP).passages
                ],
                asked.questions,
            )
        count = sum(len(own) for _, own in cut)
        for half, places in halves.items():
            lines[half].append([name, str(count), *_line([shares[place] for place in places])])
    for half, places in halves.items():
        sys.stdout.write(table([f"{half}, {len(places)} questions", *HEADS], lines[half]) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_data_argument(parser)
    parser.add_argument("--set", choices=SETS, default=SETS[0])
    parser.add_argument("--targets", type=int, nargs="*", default=[96, 128, 160, 192, 224])
    parser.add_argument("--windows", type=int, nargs="*", default=[100, 200])
    parser.add_argument("--overlaps", type=int, nargs="*", default=[160], help="their targets")
    parser.add_argument("--texts", type=int, help="so many documents at most (default: all)")
    return parser.parse_args()


def _halves(name: str, questions: Sequence[EvaluationQuestion]) -> dict[str, list[int]]:
    """Return the questions' places: all of a set to choose by, or halves of one that reports."""
    places = range(len(questions))
    if name in TRAIN_SETS:
        return {name: list(places)}
    first = [int(order(question.text), 16) % 2 == 0 for question in questions]
    return {
        f"{name}, all": list(places),
        f"{name}, half to choose by": [place for place in places if first[place]],
        f"{name}, half to report": [place for place in places if not first[place]],
    }


def _cuts(
    documents: Sequence[Document], encoder: Encoder, options: argparse.Namespace
) -> dict[str, list[CutDocument]]:
    """Return the documents cut in every way that is compared."""

    def passages(target: int) -> list[CutDocument]:
        return cut_into_passages(documents, encoder, ChunkOptions(encoder.max_tokens, target))

    cuts = {f"passages of {target} tokens": passages(target) for target in options.targets}
    for target in options.overlaps:
        cuts[f"... of {target}, a sentence shared"] = overlapping(passages(target))
    for words in options.windows:
        cuts[f"windows of {words} words"] = cut_into_windows(documents, words)
    return cuts


def _line(shares: Sequence[Share]) -> list[str]:
    recalls, precisions, characters, cut_off = zip(*map(astuple, shares), strict=True)
    clusters = [str(number) for number in range(len(shares))]
    recall = Bootstrap(clusters).ratio(recalls, [1.0] * len(shares))
    lost = fmean(cut_off)
    return [
        f"{recall.value:.3f}",
        f"{recall.low:.3f} to {recall.high:.3f}",
        f"{fmean(precisions):.3f}",
        f"{fmean(characters):.0f}",
        f"{lost:.3f}",
        f"{1 - fmean(recalls) - lost:.3f}",
    ]


if __name__ == "__main__":
    main()
