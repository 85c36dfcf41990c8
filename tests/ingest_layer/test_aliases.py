"""The alias file: what it may say, and by which line it is refused."""

from pathlib import Path

import pytest

from ingest.aliases import MAX_ALIASES_CHARACTERS, MAX_NAMES, parse_aliases, sound_aliases
from ingest.corpus import read_corpus, survey_corpus
from ingest.errors import AliasesUnreadable, CorpusMissing

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "note.txt").write_text("Pilot notes\n\nThe harbour employs 14 pilots.\n")
    return tmp_path


def test_groups_are_read_as_plain_strings_with_their_lines() -> None:
    groups, faults = parse_aliases(
        "# a comment\n- [US, United  States, 'U.S.']\n-\n  - NO\n  - 2015\n  - !!int x\n"
    )

    assert not faults
    assert [(group.names, group.line) for group in groups] == [
        (("US", "United States", "U.S."), 2),
        (("NO", "2015", "x"), 4),
    ]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]", "---\n"])
def test_an_empty_file_lists_nothing(text: str) -> None:
    assert parse_aliases(text) == ((), ())


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("- [a1, b]\n- [c\n", 3, "not valid YAML"),
        ("US: United States\n", 1, "not a YAML list"),
        ("- [a, b]\n- US\n", 2, "not a YAML list"),
        ("- [a, b]\n- [[c, d], e]\n", 2, "not a YAML list"),
        ("- [a, b]\n- [c]\n", 2, "two names or more"),
        ("- [a, b]\n- [c, '...']\n", 2, "not a name"),
        ('- [a, b]\n- [c, "\\ud800d"]\n', 2, "not a name"),
        ("- [Iran, Tehran]\n- [c, d]\n- [e, TEHRAN]\n", 3, "stands twice (first on line 1)"),
        ("- [Iran, iran]\n", 1, "stands twice"),
        (f"- [a, {'b' * 101}]\n", 1, "longer than 100"),
        ("[" * 5000, 1, "not a YAML list"),
        ("- " * 5000, 1, "not valid YAML"),
        ('- ["\\UFFFFFFFF", b]\n', 1, "not valid YAML"),
        ("- &a [b, c]\n- [d, *a]\n", 2, "not a YAML list"),
        ("x" * (MAX_ALIASES_CHARACTERS + 1), 1, "longer than"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_line(text: str, line: int, says: str) -> None:
    _, faults = parse_aliases(text)

    assert [(fault.line, says in fault.message) for fault in faults[:1]] == [(line, True)]
    with pytest.raises(AliasesUnreadable, match=f"aliases.yaml, line {line}: "):
        sound_aliases(text)


def test_references_cannot_multiply_names() -> None:
    names = ", ".join(f"n{number}" for number in range(100))
    bomb = f"- &a [{names}]\n" + "- *a\n" * MAX_NAMES

    _, faults = parse_aliases(bomb)

    assert len(faults) <= MAX_NAMES
    with pytest.raises(AliasesUnreadable):
        sound_aliases(bomb)


def test_a_corpus_brings_its_aliases_and_they_are_no_document(folder: Path) -> None:
    assert read_corpus(folder).aliases == ()
    (folder / "aliases.yaml").write_text("- [harbour, port]\n")
    (folder / "below").mkdir()
    (folder / "below" / "aliases.yaml").write_text("- [not, read]\n")

    corpus = read_corpus(folder)

    assert corpus.aliases == (("harbour", "port"),)
    assert [document.document_id for document in corpus.documents] == ["note.txt"]
    assert [skip.path for skip in corpus.skipped] == ["below/aliases.yaml"]


def test_a_broken_alias_file_stops_the_reading_of_a_corpus(folder: Path) -> None:
    (folder / "aliases.yaml").write_text("- [harbour]\n")

    with pytest.raises(AliasesUnreadable, match="line 1"):
        read_corpus(folder)
    assert len(survey_corpus(folder).documents) == 1


def test_an_alias_file_that_is_no_text_or_leads_out_is_refused(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = folder / "aliases.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AliasesUnreadable, match="not UTF-8"):
        read_corpus(folder)
    path.unlink()
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.yaml"
    secret.write_text("- [a, b]\n")
    path.symlink_to(secret)
    with pytest.raises(AliasesUnreadable, match="leads out of the corpus"):
        read_corpus(folder)
    with pytest.raises(CorpusMissing):
        read_corpus(folder / "none")


def test_the_projects_alias_file_is_sound() -> None:
    text = (ROOT / "corpus" / "documents" / "aliases.yaml").read_text(encoding="utf-8")

    groups = sound_aliases(text)

    assert len(groups) > 40
