"""Muscat's encoder, start-up, indexing and retrieval beside its peers, in one run.

    python tests/benchmarks/retrieval_speed.py DATA [--peer PYTHON] [--rounds N]

DATA holds the set ``time``. PYTHON is the interpreter of an environment that has
langchain-community, langchain-huggingface, faiss-cpu and txtai; without it only Muscat and
sentence-transformers are measured. All systems run the same model, take turns, and each runs
in a process of its own (``speed_worker.py``). Peers get the passages that Muscat cuts.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median, stdev
from typing import Any

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

from index.encoder import DEFAULT_MODEL, load_encoder
from index.encoding import Encoder
from index.measures import ndcg_at, success_at
from index.model_files import local_model_folder
from ingest.corpus import read_corpus
from ingest.documents import Passage
from ingest.passages import ChunkOptions, split_document

ROOT = Path(__file__).resolve().parents[2]
PEERS = ("langchain", "txtai-dense", "txtai-hybrid")
QUESTION = "What did Iran commit to on enrichment?"
TIMED_LIMIT = 10  # passages asked for where time is taken
RANKED_LIMIT = 100  # passages asked for where the ranking of documents is judged


@dataclass(frozen=True, slots=True)
class Bench:
    """Where everything is: the systems' interpreters, the model and a scratch folder."""

    pythons: Mapping[str, str]
    model: str
    scratch: Path
    rounds: int

    def command(self, system: str, action: str, *arguments: str) -> list[str]:
        """Return the command that runs one system."""
        worker = str(ROOT / "tests" / "benchmarks" / "speed_worker.py")
        model = DEFAULT_MODEL if system == "muscat" else self.model
        return [self.pythons[system], worker, system, action, model, *arguments]

    def run(self, command: Sequence[str]) -> tuple[float, str]:
        """Run ``command``; return the seconds from start to end, and what it printed."""
        started = time.perf_counter()
        finished = subprocess.run(
            command, env=environment(), capture_output=True, text=True, check=False
        )
        seconds = time.perf_counter() - started
        if finished.returncode != 0:
            raise SystemExit(f"{' '.join(command)} failed:\n{finished.stderr[-2000:]}")
        return seconds, finished.stdout


def environment() -> dict[str, str]:
    """Return this process's environment with Muscat importable and the hub left alone."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}


def write_passages(pairs: Sequence[tuple[str, Passage]], path: Path) -> None:
    """Write (document, passage) as the peers read them."""
    with path.open("w", encoding="utf-8") as stream:
        for document, passage in pairs:
            stream.write(json.dumps({"document": document, "text": passage.text}) + "\n")


def ratio(other: float, ours: float) -> str:
    """Return how many times as much the other takes."""
    return f"{other / ours:.1f}x"


def measure_encoders(
    encoder: Encoder, model: str, texts: list[str], queries: list[str], rounds: int
) -> str:
    """Return the table of Muscat's encoder beside sentence-transformers."""
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(model, device="cpu")

    def peer(chosen: list[str]) -> np.ndarray:
        return np.asarray(
            reference.encode(chosen, normalize_embeddings=True, show_progress_bar=False)
        )

    makers = {"sentence-transformers": peer, "muscat": encoder.embed}
    many: dict[str, list[float]] = {name: [] for name in makers}
    one: dict[str, list[float]] = {name: [] for name in makers}
    vectors = {name: make(texts) for name, make in makers.items()}
    for _ in range(rounds):
        for name, make in makers.items():
            make(queries[:5])
            started = time.perf_counter()
            make(texts)
            many[name].append(len(texts) / (time.perf_counter() - started))
            for query in queries:
                started = time.perf_counter()
                make([query])
                one[name].append((time.perf_counter() - started) * 1000)
    cosines = (vectors["muscat"] * vectors["sentence-transformers"]).sum(axis=1)
    lines = [
        [
            name,
            f"{median(many[name]):.0f}",
            f"{median(one[name]):.2f}",
            f"{np.quantile(one[name], 0.95):.2f}",
        ]
        for name in makers
    ]
    faster = median(many["muscat"]) / median(many["sentence-transformers"])
    sooner = median(one["sentence-transformers"]) / median(one["muscat"])
    precision = encoder.fingerprint.rpartition("-")[2]
    tokens = fmean(min(count, encoder.max_tokens) for count in encoder.count_tokens(texts))
    return (
        table(["encoder", "passages/s", "query p50 ms", "query p95 ms"], lines)
        + f"muscat: {faster:.1f}x the passages, {sooner:.1f}x the speed of a query; cosine to "
        f"sentence-transformers mean {cosines.mean():.6f}, least {cosines.min():.6f} "
        f"({len(texts)} passages of {tokens:.0f} tokens, {precision})\n"
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


def ask(process: Any, query: str, limit: int) -> dict[str, Any]:
    """Send one request to a serving system and return its answer."""
    process.stdin.write(json.dumps({"query": query, "limit": limit}) + "\n")
    process.stdin.flush()
    answer: dict[str, Any] = json.loads(process.stdout.readline())
    return answer


def measure_retrieval(bench: Bench, found: PublicSet) -> str:
    """Return the table of query times and of how good the rankings of documents are."""
    processes = {
        system: subprocess.Popen(
            bench.command(system, "serve", str(bench.scratch / f"index-{system}")),
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for system in bench.pythons
    }
    times: dict[str, list[float]] = {system: [] for system in processes}
    gains: dict[str, list[float]] = {system: [] for system in processes}
    firsts: dict[str, list[float]] = {system: [] for system in processes}
    for system, process in processes.items():
        for question in found.questions:  # this also warms it up
            ranked = list(dict.fromkeys(ask(process, question.text, RANKED_LIMIT)["documents"]))
            gains[system].append(ndcg_at(ranked, question.gains, 10))
            firsts[system].append(success_at(ranked, question.gains, 1))
    for _ in range(max(5, bench.rounds)):
        for system, process in processes.items():
            for question in found.questions:
                times[system].append(ask(process, question.text, TIMED_LIMIT)["ms"])
    for process in processes.values():
        process.stdin.close()
        process.wait()
    lines = []
    for system in processes:
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
        steps = (
            lambda: measure_encoders(encoder, bench.model, texts, queries, bench.rounds),
            lambda: measure_starts(bench, encoder),
            lambda: measure_building(bench, scratch / "corpus", scratch / "passages.jsonl"),
            lambda: measure_retrieval(bench, found),
        )
        for step in steps:
            say(step() + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
