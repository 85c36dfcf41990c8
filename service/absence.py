"""Sentences that say what is not known, such as "No figure for 2025 was found".

Such a sentence shares every word with the question it does not answer, so readers love it. It
answers whether something is so ("Has anyone else reported this?"), and nothing else.
"""

import re

# "No joint statement ... was found": a subject that is none, and that it was not to be had.
_FOUND = (
    r"(?:found|known|given|available|on record|reported|mentioned|named|published|identified"
    r"|released|located|disclosed|stated|specified)"
)
_ABSENT = re.compile(
    rf"^\W*No\b.{{1,200}}\b(?:was|were|has been|have been|is|are) (?:\w+ )?{_FOUND}\b"
    r"|\b(?:does|do|did) not (?:say|state|give|mention|name|specify|disclose|tell|identify)\b"
    r"|\b(?:gives?|gave|names?|mentions?|states?|offers?) no\b(?! longer)"
    rf"|\b(?:was|were|is|are|remains?) (?:not (?:yet |publicly )?{_FOUND}"
    r"|unknown|undisclosed|unclear)\b",
    re.IGNORECASE | re.DOTALL,
)


def states_absence(sentence: str) -> bool:
    """Whether a sentence says that something is not said, found or known."""
    return bool(_ABSENT.search(sentence))
