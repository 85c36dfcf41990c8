"""The lexical side: BM25 over stemmed English words (tantivy).

In go the passages of an index version, out come (row, BM25 score) pairs and answers to
"does any passage mention this?". The only module that knows tantivy. An index is written
whole, by one thread, and never changed: deletions would leave stale word counts, and an
updated index would rank otherwise than a fresh one. A person's text is never parsed as a
query language, so no character in it means anything.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

from index.errors import IndexCorrupt, IndexingError
from index.names import Names, NameSpan
from index.normalising import normalise
from ingest.documents import Passage

CONTEXT_BOOST = 0.5
"""Weight of a word found in title and headings, where one found in the text has 1."""

PAIR_BOOST = 0.3
"""Weight of two words that stand next to each other as in the query, beside the words' own."""

COMMON_WORD = 5_000
"""Two words in more passages than this are no pair: nothing takes more time or tells less."""

OTHER_NAME_BOOST = 0.5
"""Weight of a name that was not typed but means the same as one that was."""

_ANALYZER = "muscat_english"
_LONGEST_WORD = 80  # bytes; longer ones are addresses and codes that nobody types
# How much tantivy gathers before it writes a segment. It is reached only by corpora of
# millions of passages; below it there is exactly one segment. Not allocated in advance.
_HEAP_BYTES = 2_000_000_000
_LOCK_FILES = (".tantivy-meta.lock", ".tantivy-writer.lock")


def _tantivy() -> Any:
    import tantivy

    return tantivy


def _analyzer() -> Any:
    tantivy = _tantivy()
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(_LONGEST_WORD))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _schema() -> Any:
    return (
        _tantivy()
        .SchemaBuilder()
        .add_text_field("body", tokenizer_name=_ANALYZER, index_option="position")
        .add_text_field("context", tokenizer_name=_ANALYZER, index_option="position")
        .add_text_field("document", tokenizer_name="raw", index_option="basic")
        .add_unsigned_field("row", fast=True)
        .build()
    )


def write_lexical(passages: Iterable[Passage], folder: Path) -> None:
    """Write the words of ``passages`` to the new folder ``folder``, row i being the i-th.

    Raises:
        IndexingError: If tantivy cannot write there.
    """
    tantivy = _tantivy()
    folder.mkdir(parents=True)
    try:
        index = tantivy.Index(_schema(), path=str(folder))
        index.register_tokenizer(_ANALYZER, _analyzer())
        writer = index.writer(_HEAP_BYTES, 1)
        for row, passage in enumerate(passages):
            entry = tantivy.Document()
            entry.add_text("body", normalise(passage.text))
            entry.add_text("context", normalise(passage.context))
            entry.add_text("document", passage.document_id)
            entry.add_unsigned("row", row)
            writer.add_document(entry)
        writer.commit()
        writer.wait_merging_threads()
    except ValueError as error:
        raise IndexingError(f"cannot write the word index to {folder}: {error}") from error
    for name in _LOCK_FILES:
        (folder / name).unlink(missing_ok=True)


