"""Document text on a terminal: nothing in it may steer the terminal."""

import unicodedata

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# Overrides and isolates can make a line read otherwise than it stands (CVE-2021-42574).
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """Return ``text`` with control characters (line feeds apart) and overrides replaced.

    Escape sequences in a document could otherwise move the cursor, change colours or
    retitle the window of whoever prints a quotation. For display only, never for quoting.
    """
    return "".join(
        _REPLACEMENT
        if character in _BIDI_CONTROLS
        or (character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cs"))
        else character
        for character in text.replace("\r\n", "\n")
    )
