"""Whose words a sentence hands on: attribution, and the speaker where the text names one.

Comes in: a sentence. Goes out: whether anywhere in it somebody else says it, and the span
of the speaker's name. Surface rules over English news; measured on hand-labelled
sentences (``tests/data/stances``).
"""

import re
from dataclasses import dataclass

from service.quotation_notes import Speaker

# Verbs of saying, with what must stand behind them where they have other uses.
_SAYS = r"""
    said says told tells insist(?:s|ed)?(?!\son) argue[sd]? warn(?:s|ed)? wrote writes
    (?<=s\s)say (?<=,\s)say (?<=police\s)say (?<=people\s)say (?<=media\s)say
    stress(?:es|ed) tweet(?:s|ed) allege[sd] maintain(?:s|ed)(?=\sthat) complain(?:s|ed)
    predict(?:s|ed) repl(?:ies|ied) admit(?:s|ted) acknowledge[sd] concede[sd] believe[sd]?
    thinks? expects? suggest(?:s|ed)? estimate[sd] conclude[sd](?=\sthat) blame[sd] accuse[sd]
    praise[sd] critici[sz](?:es|ed) describe[sd] points?\sout pointed\sout explain(?:s|ed)
    not(?:es|ed)(?=\sthat|\sin|,|\san?\s|\sthe\s) add(?:s|ed)(?=\sthat|,|:|\.) announce[sd](?!\sby)
    reported(?!\s(?:by|to|net|quarterly|stolen|missing|earnings|profits?|losses|revenues?|sales
        |results|an?\s(?:profit|loss))) reports(?=\sthat)
    claim(?:s|ed)(?=\sthat|\sto|\sresponsibility|\sdozens|\s\w+\sattacks)
    call(?:s|ed)(?=\s(?:the|it|this|these|those|them|him|her|its?|their|normal|(?-i:[A-Z])\w+
        |\w+ment|\w+ing)\b)
    puts?(?=\s(?:the|its|their|that)\b.*\sat\b) counted testif(?:ies|ied) tall(?:ies|ied)
    confirm(?:s|ed)(?!\sby) declare[sd](?=\sthat|\sthe|\san?\b|\sit) spoke(?=\s.*\bof\b)
"""
_SAYS = "(?:" + "|".join(re.sub(r"\n\s+\|", "|", _SAYS).split()) + ")"
_PAPER = (
    r"(?:articles?|reports?|papers?|pages?|stud(?:y|ies)|surveys?|letters?|statements?|drafts?"
    r"|leaflets?|polls?|memos?|books?|texts?|media|outlets?|newspapers?|websites?|notes?|guides?"
    r"|reviews?|investigations?|briefings?|summar(?:y|ies)|lists?)"
)
_SHOWS = (
    r"(?:says?|lists?|mentions?|describes?|cites?|gives?|gave|shows?|showed|states?|stated"
    r"|presents?|calls?|prints?|expects?|finds?|found(?= that| no| the| an?\b)|names?|puts?"
    r"|(?<!in )reports?|reported|argues?)"
)
_STRONG = re.compile(rf"\b{_SAYS}(?!\w)", re.IGNORECASE)
_BY_PAPER = re.compile(
    rf"\b{_PAPER}(?:\s+(?:“[^”]*”|\"[^\"]*\"))?(?:\s+(?:of|by|from|seen|on|in)\s[^,;:]{{1,60}}?)?(?:\s+(?:also|instead))?"
    rf"\s+(?={_SHOWS}\b)",
    re.IGNORECASE,
)
_ACCORDING = re.compile(r"\b(?:according to|in the words of)\s+", re.IGNORECASE)
_UNNAMED = re.compile(
    r"\b(?:reportedly|allegedly|supposedly|purportedly)\b"
    r"|\b(?:is|are|was|were|been|being)\s+(?:widely\s+|also\s+)?(?:reported|said|believed|thought"
    r"|alleged|rumou?red|understood|claimed|feared|estimated)\b"
    r"|\bthe reported\b|\breported in (?:statements|reports)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|being|be|as|[Tt]he|when|if|often|commonly|sometimes|formerly|(?:do|does"
    r"|did|has|have|had)(?: not|n['’]t))\s+(?:widely\s+|also\s+)?$"
)
# "The outcome reported in May was ...": a participle, since another verb follows.
_PARTICIPLE = re.compile(
    r"reported\s+(?:on|in|at)\s(?![^;]*\bthat\b)[^,;.]*?\s(?:is|are|was|were|belongs?|rests?|remains?)\b"
)
_SPEECH = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»")
_SPEECH_BEFORE = re.compile(r"[,.!?][”\"»]\s*$|[”\"»],\s*$")
_SPEECH_WORDS = 4
_TITLED = re.compile(
    r"(?:articles?|books?|films?|songs?|reports?|titled?|entitled|headlines?|called|notes?)\W*$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"(?:he|she|it|they|we|i|you|this|that|these|those|who|which|there|one|some|many|others|what"
    r"|an?|the|all|both)",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"(?:and|but|yet|while|whereas|as|where|which|who|that|then|so|because|although|though|when)"
    r"\s+",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"\s+(?:also|later|then|already|once|repeatedly|has|have|had|instead|now|first|still|published"
    r"|dated|himself|herself|itself|themselves)$",
    re.IGNORECASE,
)
_TIME_BEHIND = re.compile(
    r"\s+(?:on|in|by|at|up to|of|dated)\s+(?:the\s+)?(?:early\s+|late\s+|mid-?\s?)?"
    r"(?:\d|January|February|March|April|May|June|July|August|September|October|November"
    r"|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)[\w\s,-]*$"
)
_CLAUSE_INSIDE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|may|could|can|I|he|she|they|we|you)\b"
)
MAX_SPEAKER_WORDS = 14


