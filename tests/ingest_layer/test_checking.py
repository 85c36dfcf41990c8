"""Every check of a corpus, on real files: what it finds, and what it leaves alone."""

import argparse
import datetime
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import ingest.commands
from ingest.checking import check_corpus
from ingest.errors import CorpusMissing
from ingest.findings import Finding

ROOT = Path(__file__).resolve().parents[2]
TODAY = datetime.date(2026, 11, 22)
ARTICLE = "title: {}\nkind: article\npublished: 2026-02\npublisher: null\n"
SOURCE = "  - title: A\n    publisher: null\n    address: null\n    date: null\n"
BACKGROUND = (
    "---\ntitle: B\nkind: background\npublished: null\nas_of: 2026-06-01\nsources:\n"
    + SOURCE
    + "---\n# B\n\nText of it.\n"
)

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """``write({"a.md": "text"})`` writes a corpus; ``ARTICLE`` goes before Markdown as it is."""

    def write(files: dict[str, str], *, described: bool = True) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
            if described and not name.endswith(".yaml") and not text.startswith("---"):
                sidecar = path.with_name(path.name + ".meta.yaml")
                sidecar.write_text(ARTICLE.format(name), encoding="utf-8")
        return tmp_path

    return write


def check(folder: Path, older_than: int | None = None) -> list[Finding]:
    return check_corpus(folder, today=TODAY, older_than=older_than)[1]


def brief(findings: list[Finding]) -> list[tuple[str, int, str]]:
    return [(finding.path, finding.line, finding.code) for finding in findings]


def test_a_sound_corpus_gives_no_finding(write: Write) -> None:
    folder = write({"a.txt": "Some words of it.", "b.md": BACKGROUND, "c/d.html": "<p>More.</p>"})

    assert check_corpus(folder, today=TODAY) == (3, [])


def test_what_must_be_stated_is_missed(write: Write) -> None:
    folder = write({"plain.txt": "some words, and then some more"}, described=False)

    assert brief(check(folder)) == [
        ("plain.txt", 1, "field_missing"),
        ("plain.txt", 1, "field_missing"),
        ("plain.txt", 1, "field_missing"),
        ("plain.txt", 1, "field_missing"),
    ]
    assert [f.severity for f in check(folder)] == ["error", "error", "error", "warning"]


def test_null_is_a_statement_but_no_kind(write: Write) -> None:
    sidecar = "title: null\nkind: {}\npublished: null\nsource: null\n"
    folder = write({"a.txt": "words", "a.txt.meta.yaml": ""}, described=False)
    beside = folder / "a.txt.meta.yaml"

    beside.write_text(sidecar.format("document"), encoding="utf-8")
    assert check(folder) == []
    beside.write_text(sidecar.format("null"), encoding="utf-8")
    assert brief(check(folder)) == [("a.txt.meta.yaml", 2, "field_missing")]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("as_of: 2026-06-01\n", "", (1, "field_missing")),
        ("as_of: 2026-06-01\n", "as_of: null\n", (5, "field_missing")),
        ("sources:\n" + SOURCE, "", (1, "field_missing")),
        ("    publisher: null\n", "", (7, "source_field_missing")),
        ("    address: null\n", "", (7, "source_field_missing")),
        ("    date: null\n", "", (7, "source_field_missing")),
        ("date: null", "date: 2027", (10, "date_in_future")),
        ("as_of: 2026-06-01", "as_of: 2026-11-23", (5, "date_in_future")),
        ("published: null", "published: 2026-12", (4, "date_in_future")),
        ("address: null", "address: www.example.org", (9, "address_malformed")),
        ("address: null", "address: https:/example.org", (9, "address_malformed")),
        ("kind:", "kind: article\nkind:", (4, "field_repeated")),
        ("published:", "publshed:", (4, "field_unknown")),
        ("address:", "adress: x\n    address:", (9, "field_unknown")),
        ("as_of: 2026-06-01", "as_of: June", (5, "file_skipped")),
        ("date: null", "date: June", (10, "file_skipped")),
        ("title: A", "title: null", (7, "file_skipped")),
        ("kind: background", "kind: [", (5, "file_skipped")),
    ],
)
def test_metadata_is_faulted_on_its_line(
    write: Write, old: str, new: str, place: tuple[int, str]
) -> None:
    assert old in BACKGROUND

    found = brief(check(write({"b.md": BACKGROUND.replace(old, new, 1)})))

    assert ("b.md", *place) in found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("date: null", "date: 2026"),
        ("date: null", "date: 2026-11"),
        ("as_of: 2026-06-01", "as_of: 2026-11-22"),
        ("address: null", "address: https://user@example.org:443/a?b=c#d"),
        ("address: null", "address: http://[2001:db8::1]/"),
        ("address: null", "address: doi:10.1000/182"),
        ("title: A", "title: 'A: b'"),
        ("\n", "\r\n"),
    ],
)
def test_metadata_that_is_right_is_left_alone(write: Write, old: str, new: str) -> None:
    assert check(write({"b.md": BACKGROUND.replace(old, new)})) == []


