"""The distinct words of a corpus, kept with an index version for mending misspelt questions.

In go the passages of a version, out comes a sorted list of normalised, case-folded words
that are long enough to be told apart. The file is read only when a question has a word
that the corpus does not have.
"""

from collections.abc import Iterable
from pathlib import Path

from index.errors import IndexCorrupt, IndexingError
from index.normalising import tokenise
from ingest.documents import Passage

MIN_CHARACTERS = 4


def write_vocabulary(passages: Iterable[Passage], path: Path) -> None:
    """Write the words of titles, headings and texts, one a line, sorted.

    Raises:
        IndexingError: If the file cannot be written.
    """
    words = {
        word
        for passage in passages
        for word in tokenise(passage.text_to_embed)
        if len(word) >= MIN_CHARACTERS and word.isalpha()
    }
    try:
        path.write_text("".join(f"{word}\n" for word in sorted(words)), encoding="utf-8")
    except OSError as error:
        raise IndexingError(f"cannot write the vocabulary to {path}: {error}") from error


def read_vocabulary(path: Path) -> tuple[str, ...]:
    """Return the words of ``write_vocabulary``, sorted.

    Raises:
        IndexCorrupt: If the file is missing or is not text.
    """
    try:
        return tuple(path.read_text(encoding="utf-8").split("\n")[:-1])
    except (OSError, UnicodeDecodeError) as error:
        raise IndexCorrupt(f"cannot read the vocabulary in {path}: {error}") from error
