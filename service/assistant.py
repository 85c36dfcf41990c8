"""The use case: a question in, a verified answer or an abstention out.

Decides which way a message goes: taken apart into two questions, answered from the documents'
records, or from their passages. No HTTP, no printing. An ``Assistant`` is bound to one opened
index version, so an answer is always wholly from one version.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from index.encoding import Encoder
from index.retrieval import Index, RetrievedPassage
from service.about_documents import AboutDocuments
from service.answering import Answering
from service.answers import Answer, Offer, Outcome
from service.citations import verify
from service.offers import Offers
from service.opening import reader_for
from service.parts import parts_of, put_together
from service.question_kinds import QuestionKind
from service.ranking import RankedPassage
from service.reading import Reader
from service.scope import MAX_WORDS

DISMISSALS = ("too_vague", "out_of_scope")


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
        self._answering = Answering(index, encoder, reader or reader_for(None)(encoder))
        self._about = AboutDocuments(self._answering, self._answer)
        self._offers = Offers(index.records, lambda text: self._answer(text, None, ()))
        self.as_of = self._answering.as_of

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
        about: Answer | None = None
        kind = self._answering.kind_of(text)
        if kind is QuestionKind.SOURCES:
            about = self._about.sources(text, documents, earlier)
        about = about or self._about.summary(text, documents, earlier)
        if about:
            return about
        answer = self._answering.answer(text, kind, documents, earlier, answers)
        if kind is QuestionKind.SOURCES and answer.outcome is Outcome.ABSTAINED:
            return self._about.described(text, documents) or answer
        return answer

    def retrieve(
        self, query: str, limit: int, documents: Collection[str] | None = None
    ) -> tuple[RetrievedPassage, ...]:
        """Return the passages nearest to a query, best first; nothing is read or judged."""
        return self._answering.retriever.retrieve(query, limit, documents).passages

    def search(
        self, query: str, limit: int, documents: Collection[str] | None = None
    ) -> tuple[RankedPassage, ...]:
        """Return at most ``limit`` passages for a query, the first of them ranked by reading.

        Raises:
            QuestionRejected: the query is empty or too long.
        """
        return self._answering.ranked(query, limit, documents)
