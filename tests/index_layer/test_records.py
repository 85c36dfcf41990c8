import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.building import CutDocument
from index.errors import IndexCorrupt, IndexingError
from index.records import Records, write_records

CorpusMaker = Callable[..., list[CutDocument]]


@pytest.fixture(scope="module")
def corpus(corpus_of: CorpusMaker) -> list[CutDocument]:
    return corpus_of(odd=("Zero \x00 and \U0001f54a, CRLF\r\n and \u2028.",))


@pytest.fixture
def path(corpus: list[CutDocument], tmp_path: Path) -> Path:
    write_records(corpus, tmp_path / "records.sqlite")
    return tmp_path / "records.sqlite"


def test_everything_comes_back_equal_to_what_went_in(path: Path, corpus: list[CutDocument]) -> None:
    with Records(path) as records:
        assert records.documents() == [document for document, _ in corpus]
        assert records.passages() == [passage for _, own in corpus for passage in own]
        assert records.document_count == len(corpus)
        assert records.passage_count == sum(len(own) for _, own in corpus)
        row = 0
        for document, own in corpus:
            found = records.document(document.document_id)
            assert found == document
            assert records.content_hash(document.document_id) == document.content_hash
            assert records.passages_of(document.document_id) == list(own)
            assert records.rows_of([document.document_id]).tolist() == [
                row + place for place in range(len(own))
            ]
            for passage in own:
                assert records.passage(row) == passage
                assert document.text[passage.start : passage.end] == passage.text
                row += 1


def test_what_is_not_there_is_none_or_an_index_error(path: Path) -> None:
    with Records(path) as records:
        assert records.document("nowhere.txt") is None
        assert records.passages_of("nowhere.txt") == []
        assert records.rows_of(["nowhere.txt"]).tolist() == []
        with pytest.raises(IndexError):
            records.passage(records.passage_count)


def test_many_threads_may_read_at_once(path: Path) -> None:
    with Records(path) as records, ThreadPoolExecutor(8) as pool:
        expected = [records.passage(row) for row in range(records.passage_count)]
        rows = [*range(records.passage_count)] * 50
        assert list(pool.map(records.passage, rows)) == expected * 50


def test_the_same_documents_give_the_same_bytes(
    path: Path, corpus: list[CutDocument], tmp_path: Path
) -> None:
    write_records(corpus, tmp_path / "again.sqlite")
    assert (tmp_path / "again.sqlite").read_bytes() == path.read_bytes()


def test_a_document_id_that_stands_twice_is_refused(
    corpus: list[CutDocument], tmp_path: Path
) -> None:
    with pytest.raises(IndexingError, match="UNIQUE"):
        write_records([corpus[0], corpus[0]], tmp_path / "records.sqlite")


def test_a_file_that_is_no_database_is_called_corrupt(tmp_path: Path) -> None:
    (tmp_path / "records").write_bytes(b"nothing of the kind" * 100)
    for name in ("records", "missing"):
        with pytest.raises(IndexCorrupt, match=name):
            Records(tmp_path / name)


def test_closed_records_say_so(path: Path) -> None:
    records = Records(path)
    records.close()
    with pytest.raises(IndexingError, match="closed"):
        records.passage(0)


def test_a_summary_is_what_the_document_says_of_itself(
    path: Path, corpus: list[CutDocument]
) -> None:
    with Records(path) as records:
        summaries = records.summaries()

        assert [summary.document_id for summary in summaries] == records.document_ids()
        assert records.summary(summaries[0].document_id) == summaries[0]
        assert records.summary("none.txt") is None
    for (document, passages), summary in zip(corpus, summaries, strict=True):
        assert summary.characters == len(document.text)
        assert summary.content_hash == document.content_hash
        assert summary.metadata == document.metadata
        assert summary.passages == len(passages)


def test_closing_while_others_read_ends_their_reading_and_not_the_process(path: Path) -> None:
    """SQLite does not survive a connection closed in mid-statement."""
    for _ in range(20):
        records = Records(path)
        endings: list[type[BaseException]] = []

        def read(records: Records = records, endings: list[type] = endings) -> None:
            try:
                while True:
                    records.documents()
            except IndexingError as error:
                endings.append(type(error))

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        time.sleep(0.005)
        records.close()
        for reader in readers:
            reader.join(30)

        assert endings == [IndexingError] * 3
