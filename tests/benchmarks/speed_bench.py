"""Running the systems that ``retrieval_speed.py`` compares, each in a process of its own."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.encoder import DEFAULT_MODEL
from ingest.documents import Passage

ROOT = Path(__file__).resolve().parents[2]


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
        model = DEFAULT_MODEL if "muscat" in system else self.model
        return [self.pythons.get(system, sys.executable), worker, system, action, model, *arguments]

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


def ask(process: Any, request: Mapping[str, Any]) -> dict[str, Any]:
    """Send one request to a serving system and return its answer."""
    process.stdin.write(json.dumps(request) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise SystemExit(f"{' '.join(process.args)} has ended without an answer")
    answer: dict[str, Any] = json.loads(line)
    return answer


@contextlib.contextmanager
def serving(commands: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Any]]:
    """Give the processes of several systems that wait for requests, and end them."""
    processes = {
        system: subprocess.Popen(
            command,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for system, command in commands.items()
    }
    try:
        yield processes
    finally:
        for process in processes.values():
            process.stdin.close()
            process.wait()
