"""How sure a source is of a sentence: on the table, planned, possible, said by another.

An item on an agenda is not a settled fact, and "may" is not "will"; the words of the
heading, the lead-in and the sentence decide, in this order of caution.
"""

import re

from service.answers import Stance

_TABLED = re.compile(
    r"\b(?:agenda|on the table|proposals?|proposed|demands?|draft(?:s|ed)?|under discussion"
    r"|talking points|wish ?list|options?|for consideration)\b",
    re.IGNORECASE,
)
_ATTRIBUTED = re.compile(
    r"\b(?:said|says|told|claim(?:s|ed)?|according to|argue[sd]?|insist(?:s|ed)?|report(?:s|ed)?"
    r"|announced|warn(?:s|ed)?|analysts?|officials|sources|critics|experts|observers)\b",
    re.IGNORECASE,
)
_POSSIBLE = re.compile(
    r"\b(?:could|(?-i:may)|might|potential(?:ly)?|possibl[ye]|perhaps|likely|unlikely|would|risk"
    r"|remains? to be seen|hopeful|uncertain)\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:will|shall|slated|plan(?:s|ned)?|scheduled|pledge[sd]?|commitment to|agree(?:s|d)? to"
    r"|due to|set to|intend(?:s|ed)?|next (?:days?|weeks?|months?|years?|steps?))\b",
    re.IGNORECASE,
)


def stance_of(text: str, section: tuple[str, ...], lead_in: str) -> Stance:
    """Return the stance of a quoted sentence under its heading path and lead-in."""
    frame = " ".join((*section, lead_in))
    if _TABLED.search(frame):
        return Stance.TABLED
    if _ATTRIBUTED.search(lead_in) or _ATTRIBUTED.search(text):
        return Stance.ATTRIBUTED
    if _POSSIBLE.search(text):
        return Stance.POSSIBLE
    if _PLANNED.search(text) or _PLANNED.search(lead_in):
        return Stance.PLANNED
    return Stance.STATED
