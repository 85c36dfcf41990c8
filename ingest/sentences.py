"""Sentence spans inside one block of text, by nupunkt.

Segmentation runs per block, after the layout is known: over a whole text it glues
headings to the sentences below them.
"""

import re
from collections.abc import Iterator

# A "sentence" this long is data or a file without punctuation; it is cut at white space
# so that a quotation stays something a person can read.
MAX_SENTENCE_CHARACTERS = 4_000
_LAST_SPACE = re.compile(r"\s(?=\S*$)")


def sentence_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the sentences of ``text[start:end]``, outer white space left out.

    Spans are half-open, in order, do not overlap, and cover every character that is not
    white space.
    """
    import nupunkt  # loads its model on import

    spans: list[tuple[int, int]] = []
    for first, last in nupunkt.sent_spans(text[start:end]):
        spans.extend(_trimmed(text, start + first, start + last))
    return spans


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = end
        if end - start > MAX_SENTENCE_CHARACTERS:
            stop = start + MAX_SENTENCE_CHARACTERS
            space = _LAST_SPACE.search(text[start:stop])
            if space and space.start():
                stop = start + space.end()
        piece = text[start:stop]
        content = piece.strip()
        if content:
            first = start + len(piece) - len(piece.lstrip())
            yield first, first + len(content)
        start = stop
