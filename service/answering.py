"""One question answered from passages: searched, read, decided, composed, verified.

Comes in: a question as typed, and what was said before. Goes out: an ``Answer`` whose every
quotation has been compared with its document. What the documents' records answer is
``service.about_documents``'s; which of the two a question wants, ``service.assistant``'s.
"""

import time
from collections.abc import Collection, Sequence
from dataclasses import replace

from index.encoding import Encoder
from index.retrieval import Index, Retrieval, Retriever
from service.abstaining import nearest_first
from service.answers import Answer, AsOf, Citation, Outcome, Statement
from service.citations import verify, verify_compared
from service.composing import compose
from service.conversation import passages_to_read, question_to_ask
from service.deciding import confidence_of, decide, settled_kind
from service.disagreements import find_disagreements
from service.emphasis import emphasise
from service.learned_kinds import LearnedKinds
from service.naming import in_names_of
from service.nearest import best_quote, nearest_spans
from service.notices import notices, relative_date_only
from service.premises import find_premises, premise_statements, settled
from service.question_cues import ATTRIBUTED
from service.question_kinds import QuestionKind, core_question
from service.questions import Question, parse_question
from service.ranking import RankedPassage, ranked_by_reading
from service.reading import MAX_PASSAGES_READ, Reader, Reading
from service.scope import asking_part, dismissed, reply
from service.selecting import more_for, select
from service.timings import timings_of

# What a cue settles is not learned otherwise.
SETTLED_BY_CUES = (
    QuestionKind.SOURCES,
    QuestionKind.OPINION,
    QuestionKind.VAGUE,
    QuestionKind.OUT_OF_SCOPE,
)


class Answering:
    """Answers questions from the passages of one index version. Safe to use from several threads.

    ``index`` is that version, ``as_of`` the dates that its documents span.
    """

    def __init__(self, index: Index, encoder: Encoder, reader: Reader) -> None:
        """Bind an index to its encoder and a reader.

        Raises:
            EncoderMismatch: the index was built with another model.
        """
        self.index = index
        self.encoder = encoder
        self.retriever = Retriever(index, encoder)
        self._reader = reader
        self._kinds = LearnedKinds(encoder)
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

    def question(
        self, text: str, earlier: Sequence[str], kind: QuestionKind
    ) -> tuple[Question, bool]:
        """Return what ``text`` asks after ``earlier`` questions, and whether it leans on them.

        ``kind`` is its ``kind_of``.

        Raises:
            QuestionRejected: the question is empty or too long.
        """
        question, leans = question_to_ask(asking_part(text), earlier, self.index, self.encoder)
        if kind is QuestionKind.OPINION:
            question = replace(question, kind=QuestionKind.OPINION)
        return question, leans

    def kind_of(self, text: str) -> QuestionKind:
        """Return what kind of question was typed, by its cues and by what was learned."""
        asked = asking_part(text)
        kind = parse_question(asked).kind
        if kind in SETTLED_BY_CUES or ATTRIBUTED.search(core_question(asked)):
            return kind
        return self._kinds.kind_of(asked) or kind

    def brought_up(
        self,
        question: Question,
        documents: Collection[str] | None = None,
        answers: Sequence[str] = (),
    ) -> tuple[Question, Retrieval]:
        """Return a question in the documents' own names, and what it brings up.

        ``answers``: what was answered before to a question that leans on it; what it quotes
        is brought up again.
        """
        asked = in_names_of(self.index, question)  # read so, never shown so
        return asked, passages_to_read(asked.text, answers, self.retriever, documents)

    def ranked(
        self, text: str, limit: int, documents: Collection[str] | None
    ) -> tuple[RankedPassage, ...]:
        """Return at most ``limit`` passages for a query; see ``Assistant.search``.

        Raises:
            QuestionRejected: the query is empty or too long.
        """
        asked = in_names_of(self.index, parse_question(text))
        found = self.retriever.retrieve(asked.text, max(limit, MAX_PASSAGES_READ), documents)
        return ranked_by_reading(asked, found.passages, self._reader)[:limit]

    def answer(
        self,
        text: str,
        kind: QuestionKind,
        documents: Collection[str] | None = None,
        earlier: Sequence[str] = (),
        answers: Sequence[str] = (),
    ) -> Answer:
        """Return the answer that passages give; see ``Assistant.ask``. ``kind``: its ``kind_of``.

        Raises:
            QuestionRejected: the question is empty or too long.
            CitationBroken: a quotation does not equal its source (a bug; never shown).
        """
        started = time.perf_counter()
        question, leans = self.question(text, earlier, kind)
        if dismissal := dismissed(asking_part(text), question, self.index.lexical, self.encoder):
            unread = self.unread(text, settled_kind(question, dismissal.reason), started)
            return reply(unread, question.text, dismissal)
        asked, retrieval = self.brought_up(question, documents, answers if leans else ())
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

    def unread(self, text: str, kind: QuestionKind, started: float) -> Answer:
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

    def _statements(
        self, question: Question, reading: Reading
    ) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
        evidence = select(question, reading, self.index.records)
        statements, citations = compose(
            evidence, self.index.records, name_documents=self._document_count > 1
        )
        return emphasise(question, reading, statements, citations), citations
