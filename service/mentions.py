"""What a question speaks of: its words, names and noun phrases, as far as its surface shows them.

Comes in: a question. Goes out: its tokens, and its mentions in order. There is no tagger
behind it. A name is a run of capitalised words with the nouns that follow it; any other
phrase is what stands between words of the closed classes (articles, prepositions,
auxiliaries, pronouns ...), less the verb that an auxiliary or a question word lets expect.
"""

import re
from dataclasses import dataclass
from enum import Enum

QUESTION_WORDS = frozenset("who whom whose what whats which when where why how".split())
_DO_AUXILIARIES = frozenset(
    "do does did will would can could shall should may might must don't doesn't didn't won't"
    " wouldn't can't couldn't shouldn't".split()
)
AUXILIARIES = _DO_AUXILIARIES | frozenset(
    "is are was were am be been being has have had isn't aren't wasn't weren't hasn't haven't"
    " hadn't".split()
)
_ARTICLES = frozenset("the a an some any each every no another both".split())
_POSSESSIVES = frozenset("its their his her my your our".split())
DEMONSTRATIVES = frozenset("this that these those".split())
PRONOUNS = frozenset("it they he she him them i you we us me himself itself themselves".split())
PREPOSITIONS = frozenset(
    "of in on at to from by with for about into over under between against during after before"
    " since until through within without around along near across among upon per via behind"
    " beyond besides towards toward like as than onto off out up down regarding".split()
)
_PARTICLES = frozenset(
    "if whether while because and or but so not also then there again too still just ever never"
    " only even more most much many very please ok okay yes well else other others same such own"
    " back now tho though yet".split()
)
CLOSED = (
    QUESTION_WORDS
    | AUXILIARIES
    | _ARTICLES
    | _POSSESSIVES
    | DEMONSTRATIVES
    | PRONOUNS
    | PREPOSITIONS
    | _PARTICLES
)
_NAME_LINKS = frozenset("of for de la al bin ibn van von der du".split())
_BEFORE_VERBS = frozenset("it they he she i you we to who".split())
_AFTER_VERBS = _ARTICLES | _POSSESSIVES | DEMONSTRATIVES | frozenset("him them it me us".split())
_CALENDAR = frozenset(
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday".split()
)
_TOKEN = re.compile(r"\d[\d.,]*\d%?|\d%?|[^\W\d_](?:[\w.]*\w|['’-](?=\w)\w*)*|[^\w\s]")
_OWNER = re.compile(r"['’]s$")
_PLURAL = re.compile(r"(?<![sui])s$", re.IGNORECASE)


class Kind(Enum):
    """What a mention is by its form."""

    NAME = "name"
    DATE = "date"
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark, and its half-open span."""

    text: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        """The word as the lists of this module have it."""
        return self.text.casefold().replace("’", "'")

    @property
    def is_word(self) -> bool:
        """Whether it is no punctuation mark."""
        return self.text[0].isalnum()

    @property
    def is_open(self) -> bool:
        """Whether it is a word of an open class: noun, name, verb, adjective ..."""
        return self.is_word and (self.plain not in CLOSED or self.text in ("US", "IT"))


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, date or noun phrase without its article, and its half-open span."""

    text: str
    start: int
    end: int
    kind: Kind


def tokens_of(text: str) -> list[Token]:
    """Return words and marks in order."""
    return [Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def looks_plural(word: str) -> bool:
    """Whether a noun has a plural's ending."""
    return bool(_PLURAL.search(word))


def mentions_of(text: str) -> list[Mention]:
    """Return what a text speaks of, in order."""
    tokens = tokens_of(text)
    verbs = _verbs(tokens)
    found: list[Mention] = []
    place = 0
    while place < len(tokens):
        end, kind = _end_of_mention(tokens, place, verbs)
        if end > place:
            start, stop = tokens[place].start, tokens[end - 1].end
            shown = _OWNER.sub("", text[start:stop])
            found.append(Mention(shown, start, start + len(shown), kind))
        place = max(end, place + 1)
    return found


def _end_of_mention(tokens: list[Token], place: int, verbs: frozenset[int]) -> tuple[int, Kind]:
    """Return where the mention that begins at ``place`` ends, and its kind."""
    end = place
    while end < len(tokens) and _is_date(tokens[end]):
        end += 1
    if end > place:
        return end, Kind.DATE
    end = _end_of_name(tokens, place)
    if end == place:
        return _end_of_phrase(tokens, place, verbs), Kind.PHRASE
    owner = bool(_OWNER.search(tokens[end - 1].text))
    return (end if owner else _end_of_phrase(tokens, end, verbs)), Kind.NAME


def _is_date(token: Token) -> bool:
    return token.text[0].isdigit() or (token.plain in _CALENDAR and token.text[0].isupper())


def _is_named(tokens: list[Token], place: int) -> bool:
    """Whether a word has a capital that no sentence's start explains."""
    token = tokens[place]
    if not token.text[0].isupper() or not token.is_open or token.text == "I":
        return False
    if len(token.text) > 1 and token.text.isupper():
        return True
    if place and tokens[place - 1].text not in '.!?:“"':
        return True
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    return following is not None and following.text[0].isupper() and following.is_open


def _end_of_name(tokens: list[Token], place: int) -> int:
    if not _is_named(tokens, place):
        return place
    end = place + 1
    while end < len(tokens) and not _OWNER.search(tokens[end - 1].text):
        linked = tokens[end].plain in _NAME_LINKS and end + 1 < len(tokens)
        if _is_named(tokens, end) or tokens[end].text[0].isdigit():
            end += 1
        elif linked and _is_named(tokens, end + 1):
            end += 2
        else:
            break
    return end


def _end_of_phrase(tokens: list[Token], place: int, verbs: frozenset[int]) -> int:
    end = place
    while end < len(tokens) and end not in verbs:
        if not tokens[end].is_open or _is_named(tokens, end):
            break
        end += 1
    return end


def _verbs(tokens: list[Token]) -> frozenset[int]:
    """Return the places of words that their neighbours show to be verbs."""
    verbs: set[int] = set()
    expected = False
    for place, token in enumerate(tokens):
        expected = expected or token.plain in _DO_AUXILIARIES
        if not token.is_open or _is_named(tokens, place):
            continue
        before = tokens[place - 1] if place else None
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        ends = following is None or not following.is_open
        in_phrase = _opened_by_article(tokens, place)
        is_last = expected and ends and before is not None and before.is_open
        governs = (before is not None and before.plain in _BEFORE_VERBS) or (
            following is not None
            and (following.plain in _AFTER_VERBS or (not ends and _is_named(tokens, place + 1)))
        )
        inflected = ends and token.plain.endswith(("ed", "ing"))
        if is_last or (not in_phrase and (governs or inflected or (expected and ends))):
            verbs.add(place)
            expected = False
    return frozenset(verbs)


def _opened_by_article(tokens: list[Token], place: int) -> bool:
    """Whether an article or a possessive opens the run of words that a word stands in."""
    while place > 0 and tokens[place - 1].is_open and not _is_named(tokens, place - 1):
        place -= 1
    return place > 0 and tokens[place - 1].plain in _ARTICLES | _POSSESSIVES
