"""Words that people write short and documents in full: "Feb", "Q1", "FDD".

A document that has the long form mentions the short one. Acronyms that a document defines in
brackets are learned when it is indexed (``index.acronyms``); these need no definition.
"""

import re

MONTHS = (
    "january february march april may june july august september october november december".split()
)
_QUARTERS = {"q1": "first", "q2": "second", "q3": "third", "q4": "fourth"}
_ACRONYM = re.compile(r"[A-Z]{3,6}")
# Small words inside a name are left out of its acronym: Foundation for Defense of Democracies.
_NAME = re.compile(r"[A-Z][\w’'-]*(?:\s+(?:(?:of|for|the|and|on|in|to|de)\s+){0,2}[A-Z][\w’'-]*)+")


def is_written_in_full(word: str, text: str) -> bool:
    """Whether ``text`` has in full what ``word`` is short for."""
    lower = word.casefold().rstrip(".")
    if len(lower) >= 3:
        months = [month for month in MONTHS if month.startswith(lower) and month != lower]
        if months and re.search(rf"\b{months[0]}\b", text, re.IGNORECASE):
            return True
    if lower in _QUARTERS:
        return bool(re.search(rf"\b{_QUARTERS[lower]} quarter\b", text, re.IGNORECASE))
    return bool(_ACRONYM.fullmatch(word)) and any(
        word in "".join(re.findall(r"\b[A-Z]", name.group())) for name in _NAME.finditer(text)
    )
