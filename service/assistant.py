"""The use case: a question in, a verified answer or an abstention out.

Retrieve, read, decide, compose, verify. No HTTP, no printing. An ``Assistant`` is bound
to one opened index version, so an answer is always wholly from one version.
"""

import contextlib
import time
from collections.abc import Collection, Sequence
from dataclasses import replace

from index.encoding import Encoder
from index.records import DocumentSummary
from index.retrieval import Index, RetrievedPassage, Retriever
from service.abstaining import nearest_first
from service.answers import (
    Answer,
    AsOf,
    Citation,
    Offer,
    Outcome,
    Statement,
)
from service.citations import verify, verify_compared
from service.composing import compose
from service.conversation import passages_to_read, question_to_ask
from service.deciding import confidence_of, decide, settled_kind
from service.disagreements import find_disagreements
from service.emphasis import emphasise
from service.errors import QuestionRejected
from service.naming import in_names_of
from service.nearest import best_quote, nearest_spans
from service.notices import notices, relative_date_only
from service.offers import Offers
from service.opening import reader_for
from service.parts import parts_of, put_together
from service.premises import find_premises, premise_statements, settled
from service.question_kinds import QuestionKind
from service.questions import Question, parse_question
from service.reading import Reader, Reading
from service.record_answers import answer_from_records, beside_records, cited_documents
from service.record_citations import verify_records
from service.records_asked import document_meant, wants_summary
from service.scope import MAX_WORDS, asking_part, dismissed, reply
from service.selecting import more_for, select
from service.timings import timings_of
from service.topics import more_in_document, select_summary

DISMISSALS = ("too_vague", "out_of_scope")
# "Who wrote this?" means what was quoted at most so many questions ago.
MAX_LOOKED_BACK = 3


