"""What was quoted earlier in a conversation, as candidates for a question that leans on it.

Comes in: what was answered before, as the client sent it. Goes out: the passages that it
quotes. Only a line that stands word for word in a document counts, so an abstention, and
whatever else a client may send, brings nothing up. A candidate is read like any other
passage: it gets no credit for having been quoted, and its words do not enter the question.
"""

from collections.abc import Collection, Sequence

from index.retrieval import Index, RetrievedPassage

# Only the last answer that quotes anything counts, and no further back than this.
MAX_LOOKED_BACK = 3
MAX_LINES = 12
# Shorter lines stand in a text by chance.
MIN_CHARACTERS = 20
MAX_CHARACTERS = 2_000
# How deep the ranking is searched for passages quoted before: what stands further down has
# nothing to do with the question.
DEPTH = 48
# One more would push out passages that the question itself brought up, and those are right
# more often: see ARCHITECTURE.md, "Decisions".
MAX_KEPT = 1
_LOOKED_AT = 5


def quoted_rows(
    answers: Sequence[str], index: Index, documents: Collection[str] | None = None
) -> frozenset[int]:
    """Return the rows of the passages that the last of ``answers`` with a quotation quotes.

    Args:
        answers: what was answered, oldest first; quotations stand on lines of their own.
        index: where the passages are.
        documents: ids of the only documents to look into; ``None`` is all of them.
    """
    found: set[int] = set()
    for answer in reversed(answers[-MAX_LOOKED_BACK:]):
        for line in answer.splitlines()[:MAX_LINES]:
            quote = line.strip()
            if MIN_CHARACTERS <= len(quote) <= MAX_CHARACTERS:
                near = index.lexical.search(quote, _LOOKED_AT, documents)
                found.update(row for row, _ in near if quote in index.records.passage(row).text)
        if found:
            break
    return frozenset(found)


def keep_in_view(
    passages: Sequence[RetrievedPassage], rows: Collection[int], window: int
) -> tuple[RetrievedPassage, ...]:
    """Return the first ``window`` passages, one of ``rows`` in place of the last of them.

    Args:
        passages: a ranking, best first.
        rows: what was quoted before.
        window: how many passages are read, and returned.
    """
    below = [passage for passage in passages[window:] if passage.row in rows][:MAX_KEPT]
    return (*passages[: window - len(below)], *below)
