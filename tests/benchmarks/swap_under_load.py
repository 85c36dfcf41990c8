"""Ask a running service while its index is rebuilt and swapped, and print what happened.

    python tests/benchmarks/swap_under_load.py [--requests 500] [--clients 20] [--swaps 5]

A real ``muscat serve`` process on loopback answers questions from many clients while
another process builds and publishes new versions. Each version holds a document whose
answer names that version's number, so an answer mixed from two versions shows. Prints
failures, mixed answers, latency percentiles and the slowest ``/health`` beside them.
"""

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "corpus" / "documents" / "000_fb6ee328d3cdc5f1.txt"
QUESTION = "How many pilots does the harbour employ?"


def build(corpus: Path, index: Path, number: int) -> str:
    """Publish a version whose document names ``number``; return the version's name."""
    (corpus / "note.txt").write_text(f"Pilot notes\n\nThe harbour employs {number} pilots.\n")
    done = subprocess.run(
        [sys.executable, "-m", "muscat", "index", "build", "--corpus", str(corpus),
         "--index", str(index)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split()[2]


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def request(port: int, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
    """Send one request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, {"content-type": "application/json"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


class Load:
    """The clients, and what they saw."""

    def __init__(self, port: int, requests: int) -> None:
        """Ask ``requests`` questions in all."""
        self.port = port
        self.left = requests
        self.lock = threading.Lock()
        self.seconds: list[float] = []
        self.answers: list[tuple[str, str]] = []
        self.failures: list[str] = []
        self.health: list[float] = []
        self.done = threading.Event()

    def ask(self) -> None:
        """Ask until all questions are asked."""
        while True:
            with self.lock:
                if not self.left:
                    return
                self.left -= 1
            started = time.perf_counter()
            try:
                status, body = request(
                    self.port, "POST", "/api/ask", json.dumps({"question": QUESTION})
                )
            except OSError as error:
                self.failures.append(repr(error))
                continue
            self.seconds.append(time.perf_counter() - started)
            if status != 200:
                self.failures.append(f"{status} {body[:200]!r}")
                continue
            answer = json.loads(body)
            quotes = [citation["quote"] for citation in answer["citations"]]
            self.answers.append((answer["index_version"], quotes[0] if quotes else ""))

    def watch_health(self) -> None:
        """Ask for /health ten times a second until the load is over."""
        while not self.done.wait(0.1):
            started = time.perf_counter()
            request(self.port, "GET", "/health")
            self.health.append(time.perf_counter() - started)


def run(arguments: argparse.Namespace, folder: Path) -> dict[str, float]:
    """Run service, clients and builds; return the figures."""
    corpus, index = folder / "corpus", folder / "index"
    corpus.mkdir()
    (corpus / SOURCE.name).write_bytes(SOURCE.read_bytes())
    numbers = {build(corpus, index, 10): 10}
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "muscat", "serve", "--port", str(port), "--index", str(index)],
        cwd=ROOT, env={**os.environ, "HF_HUB_OFFLINE": "1"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until_ready(port)
        load = Load(port, arguments.requests)
        clients = [threading.Thread(target=load.ask) for _ in range(arguments.clients)]
        watcher = threading.Thread(target=load.watch_health)
        for thread in (*clients, watcher):
            thread.start()
        for number in range(11, 11 + arguments.swaps):
            numbers[build(corpus, index, number)] = number
        for thread in clients:
            thread.join()
        load.done.set()
        watcher.join()
    finally:
        server.terminate()
        server.wait(30)
    mixed = [
        (version, quote)
        for version, quote in load.answers
        if quote != f"The harbour employs {numbers.get(version)} pilots."
    ]
    ordered = sorted(load.seconds)
    return {
        "requests": len(load.seconds),
        "failures": len(load.failures),
        "answers mixed from two versions": len(mixed),
        "versions seen": len({version for version, _ in load.answers}),
        "p50, ms": 1000 * ordered[len(ordered) // 2],
        "p99, ms": 1000 * ordered[int(len(ordered) * 0.99)],
        "/health asked": len(load.health),
        "/health slowest, ms": 1000 * max(load.health, default=0.0),
    }


def wait_until_ready(port: int) -> None:
    """Return once the service has an index; give up after a minute."""
    for _ in range(300):
        try:
            if request(port, "GET", "/ready")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise SystemExit("the service did not become ready")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=500)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--swaps", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, value in run(arguments, Path(folder)).items():
            sys.stdout.write(f"{name:<34} {value:>9.1f}\n")


if __name__ == "__main__":
    main()
