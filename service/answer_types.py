"""What kind of thing a question asks for, and whether a sentence holds such a thing.

Similarity finds text about the question; a sentence without any date cannot answer
"when". Types are recognised by surface patterns over English text: they are cheap, need
no model, and can be wrong, so they are features and explanations, never proof.
"""

import re
from enum import StrEnum

_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety|hundred|thousand|million|billion|dozen|half|several|both)"
)
_NUMBER = rf"(?:\d[\d.,]*|\b{_NUMBER_WORD}\b)"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_UNIT_OF_TIME = r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies))"
_CAPITALISED = r"(?:[A-Z][\w’'.-]*[\w]|[A-Z])"
_PARTICLE = r"(?:al|bin|ibn|de|del|der|van|von|da|di|la|le|el)"


class AnswerType(StrEnum):
    """The kind of thing that would answer a question; the value is how it is called."""

    PERSON = "a person's name"
    ACTOR = "a person or an organisation"
    DATE = "a date"
    YEAR = "a year"
    CALENDAR_DATE = "an exact date"
    DURATION = "a length of time"
    COUNT = "a number"
    MONEY = "an amount of money"
    PERCENTAGE = "a percentage"
    AMOUNT = "an amount"
    PLACE = "a place"
    NAME = "a name"
    ANY = "a statement that answers this"


_HOLDS: dict[AnswerType, re.Pattern[str]] = {
    AnswerType.DATE: re.compile(
        rf"\b{_MONTH}\b|\b(?:1[0-9]|20)\d\d\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
        rf"|\b(?:today|yesterday|tomorrow|tonight)\b"
        rf"|\b(?:this|last|next|same|that|past|within|in|after|before|following|every)\b"
        rf"[^.;]{{0,24}}\b(?:{_UNIT_OF_TIME}|spring|summer|autumn|winter|{_MONTH})\b"
        rf"|\bcentury\b|\bera\b|\b(?:ago|BC|AD)\b|{_NUMBER}\s+{_UNIT_OF_TIME}",
        re.IGNORECASE,
    ),
    AnswerType.YEAR: re.compile(r"\b[1-9]\d{2,3}s?\b|\b\d+ (?:BC|AD|BCE|CE)\b"),
    AnswerType.CALENDAR_DATE: re.compile(
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\b|\b{_MONTH} \d{{1,2}}(?!\d)"
        r"|\b\d{4}-\d\d-\d\d\b|\b(?:1\d|20)\d\d\b"
        r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b",
        re.IGNORECASE,
    ),
    AnswerType.DURATION: re.compile(
        rf"{_NUMBER}(?:\s?[-–‑]\s?{_NUMBER})?[\s‑-]+(?:\w+\s)?{_UNIT_OF_TIME}"
        r"|\b(?:until|since|permanent\w*|indefinite\w*|lifelong)\b"
        r"|\b(?:hours|days|weeks|months|years|decades|centuries)\b"
        r"|\d\s?(?:s|secs?|mins?|hrs?|km|m|mi|miles?|met(?:er|re)s?|feet|ft|kilomet(?:er|re)s?)\b"
        rf"|\b(?:a|an|one) {_UNIT_OF_TIME}\b|\b(?:1\d|20)\d\d\s?[-–]\s?\d{{2,4}}",
        re.IGNORECASE,
    ),
    AnswerType.COUNT: re.compile(
        rf"{_NUMBER}|\b(?:once|twice|thrice|daily|weekly|monthly|yearly|annual\w*|none|no)\b"
        r"|\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b",
        re.IGNORECASE,
    ),
    AnswerType.MONEY: re.compile(
        rf"[$€£¥₹]\s?\d|{_NUMBER}\s+(?:\w+\s)?(?:dollars?|euros?|pounds?|rials?|riyals?|yen|yuan"
        r"|rupees?|francs?|crowns?|cents?|USD|EUR|GBP|OMR)\b|\bUS\$",
        re.IGNORECASE,
    ),
    AnswerType.PERCENTAGE: re.compile(
        rf"{_NUMBER}\s?(?:%|per ?cent|percent(?:age)?)|\b(?:half|quarter|third)\b", re.IGNORECASE
    ),
    AnswerType.AMOUNT: re.compile(
        rf"{_NUMBER}|\b(?:all|none|most|more than|less than|half|majority)\b", re.IGNORECASE
    ),
    AnswerType.PLACE: re.compile(
        rf"\b(?:in|at|to|from|near|on|off|into|across|of|between|around|through)\s+(?:the\s+)?"
        rf"(?:\w+\s+)?{_CAPITALISED}"
    ),
    AnswerType.PERSON: re.compile(
        r"\b(?:Mr|Mrs|Ms|Dr|Sir|President|Minister|Secretary|Ambassador|Envoy|General|Prof(?:essor)?"
        r"|Sultan|King|Queen|Prince|Pope|Senator|Director|Chancellor|Ayatollah|Captain|Colonel)"
        rf"\.?\s+{_CAPITALISED}"
        rf"|{_CAPITALISED}\s+(?:{_PARTICLE}[\s-])?{_CAPITALISED}"
    ),
    AnswerType.ACTOR: re.compile(_CAPITALISED),
    AnswerType.NAME: re.compile(_CAPITALISED),
}
_NO_PERSON = re.compile(
    r"\b(?:Agency|Agreement|Army|Association|Atomic|Authority|Bank|Bay|Board|Church|City|College"
    r"|Commission|Committee|Company|Congress|Corps|Council|Court|Department|East|Empire|Energy"
    r"|Force|Forces|Foundation|Government|Guard|Gulf|House|Institute|International|Island|Islands"
    r"|Kingdom|League|Majlis|Middle|Ministry|Mountain|Museum|Nations|National|North|Nuclear|Ocean"
    r"|Office|Organi[sz]ation|Pacific|Parliament|Party|Program(?:me)?|Regional|Republic|River"
    r"|School|Sea|Senate|Society|South|State|States|Strait|Street|Treaty|Union|United|University"
    r"|Valley|War|West|World)\b"
)
_NAME_RUN = re.compile(
    rf"{_CAPITALISED}(?:\s+(?:{_PARTICLE}[\s-]|(?:of|and|the|for)\s)?{_CAPITALISED})*"
)