def test_a_misspelt_field_is_set_right(write: Write) -> None:
    found = check(write({"b.md": BACKGROUND.replace("published:", "publshed:")}))

    assert "Did you mean 'published'?" in {finding.remedy for finding in found}


WORDS = " ".join(f"word{number}" for number in range(60))


def test_the_same_text_twice_is_an_error(write: Write) -> None:
    found = check(write({"a.txt": WORDS, "b.txt": WORDS, "c.md": WORDS}))

    assert [(*place, f.severity) for place, f in zip(brief(found), found, strict=True)] == [
        ("b.txt", 1, "duplicate", "error"),
        ("c.md", 1, "near_duplicate", "warning"),  # another text: it ends in a line feed
    ]


def test_nearly_the_same_text_is_told_with_how_alike(write: Write) -> None:
    changed = WORDS.replace("word30 ", "another ")
    found = check(write({"a.txt": WORDS, "b.txt": changed, "c.txt": WORDS[::-1]}))

    # 56 sequences of five words each, 5 of them changed: 51 of 61.
    assert [(f.path, f.code, f.message) for f in found] == [
        ("b.txt", "near_duplicate", "it is 84% like a.txt")
    ]


def test_a_title_for_two_documents_is_told(write: Write) -> None:
    files = {"a.txt": "One text.", "b.txt": "Another one."}
    files |= {f"{name}.meta.yaml": ARTICLE.format("The Same") for name in list(files)}

    assert brief(check(write(files, described=False))) == [("b.txt", 1, "title_repeated")]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.md", "# T\n\n## Empty\n\n## Full\n\nText.\n", 3),
        ("a.md", "# T\n\nText.\n\n## Last\n", 5),
        ("a.md", "# T\n\n## One\n\n### Below\n\n## Two\n\nText.", 5),
        ("a.md", "# T\n\n## One\n\n<!-- later -->\n\n## Two\n\nText.", 3),
        ("a.html", "<h1>T</h1>\n<p>Text\n<h2>Empty</h2>\n\n<h2>Full</h2><p>x", 3),
        ("a.html", "<h1>T</h1>\n<p>Text\n<h2>Empty</h2><p hidden>x</p>", 3),
    ],
)
def test_an_empty_section_is_found(write: Write, name: str, text: str, line: int) -> None:
    assert brief(check(write({name: text}))) == [(name, line, "section_empty")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "# T\n\n## One\n\n### Below\n\nText.\n\n## Two\n\n- item\n\n## Three\n\n    code"),
        ("a.md", "# T\n\n## One\n\n| a |\n|---|\n\n## Two\n\n![plan](https://x.org/p.png)"),
        ("a.html", "<h1>T</h1><h2>One</h2><ul><li>x</ul><h2>Two</h2><table><tr><td>x</table>"),
        ("a.txt", "A Title of Five Words\n\nText of it.\n\nHeading\n\nMore text stands here.\n"),
    ],
)
def test_a_section_with_anything_in_it_is_left_alone(write: Write, name: str, text: str) -> None:
    assert check(write({name: text})) == []


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("[a](http://exa mple.org)", "link_malformed"),
        ("[a](https:/example.org)", "link_malformed"),
        ("[a](htps://example.org)", "link_malformed"),
        ("[a](//example.org/b)", "link_malformed"),
        ("[a](https://https://example.org)", "link_malformed"),
        ("[a](https://exa..mple.org)", "link_malformed"),
        ("[a](https://example.org:port/)", "link_malformed"),
        ("[a](http://[::1/)", "link_malformed"),
        ("[a](mailto:nobody)", "link_malformed"),
        ("[a]()", "link_malformed"),
        ("[a](www.example.org)", "link_target_missing"),
        ("[a](missing.md)", "link_target_missing"),
        ("[a](../../etc/passwd)", "link_target_missing"),
        ("![a](missing.png)", "link_target_missing"),
        (f"[a]({'x' * 400})", "link_target_missing"),
        ("[a](%00)", "link_target_missing"),
    ],
)
def test_a_link_that_cannot_work_is_found(write: Write, link: str, code: str) -> None:
    found = check(write({"sub/a.md": f"# T\n\nSome text\nand {link} more.\n"}))

    assert brief(found) == [("sub/a.md", 4, code)]
    assert found[0].severity == "error"


