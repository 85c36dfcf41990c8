"""Whether a question leans on what was said before it, and by which of its words.

Comes in: a question. Goes out: how it leans, if it does. It leans by a pronoun whose
antecedent it does not itself hold ("who signed it?"), by leaving out what it is about
("for how long?", "how many Americans?"), by putting one thing in another's place ("and
Iran?"), or by a definite phrase where it names nothing ("how bad was the damage?").
"""

import re
from dataclasses import dataclass
from enum import Enum

from service.mentions import (
    AUXILIARIES,
    CLOSED,
    DEMONSTRATIVES,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
    Kind,
    Mention,
    Token,
    mentions_of,
    tokens_of,
)
from service.questions import Question

PERSONAL = frozenset("he she him his her".split())
_NEUTRAL = frozenset("it its they them their".split())
_OWNING = frozenset("its their his".split())
_BREAKS = frozenset(
    ", ; : - – — ? ! . and but or if when because while after before although that which"
    " who".split()
)
_SAYING = frozenset("say says said think believe means so".split())
_OPENS = r"^\W*(?:(?:and|but|or|so|ok|okay|well|then|also)\b[\s,]*)*"
_EXPLETIVE = re.compile(
    r"\bit (?:takes?|took|rains?|snows?|seems?|costs?)\b"
    r"|\b(?:do|does|did|will|would) it (?:take|rain|snow|cost)\b"
    r"|\b(?:is|was|isn't|wasn't|be) it [^\W\d_]+(?= (?:to|that|for|if|an?)\b)|\bit worth\b"
    r"|\bit(?:['’]s| is| was| would be) (?:[^\W\d_]+ ){1,2}(?:to|that)\b|\b(?:is|was) it that\b",
    re.IGNORECASE,
)
_HERE_AND_NOW = re.compile(
    r"\bthis (?:week|month|year|morning|evening|article|document|page|text|source|corpus)\b"
    r"|\bthose who\b|\bthe fact that\b|\bhere\b",
    re.IGNORECASE,
)
_STANDS_FOR = re.compile(
    r"(?<!any )(?<!no )\bone\b(?=\W*$| (?:with|too|before)\b)|\b\w+ ones\b(?! who)"
    r"|^\W*(?:and )?which ones?\b(?! of)"
    r"|\b(?:the|which|this|another|first|second|third|last|next|other|\w+(?:th|er|est)) one\b"
    r"(?! of|-)"
    r"|\b(?:along|from|over|in|up|down|out|near|around|why|go|goes|went|live|lived|stay|stayed|get"
    r"|got|been|happened|happen|done|do) there\b|\b[^\W\d_]+(?:ed|ing) there\W*$"
    r"|\bthe other (?!than\b)[^\W\d_]+"
    r"|\b(?:since|until|by|back|from|before) then\b|\bhappen(?:ed|s)? then\b"
    r"|\bthe (?:first|second|third|fourth|fifth|former|latter)\W*$",
    re.IGNORECASE,
)
_ELSE = re.compile(
    r"\b(?:what|who|where|when|why|how|anything|anyone|something|anywhere|someone|nothing) else\b"
    r"|\bany (?:others?|more)\b|\bothers\b",
    re.IGNORECASE,
)
_DEFINITE = re.compile(
    r"\bthe (?!(?:articles?|documents?|text|sources?|names?|headline|title|first|last|most|best"
    r"|same|world)\b)"
    rf"(?![^?]* (?:{'|'.join(sorted(PREPOSITIONS))})\b)[^\W\d_]+\b",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(
    rf"{_OPENS}(?:how many|how much|which|what(?!['’]?s| an?\b)|who|any|where|when|why)\b"
    r"|\b(?:in|of|on|at|for|by|from) (?:which|what|how)\b",
    re.IGNORECASE,
)
_REPLACEMENT = re.compile(
    r"^\W*(?:(?:and|but|or|so|ok|okay)\b[\s,]*)*"
    r"(?:(?P<about>(?:what|how) about)|(?:and|but|or)(?=(?:\s+\S+){1,4}\W*$))\s+"
    r"(?:(?P<preposition>for|in|on|to|by|with|from|at|about|during|under)\s+)?"
    r"(?P<what>[^?,;:.]+?)\s*\?*\s*$",
    re.IGNORECASE,
)
_COUNTED = re.compile(rf"{_OPENS}(?:how many|how much|which)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"^\W*(?:and|but|so|or)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“‘«]")
_WHAT_ABOUT = re.compile(rf"{_OPENS}(?:what|how) about\b", re.IGNORECASE)
_ASKS_ONLY = frozenset("long far soon often big old percent year come more".split())
# A question that is longer, or has more words of its own, says what it is about.
MAX_OWN_WORDS = 3
MAX_FRAGMENT_WORDS = 2
MAX_CHARACTERS = 300
MAX_REPLACEMENT_WORDS = 6


class Lean(Enum):
    """How a question leans."""

    POINTS = "points"
    LEAVES_OUT = "leaves out"
    REPLACES = "replaces"


@dataclass(frozen=True, slots=True)
class Leaning:
    """How a question leans, and the words that point: pronouns without an antecedent.

    ``replacement``: what is put in another's place, and ``preposition`` before it;
    ``what_about``: it is put as a topic ("what about trade?").
    """

    lean: Lean
    pointers: tuple[Token, ...] = ()
    replacement: str = ""
    preposition: str = ""
    what_about: bool = False


def leaning_of(question: Question) -> Leaning | None:
    """Return how a question leans on the conversation; ``None`` if it stands by itself."""
    text = question.text
    if len(text) > MAX_CHARACTERS:
        return None
    replaces = _replacement(text)
    if replaces is not None:
        return replaces
    tokens, mentions = tokens_of(text), mentions_of(text)
    own = [word for word in question.words if word.text.casefold() not in _ASKS_ONLY]
    pointers = _pointers(text, tokens, mentions)
    if pointers or _STANDS_FOR.search(text):
        return Leaning(Lean.POINTS, pointers)
    names = any(mention.kind is not Kind.PHRASE for mention in mentions) or _QUOTED.search(text)
    whole = names and not _COUNTED.match(text)
    if not own or (not whole and _is_fragment(text, tokens, len(own))):
        return Leaning(Lean.LEAVES_OUT)
    if names:
        return None
    if _GOES_ON.match(text):
        return Leaning(Lean.LEAVES_OUT)
    if len(own) > MAX_OWN_WORDS:
        return None
    if _ELSE.search(text) or (len(own) <= MAX_FRAGMENT_WORDS and _DEFINITE.search(text)):
        return Leaning(Lean.LEAVES_OUT)
    return None


def _replacement(text: str) -> Leaning | None:
    match = _REPLACEMENT.match(text)
    if match is None:
        return None
    what = match["what"]
    words = [token.plain for token in tokens_of(what) if token.is_word]
    clause = AUXILIARIES | QUESTION_WORDS | PRONOUNS | DEMONSTRATIVES | {"then", "there"}
    if len(words) > MAX_REPLACEMENT_WORDS or any(word in clause - {"us"} for word in words):
        return None
    if all(word in CLOSED - {"us"} for word in words):
        return None
    return Leaning(
        Lean.REPLACES,
        replacement=what,
        preposition=match["preposition"] or "",
        what_about=match["about"] is not None,
    )


def _is_fragment(text: str, tokens: list[Token], own: int) -> bool:
    """Whether it asks for something without any verb: "how many Americans?"."""
    if own > MAX_FRAGMENT_WORDS or not _FRAGMENT.search(text):
        return False
    opening = {"in", "of", "on", "at", "for", "by", "from", "like"}
    inner = PREPOSITIONS - opening
    # "early may" is a date, and "who may enter" has more words than a fragment.
    return not any(token.plain in (AUXILIARIES - {"may"}) | inner for token in tokens)


def _pointers(text: str, tokens: list[Token], mentions: list[Mention]) -> tuple[Token, ...]:
    """Return the pronouns and demonstratives that nothing before them explains."""
    fixed = [m.span() for p in (_EXPLETIVE, _HERE_AND_NOW) for m in p.finditer(text)]
    topic_first = _WHAT_ABOUT.match(text) is not None
    found = []
    for place, token in enumerate(tokens):
        if token.plain not in PERSONAL | _NEUTRAL | DEMONSTRATIVES:
            continue
        if any(start <= token.start < end for start, end in fixed):
            continue
        if token.plain == "that" and _is_conjunction(tokens, place):
            continue
        if topic_first or not _has_antecedent(tokens, place, mentions):
            found.append(token)
    return tuple(found)


def _is_conjunction(tokens: list[Token], place: int) -> bool:
    """Whether "that" opens a clause: "films that won", "says that"."""
    before = tokens[place - 1] if place else None
    goes_on = place + 1 < len(tokens) and tokens[place + 1].is_word
    return before is not None and (
        before.plain in _SAYING or (goes_on and (before.is_open or before.plain in PRONOUNS))
    )


def owns(tokens: list[Token], place: int) -> bool:
    """Whether a pronoun owns what follows it: "its", and "her" before a noun."""
    word = tokens[place].plain
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    return word in _OWNING or (word == "her" and following is not None and following.is_open)


def _has_antecedent(tokens: list[Token], place: int, mentions: list[Mention]) -> bool:
    """Whether the question itself says what a pronoun means.

    The subject of the same clause can own ("Did Iran keep its word?"), and cannot be
    meant by another pronoun ("Did Iran sign it?").
    """
    limit = tokens[place].start
    before = [mention for mention in mentions if mention.kind is not Kind.DATE]
    if owns(tokens, place):
        of = place > 1 and tokens[place - 1].plain == "of"
        comma = min((t.start for t in tokens[place:] if t.text == ","), default=None)
        return any(
            (mention.end <= limit and not (of and mention.end == tokens[place - 2].end))
            # "Besides his albums, what did Dali make?"
            or (comma is not None and mention.start > comma and mention.kind is Kind.NAME)
            for mention in before
        )
    limit = max((t.start for t in tokens[:place] if t.plain in _BREAKS), default=-1)
    return any(mention.end <= limit for mention in before)
