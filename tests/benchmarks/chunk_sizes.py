"""Choose how large passages are cut (``ingest.passages.ChunkOptions.target_tokens``).

    python tests/benchmarks/chunk_sizes.py DATA [--targets 96 128 160 192] [--texts 40]

On long documents of a set with the role ``train``: the share of gold characters in the five best
passages, the share of their characters that is gold, and both for windows of words.
"""

import argparse
import os
import sys
from pathlib import Path
from statistics import fmean

from asked_sets import excerpts
from characters import retrieved_characters
from plain_documents import cut_into_passages, cut_into_windows, index_of
from public_sets import TRAIN_SETS, add_data_argument, data_folder, table

from index.encoder import load_encoder
from index.fusion import FusionOptions
from index.retrieval import Retriever
from ingest.passages import ChunkOptions

SET = "covid_qa"
TOP = 5


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_data_argument(parser)
    parser.add_argument("--targets", type=int, nargs="*", default=[96, 128, 160, 192])
    parser.add_argument("--windows", type=int, nargs="*", default=[100, 200])
    parser.add_argument("--texts", type=int, help="so many documents at most (default: all)")
    options = parser.parse_args()
    if SET not in TRAIN_SETS:
        raise SystemExit(f"{SET} must not shape options")
    asked = excerpts(data_folder(options) / SET, None, options.texts)
    cache = os.environ.get("MUSCAT_CACHE")
    encoder = load_encoder(cache_folder=Path(cache) if cache else None)
    cuts = {
        f"passages of {target} tokens": cut_into_passages(
            asked.documents, encoder, ChunkOptions(encoder.max_tokens, target)
        )
        for target in options.targets
    }
    for words in options.windows:
        cuts[f"windows of {words} words"] = cut_into_windows(asked.documents, words)
    lines = []
    for name, cut in cuts.items():
        with index_of(cut, encoder) as index:
            shares = retrieved_characters(
                Retriever(index, encoder, FusionOptions()), asked.questions, TOP
            )
        values = [fmean(one.recall for one in shares), fmean(one.precision for one in shares)]
        characters = fmean(one.characters for one in shares)
        count = sum(len(own) for _, own in cut)
        lines.append([name, str(count), *(f"{value:.3f}" for value in values), f"{characters:.0f}"])
    heads = [f"{len(asked.questions)} questions", "passages", "recall", "precision", "characters"]
    sys.stdout.write(table(heads, lines))


if __name__ == "__main__":
    main()
