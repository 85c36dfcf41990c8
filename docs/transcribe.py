"""Run the commands that the documentation shows, and write what they print below them.

    python docs/transcribe.py README.md docs/http-api.md ...

In every ```console block a line that starts with ``$ `` is a command; the lines below it, up to
the next command, are replaced by its output. Blocks without such a line are left alone. The index
of the project is brought up to date first. Commands that speak to http://127.0.0.1:8000 get a
service started for them, wherever a port is free.
"""

import contextlib
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHOWN_ADDRESS = "http://127.0.0.1:8000"
MUSCAT = f"{shlex.quote(sys.executable)} -m muscat"
_BLOCK = re.compile(r"(?<=^```console\n)(\$ .*?)(?=^```$)", re.MULTILINE | re.DOTALL)


def refreshed(text: str, run: Callable[[str], str]) -> str:
    """Return a Markdown text with the output of every command replaced by what ``run`` returns."""
    return _BLOCK.sub(lambda block: _run_block(block.group(), run), text)


def _run_block(block: str, run: Callable[[str], str]) -> str:
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "\n".join(f"{command}\n{run(command[2:]).strip()}\n" for command in commands)


def run_in_project(command: str, address: str = SHOWN_ADDRESS) -> str:
    """Return what ``command`` prints in the project's folder, ``muscat`` being this checkout.

    What it says on its error output comes too: an abstention or a refusal is worth showing.
    """
    done = subprocess.run(
        ["bash", "-c", f'muscat() {{ {MUSCAT} "$@"; }}\n{command}'.replace(SHOWN_ADDRESS, address)],
        cwd=ROOT,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout.replace(address, SHOWN_ADDRESS)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


@contextlib.contextmanager
def served() -> Iterator[str]:
    """Serve the project's index on a free port; give the address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "muscat", "serve", "--port", "0"],
        cwd=ROOT,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield next(word for word in line.split() if word.startswith("http"))
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def main(paths: Sequence[str]) -> int:
    """Refresh the files named."""
    run_in_project("muscat index update")
    for name in paths:
        path = Path(name)
        text = path.read_text(encoding="utf-8")
        with served() if SHOWN_ADDRESS in text else contextlib.nullcontext(SHOWN_ADDRESS) as where:

            def run(command: str, where: str = where) -> str:
                return run_in_project(command, where)

            path.write_text(refreshed(text, run), encoding="utf-8")
        sys.stdout.write(f"{path}: its transcripts are of now\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
