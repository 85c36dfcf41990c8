"""``muscat serve`` as a process: where it says it is, what it does when it cannot, how it ends."""

import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.encoder import load_encoder
from index.pipeline import index_corpus
from index.store import IndexStore

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "muscat.py"), "serve", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_in_one_line_and_ends_in_peace(
    serve: Callable[..., Any], corpus_store: IndexStore, by: signal.Signals
) -> None:
    served = serve("--index", str(corpus_store.root))
    with urllib.request.urlopen(f"{served.address}/ready", timeout=20) as response:
        ready = json.load(response)

    assert ready["status"] == "ready"
    assert served.address.startswith("http://127.0.0.1:")
    assert served.line.count("\n") == 1
    assert served.stop(by) == 0


def test_without_an_index_it_starts_and_says_what_to_run(
    serve: Callable[..., Any], tmp_path: Path
) -> None:
    index = tmp_path / "my index"
    served = serve("--index", str(index), "--corpus", "notes")

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{served.address}/", timeout=20)
    with refused.value as response:
        page = response.read().decode()

    assert refused.value.code == 503
    assert f"muscat index build --corpus notes --index &#39;{index}&#39;" in page
    served.stop()


def test_a_port_that_is_taken_is_said_with_a_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = run("--port", str(taken.getsockname()[1]))

    assert ended.returncode == 1
    assert "Address already in use" in ended.stderr
    assert "--port" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("port", ["-1", "65536", "x", "²"])
def test_a_port_that_is_none_is_wrong_usage(port: str) -> None:
    ended = run("--port", port)

    assert ended.returncode == 2
    assert "not a port" in ended.stderr or "expected one argument" in ended.stderr


@pytest.mark.parametrize("days", ["-1", "1.5", "x", "100001"])
def test_an_age_that_is_no_number_of_days_is_wrong_usage(days: str) -> None:
    ended = run("--stale-after-days", days)

    assert ended.returncode == 2
    assert "number of days" in ended.stderr


def test_the_setting_reaches_the_page(serve: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("---\nas_of: 2020-02-03\n---\n# Pilots\n\nThere are 14.\n")
    index_corpus(tmp_path, IndexStore(tmp_path / ".muscat"), load_encoder())
    pages = []
    for days in ("30", "100000"):
        served = serve("--corpus", str(tmp_path), "--stale-after-days", days)
        with urllib.request.urlopen(served.address, timeout=20) as response:
            pages.append(response.read().decode())
        served.stop()

    assert all("Documents of 3 February 2020. Indexed " in page for page in pages)
    assert "The newest document is of 2020-02-03" in pages[0]
    assert "The newest document is of" not in pages[1]
