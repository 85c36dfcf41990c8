"""Documents that a question describes where it names no title: by the words they hold.

"Who wrote the piece about the deal night?" describes one; "is there anything on fish prices?"
asks for all that have the words. Comes in: words, and the documents they may mean. Goes out:
which of those hold the words, in any inflection or under another name of the same thing.
"""

from collections.abc import Sequence

from index.lexical import LexicalIndex
from index.records import DocumentSummary
from index.retrieval import Retriever

# A document is meant only if it holds at least this share of the words that describe it.
DESCRIBED_FROM = 2 / 3
MAX_CONSIDERED = 50


def holding(
    words: Sequence[str], summaries: Sequence[DocumentSummary], lexical: LexicalIndex
) -> tuple[DocumentSummary, ...]:
    """Return the documents that hold every one of the words in text, title or headings."""
    return tuple(one for one in summaries if _share_held(words, one, lexical) == 1.0)


def described(
    words: Sequence[str],
    summaries: Sequence[DocumentSummary],
    lexical: LexicalIndex,
    retriever: Retriever,
) -> DocumentSummary | None:
    """Return the document that the words describe best; ``None`` if none holds enough of them.

    Args:
        words: content words of the description, in order.
        summaries: the documents that may be meant.
        lexical: the words of the corpus.
        retriever: ranks the documents by their nearest passage.
    """
    by_id = {summary.document_id: summary for summary in summaries}
    found = retriever.retrieve(" ".join(words), MAX_CONSIDERED, set(by_id)) if words else None
    passages = found.passages if found else ()
    ranked = dict.fromkeys(passage.passage.document_id for passage in passages)
    return next(
        (by_id[one] for one in ranked if _share_held(words, by_id[one], lexical) >= DESCRIBED_FROM),
        None,
    )


def _share_held(words: Sequence[str], summary: DocumentSummary, lexical: LexicalIndex) -> float:
    if not words:
        return 0.0
    held = sum(bool(lexical.search(word, 1, (summary.document_id,))) for word in words)
    return held / len(words)