class Assistant:
    """Answers questions from one index version. Safe to use from several threads.

    ``index`` is that version, ``as_of`` the dates that its documents span.
    """

    def __init__(self, index: Index, encoder: Encoder, reader: Reader | None = None) -> None:
        """Bind an index to its encoder.

        Raises:
            EncoderMismatch: the index was built with another model.
        """
        self.index = index
        self._encoder = encoder
        self._retriever = Retriever(index, encoder)
        self._reader = reader or reader_for(None)(encoder)
        self._offers = Offers(index.records, lambda text: self._answer(text, None, ()))
        self._document_count = index.records.document_count
        dates = sorted(
            date
            for summary in index.records.summaries()
            if (date := summary.metadata.as_of or summary.metadata.published)
        )
        self.as_of = AsOf(
            newest=dates[-1] if dates else None,
            oldest=dates[0] if dates else None,
            index_built=index.manifest.built_at,
        )

    def ask(
        self,
        text: str,
        documents: Collection[str] | None = None,
        earlier: Sequence[str] = (),
        answers: Sequence[str] = (),
    ) -> Answer:
        """Return the answer to a question; every quotation in it has been verified.

        Args:
            text: the question as typed.
            documents: ids of the only documents to look into; ``None`` is all of them.
            earlier: what the same person asked before, oldest first; a question that
                leans on it is asked together with it (``standalone_question``).
            answers: what was answered before; what it quotes is read again for such a one.

        Raises:
            QuestionRejected: the question is empty or too long.
            CitationBroken: a quotation does not equal its source (a bug; never shown).
        """
        answer = self._in_parts(text, documents, earlier, answers) or self._answer(
            text, documents, earlier, answers
        )
        if answer.offers or answer.reason is None or answer.reason.code not in DISMISSALS:
            return answer
        return replace(answer, offers=self.offers())

    def offers(self) -> tuple[Offer, ...]:
        """Return questions that the documents answer; the first call asks a number of them."""
        return self._offers.get()

    def _in_parts(
        self,
        text: str,
        documents: Collection[str] | None,
        earlier: Sequence[str],
        answers: Sequence[str],
    ) -> Answer | None:
        """Return the answer to a message of two questions; ``None`` if it is one."""
        parts = parts_of(text)
        if parts is None or len(text.split()) > MAX_WORDS:
            return None
        first = self._answer(parts[0], documents, earlier, answers)
        second = self._answer(parts[1], documents, (*earlier, parts[0]), answers)
        if any(one.reason and one.reason.code in DISMISSALS for one in (first, second)):
            return None
        together = put_together(text, parts, (first, second), self.index.records)
        verify(together.statements, together.citations, together.nearest, self.index.records)
        return together

    def _answer(
        self,
        text: str,
        documents: Collection[str] | None,
        earlier: Sequence[str],
        answers: Sequence[str] = (),
    ) -> Answer:
        started = time.perf_counter()
        if parse_question(text).kind is QuestionKind.SOURCES:
            about = self._about_sources(text, documents, earlier, started)
            if about is not None:
                return about
        if summary := self._summary(text, documents, earlier, started):
            return summary
        typed = asking_part(text)
        question, leans = question_to_ask(typed, earlier, self.index, self._encoder)
        if dismissal := dismissed(typed, question, self.index.lexical, self._encoder):
            unread = self._unread(text, settled_kind(question, dismissal.reason), started)
            return reply(unread, question.text, dismissal)
        asked = in_names_of(self.index, question)  # read so, never shown so
        quoting = answers if leans else ()
        retrieval = passages_to_read(asked.text, quoting, self._retriever, documents)
        before_reading = time.perf_counter()
        reading = self._reader.read(asked, retrieval.passages)
        read_ms = (time.perf_counter() - before_reading) * 1000
        outcome, reason = decide(asked, reading, self.index.lexical, self._document_count)
        statements, citations = self._statements(asked, reading)
        premises = find_premises(question, statements, citations, self.index.records)
        outcome, reason, premises = settled(outcome, reason, premises)
        if outcome is Outcome.ABSTAINED:
            statements, citations = (), ()
        if outcome is Outcome.ANSWERED and (
            undated := relative_date_only(asked, best_quote(reading, statements, citations))
        ):
            outcome, reason = Outcome.PARTIAL, undated
        disagreements = find_disagreements(asked, statements, citations)
        near = nearest_first(asked, reading, self.index.lexical)
        nearest = nearest_spans(near, citations, self.index.records)
        verify(statements, citations, nearest, self.index.records)
        verify_compared(disagreements, premises, question.text, citations)
        return Answer(
            question=text.strip(),
            standalone_question=question.text,
            kind=settled_kind(question, reason),
            outcome=outcome,
            confidence=confidence_of(reading, reason),
            reason=reason,
            statements=(*premise_statements(premises), *statements),
            citations=citations,
            nearest=() if outcome is Outcome.ANSWERED else nearest,
            as_of=self.as_of,
            warnings=notices(statements, citations, disagreements, self.index.records),
            disagreements=disagreements,
            premises=premises,
            index_version=self.index.manifest.version,
            timings_ms=timings_of(retrieval, read_ms, started),
            more=more_for(question, reading, citations, self.index.records),
        )

    def _unread(self, text: str, kind: QuestionKind, started: float) -> Answer:
        """Return the frame of an answer for which nothing was searched or judged."""
        return Answer(
            question=text.strip(),
            standalone_question=text.strip(),
            kind=kind,
            outcome=Outcome.ANSWERED,
            confidence=1.0,
            reason=None,
            statements=(),
            citations=(),
            nearest=(),
            as_of=self.as_of,
            warnings=(),
            index_version=self.index.manifest.version,
            timings_ms=timings_of(None, 0.0, started),
        )

    def _about_sources(
        self,
        text: str,
        documents: Collection[str] | None,
        earlier: Sequence[str],
        started: float,
    ) -> Answer | None:
        """Return what the documents' records say; ``None`` if they cannot answer this."""
        before = self._last_cited(documents, earlier)
        records = self.index.records
        summaries = self._summaries(documents)
        found = answer_from_records(text, summaries, cited_documents(before) if before else ())
        if found is None:
            return None
        quotes: Answer | None = None
        if found.asks_for_others and before is not None:
            others = {s.document_id for s in summaries} - set(found.documents)
            if others:
                quotes = self._answer(before.standalone_question, others, ())
        statements, spans, citations = beside_records(found, quotes)
        verify(statements, spans, (), records)
        verify_records(statements, citations, records)
        return replace(
            self._unread(text, QuestionKind.SOURCES, started),
            statements=statements,
            citations=spans,
            records=citations,
            warnings=notices(statements, spans, (), records),
        )

    def _summary(
        self,
        text: str,
        documents: Collection[str] | None,
        earlier: Sequence[str],
        started: float,
    ) -> Answer | None:
        """Return a document's most central sentences, if a summary of one is wanted."""
        if not wants_summary(text):
            return None
        records = self.index.records
        before = self._last_cited(documents, earlier)
        summaries = self._summaries(documents)
        meant = document_meant(text, summaries, cited_documents(before) if before else ())
        document = records.document(meant) if meant else None
        if document is None:
            return None
        passages = records.passages_of(document.document_id)
        evidence = select_summary(document, passages, self._encoder)
        statements, citations = compose(evidence, records, name_documents=True)
        verify(statements, citations, (), records)
        return replace(
            self._unread(text, QuestionKind.TOPIC, started),
            statements=statements,
            citations=citations,
            warnings=notices(statements, citations, (), records),
            more=more_in_document(document.document_id, citations, records),
        )

    def _summaries(self, documents: Collection[str] | None) -> list[DocumentSummary]:
        summaries = self.index.records.summaries()
        return [s for s in summaries if documents is None or s.document_id in documents]

    def _last_cited(
        self, documents: Collection[str] | None, earlier: Sequence[str]
    ) -> Answer | None:
        """Return the newest of the last few answers that cited anything."""
        for place in range(len(earlier) - 1, max(-1, len(earlier) - 1 - MAX_LOOKED_BACK), -1):
            with contextlib.suppress(QuestionRejected):
                before = self._answer(earlier[place], documents, earlier[:place])
                if cited_documents(before):
                    return before
        return None

    def search(
        self, query: str, limit: int, documents: Collection[str] | None = None
    ) -> tuple[RetrievedPassage, ...]:
        """Return the passages nearest to a query, best first; nothing is read or judged."""
        return self._retriever.retrieve(query, limit, documents).passages

    def _statements(
        self, question: Question, reading: Reading
    ) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
        evidence = select(question, reading, self.index.records)
        statements, citations = compose(
            evidence, self.index.records, name_documents=self._document_count > 1
        )
        return emphasise(question, reading, statements, citations), citations