class LexicalIndex:
    """The words of an index version. Safe to search from several threads."""

    def __init__(self, schema: Any, searcher: Any, names: Names) -> None:
        """Wrap an open searcher; call ``open`` instead."""
        self._names = names
        self._schema = schema
        self._searcher: Any | None = searcher
        self._analyzer = _analyzer()

    @classmethod
    def open(cls, folder: Path, names: Names | None = None) -> Self:
        """Open what ``write_lexical`` wrote, without writing a byte into ``folder``.

        With ``names``, what a query calls by one name is found by its other names too.

        tantivy locks a folder even to read it, so it gets a private view: a temporary
        folder of links. The view is removed before this returns, since by then every file
        is mapped into memory; so nothing is left behind, not even by ``kill -9``.

        Raises:
            IndexCorrupt: If the folder is missing or is not such an index.
            IndexingError: If there is no place for the view.
        """
        try:
            view = Path(tempfile.mkdtemp(prefix="muscat-words-"))
        except OSError as error:
            raise IndexingError(
                f"there is no temporary folder to be had: {error}",
                remedy="Make room in the folder for temporary files, or name another in TMPDIR.",
            ) from error
        try:
            for source in sorted(folder.iterdir()):
                if source.name not in _LOCK_FILES:
                    _link(source, view / source.name)
            index = _tantivy().Index.open(str(view))
            index.register_tokenizer(_ANALYZER, _analyzer())
            index.config_reader("manual", 0)
            return cls(index.schema, index.searcher(), names or Names())
        except (ValueError, OSError) as error:
            raise IndexCorrupt(f"cannot open the word index in {folder}: {error}") from error
        finally:
            _remove(view)

    def close(self) -> None:
        """Let go of the files; searching afterwards raises ``IndexingError``."""
        self._searcher = None

    def __len__(self) -> int:
        return int(self._open_searcher().num_docs)

    def terms(self, text: str) -> list[str]:
        """Return the stemmed words of ``text`` as they are indexed, each once, in order."""
        return list(dict.fromkeys(self._analyzer.analyze(normalise(text))))

    def search(
        self, query_text: str, limit: int, documents: Collection[str] | None = None
    ) -> list[tuple[int, float]]:
        """Return the ``limit`` best rows as (row, BM25 score), best first, ties by row.

        Args:
            query_text: A person's words; every word may match, none must. A passage that
                has another name for a thing gets ``OTHER_NAME_BOOST`` of its score.
            limit: At most this many; 0 or less gives none.
            documents: Search among the passages of these documents only. A score is the
                same with and without.

        Returns:
            Rows with a word or a thing in common with the query; scores are positive, without upper
            bound, and comparable within one query only.
        """
        searcher = self._open_searcher()
        query = self._query(query_text)
        if query is None or limit <= 0 or (documents is not None and not documents):
            return []
        if documents is not None:
            query = self._restricted(query, documents)
        hits = searcher.search(query, limit).hits
        rows = searcher.fast_field_values("row", [address for _, address in hits])
        found = [(int(row), float(score)) for row, (score, _) in zip(rows, hits, strict=True)]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def document_frequency(self, term: str) -> int:
        """Return in how many passages' texts the one word ``term`` stands, stemmed.

        Of several words in ``term`` the rarest counts; of no word the answer is 0.
        """
        searcher = self._open_searcher()
        return min((int(searcher.doc_freq("body", word)) for word in self.terms(term)), default=0)

    def mentions(self, words: str) -> bool:
        """Tell whether any passage has ``words`` in its text, title or headings, stemmed.

        Several words must stand next to each other in this order ("Lake Geneva").
        """
        return self.count_mentions(words) > 0

    def count_mentions(self, words: str) -> int:
        """Return in how many passages ``words`` stand, in the way of ``mentions``."""
        query = self._words_together(self._analyzer.analyze(normalise(words)))
        return int(self._open_searcher().search(query, 1).count) if query else 0

    def names_mentioned(self, text: str) -> tuple[NameSpan, ...]:
        """Return the names in ``text`` that the corpus mentions, as typed or by another name."""
        return tuple(
            span
            for span in self._names.spans(text)
            if self.mentions(text[span.start : span.end]) or any(map(self.mentions, span.others))
        )

    def _words_together(self, words: Sequence[str]) -> Any | None:
        """Return a query for stemmed words that stand next to each other, in either field."""
        tantivy = _tantivy()
        if not words:
            return None
        parts = []
        for field, boost in (("body", 1.0), ("context", CONTEXT_BOOST)):
            if len(words) == 1:
                found = tantivy.Query.term_query(self._schema, field, words[0], "freq")
            else:
                found = tantivy.Query.phrase_query(self._schema, field, list(words))
            parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(found, boost)))
        return tantivy.Query.boolean_query(parts)

    def _query(self, text: str) -> Any | None:
        """Return the query for any of the words, and for other names of what they name."""
        tantivy = _tantivy()
        parts = self._word_parts(text)
        for span in self._names.spans(text):
            # The typed name, word by word, against the other names: the best one counts,
            # so that a passage with all of them is not counted twice for one thing.
            typed = self._word_parts(text[span.start : span.end])
            parts = [part for part in parts if part[0] not in {words for words, _ in typed}]
            others = [
                tantivy.Query.boost_query(query, OTHER_NAME_BOOST)
                for name in span.others
                if (query := self._words_together(self._analyzer.analyze(normalise(name))))
            ]
            own = tantivy.Query.boolean_query([(tantivy.Occur.Should, q) for _, q in typed])
            parts.append(("", tantivy.Query.disjunction_max_query([own, *others])))
        if not parts:
            return None
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for _, query in parts])

    def _word_parts(self, text: str) -> list[tuple[str, Any]]:
        """Return (words, query): each stemmed word in every field, each pair in the body."""
        tantivy = _tantivy()
        parts, terms = [], self._analyzer.analyze(normalise(text))
        for term in dict.fromkeys(terms):
            for field, boost in (("body", 1.0), ("context", CONTEXT_BOOST)):
                found = tantivy.Query.term_query(self._schema, field, term, "freq")
                parts.append((term, tantivy.Query.boost_query(found, boost)))
        for pair in self._telling_pairs(terms):
            found = tantivy.Query.phrase_query(self._schema, "body", list(pair))
            parts.append((" ".join(pair), tantivy.Query.boost_query(found, PAIR_BOOST)))
        return parts

    def _telling_pairs(self, terms: Sequence[str]) -> list[tuple[str, str]]:
        """Return words that stand next to each other, once each, unless both are common."""
        frequency = self._open_searcher().doc_freq
        common = {term for term in terms if int(frequency("body", term)) > COMMON_WORD}
        return [pair for pair in dict.fromkeys(pairwise(terms)) if not common.issuperset(pair)]

    def _restricted(self, query: Any, documents: Collection[str]) -> Any:
        tantivy = _tantivy()
        inside = tantivy.Query.term_set_query(self._schema, "document", sorted(documents))
        # A constant of 0 keeps the restriction out of the score.
        silent = tantivy.Query.const_score_query(inside, 0.0)
        return tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, query), (tantivy.Occur.Must, silent)]
        )

    def _open_searcher(self) -> Any:
        if self._searcher is None:
            raise IndexingError("the index has been closed")
        return self._searcher


def _link(source: Path, target: Path) -> None:
    """Make ``target`` show ``source``: a hard link, else a symbolic one, else a copy."""
    for link in (os.link, os.symlink):
        try:
            link(source.absolute(), target)
        except OSError:
            continue
        return
    shutil.copyfile(source, target)


def _remove(view: Path) -> None:
    """Remove ``view``, though tantivy may be writing a lock into it this moment.

    Its default reader, which lives until ``config_reader`` replaces it, looks at the folder
    from a thread of its own, and so brings a file back between two steps of removing.
    """
    for _ in range(100):
        shutil.rmtree(view, ignore_errors=True)
        if not view.exists():
            return
        time.sleep(0.01)