@pytest.mark.parametrize(
    "link",
    [
        "[a](https://example.org/b_(c)?d=%20#e)",
        "<https://example.org>",
        "[a](mailto:somebody@example.org?subject=x)",
        "[a](tel:+9681234)",
        "[a](#section)",
        "[a](b%20c.md#part)",
        "[a](<b c.md>)",
        "[a](../sub/b%20c.md)",
        "[a](/sub/b%20c.md)",
        "`[a](b c)`",
        "[1] (see below)",
    ],
)
def test_a_link_that_can_work_is_left_alone(write: Write, link: str) -> None:
    files = {"sub/a.md": f"# T\n\nSee {link}.\n", "sub/b c.md": "# U\n\nOther words.\n"}

    assert check(write(files)) == []


def test_links_of_a_page_are_warnings_and_only_those_that_a_reader_sees(write: Write) -> None:
    page = "<nav><a href='/about'>x</a></nav>\n<p>\n<a\n class=x href='gone.html'>a</a> <a>b</a>"
    found = check(write({"a.html": page}))

    assert brief(found) == [("a.html", 3, "link_target_missing")]
    assert found[0].severity == "warning"
    assert check(write({"a.html": "<base href='https://x.org'>" + page})) == []


LONG = "These are words that somebody may well believe to be in the corpus."


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("a.html", f"<p>x</p>\n<div hidden>{LONG}</div>", (2, "text_hidden")),
        ("a.html", f"<p>x</p>\n<aside>{LONG}</aside>", (2, "text_hidden")),
        ("a.html", f"<p>{LONG}</p>\n<main>x</main>", (2, "text_outside")),
        ("a.md", f"# T\n\nx\n\n<div\nstyle='display:none'>{LONG}</div>", (5, "text_hidden")),
        ("a.md", "# T\n\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n", (3, "structure_lost")),
        ("a.md", "---\ntitle: T\n\nText.\n", (1, "front_matter_unread")),
        ("a.md", "\n---\ntitle: T\n---\n\nText.\n", (1, "front_matter_unread")),
        ("a.txt", "---\ntitle: T\n---\n\nText.\n", (1, "front_matter_unread")),
        ("a.txt", "Text.\r\nIt\u00e2\u20ac\u2122s broken.", (2, "characters_damaged")),
        ("a.txt", "Text.\n\nNa\ufffdve.", (3, "characters_damaged")),
    ],
)
def test_text_that_is_not_read_as_meant_is_found(
    write: Write, name: str, text: str, place: tuple[int, str]
) -> None:
    assert (name, *place) in brief(check(write({name: text})))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", f"<nav>{LONG}</nav><footer>{LONG}</footer><script>{LONG}</script><p>x</p>"),
        ("a.html", f"<p>x <span hidden>label</span></p><!-- {LONG} -->"),
        ("a.html", f"<p>Short.</p><main>{LONG}</main>"),
        ("a.md", f"# T\n\nx<br>y\n\n<!-- {LONG} -->\n\n<details>More.</details>\n\n---\n\nz: 1"),
        ("a.txt", "Na\u00efve S\u00c3O \u00c2me \u2013 it\u2019s\tfine."),
    ],
)
def test_text_that_is_left_out_on_purpose_is_left_alone(write: Write, name: str, text: str) -> None:
    assert check(write({name: text})) == []


UNDATED = (
    "---\ntitle: T\nkind: article\npublished: null\nsource: null\n---\n# T\n\nFirst line,\n{}."
)


@pytest.mark.parametrize(
    "words",
    [
        "This week",
        "next month",
        "within 30 days",
        "within the next 12\u201118 months",
        "over the past year",
        "early May",
        "by June",
        "6 May",
        "May 6",
        "two days ago",
        "last Friday",
        "tomorrow",
    ],
)
def test_a_relative_time_without_a_date_is_found(write: Write, words: str) -> None:
    folder = write({"a.md": UNDATED.format(f"it was said {words} in Rome")})

    assert [(f.path, f.line, f.code, f.message) for f in check(folder)] == [
        ("a.md", 10, "relative_time_in_undated_document", f"'{words}' has no date to count from")
    ]
    path = folder / "a.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace("published: null", "published: 2026"),
        encoding="utf-8",
    )
    assert check(folder) == []


@pytest.mark.parametrize(
    "words",
    [
        "for 12 months",
        "it may follow",
        "in May 2025",
        "6 May 2025",
        "May 6, 2025",
        "in April and May 2025",
        "in April-May 2025",
        "this step",
        "the weekly talks",
        "in the next round",
    ],
)
def test_a_time_that_needs_no_date_is_left_alone(write: Write, words: str) -> None:
    assert check(write({"a.md": UNDATED.format(words)})) == []