def holds(answer_type: AnswerType, text: str, question: str) -> bool:
    """Whether ``text`` holds something of the type that the question does not itself name.

    A name or number that stands in the question cannot be the answer to it. Always true
    for ``AnswerType.ANY``.
    """
    pattern = _HOLDS.get(answer_type)
    if pattern is None:
        return True
    asked = question.casefold()
    if answer_type is AnswerType.PERSON:
        return any(_is_new_person(run.group(), asked) for run in _NAME_RUN.finditer(text))
    if answer_type in (AnswerType.ACTOR, AnswerType.NAME):
        nearby = _around_noun(text, question) if answer_type is AnswerType.NAME else text
        return any(_is_new_name(run, nearby, asked) for run in _NAME_RUN.finditer(nearby))
    return any(
        match.group().strip(" .,").casefold() not in asked for match in pattern.finditer(text)
    )


_NAMED_NOUN = re.compile(
    r"\bnames? of (?:the |all |any )?(?:\w+ ){0,2}?(\w{4,}?)(?:e?s)?\b"
    r"|\b(\w{4,}?)(?:e?s)? by name\b",
    re.IGNORECASE,
)
_NEARBY_CHARACTERS = 25


def _around_noun(text: str, question: str) -> str:
    """Return the part of ``text`` around the noun whose names are asked for, or all of it."""
    asked = _NAMED_NOUN.search(question)
    noun = next((group for group in asked.groups() if group), None) if asked else None
    place = text.casefold().find(noun.casefold()) if noun else -1
    if place < 0:
        return text
    return text[max(0, place - _NEARBY_CHARACTERS) : place + len(noun or "") + _NEARBY_CHARACTERS]


