"""How sure a source is of a sentence: on the table, denied, said by another, may, will, is.

An item on an agenda is not a settled fact, "may" is not "will", and what somebody says is
not what is. The main clause decides, not what stands in a relative clause; attribution
counts wherever it stands. The rules are held against hand-labelled sentences in
``tests/data/stances``.
"""

import re
from itertools import pairwise

from service.answers import Stance
from service.clauses import has_verb, main_clauses
from service.quotation_notes import Speaker
from service.speakers import find_attribution, subject_before

# A sentence may be as long as its author likes; what tells its stance stands near its start.
MAX_CHARACTERS_READ = 2_000
_TABLED_FRAME = re.compile(
    r"\b(?:agenda|on the table|proposals?|proposed|demands?|draft(?:s|ed)?|under discussion"
    r"|talking points|wish ?list|options?|for consideration)\b",
    re.IGNORECASE,
)
_ATTRIBUTED_FRAME = re.compile(
    r"\b(?:analysts|experts|critics|observers|officials|supporters|opponents|sources|residents"
    r"|economists|scientists)\b",
    re.IGNORECASE,
)
_PLANNED_FRAME = re.compile(
    r"\b(?:next steps?|comes next|happens next|what(?:['’]s| is) next)\b",
    re.IGNORECASE,
)
_POSSIBLE_FRAME = re.compile(
    r"\b(?:possible|potential|risks|scenarios|what (?:could|might|may))\b", re.IGNORECASE
)
_TABLED = re.compile(
    r"\bpropos(?:e|es|ed|ing)\b(?! by)|\b(?:is|are|was|were) proposed\b"
    r"|(?<!\ba )(?<!\bthe )(?<!\bof )(?<!\btheir )(?<!\bits )\bdemand(?:s|ed|ing)\b(?! by| for| was"
    r"| were| of|[:.,;])"
    r"|\bcall(?:s|ed|ing)? for\b|\burg(?:es?|ed|ing)\b|\bwant(?:s|ed)?\b[^,;]{1,40}\bto\b"
    r"|\bput forward\b|\bunder (?:the|a|this) (?:proposal|draft|bill|motion)\b"
    r"|\b(?:draft(?: law)?|bill|proposal|motion|amendment)\b[^,;]{0,30}\bwould\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied)|reject(?:s|ed)?|refus(?:es?|ed)|refut(?:es?|ed)|ruled? out|rules out"
    r"|declin(?:es?|ed) to|vot(?:es?|ed) down|turn(?:s|ed) down|veto(?:es|ed)"
    r"|(?<!is )(?<!are )(?<!was )disput(?:es|ed)"
    r"|disown(?:s|ed)|dismiss(?:es|ed)(?= (?:as|reports?|claims?|the (?:idea|report|claim|rumou?r)"
    r"|rumou?rs?|talk|suggestions?|allegations?)\b)|fail(?:s|ed) to)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"(?:(?<!, )\bnot\b|n['’]t\b)(?! only| least| until| just| more than| fewer| later)|\bcannot\b"
    r"|\b(?:never|neither|nobody|none|nowhere|no longer|no one)\b|(?<!do )\bnothing\b"
    r"|\bno\s(?!later|more|fewer|less|longer|doubt|matter|\d)(?=\w)"
    r"|\b(?:is|are|was|were) (?:false|untrue|baseless|unfounded)\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"\b(?:not|n['’]t)\b[^,;]*\buntil\b|\bwhether or not\b", re.IGNORECASE)
_POSSIBLE = re.compile(
    r"\b(?:could|(?-i:may)(?! \d)|might|potentially|(?-i:^\W*Potential)|possibl[ye]|perhaps"
    r"|maybe|probabl[ye]|likely|unlikely|would(?!-be)|risks? (?:of|that|\w+ing)"
    r"|there (?:is|are) (?:an? |some )?(?:risk|chance|danger|possibility)|threaten(?:s|ed)? to"
    r"|hop(?:es?|ed|ing)|remains? to be seen|unclear|uncertain|not certain|in theory"
    r"|appears? to|seems? to)\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"(?<!\ba )(?<!\bthe )(?<!\bhis )(?<!\bher )(?<!\bits )(?<!\btheir )(?<!\bof )\bwill\b(?! of\b)"
    r"|\b(?:shall|slated|is going to|are going to)\b|\bplans? (?:to|a|an)\b|(?<=\w )planned to\b"
    r"|\b(?:is|are|was|were|been) (?:planned|scheduled)\b|\bpledg(?:es?|ed|ing)\b"
    r"|\bpromis(?:es?|ed)\b|\bvow(?:s|ed)\b|\bcommitment to\b|\bcommit(?:s|ted) (?:to|itself)\b"
    r"|\bagree(?:s|d)? to\b|\b(?:is|are|was|were) due to (?!the\b|a\b)\w+|\bset to\b"
    r"|\bintend(?:s|ed)?\b|\b(?:is|are|was|were) expected to\b|\bpencilled in\b"
    r"|\bnext (?:days?|weeks?|months?|years?|steps?)\b",
    re.IGNORECASE,
)
_PART_END = re.compile(r";|(?<=[a-z0-9)”])\.\s+(?=[A-Z])")
_OPEN_QUESTION = re.compile(
    r"^\W*(?:whether|how|when|who|what|which)\b.*\b(?:remains? to be seen|(?:is|remains?|are)"
    r" (?:unclear|uncertain|unknown|open))\b",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"\b(?:if|unless|provided that|should) \w+", re.IGNORECASE)


def stance_of(text: str, section: tuple[str, ...], lead_in: str) -> tuple[Stance, Speaker | None]:
    """Return the stance of a quoted sentence under its heading path and lead-in.

    Returns:
        The stance, and who speaks or denies (a span of ``text``) where the sentence names
        somebody; always ``None`` for a stance other than attributed or denied.
    """
    text, lead_in = text[:MAX_CHARACTERS_READ], lead_in[:MAX_CHARACTERS_READ]
    frame = " ".join((*section, lead_in))[: 2 * MAX_CHARACTERS_READ]
    stance, speaker = _own_stance(text)
    if stance is Stance.ATTRIBUTED or speaker:
        return stance, speaker
    if _ATTRIBUTED_FRAME.search(lead_in) or find_attribution(lead_in):
        return Stance.ATTRIBUTED, None
    if _TABLED_FRAME.search(frame) and not (stance is Stance.DENIED and has_verb(text)):
        return Stance.TABLED, None
    if stance is Stance.STATED and (_PLANNED_FRAME.search(frame) or _PLANNED.search(lead_in)):
        return Stance.PLANNED, None
    if stance is Stance.STATED and _POSSIBLE_FRAME.search(frame):
        return Stance.POSSIBLE, None
    return stance, speaker


def parts_of(text: str) -> list[str]:
    """Return the sentences of a text, and what a semicolon parts in them, in order."""
    text = text[:MAX_CHARACTERS_READ]
    ends = [0, *(match.end() for match in _PART_END.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(ends)]


def _own_stance(text: str) -> tuple[Stance, Speaker | None]:
    """Return what the words of the sentence alone say.

    An item may hold several sentences: the first decides, unless it states a fact and a
    later one hands on what somebody says.
    """
    first = text[: _first_part(text)]
    stance, speaker = _stance_of_part(first)
    if stance is Stance.STATED and find_attribution(text[len(first) :]):
        return Stance.ATTRIBUTED, None
    return stance, speaker


def _first_part(text: str) -> int:
    """Return where the first sentence of ``text``, or its part before a semicolon, ends."""
    end = _PART_END.search(text)
    return end.start() if end else len(text)


def _stance_of_part(text: str) -> tuple[Stance, Speaker | None]:
    clauses = main_clauses(text)
    attribution = find_attribution(text)
    denied = _denial(text, clauses[:1])
    if denied is not None and not (attribution and attribution.start < denied[0]):
        return Stance.DENIED, denied[1]
    if attribution:
        return Stance.ATTRIBUTED, attribution.speaker
    if _OPEN_QUESTION.search(text):
        return Stance.POSSIBLE, None
    for _, clause in clauses:
        stance = _clause_stance(clause, text)
        if stance is not Stance.STATED or has_verb(clause):
            return stance, None
    return Stance.STATED, None


def _denial(text: str, clauses: list[tuple[int, str]]) -> tuple[int, Speaker | None] | None:
    """Return where the main clause denies or refuses, and who does."""
    for start, clause in clauses:
        if match := _DENIES.search(clause):
            place = start + match.start()
            is_passive = re.search(r"\b(?:is|are|was|were|been|being|be)\s+$", text[:place])
            return place, None if is_passive else subject_before(text, place)
    return None


def _clause_stance(clause: str, text: str) -> Stance:
    tabled, negated = _TABLED.search(clause), _NEGATED.search(clause)
    if tabled and not (negated and negated.start() < tabled.start()):
        return Stance.TABLED
    if negated and not _UNTIL.search(text):
        return Stance.DENIED
    possible, planned = _POSSIBLE.search(clause), _PLANNED.search(clause)
    if planned and possible and "," in clause[planned.start() : possible.start()]:
        possible = None  # "will debate the terms, potentially influencing ..."
    if possible:
        return Stance.POSSIBLE
    if planned:
        return Stance.POSSIBLE if _CONDITION.search(text) else Stance.PLANNED
    return Stance.STATED
