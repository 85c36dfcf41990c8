"""Acronyms that a text defines: "International Atomic Energy Agency (IAEA)".

In: a document's text. Out: pairs of short and long form. The method is that of Schwartz and
Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text"
(Pacific Symposium on Biocomputing 2003): the letters of the short form are looked for from
right to left in the words before the bracket, and its first letter must begin a word.
Both orders are read, "long (short)" and "short (long)".
"""

import re
from collections.abc import Iterator

MAX_SHORT_CHARACTERS = 10
# No sentence end within: the words of a long form stand in one sentence.
_BRACKET = re.compile(r"\(([^()\n]{2,100})\)")
_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.!?;:,]\s|\n")
_LOOK_BACK = 200


def find_acronyms(text: str) -> Iterator[tuple[str, str]]:
    """Yield (short, long) for every definition in ``text``, in its order."""
    for match in _BRACKET.finditer(text):
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        before = _SENTENCE_END.split(before)[-1]
        inside = re.split(r"[,;]\s|\sor\s", match.group(1))[0].strip()
        words = _WORD.findall(before)
        if not words or not inside:
            continue
        if _is_short(inside):
            window = words[-min(len(inside) + 5, 2 * len(inside)) :]
            short, long = inside, _long_form(inside, " ".join(window))
        elif _is_short(words[-1]):
            short, long = words[-1], _long_form(words[-1], inside)
            long = long if long == inside else None
        else:
            continue
        if long is not None:
            yield short, long


def _is_short(text: str) -> bool:
    """Whether a text looks like an acronym: one short word with two capitals or more."""
    return (
        2 <= len(text) <= MAX_SHORT_CHARACTERS
        and text[0].isalnum()
        and all(c.isalnum() or c in ".-&" for c in text)
        and sum(c.isupper() for c in text) >= 2
    )


def _long_form(short: str, text: str) -> str | None:
    """Return the end of ``text`` that ``short`` abbreviates, or ``None``."""
    at = len(text)
    letters = [c.casefold() for c in short if c.isalnum()]
    for number, letter in reversed(list(enumerate(letters))):
        at -= 1
        while at >= 0 and (
            text[at].casefold() != letter or (number == 0 and at > 0 and text[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
    long = text[at:].strip("\"'“”‘’ ")
    # A long form is longer, has as many words as it may, and does not hold the short form.
    words = long.split()
    fits = len(long) > len(short) and len(words) <= min(len(letters) + 5, 2 * len(letters))
    return long if fits and len(words) > 1 and short not in words else None
