"""A folder becomes a corpus: bad files are listed with their reason and stop nothing."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

import ingest.corpus
from ingest.corpus import Corpus, read_corpus
from ingest.errors import CorpusMissing, EmptyCorpus

TEXT = b"The talks were held in Muscat.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus with one good document."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "good.txt").write_bytes(TEXT)
    return corpus


def reasons(corpus: Corpus) -> dict[str, str]:
    return {skip.path: skip.reason for skip in corpus.skipped}


def ids(corpus: Corpus) -> list[str]:
    return [document.document_id for document in corpus.documents]


def test_documents_come_in_the_order_of_their_ids(folder: Path) -> None:
    (folder / "sub" / "deep").mkdir(parents=True)
    (folder / "sub.txt").write_bytes(TEXT)
    (folder / "sub" / "b.md").write_bytes(TEXT)
    (folder / "sub" / "deep" / "a.html").write_bytes(TEXT)

    assert ids(read_corpus(folder)) == ["good.txt", "sub.txt", "sub/b.md", "sub/deep/a.html"]
    assert read_corpus(folder) == read_corpus(folder)


def test_hidden_files_and_folders_are_not_documents(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "a.txt").write_bytes(TEXT)
    (folder / ".hidden.txt").write_bytes(TEXT)

    assert ids(read_corpus(folder)) == ["good.txt"]
    assert not read_corpus(folder).skipped


def test_a_corpus_may_itself_stand_in_a_hidden_folder_or_behind_a_link(tmp_path: Path) -> None:
    hidden = tmp_path / ".data"
    hidden.mkdir()
    (hidden / "a.txt").write_bytes(TEXT)
    (tmp_path / "link").symlink_to(hidden)

    assert ids(read_corpus(tmp_path / "link")) == ["a.txt"]


def test_a_sidecar_is_read_and_is_no_document(folder: Path) -> None:
    (folder / "good.txt.meta.yaml").write_text("title: Talks\n")
    corpus = read_corpus(folder)

    assert [document.metadata.title for document in corpus.documents] == ["Talks"]
    assert not corpus.skipped


def test_a_sidecar_of_no_document_is_listed(folder: Path) -> None:
    (folder / "god.txt.meta.yaml").write_text("title: Talks\n")

    assert reasons(read_corpus(folder)) == {
        "god.txt.meta.yaml": "it describes a document that is not beside it"
    }


def test_files_that_cannot_be_read_are_listed_with_their_reason(
    folder: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_bytes(TEXT)
    (folder / "binary.txt").write_bytes(b"\x7fELF\x00")
    (folder / "empty.txt").touch()
    (folder / "latin.txt").write_bytes(b"caf\xe9")
    (folder / "utf16.txt").write_bytes("Text".encode("utf-16"))
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / "out.txt").symlink_to(outside)
    (folder / "up.txt").symlink_to("../secret.txt")
    (folder / "nowhere.txt").symlink_to("missing.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "linked").symlink_to(tmp_path)
    (folder / "bad_sidecar.txt").write_bytes(TEXT)
    (folder / "bad_sidecar.txt.meta.yaml").write_text("title: [")
    (folder / "latin_sidecar.txt").write_bytes(TEXT)
    (folder / "latin_sidecar.txt.meta.yaml").write_bytes(b"title: caf\xe9")
    (folder / "lost_sidecar.txt").write_bytes(TEXT)
    (folder / "lost_sidecar.txt.meta.yaml").symlink_to("missing")
    (folder / "foreign_sidecar.txt").write_bytes(TEXT)
    (folder / "foreign_sidecar.txt.meta.yaml").symlink_to(outside)
    os.mkfifo(folder / "pipe.txt")
    corpus = read_corpus(folder)

    assert ids(corpus) == ["good.txt"]
    assert reasons(corpus) == {
        "bad_sidecar.txt": "its .meta.yaml is not valid YAML",
        "binary.txt": "it is a binary file, not text",
        "empty.txt": "it holds no text",
        "foreign_sidecar.txt": "its .meta.yaml is a link that leads out of the corpus",
        "latin.txt": "it is not UTF-8 text (byte 3)",
        "latin_sidecar.txt": "its .meta.yaml is not UTF-8 text",
        "linked": "it is a link to a folder",
        "loop.txt": "it cannot be opened (Too many levels of symbolic links)",
        "lost_sidecar.txt": "its .meta.yaml cannot be opened (No such file or directory)",
        "nowhere.txt": "it cannot be opened (No such file or directory)",
        "out.txt": "it is a link that leads out of the corpus",
        "picture.png": "format '.png' is not one of .txt, .md, .markdown, .html, .htm",
        "pipe.txt": "it is not a regular file",
        "up.txt": "it is a link that leads out of the corpus",
        "utf16.txt": "it is UTF-16, not UTF-8",
    }
    assert [skip.path for skip in corpus.skipped] == sorted(skip.path for skip in corpus.skipped)


def test_a_link_within_the_corpus_is_read(folder: Path) -> None:
    (folder / "again.txt").symlink_to("good.txt")

    assert ids(read_corpus(folder)) == ["again.txt", "good.txt"]


def test_a_file_too_large_is_listed(folder: Path) -> None:
    with (folder / "large.txt").open("wb") as file:
        file.truncate(ingest.corpus.MAX_FILE_BYTES + 1)

    assert reasons(read_corpus(folder)) == {"large.txt": "it is larger than 50 MB"}


@pytest.fixture
def unreadable(folder: Path) -> Iterator[Path]:
    """A folder and a file without permission, seen by a user who is not root."""
    (folder / "closed").mkdir()
    (folder / "closed" / "a.txt").write_bytes(TEXT)
    (folder / "locked.txt").write_bytes(TEXT)
    (folder / "closed").chmod(0)
    (folder / "locked.txt").chmod(0)
    was = os.geteuid()
    modes = {parent: parent.stat().st_mode for parent in [folder, *folder.parents]}
    closed = {parent: mode for parent, mode in modes.items() if was == 0 and mode & 0o011 != 0o011}
    for parent, mode in closed.items():
        parent.chmod(mode | 0o011)
    if was == 0:
        os.seteuid(65_534)
    yield folder
    os.seteuid(was)
    for parent, mode in closed.items():
        parent.chmod(mode)
    (folder / "closed").chmod(0o700)


def test_what_may_not_be_opened_is_listed(unreadable: Path) -> None:
    assert reasons(read_corpus(unreadable)) == {
        "closed": "it cannot be opened (Permission denied)",
        "locked.txt": "it cannot be opened (Permission denied)",
    }


def test_a_corpus_that_may_not_be_opened_is_an_error_too(unreadable: Path) -> None:
    with pytest.raises(EmptyCorpus, match="Permission denied"):
        read_corpus(unreadable / "closed")
    with pytest.raises(CorpusMissing, match="Permission denied"):
        read_corpus(unreadable / "closed" / "inside")


@pytest.mark.parametrize(
    "name",
    [
        "with space.txt",
        "semi;colon#1&%41.txt",
        "new\nline.txt",
        "\x1b[31m.txt",
        "caf\u00e9.txt",
        "cafe\u0301.txt",
        "שלום.txt",
        "\U0001f54a.TXT",
        "-rf.txt",
        "quote'\".txt",
    ],
)
def test_a_file_may_have_an_odd_name(folder: Path, name: str) -> None:
    (folder / name).write_bytes(TEXT)
    corpus = read_corpus(folder)

    assert name in ids(corpus)
    assert not corpus.skipped


def test_a_name_that_is_not_utf8_is_listed_so_that_it_can_be_shown(folder: Path) -> None:
    with open(os.fsencode(folder) + b"/caf\xe9.txt", "wb") as file:  # noqa: PTH123 - bytes
        file.write(TEXT)

    assert reasons(read_corpus(folder)) == {"caf\ufffd.txt": "its name is not valid UTF-8"}


def test_a_socket_is_no_document(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)  # the path of a socket may not be long
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.txt")

        assert reasons(read_corpus(folder)) == {"socket.txt": "it is not a regular file"}


def test_a_corpus_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    for missing in (tmp_path / "missing", tmp_path / "file", tmp_path / "loop"):
        with pytest.raises(CorpusMissing):
            read_corpus(missing)


def test_a_corpus_without_a_document_says_why(tmp_path: Path) -> None:
    with pytest.raises(EmptyCorpus):
        read_corpus(tmp_path)
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    with pytest.raises(EmptyCorpus, match=r"a\.pdf: format"):
        read_corpus(tmp_path)
