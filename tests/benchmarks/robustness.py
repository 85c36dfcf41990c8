"""How many answered questions a typo or another name of the same thing turns into abstentions.

    python tests/benchmarks/robustness.py QUESTIONS [--corpus DIR] [--seed 7]
        [--without-aliases] [--details]

QUESTIONS is a file as ``muscat evaluate`` reads it; give it questions that may be looked at.
Every answerable question that is answered (in full or partly) as it stands is asked again
with one typo in a content word, and again with each name in it that the project's alias file
lists replaced by another name of its group. Every unanswerable question that is abstained
from gets the same: a variant must not make an answer of it. Prints how many flip. The corpus
is indexed into a temporary folder; nothing is written.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from index.encoder import load_encoder  # noqa: E402
from index.names import Names  # noqa: E402
from index.opening import open_current  # noqa: E402
from index.pipeline import index_corpus  # noqa: E402
from index.store import IndexStore  # noqa: E402
from ingest.aliases import ALIASES_NAME, sound_aliases  # noqa: E402
from service.answers import Outcome  # noqa: E402
from service.assistant import Assistant  # noqa: E402
from service.questions import parse_question  # noqa: E402

DOCUMENTS = ROOT / "corpus" / "documents"
LEAST_CHARACTERS = 5
"""Shorter words are seldom content, and one slip makes another word of them."""

_NEIGHBOURS = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnm",
        "wa qe wr et ry tu yi uo ip ol sq ad sf dg fh gj hk jl ko zx xc cv vb bn nm mn".split(),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Variant:
    """A question asked otherwise: ``kind`` of change, and what was typed."""

    row: dict[str, Any]
    kind: str
    text: str


def misspelt(word: str, chance: random.Random) -> str:
    """Return ``word`` with one slip of the keyboard behind its first letter."""
    at = chance.randrange(1, len(word) - 1)
    slip = chance.choice(("drop", "double", "swap", "neighbour"))
    if slip == "drop":
        return word[:at] + word[at + 1 :]
    if slip == "double":
        return word[:at] + word[at] + word[at:]
    if slip == "swap" and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    near = _NEIGHBOURS.get(word[at].lower(), "e")
    return word[:at] + chance.choice(near) + word[at + 1 :]


def variants(row: dict[str, Any], names: Names, chance: random.Random) -> Iterator[Variant]:
    """Yield a question with one typo, and with each of its names replaced by another."""
    text = row["text"]
    words = [
        word
        for word in parse_question(text).words
        if len(word.text) >= LEAST_CHARACTERS and word.text.isalpha()
    ]
    if words:
        word = chance.choice(words)
        typed = misspelt(word.text, chance)
        kind = "typo in a name" if word.is_name else "typo"
        yield Variant(row, kind, text[: word.start] + typed + text[word.end :])
    for span in names.spans(text):
        other = chance.choice(span.others)
        yield Variant(row, "other name", text[: span.start] + other + text[span.end :])


def assistant_over(corpus: Path, scratch: Path, aliases: bool) -> Assistant:
    """Return an assistant over a copy of ``corpus``, with its alias file or without."""
    encoder = load_encoder()
    shutil.copytree(corpus, scratch / "corpus", ignore=shutil.ignore_patterns(".muscat"))
    if not aliases:
        (scratch / "corpus" / ALIASES_NAME).unlink(missing_ok=True)
    store = IndexStore(scratch / "index")
    index_corpus(scratch / "corpus", store, encoder)
    index, _ = open_current(store, None)
    return Assistant(index, encoder)


def asker(assistant: Assistant) -> Callable[[dict[str, Any], str], bool]:
    """Return a function that tells whether a row's question, so worded, is abstained from."""

    def abstains(row: dict[str, Any], text: str) -> bool:
        earlier = [turn["content"] for turn in row.get("history", []) if turn["role"] == "user"]
        return assistant.ask(text, None, earlier).outcome is Outcome.ABSTAINED

    return abstains


def measure(
    rows: list[dict[str, Any]], names: Names, assistant: Assistant, seed: int
) -> dict[tuple[bool, str], tuple[int, list[Variant]]]:
    """Return (answerable, kind of change) -> how many were asked, and those that flipped."""
    abstains = asker(assistant)
    found: dict[tuple[bool, str], tuple[int, list[Variant]]] = {}
    for row in rows:
        answerable = row["label"] == "answerable"
        as_it_stands = abstains(row, row["text"])
        count, flips = found.get((answerable, "as it stands"), (0, []))
        wrong = [Variant(row, "as it stands", row["text"])] if as_it_stands is answerable else []
        found[answerable, "as it stands"] = (count + 1, flips + wrong)
        if wrong:
            continue
        for variant in variants(row, names, random.Random(f"{seed} {row['id']}")):
            count, flips = found.get((answerable, variant.kind), (0, []))
            flipped = abstains(row, variant.text) is answerable
            found[answerable, variant.kind] = (count + 1, flips + [variant] * flipped)
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--corpus", type=Path, default=DOCUMENTS)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--without-aliases", action="store_true", help="leave the alias file out")
    parser.add_argument("--details", action="store_true", help="list what flipped")
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.questions.read_text("utf-8").splitlines() if line]
    names = Names(sound_aliases((DOCUMENTS / ALIASES_NAME).read_text("utf-8")))
    write = sys.stdout.write
    write("| questions | change | asked | wrong | share |\n|---|---|--:|--:|--:|\n")
    details: list[str] = []
    with tempfile.TemporaryDirectory(prefix="muscat-robustness-") as scratch:
        assistant = assistant_over(options.corpus, Path(scratch), not options.without_aliases)
        found = measure(rows, names, assistant, options.seed)
        assistant.index.close()
    for (answerable, kind), (count, flips) in sorted(found.items(), reverse=True):
        row = f"| {'answerable, abstained' if answerable else 'unanswerable, answered'} | {kind} "
        write(f"{row}| {count} | {len(flips)} | {len(flips) / count:.3f} |\n")
        details += [f"{row}| {v.row['id']} {v.text}\n" for v in flips]
    if options.details:
        sys.stdout.writelines(["\n", *details])


if __name__ == "__main__":
    main()
