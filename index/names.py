"""Names that mean the same: finding them in a text, and keeping them with an index version.

In go the groups that the owner of a corpus lists and the acronyms that its documents define,
out come the names in a question, each with the other names of the same thing. They widen
what is looked for and tell that something *is* mentioned; nothing that is shown is ever
replaced by another name, since "Washington" is a city, too.
"""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from index.acronyms import find_acronyms
from index.errors import IndexCorrupt, IndexingError
from index.normalising import tokenise
from ingest.documents import Document

_WORD = re.compile(r"[^\W_]+")
# An acronym that spells such a word, or has two letters, counts in capitals only.
_COMMON_WORDS = frozenset(
    "act age aid all and any are arm can did for had has her him his its may not one our out"
    " she two was who".split()
)
_PLURAL_FROM = 4


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name in a text: its half-open span, and the other names of the same thing."""

    start: int
    end: int
    others: tuple[str, ...]

    def stands_in(self, words: Collection[str]) -> bool:
        """Tell whether all words of one of the other names are among ``words``.

        Args:
            words: words of a text as ``index.normalising.tokenise`` gives them.
        """
        folded = {_fold(word) for word in words}
        return any(set(_key(other)) <= folded for other in self.others)


class Names:
    """Groups of names that mean the same. A value; safe to use from several threads."""

    def __init__(
        self,
        listed: Iterable[Sequence[str]] = (),
        learned: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Take the owner's groups, and pairs of short and long form from the documents.

        A name in two groups has the other names of both, but does not join the groups: "AP"
        may be an agency and a protocol.
        """
        self.listed = tuple(tuple(group) for group in listed)
        self.learned = tuple(sorted(set(learned)))
        self._groups: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        self._exact: set[tuple[str, ...]] = set()
        for group in (*self.listed, *self.learned):
            for name in group:
                self._groups.setdefault(_key(name), []).append(tuple(group))
                if _needs_capitals(name):
                    self._exact.add(_key(name))
        self._longest = max(map(len, self._groups), default=0)

    @classmethod
    def of_documents(
        cls, listed: Iterable[Sequence[str]], documents: Iterable[tuple[Document, object]]
    ) -> Self:
        """Return the owner's groups together with the acronyms that the documents define.

        Args:
            listed: the owner's groups.
            documents: documents with whatever belongs to them, such as their passages.
        """
        texts = (document.text for document, _ in documents)
        return cls(listed, (pair for text in texts for pair in find_acronyms(text)))

    def spans(self, text: str) -> tuple[NameSpan, ...]:
        """Return the names in ``text`` from left to right, the longest at each place."""
        words = [
            (_fold(word), match.group(), match.start(), match.end())
            for match in _WORD.finditer(text)
            for word in tokenise(match.group())
        ]
        found: list[NameSpan] = []
        at = 0
        while at < len(words):
            length = next(
                (
                    length
                    for length in range(min(self._longest, len(words) - at), 0, -1)
                    if self._is_name([word[:2] for word in words[at : at + length]])
                ),
                0,
            )
            if length:
                key = tuple(word[0] for word in words[at : at + length])
                start, end = words[at][2], words[at + length - 1][3]
                found.append(NameSpan(start, end, self._others(key)))
            at += length or 1
        return tuple(found)

    def _is_name(self, words: Sequence[tuple[str, str]]) -> bool:
        key = tuple(folded for folded, _ in words)
        if key not in self._groups:
            return False
        return key not in self._exact or all(typed.isupper() for _, typed in words)

    def _others(self, key: tuple[str, ...]) -> tuple[str, ...]:
        names = (name for group in self._groups[key] for name in group)
        return tuple(dict.fromkeys(name for name in names if _key(name) != key))

    def to_json(self) -> str:
        """Return the names as JSON; same names, same bytes."""
        content = {"listed": self.listed, "learned": self.learned}
        return json.dumps(content, ensure_ascii=True, sort_keys=True)

    def write(self, path: Path) -> None:
        """Write the names to the new file ``path``.

        Raises:
            IndexingError: If it cannot be written.
        """
        try:
            path.write_text(self.to_json(), encoding="ascii")
        except OSError as error:
            raise IndexingError(f"cannot write the names to {path}: {error}") from error

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return what ``write`` wrote; no names for an older index, which has no such file.

        Raises:
            IndexCorrupt: If the file is not what ``write`` writes.
        """
        try:
            content = json.loads(path.read_text(encoding="ascii"))
            return cls(content["listed"], [(short, long) for short, long in content["learned"]])
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexCorrupt(f"cannot read the names in {path}: {error}") from error


def _key(name: str) -> tuple[str, ...]:
    return tuple(_fold(word) for word in tokenise(name))


def _fold(word: str) -> str:
    """Return a word without a plural's s, so that "Houthi" and "Houthis" are one name."""
    return word[:-1] if len(word) >= _PLURAL_FROM and word.endswith("s") else word


def _needs_capitals(name: str) -> bool:
    letters = "".join(tokenise(name))
    return name.isupper() and (len(letters) <= 2 or letters in _COMMON_WORDS)
