"""The command line as a person runs it: real processes, real files, exit codes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "corpus" / "documents" / "000_fb6ee328d3cdc5f1.txt"
QUESTION = "What did Iran commit to on enrichment?"

# Runs the program with every look-up and connection refused, and says what it imported.
GUARDED = """
import sys
def refuse(event, arguments):
    if event in ("socket.getaddrinfo", "socket.connect", "socket.gethostbyname"):
        raise RuntimeError(f"network: {event} {arguments}")
sys.addaudithook(refuse)
import muscat
code = muscat.main(sys.argv[1:])
heavy = ("torch", "sentence_transformers", "transformers", "fastapi")
print("imported:", *(name for name in heavy if name in sys.modules), file=sys.stderr)
sys.exit(code)
"""


def run(
    *arguments: str, cwd: Path = ROOT, guarded: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own, without the variable that CI sets."""
    environment = {k: v for k, v in os.environ.items() if k != "CI"}
    program = ["-c", GUARDED] if guarded else ["-m", "muscat"]
    return subprocess.run(
        [sys.executable, *program, *arguments],
        cwd=cwd,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def answer_json(index: Path, question: str = QUESTION) -> dict[str, object]:
    """Return the answer object without what may differ between two runs."""
    done = run("ask", "--json", "--index", str(index), question)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    del found["timings_ms"], found["as_of"]["index_built"]
    return found  # type: ignore[no-any-return]


def test_asking_prints_lead_quote_and_span_without_network_or_torch(corpus_index: Path) -> None:
    done = run("ask", "--index", str(corpus_index), QUESTION, guarded=True)

    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Listed under What Was on the Table? > Nuclear Program")
    assert lines[1].strip() == (
        '"Iran’s commitment to halt enrichment beyond 3.67% uranium for 12 months." [1]'
    )
    assert "characters 1512-1584" in done.stdout
    assert done.stderr.strip().endswith("imported:")


def test_indexing_needs_no_network(tmp_path: Path) -> None:
    corpus = ["--corpus", str(DOCUMENT.parent), "--index", str(tmp_path / "index")]

    built = run("index", "build", *corpus, guarded=True)
    updated = run("index", "update", *corpus, guarded=True)

    assert built.returncode == 0, built.stderr
    assert updated.returncode == 0, updated.stderr


def test_an_abstention_exits_with_zero(corpus_index: Path) -> None:
    done = run("ask", "--index", str(corpus_index), "Who led the delegations?")

    assert done.returncode == 0
    assert "does not name a person" in done.stdout
    assert "What comes nearest" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ask", "--index", "INDEX", "  "], 1, "Ask a question"),
        (["ask", "--index", "NOWHERE", QUESTION], 3, "muscat index build"),
        (["index", "build", "--corpus", "NOWHERE", "--index", "INDEX"], 1, "--corpus DIR"),
        (["index", "search", "--index", "NOWHERE", "x"], 3, "muscat index build"),
        (["evaluate", "NOWHERE/none.jsonl", "--index", "INDEX"], 1, "JSON Lines"),
        (["ask"], 2, "usage"),
        (["dance"], 2, "usage"),
    ],
    ids=["blank", "no-index", "no-corpus", "search", "questions", "usage", "command"],
)
def test_mistakes_have_their_exit_code_and_name_a_remedy(
    corpus_index: Path, tmp_path: Path, arguments: list[str], code: int, says: str
) -> None:
    places = {"INDEX": str(corpus_index), "NOWHERE": str(tmp_path / "nowhere")}
    filled = [
        next((a.replace(k, v) for k, v in places.items() if a.startswith(k)), a) for a in arguments
    ]

    done = run(*filled)

    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_build_update_status_and_search_work_together(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / DOCUMENT.name).write_bytes(DOCUMENT.read_bytes())
    (corpus / "broken.txt").write_bytes(b"\xff\xfe\x00bad")
    where = ["--corpus", str(corpus), "--index", str(index)]

    built = run("index", "build", *where)
    (corpus / "note.txt").write_text("Pilot notes\n\nThe harbour employs 14 pilots.\n")
    status = run("index", "status", *where)
    updated = run("index", "update", *where)
    found = run("index", "search", "--limit", "1", *where, "harbour pilots")
    again = run("index", "update", *where)

    assert built.returncode == 0
    assert "broken.txt" in built.stdout
    assert "new        note.txt" in status.stdout
    assert "embedded 1, reused" in updated.stdout
    assert "note.txt" in found.stdout
    assert "is unchanged" in again.stdout