@pytest.mark.parametrize(
    "text", ["by May", "within 5", "in the next", "May 6", "1-", "[a](", "by May "]
)
def test_strange_text_takes_linear_time(write: Write, text: str) -> None:
    folder = write({"a.md": UNDATED.format(text + "\u2003" * 100_000), "b.md": text * 30_000})
    started = time.monotonic()

    check(folder)

    assert time.monotonic() - started < 10


def test_age_counts_from_the_last_day_that_a_date_can_mean(write: Write) -> None:
    folder = write({"a.txt": "Words.", "b.md": BACKGROUND})
    february, june = (TODAY - datetime.date(2026, 2, 28)).days, 174

    assert check(folder) == check(folder, february) == []
    assert brief(check(folder, february - 1)) == [("a.txt.meta.yaml", 3, "document_old")]
    assert brief(check(folder, june - 1))[1:] == [("b.md", 5, "document_old")]


def test_a_file_that_is_skipped_is_told_with_its_reason(write: Write) -> None:
    folder = write({"a.txt": "Words."})
    (folder / "b.txt").write_bytes(b"\xff\xfe")
    (folder / "c.pdf").write_bytes(b"%PDF")
    (folder / "d.txt.meta.yaml").write_text("title: x", encoding="utf-8")
    (folder / "e.txt").write_text("Words.", encoding="utf-8")
    (folder / "e.txt.meta.yaml").write_text("title: x\npublished: May\n", encoding="utf-8")
    found = check(folder)

    assert [(*place, f.severity) for place, f in zip(brief(found), found, strict=True)] == [
        ("b.txt", 1, "file_skipped", "error"),
        ("c.pdf", 1, "format_unknown", "warning"),
        ("d.txt.meta.yaml", 1, "file_skipped", "error"),
        ("e.txt.meta.yaml", 2, "file_skipped", "error"),
    ]
    assert "UTF-16" in found[0].message


def test_an_empty_corpus_is_a_finding_and_a_missing_one_an_error(tmp_path: Path) -> None:
    assert brief(check(tmp_path)) == [(".", 1, "corpus_empty")]
    with pytest.raises(CorpusMissing):
        check(tmp_path / "nowhere")


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    ingest.commands.add_commands(parser.add_subparsers())
    options = parser.parse_args(["corpus", "check", *map(str, arguments)])
    code: int = options.run(options)
    return code


def test_the_command_prints_a_line_each_and_fails_on_errors_only(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write({"a.txt": "Words."})
    (folder / "b.pdf").write_bytes(b"")

    assert run("--corpus", folder) == 0
    first, summary = capsys.readouterr().out.splitlines()
    assert first.startswith("b.pdf:1: warning format_unknown format '.pdf' is not one of")
    assert first.endswith(" -> Save its text as .txt, .md or .html if it is to be asked about.")
    assert summary == "1 document, 0 errors, 1 warning"

    (folder / "c.md").write_text("# \x1b[31mT\n\n## Empty\n", encoding="utf-8")
    assert run("--corpus", folder) == 1
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    *lines, _ = printed.splitlines()
    assert lines == sorted(lines)


def test_json_is_a_list_of_findings(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write({"a.txt": "Words."})

    assert run("--corpus", folder, "--json") == 0
    assert json.loads(capsys.readouterr().out) == []
    (folder / "b.txt").write_bytes(b"\0")
    assert run("--corpus", folder, "--json") == 1
    (finding,) = json.loads(capsys.readouterr().out)
    assert finding.keys() == {"path", "line", "severity", "code", "message", "remedy"}


@pytest.mark.parametrize("days", ["-1", "x", "1.5", "1000000", "9" * 5000, "\u0663"])
def test_an_age_that_is_no_number_of_days_is_refused(days: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        run("--corpus", tmp_path, "--older-than", days)


def test_the_shipped_corpus_has_no_error(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    shutil.copytree(ROOT / "corpus" / "documents", folder)

    assert [finding for finding in check(folder) if finding.severity == "error"] == []


def test_the_alias_file_is_checked_by_line(write: Write) -> None:
    folder = write({"a.txt": "The harbour employs 14 pilots."})
    assert check(folder) == []
    aliases = folder / "aliases.yaml"
    aliases.write_text("- [harbour, port]\n- [tug, towboat]\n- [pilot]\n", encoding="utf-8")

    found = [(f.path, f.line, f.severity, f.code) for f in check(folder)]

    assert found == [
        ("aliases.yaml", 2, "warning", "alias_unused"),
        ("aliases.yaml", 3, "error", "aliases_unreadable"),
    ]
    aliases.write_bytes(b"\xff\x00")
    assert [(f.line, f.code) for f in check(folder)] == [(1, "aliases_unreadable")]
