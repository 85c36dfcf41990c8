"""Muscat's encoder, start-up, indexing and retrieval beside its peers, in one run.

    python tests/benchmarks/retrieval_speed.py DATA [--peer PYTHON] [--rounds N] [--parts PART ...]

DATA holds the set ``time``. PYTHON is the interpreter of an environment that has
langchain-community, langchain-huggingface, faiss-cpu and txtai; without it only Muscat and
sentence-transformers are measured. All systems run the same model, take turns, and each runs
in a process of its own (``speed_worker.py``). Peers get the passages that Muscat cuts.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from statistics import fmean, median, stdev

import numpy as np
from public_sets import (
    PublicSet,
    add_data_argument,
    cut_rows,
    data_folder,
    load_set,
    table,
    write_corpus,
)
from speed_bench import ROOT, Bench, ask, ratio, serving, write_passages

from index.encoder import DEFAULT_MODEL, load_encoder
from index.encoding import Encoder
from index.measures import ndcg_at, success_at
from index.model_files import local_model_folder
from ingest.corpus import read_corpus
from ingest.passages import ChunkOptions, split_document

PARTS = ("encoder", "start", "build", "retrieval")
PEERS = ("langchain", "txtai-dense", "txtai-hybrid")
QUESTION = "What did Iran commit to on enrichment?"
TIMED_LIMIT = 10  # passages asked for where time is taken
RANKED_LIMIT = 100  # passages asked for where the ranking of documents is judged


def measure_encoders(bench: Bench, texts: list[str], queries: list[str]) -> str:
    """Return the table of Muscat's encoder beside sentence-transformers."""
    systems = ("sentence-transformers", "muscat-encoder")
    many: dict[str, list[float]] = {system: [] for system in systems}
    one: dict[str, list[float]] = {system: [] for system in systems}
    commands = {system: bench.command(system, "serve", "") for system in systems}
    with serving(commands) as processes:
        made = {s: ask(p, {"texts": texts, "vectors": True}) for s, p in processes.items()}
        for _ in range(bench.rounds):
            for system, process in processes.items():
                ms = ask(process, {"texts": texts})["ms"]
                many[system].append(len(texts) / ms * 1000)
            for system, process in processes.items():
                asked = [ask(process, {"texts": [query]})["ms"] for query in queries[:5] + queries]
                one[system] += asked[5:]
    reference, ours = (np.array(made[system]["vectors"]) for system in systems)
    cosines = (reference * ours).sum(axis=1)
    lines = [
        [
            system,
            f"{median(many[system]):.0f}",
            f"{median(one[system]):.2f}",
            f"{np.quantile(one[system], 0.95):.2f}",
        ]
        for system in systems
    ]
    faster = ratio(median(many[systems[1]]), median(many[systems[0]]))
    sooner = ratio(median(one[systems[0]]), median(one[systems[1]]))
    return (
        table(["encoder", "passages/s", "query p50 ms", "query p95 ms"], lines)
        + f"muscat: {faster} the passages a second, {sooner} the speed of a query; cosine to\n"
        f"sentence-transformers mean {cosines.mean():.6f}, least {cosines.min():.6f} "
        f"({len(texts)} passages, {fmean(len(text) for text in texts):.0f} characters on average)\n"
    )


def measure_starts(bench: Bench, encoder: Encoder) -> str:
    """Return the table of fresh processes that answer one question on the real corpus."""
    corpus = ROOT / "corpus" / "documents"
    cut = [
        (document.document_id, passage)
        for document in read_corpus(corpus).documents
        for passage in split_document(
            document, ChunkOptions(encoder.max_tokens), encoder.count_tokens
        )
    ]
    source = bench.scratch / "real.jsonl"
    write_passages(cut, source)
    commands: dict[str, list[str]] = {}
    for system in bench.pythons:
        index = str(bench.scratch / f"real-{system}")
        given = str(corpus if system == "muscat" else source)
        bench.run(bench.command(system, "build", given, index))
        commands[f"{system}, retrieval only"] = bench.command(system, "once", index, QUESTION)
        if system == "muscat":
            ask = [sys.executable, str(ROOT / "muscat.py"), "ask", QUESTION, "--index", index]
            commands["muscat ask"] = ask
    for command in commands.values():
        bench.run(command)
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(max(5, bench.rounds)):
        for name, command in commands.items():
            times[name].append(bench.run(command)[0])
    ours = median(times["muscat ask"])
    lines = [
        [
            name,
            f"{median(found):.2f}",
            f"{min(found):.2f}",
            f"{max(found):.2f}",
            ratio(median(found), ours),
        ]
        for name, found in times.items()
    ]
    heads = ["process start to first answer", "median s", "min s", "max s", "to muscat ask"]
    return table(heads, lines)


