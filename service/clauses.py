"""The part of a sentence that its main clause says, found without a parser.

Comes in: a sentence of English prose. Goes out: its clauses in order, each as the same
text with everything subordinate, quoted or in brackets blanked out, so that offsets stay
true. "The harbour, which may flood, was sold" is not a sentence that says "may".
"""

import re

# A closed list of irregular past forms; regular ones end in -ed.
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|may|might|can|could|shall|should|must|do|does"
    r"|did|met|left|took|gave|began|came|went|held|made|said|won|lost|fell|rose|ran|set|put|led"
    r"|found|kept|sold|bought|paid|built|saw|became|brought|grew|knew|broke|spoke|wrote|sent|hit"
    r"|cut|lay|lies|stood|stands|remains?|says|told|\w{2,}ed)\b"
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|\([^)]*\)|\[[^\]]*\]")
_RELATIVE = re.compile(
    r"\b(?:which|who|whom|whose|(?<!in )(?<!at )(?<!of )(?<!for )(?<!on )(?<!by )(?<!after )"
    r"(?<!with )that)\b",
    re.IGNORECASE,
)
_SUBORDINATORS = (
    r"(?:while|although|though|because|since|after|before|when|where|as|until|despite|once|so that"
    r"|in case|even if|if|unless)"
)
_OPENING = re.compile(rf"\s*(?:(?:and|but|yet)\s+)?{_SUBORDINATORS}\b[^,;]*(?=,)", re.IGNORECASE)
_FOLLOWING = re.compile(rf"(?<=\s){_SUBORDINATORS}\s[^,;]*", re.IGNORECASE)
_BOUNDARY = re.compile(
    r";|(?<=[.!?])\s+(?=[A-Z“\"])|,\s+(?=(?:and|but|yet|while|whereas|although|though)\b)"
    r"|\s(?=but\s)"
)


def main_clauses(text: str) -> list[tuple[int, str]]:
    """Return where each clause starts, and the clause with all but its main part blanked.

    A run before "and" that has no verb of its own belongs to the clause behind it ("The
    red, the blue and the green may close").
    """
    quiet = _QUOTED.sub(_blank, text)
    starts = [0, *(match.end() for match in _BOUNDARY.finditer(quiet)), len(text)]
    clauses: list[tuple[int, str]] = []
    begin = 0
    for end in starts[1:]:
        if end < len(text) and not _FINITE.search(quiet[begin:end]):
            continue
        clauses.append((begin, _without_subordinates(quiet[begin:end])))
        begin = end
    return clauses


def has_verb(clause: str) -> bool:
    """Whether a clause seems to have a finite verb; a heading or an item may have none."""
    return bool(_FINITE.search(clause))


def _without_subordinates(clause: str) -> str:
    clause = _OPENING.sub(_blank, clause, count=1)
    for match in _RELATIVE.finditer(clause):
        before = clause[: match.start()]
        if not before.strip(" ,\"“”’'"):
            continue  # "That may change": the subject itself
        clause = before + _relative_blanked(clause[match.start() :], before)
        break
    return _FOLLOWING.sub(_blank, clause)


def _relative_blanked(rest: str, before: str) -> str:
    """Blank a relative or "that" clause: up to the comma, or, before the main verb, its verb."""
    if before.rstrip().endswith(",") or _FINITE.search(before):
        end = rest.find(",")
        end = len(rest) if end < 0 else end
    else:
        verb = _FINITE.search(rest)
        end = verb.end() if verb else len(rest)
    return " " * end + rest[end:]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
