"""How well the outline of plain text is found: F1 over ``tests/data/outlines``.

    python tests/benchmarks/outline_f1.py

Prints one line for each document and one for each folder. What counts is the title (level 0)
and every heading: right is one with the same text at the same level. A folder's F1 is over the
sum of its documents' counts. ``tests/data/outlines/README.md`` says which folders the rules
were written on, and what each gave when it was seen for the first time.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from ingest.plain_text import read_plain_text  # noqa: E402 - found only now

OUTLINES = ROOT / "tests" / "data" / "outlines"
FOLDERS = ("develop", "report", "held_back", "final")


@dataclass(frozen=True)
class Score:
    """Counts of entries (title and headings): rightly found, found, and expected."""

    right: int
    found: int
    expected: int

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.expected)

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.right + other.right, self.found + other.found, self.expected + other.expected
        )


def score_document(path: Path) -> Score:
    """Compare the outline of ``NAME.txt`` with ``NAME.outline.json``."""
    text = path.read_bytes().decode("utf-8-sig")
    wanted = json.loads(path.with_suffix(".outline.json").read_text(encoding="utf-8"))
    expected = {(wanted["title"], 0)} | {(h["text"], h["level"]) for h in wanted["headings"]}
    blocks = read_plain_text(text)
    titles = [text[b.start : b.end] for b in blocks if b.kind == "title"] or [None]
    found = {(title, 0) for title in titles} | {
        (text[b.start : b.end], b.level) for b in blocks if b.kind == "heading"
    }
    return Score(len(found & expected), len(found), len(expected))


def score_folder(name: str) -> dict[str, Score]:
    """Return the score of every document of a folder by its name."""
    return {path.name: score_document(path) for path in sorted((OUTLINES / name).glob("*.txt"))}


def main() -> None:
    """Print the table."""
    write = sys.stdout.write
    write(f"{'document':<40} {'F1':>6} {'right':>6} {'found':>6} {'expected':>9}\n")
    for folder in FOLDERS:
        scores = score_folder(folder)
        total = sum(scores.values(), Score(0, 0, 0))
        rows = [(f"{folder}/{name}", score) for name, score in scores.items()]
        for name, score in [*rows, (f"{folder}: {len(rows)} documents", total)]:
            counts = f"{score.right:6} {score.found:6} {score.expected:9}"
            write(f"{name:<40} {score.f1:6.3f} {counts}\n")
        write("\n")


if __name__ == "__main__":
    main()