def measure_building(bench: Bench, corpus: Path, passages: Path) -> str:
    """Return the table of index builds, and leave the indexes behind as ``index-<system>``."""
    inside: dict[str, list[float]] = {system: [] for system in bench.pythons}
    whole: dict[str, list[float]] = {system: [] for system in bench.pythons}
    for number in range(bench.rounds):
        for system in bench.pythons:
            name = f"index-{system}" if number == 0 else f"again-{number}-{system}"
            given = str(corpus if system == "muscat" else passages)
            seconds, printed = bench.run(
                bench.command(system, "build", given, str(bench.scratch / name))
            )
            whole[system].append(seconds)
            inside[system].append(json.loads(printed.splitlines()[-1])["seconds"])
    lines = [
        [
            system,
            f"{median(inside[system]):.1f}",
            ratio(median(inside[system]), median(inside["muscat"])),
            f"{median(whole[system]):.1f}",
            ratio(median(whole[system]), median(whole["muscat"])),
        ]
        for system in bench.pythons
    ]
    heads = ["index build", "model loaded, s", "to muscat", "whole process, s", "to muscat"]
    return table(heads, lines)


def measure_retrieval(bench: Bench, found: PublicSet) -> str:
    """Return the table of query times and of how good the rankings of documents are."""
    commands = {
        system: bench.command(system, "serve", str(bench.scratch / f"index-{system}"))
        for system in bench.pythons
    }
    commands["muscat-read"] = bench.command("muscat-read", "serve", commands["muscat"][-1])
    times: dict[str, list[float]] = {system: [] for system in commands}
    gains: dict[str, list[float]] = {system: [] for system in commands}
    firsts: dict[str, list[float]] = {system: [] for system in commands}
    with serving(commands) as processes:
        for system, process in processes.items():
            for question in found.questions:  # this also warms it up
                answer = ask(process, {"query": question.text, "limit": RANKED_LIMIT})
                ranked = list(dict.fromkeys(answer["documents"]))
                gains[system].append(ndcg_at(ranked, question.gains, 10))
                firsts[system].append(success_at(ranked, question.gains, 1))
        for _ in range(max(5, bench.rounds)):
            for system, process in processes.items():
                for question in found.questions:
                    request = {"query": question.text, "limit": TIMED_LIMIT}
                    times[system].append(ask(process, request)["ms"])
    lines = []
    for system in commands:
        p50 = median(times[system])
        gap = [ours - other for ours, other in zip(gains["muscat"], gains[system], strict=True)]
        difference = f"{fmean(gap):+.3f} ± {stdev(gap) / len(gap) ** 0.5:.3f}"
        cells = [
            f"{p50:.2f}",
            f"{np.quantile(times[system], 0.95):.2f}",
            ratio(p50, median(times["muscat"])),
        ]
        cells += [f"{fmean(gains[system]):.3f}", "" if system == "muscat" else difference]
        lines.append([system, *cells, f"{fmean(firsts[system]):.3f}"])
    heads = ["retrieval", "p50 ms", "p95 ms", "to muscat", "nDCG@10", "muscat minus this", "S@1"]
    return table(heads, lines)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_data_argument(parser)
    parser.add_argument("--peer", metavar="PYTHON", help="interpreter that has the peers")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each system (default: 3)")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="tables to print")
    options = parser.parse_args()
    found = load_set(data_folder(options), "time", "report")
    encoder = load_encoder(cache_folder=Path(c) if (c := os.environ.get("MUSCAT_CACHE")) else None)
    cut = cut_rows(found.rows, ChunkOptions(encoder.max_tokens), encoder.count_tokens)
    pairs = [(row.row_id, passage) for row, _, own in cut for passage in own]
    say = sys.stdout.write
    say(f"{len(found.rows)} documents, {len(pairs)} passages, {len(found.questions)} topics\n\n")
    pythons = {"muscat": sys.executable}
    pythons |= dict.fromkeys(PEERS, options.peer) if options.peer else {}
    with tempfile.TemporaryDirectory(prefix="muscat-speed-") as name:
        scratch = Path(name)
        bench = Bench(pythons, str(local_model_folder(DEFAULT_MODEL)), scratch, options.rounds)
        write_corpus(found.rows, scratch / "corpus")
        write_passages(pairs, scratch / "passages.jsonl")
        texts = [passage.text for _, passage in pairs[:512]]
        queries = [question.text for question in found.questions]
        steps = {
            "encoder": lambda: measure_encoders(bench, texts, queries),
            "start": lambda: measure_starts(bench, encoder),
            "build": lambda: measure_building(
                bench, scratch / "corpus", scratch / "passages.jsonl"
            ),
            "retrieval": lambda: measure_retrieval(bench, found),
        }
        for part, step in steps.items():
            # Retrieval searches what building leaves behind.
            if part in options.parts or (part == "build" and "retrieval" in options.parts):
                say(step() + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