def _is_new_person(name: str, asked: str) -> bool:
    if not _HOLDS[AnswerType.PERSON].search(name) or _NO_PERSON.search(name):
        return False
    return not any(word.isupper() and len(word) > 1 for word in name.split()) and (
        name.casefold() not in asked
    )


def _is_new_name(run: re.Match[str], text: str, asked: str) -> bool:
    """Whether a capitalised run is a name: not just a sentence's first word."""
    name = run.group()
    at_start = run.start() == 0 or text[: run.start()].rstrip()[-1:] in '.!?“"–-'
    is_word = len(name.split()) == 1 and not any(c.isupper() for c in name[1:])
    return not (at_start and is_word) and name.casefold() not in asked


_ASKED: tuple[tuple[AnswerType, re.Pattern[str]], ...] = tuple(
    (answer_type, re.compile(pattern, re.IGNORECASE))
    for answer_type, pattern in (
        (AnswerType.YEAR, r"\b(?:which|what) year\b"),
        (
            AnswerType.CALENDAR_DATE,
            r"\b(?:exact|precise) (?:date|day)s?\b|\b(?:which|what) (?:exact )?(?:dates?|days?)\b",
        ),
        (AnswerType.DURATION, r"\bhow (?:long|many (?:days|weeks|months|years))\b|\bduration\b"),
        (
            AnswerType.DATE,
            r"^\W*(?:(?:and|so|but|since|by|until) )*when\b"
            r"|\b(?:which|what) (?:month|time|century)\b"
            r"|\bwhen (?:is|are|was|were|will|did|do|does|has|have|had|would|can|could|should)\b"
            r"|\bhow soon\b|\bwhen\W*$",
        ),
        (
            AnswerType.PERCENTAGE,
            r"\b(?:what|which|how many|how much) (?:\w+ ){0,2}?(?:percent(?:age)?|per cent|share)\b"
            r"|(?<!\d )(?<!\d)\bpercent(?:age)? (?!of)",
        ),
        (
            AnswerType.MONEY,
            r"\bin (?:us )?dollars\b"
            r"|\bhow much\b.*\b(?:cost|worth|pay|paid|spen[dt]|money|dollars)\b"
            r"|\bhow many (?:\w+ )?(?:dollars|euros|pounds)\b"
            r"|\bwhat (?:is|was|are|were) the (?:\w+ )?(?:price|cost)\b"
            r"|\bwhat (?:do|does|did|will|would) .{1,40}\bcost\b",
        ),
        (AnswerType.COUNT, r"\bhow many\b|\bthe number of\b|\bhow often\b|\bhow old\b"),
        (AnswerType.AMOUNT, r"\bhow (?:much|far|high|deep|large|big|tall|fast)\b"),
        (
            AnswerType.PERSON,
            r"\bwho(?:'s|’s|s)?\b.*\b(?:led|leads?|head(?:s|ed)?|chief|wrote|author(?:ed)?|spokes\w+"
            r"|negotiators?|ministers?|presidents?|directors?|ambassadors?|envoys?|chair\w*|signed"
            r"|delegates?|officials?|leaders?)\b"
            r"|\bnames? of the (?:\w+ )?(?:negotiator|minister|envoy"
            r"|author|leader|official|head|chief)\w*",
        ),
        (
            AnswerType.ACTOR,
            r"\bwho(?:m|se|'s|’s|s)?\b|\b(?:which|what) (?:agency|organi[sz]ation|body"
            r"|country|countries|party|group|company|institution)\b",
        ),
        (
            AnswerType.PLACE,
            r"\bwhere\b|\b(?:which|what) (?:city|cities|place|places|capital|venue"
            r"|location|town|region)\b",
        ),
        (
            AnswerType.NAME,
            r"\bnames? of\b|\bby name\b|\b(?:what|which) (?:is|are|was|were) the names?\b",
        ),
    )
)


def asked_for(question: str) -> AnswerType:
    """Return the type of thing the question asks for; ``ANY`` if it does not say."""
    return next(
        (answer_type for answer_type, pattern in _ASKED if pattern.search(question)),
        AnswerType.ANY,
    )