def test_two_builds_and_an_update_answer_with_the_same_bytes(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / DOCUMENT.name).write_bytes(DOCUMENT.read_bytes())
    first, second, updated = (tmp_path / name for name in ("first", "second", "updated"))
    run("index", "build", "--corpus", str(corpus), "--index", str(updated))
    (corpus / "note.txt").write_text("Pilot notes\n\nThe harbour employs 14 pilots.\n")

    run("index", "build", "--corpus", str(corpus), "--index", str(first))
    run("index", "build", "--corpus", str(corpus), "--index", str(second))
    run("index", "update", "--corpus", str(corpus), "--index", str(updated))

    assert answer_json(first) == answer_json(second) == answer_json(updated)
    assert "pilots" in json.dumps(answer_json(updated, "How many pilots does the harbour employ?"))


def test_a_build_killed_at_any_moment_leaves_the_old_answers(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / DOCUMENT.name).write_bytes(DOCUMENT.read_bytes())
    run("index", "build", "--corpus", str(corpus), "--index", str(index))
    before = answer_json(index)
    for number in range(200):
        (corpus / f"note{number}.txt").write_text(
            f"Note {number}\n\nThe pier has {number} lamps.\n"
        )

    for delay in (0.5, 1.0, 1.5):
        building = subprocess.Popen(
            [sys.executable, "-m", "muscat", "index", "build", "--corpus", str(corpus),
             "--index", str(index)],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(delay)
        building.send_signal(signal.SIGKILL)
        building.wait()
        finished = answer_json(index)["index_version"] != before["index_version"]

        assert finished or answer_json(index) == before

    done = run("index", "build", "--corpus", str(corpus), "--index", str(index))
    assert done.returncode == 0
    assert "201" in done.stdout


def test_a_corpus_that_is_named_has_an_index_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Pilot notes\n\nThe harbour employs 14 pilots.\n")

    before = run("ask", "--corpus", str(tmp_path), "How many pilots does the harbour employ?")
    run("index", "build", "--corpus", str(tmp_path))
    after = run("ask", "--corpus", str(tmp_path), "How many pilots does the harbour employ?")

    assert before.returncode == 3
    assert str(tmp_path) in before.stderr
    assert "14 pilots" in after.stdout
    assert (tmp_path / ".muscat" / "CURRENT").exists()


def test_document_text_cannot_steer_the_terminal(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "evil.txt").write_text(
        "Pilot notes\n\nThe harbour employs 14 \x1b]0;owned\x07\x1b[31mpilots\u202e today.\n"
    )
    run("index", "build", "--corpus", str(corpus), "--index", str(index))

    done = run("ask", "--index", str(index), "How many pilots does the harbour employ?")

    assert "14" in done.stdout
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


def test_the_projects_own_documents_have_no_errors(tmp_path: Path) -> None:
    for path in DOCUMENT.parent.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())

    sound = run("corpus", "check", "--corpus", str(tmp_path))
    (tmp_path / "odd.md").write_text("---\ntitle: Odd\npublishd: 2026-01-01\n---\nText.\n")
    unsound = run("corpus", "check", "--corpus", str(tmp_path))

    assert sound.returncode == 0, sound.stdout
    assert "15 documents, 0 errors" in sound.stdout
    assert unsound.returncode == 1
    assert "odd.md:3: warning field_unknown" in unsound.stdout


def test_evaluating_a_corpus_leaves_nothing_behind_and_compares_with_a_report(
    tmp_path: Path,
) -> None:
    corpus, questions = tmp_path / "corpus", tmp_path / "questions.jsonl"
    corpus.mkdir()
    (corpus / "harbour.txt").write_text("Pilots\n\nThe harbour employs 14 pilots.\n")
    quote = {"document_id": "harbour.txt", "quote": "The harbour employs 14 pilots."}
    row = {"id": "1", "text": "How many pilots does the harbour employ?", "label": "answerable"}
    questions.write_text(json.dumps({**row, "split": "dev", "evidence": [quote]}))
    command = ["evaluate", str(questions), "--corpus", str(corpus), "--split", "dev"]
    report = tmp_path / "report"

    first = run(*command, "--out", str(report), guarded=True)
    second = run(*command, "--details", "--compare", f"{report}.json")
    wrong_half = run(*command[:-1], "report")

    assert first.returncode == 0, first.stderr
    assert "| citation recall | 1.000 |" in first.stdout
    assert (tmp_path / "report.md").exists()
    assert [path.name for path in corpus.iterdir()] == ["harbour.txt"]
    assert "1 questions in common: 0 better, 0 worse, 0 moved." in second.stdout
    assert wrong_half.returncode == 1
    assert "no question of the split 'report'" in wrong_half.stderr