@dataclass(frozen=True, slots=True)
class Attribution:
    """That somebody else says it; ``speaker`` where the sentence names one.

    ``start`` is where the attribution stands, so that its clause can be told.
    """

    start: int
    speaker: Speaker | None


def find_attribution(text: str) -> Attribution | None:
    """Return the first attribution of a sentence that names its speaker, else the first."""
    found = find_attributions(text)
    named = [attribution for attribution in found if attribution.speaker]
    return min(named or found, key=lambda attribution: attribution.start, default=None)


def find_attributions(text: str) -> list[Attribution]:
    """Return every attribution of a sentence, in order."""
    found = [*_according(text), *_by_verb(text), *_unnamed(text)]
    return sorted(found, key=lambda attribution: attribution.start)


def subject_before(text: str, verb: int) -> Speaker | None:
    """Return who does what the verb at offset ``verb`` says; ``None`` for a mere pronoun."""
    begin = max(
        (text.rfind(mark, 0, verb) + 1 for mark in (";", ":", "—", "–", "(", "”", "!", "?")),
        default=0,
    )
    begin = max([begin, *(m.end() for m in re.finditer(r"(?<=[a-z0-9)”])\.\s", text[:verb]))])
    pieces = list(re.finditer(r"[^,]+", text[begin:verb]))
    if not pieces:
        return None
    last = pieces[-1]
    if not last.group().strip() and len(pieces) > 1:  # "The secretary, Paul Mwangi, insisted"
        first = pieces[-3] if len(pieces) > 2 else pieces[-2]
        return _named(text, begin + first.start(), begin + pieces[-2].end())
    return _named(text, begin + last.start(), begin + last.end())


def _according(text: str) -> list[Attribution]:
    found = []
    for match in _ACCORDING.finditer(text):
        rest = re.match(r"(?:an?\s[\w-]+,\s)?[^,;:.(]*(?:\.(?=\w)[^,;:.(]*)*", text[match.end() :])
        end = match.end() + (rest.end() if rest else 0)
        found.append(Attribution(match.start(), _named(text, match.end(), end)))
    return found


def _by_verb(text: str) -> list[Attribution]:
    found = []
    papers = {m.end(): m for m in _BY_PAPER.finditer(text)}
    places = [(m.start(), m.end()) for m in _STRONG.finditer(text)]
    places += [(end, end + len(text[end:].split(maxsplit=1)[0])) for end in papers]
    for start, end in places:
        if _PASSIVE.search(text[:start]):
            continue
        if _PARTICIPLE.match(text, start):
            found.append(Attribution(start, None))
            continue
        is_inverted = bool(_SPEECH_BEFORE.search(text[:start]))
        speaker = _subject_behind(text, end) if is_inverted else None
        found.append(Attribution(start, speaker or subject_before(text, start)))
    return found


def _subject_behind(text: str, verb_end: int) -> Speaker | None:
    """Return the subject of an inverted verb: “...” said Anna Lindqvist."""
    behind = re.match(
        r"\s+((?:the\s|a\s|an\s)?[^,.;:]*[A-Z][^,.;:]*|the\s[^,.;:]+)", text[verb_end:]
    )
    if behind is None or re.match(r"\s+(?:on|in|at|that|to)\b", text[verb_end:]):
        return None
    return _named(text, verb_end + behind.start(1), verb_end + behind.end(1))


def _unnamed(text: str) -> list[Attribution]:
    found = [Attribution(match.start(), None) for match in _UNNAMED.finditer(text)]
    for match in _SPEECH.finditer(text):
        words = next(group for group in match.groups() if group).split()
        is_title = all(word[0].isupper() for word in words if len(word) > 3)
        if (
            len(words) >= _SPEECH_WORDS
            and not is_title
            and not _TITLED.search(text[: match.start()])
        ):
            found.append(Attribution(match.start(), None))
    return found


def _named(text: str, start: int, end: int) -> Speaker | None:
    """Return the span trimmed to the name; ``None`` if it names nobody."""
    while True:
        piece = text[start:end]
        start += len(piece) - len(piece.lstrip(" \t\n\"“”'’.,-–—"))
        end -= len(piece) - len(piece.rstrip(' \t\n"“.,-–—'))
        piece = text[start:end]
        if leading := _LEADING.match(piece):
            start += leading.end()
        elif trailing := (_TRAILING.search(piece) or _TIME_BEHIND.search(piece)):
            end = start + trailing.start()
        elif (inner := piece.rfind(" and ")) > 0 and _CLAUSE_INSIDE.search(piece[:inner]):
            start += inner + len(" and ")
        else:
            break
    if text[end : end + 1] in ("”", '"') and ("“" in piece or '"' in piece):
        end += 1  # a title that ends the name
        piece = text[start:end]
    words = piece.split()
    if not 0 < len(words) <= MAX_SPEAKER_WORDS or _PRONOUN.fullmatch(piece):
        return None
    if _CLAUSE_INSIDE.search(piece):
        return None  # more than a name: better nobody than half a sentence
    return Speaker(" ".join(words), start, end)
