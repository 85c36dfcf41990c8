"""A question asked anew with one of its phrases, or its question word, exchanged.

Comes in: an earlier question, and what a follow-up puts in a place of it. Goes out: the new
question, or nothing where the place is not plain.
"""

import re

from service.leaning import Leaning
from service.mentions import AUXILIARIES, PREPOSITIONS, Kind, Mention, mentions_of, tokens_of

OPENING = re.compile(
    r"^\W*(?:(?:and|but|or|so|ok|okay|well|then|also|thanks|thank you|i see|hmm|oh)\b[\s,.!–-]*)+",
    re.IGNORECASE,
)
_ADVERB = re.compile(
    r"^(?:(?:for|since|until|by) )?(?:why|when|where|how(?: long| often| soon)?)"
    r"(?: not| exactly)?$",
    re.IGNORECASE,
)
_ASKS_ADVERB = re.compile(
    r"^(?:why|when|where|how)"
    r"(?= (?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should)\b)",
    re.IGNORECASE,
)
_WHAT_ABOUT = re.compile(r"^\W*(?:and |but |so )?(?:what|how) about\b", re.IGNORECASE)
_JOINS_NEXT = re.compile(r"\s+(?:and|or|&)\s", re.IGNORECASE)
_JOINED = re.compile(r"\s(?:and|or|&)\s+(?:the\s+)?$", re.IGNORECASE)
_ONES = re.compile(r"^(?:the )?(?P<kind>[^\W\d_][\w-]*) ones?$", re.IGNORECASE)
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)


def exchange(leaning: Leaning, anchor: str) -> str:
    """Return the anchor with the phrase exchanged that the replacement stands for, or ""."""
    new = leaning.replacement
    if _WHAT_ABOUT.match(anchor):
        return ""
    mentions = mentions_of(anchor)
    ones = _ONES.match(new)
    if ones:
        kinds = [m for m in mentions if m.kind is Kind.PHRASE and " " in m.text]
        if not kinds:
            return ""
        noun = kinds[-1].text.split()[-1]
        return splice(anchor, kinds[-1].start, kinds[-1].end, f"{ones['kind']} {noun}")
    bare = _ARTICLE.sub("", new)
    names = [m for m in mentions_of(f"about {bare}") if m.kind is Kind.NAME]
    is_name = len(names) == 1 and names[0].text == bare
    dated = any(m.kind is Kind.DATE and m.text == bare for m in mentions_of(f"in {bare}"))
    kind = Kind.NAME if is_name else Kind.DATE if dated else Kind.PHRASE
    slots = [
        m
        for m in mentions
        if m.kind is kind and m.text.casefold() != bare.casefold() and not _is_joined(anchor, m)
    ]
    if kind is Kind.PHRASE:
        slots = [m for m in slots if preposition_before(anchor, m) in ("on", "about", "regarding")]
        slots = [m for m in slots if not anchor[m.end :].strip(" ?.!")]
    elif leaning.preposition:
        slots = [m for m in slots if preposition_before(anchor, m) == leaning.preposition]
    elif len(slots) > 1:
        slots = [m for m in slots if not preposition_before(anchor, m)][:1]
    return _put(anchor, slots[0], new) if len(slots) == 1 else ""


def _is_joined(text: str, mention: Mention) -> bool:
    """Whether a mention is one of several: "Romeo and Juliet"."""
    return bool(_JOINS_NEXT.match(text[mention.end :]) or _JOINED.search(text[: mention.start]))


def _put(anchor: str, slot: Mention, new: str) -> str:
    """Return the anchor with ``new`` for a phrase and, where both are names, its article."""
    start = slot.start
    if slot.kind is Kind.NAME and anchor[:start].casefold().endswith("the "):
        start -= len("the ")
    return splice(anchor, start, slot.end, new)


def preposition_before(text: str, mention: Mention) -> str:
    """Return the preposition that a mention stands behind, article aside, or ""."""
    before = [
        t.plain for t in tokens_of(text[: mention.start]) if t.plain not in ("the", "a", "an")
    ]
    return before[-1] if before and before[-1] in PREPOSITIONS else ""


def ask_otherwise(text: str, anchor: str) -> str:
    """Return the anchor under the adverb that ``text`` consists of ("why?"), or ""."""
    asked = OPENING.sub("", text).strip(" ?!.")
    anchor = OPENING.sub("", anchor)
    if not anchor or not _ADVERB.match(asked):
        return ""
    capital = f"{asked[0].upper()}{asked[1:]}" if anchor[0].isupper() else asked
    if _ASKS_ADVERB.match(anchor):
        return _ASKS_ADVERB.sub(capital, anchor, count=1)
    first = tokens_of(anchor)[0]
    if first.plain in AUXILIARIES:
        return f"{capital} {first.plain}{anchor[first.end :]}"
    return ""


def splice(text: str, start: int, end: int, put: str) -> str:
    """Return ``text`` with ``put`` in the place of the half-open span."""
    return f"{text[:start]}{put}{text[end:]}"
