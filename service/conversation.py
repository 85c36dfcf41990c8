"""What a conversation adds to a question: what it is about, and where to look as well.

Comes in: the question as typed, and what was asked and answered before. Goes out: the
question to ask and the passages to read. A question that stands by itself gets neither.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from index.encoding import Encoder
from index.retrieval import Index, Retrieval, Retriever
from service.earlier_evidence import DEPTH, keep_in_view, quoted_rows
from service.errors import QuestionRejected
from service.followups import MAX_EARLIER, stand_alone
from service.questions import Question, parse_question
from service.reading import MAX_PASSAGES_READ
from service.spelling import mend_spelling


def question_to_ask(
    text: str, earlier: Sequence[str], index: Index, encoder: Encoder
) -> tuple[Question, bool]:
    """Return the question to ask for ``text``, and whether it leans on an earlier one.

    The spelling of both is mended.

    Args:
        text: what was typed now.
        earlier: what the same person typed before, oldest first.
        index: whose words spelling is mended from.
        encoder: the index's.

    Raises:
        QuestionRejected: ``text`` is empty or too long.
    """
    typed = mend_spelling(parse_question(text), index, encoder)
    before = []
    for one in earlier[-MAX_EARLIER:]:
        try:
            before.append(mend_spelling(parse_question(one), index, encoder).text)
        except QuestionRejected:
            continue
    question = stand_alone(typed.text, before)
    return question, question.text != typed.text


def passages_to_read(
    text: str,
    answers: Sequence[str],
    retriever: Retriever,
    documents: Collection[str] | None,
) -> Retrieval:
    """Return what a question brings up, a passage that was quoted before among it.

    Args:
        text: the question to look for.
        answers: what was answered before, oldest first; none for a question that stands by
            itself.
        retriever: asks the index.
        documents: ids of the only documents to look into; ``None`` is all of them.
    """
    rows = quoted_rows(answers, retriever.index, documents)
    if not rows:
        return retriever.retrieve(text, MAX_PASSAGES_READ, documents)
    found = retriever.retrieve(text, DEPTH, documents)
    kept = keep_in_view(found.passages, rows, MAX_PASSAGES_READ)
    return replace(found, passages=kept)
