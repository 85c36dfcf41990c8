"""Questions about the documents themselves, and summaries of one of them.

Comes in: a question as typed, in its conversation. Goes out: an ``Answer`` from the documents'
records or from a document's most central sentences; ``None`` for any other question.
"""

import contextlib
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from index.records import DocumentSummary
from service.answering import Answering
from service.answers import Answer
from service.citations import verify
from service.composing import compose
from service.documents_meant import described, holding
from service.errors import QuestionRejected
from service.notices import notices
from service.question_kinds import QuestionKind, core_question
from service.record_answers import (
    RecordAnswer,
    answer_from_records,
    beside_records,
    cited_documents,
    list_holding,
)
from service.record_citations import verify_records
from service.records_asked import (
    RecordsAsked,
    document_meant,
    names_in,
    wants_summary,
    what_is_asked,
)
from service.topics import more_in_document, select_summary

# "Who wrote this?" means what was quoted at most so many questions ago.
MAX_LOOKED_BACK = 3
Ask = Callable[[str, Collection[str] | None, Sequence[str]], Answer]


class AboutDocuments:
    """Answers what documents' records can answer. Safe to use from several threads."""

    def __init__(self, answering: Answering, ask: Ask) -> None:
        """Bind what answers from passages, and ``ask``, which answers any question."""
        self._answering = answering
        self._records = answering.index.records
        self._ask = ask

    def sources(
        self,
        text: str,
        documents: Collection[str] | None,
        earlier: Sequence[str],
    ) -> Answer | None:
        """Return what the documents' records say; ``None`` if they cannot answer this."""
        started = time.perf_counter()
        summaries = self._summaries(documents)
        core = core_question(text)
        asked, words = what_is_asked(core), names_in(core)
        is_held = asked is RecordsAsked.HELD
        # Earlier questions are asked again for it: not where it could mean none of them.
        before = None if is_held else self._last_cited(documents, earlier)
        lists = is_held or (asked is RecordsAsked.OTHERS and before is None)
        if lists and summaries and words:
            held = holding(words, summaries, self._answering.index.lexical)
            return self._stated(text, list_holding(words, held, summaries), None, started)
        found = answer_from_records(text, summaries, cited_documents(before) if before else ())
        if found is None:
            return None
        quotes: Answer | None = None
        if found.asks_for_others and before is not None:
            others = {s.document_id for s in summaries} - set(found.documents)
            if others:
                quotes = self._ask(before.standalone_question, others, ())
        return self._stated(text, found, quotes, started)

    def described(self, text: str, documents: Collection[str] | None) -> Answer | None:
        """Return what the record of the document says that a question describes by its contents.

        For a question that names no title, and that no passage answers.
        """
        started = time.perf_counter()
        summaries = self._summaries(documents)
        words = names_in(core_question(text))
        index, retriever = self._answering.index, self._answering.retriever
        meant = described(words, summaries, index.lexical, retriever)
        found = answer_from_records(text, summaries, (), meant) if meant else None
        return self._stated(text, found, None, started) if found else None

    def _stated(
        self, text: str, found: RecordAnswer, quotes: Answer | None, started: float
    ) -> Answer:
        """Return the answer that states records, each held against its document."""
        statements, spans, citations = beside_records(found, quotes)
        verify(statements, spans, (), self._records)
        verify_records(statements, citations, self._records)
        return replace(
            self._answering.unread(text, QuestionKind.SOURCES, started),
            statements=statements,
            citations=spans,
            records=citations,
            warnings=notices(statements, spans, (), self._records),
        )

    def summary(
        self,
        text: str,
        documents: Collection[str] | None,
        earlier: Sequence[str],
    ) -> Answer | None:
        """Return a document's most central sentences, if a summary of one is wanted."""
        if not wants_summary(text):
            return None
        started = time.perf_counter()
        before = self._last_cited(documents, earlier)
        summaries = self._summaries(documents)
        meant = document_meant(text, summaries, cited_documents(before) if before else ())
        document = self._records.document(meant) if meant else None
        if document is None:
            return None
        passages = self._records.passages_of(document.document_id)
        evidence = select_summary(document, passages, self._answering.encoder)
        statements, citations = compose(evidence, self._records, name_documents=True)
        verify(statements, citations, (), self._records)
        return replace(
            self._answering.unread(text, QuestionKind.TOPIC, started),
            statements=statements,
            citations=citations,
            warnings=notices(statements, citations, (), self._records),
            more=more_in_document(document.document_id, citations, self._records),
        )

    def _summaries(self, documents: Collection[str] | None) -> list[DocumentSummary]:
        summaries = self._records.summaries()
        return [s for s in summaries if documents is None or s.document_id in documents]

    def _last_cited(
        self, documents: Collection[str] | None, earlier: Sequence[str]
    ) -> Answer | None:
        """Return the newest of the last few answers that cited anything."""
        for place in range(len(earlier) - 1, max(-1, len(earlier) - 1 - MAX_LOOKED_BACK), -1):
            with contextlib.suppress(QuestionRejected):
                before = self._ask(earlier[place], documents, earlier[:place])
                if cited_documents(before):
                    return before
        return None
