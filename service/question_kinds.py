"""What kind of question a message is: a fact, a list, a comparison, a greeting ...

Comes in: the text of a question. Goes out: a ``QuestionKind``. Ordered cues over English
surface forms, the more special before the more general, so that every decision can be
explained by one cue. What needs the corpus (another language, nonsense) is decided in
``service.scope``; here nothing is looked up.
"""

import re
from enum import StrEnum

from index.normalising import normalise
from service.address_cues import ABOUT_PROGRAM, COMMAND, GOODBYE, GREETING, TASK, THANKS
from service.question_cues import (
    ASKS,
    ATTRIBUTED,
    COMPARISON,
    COURTESY,
    HAS_VALUE,
    LIST,
    OPINION,
    SOURCES,
    TOPIC,
    WHY_HOW,
    YES_NO,
)

_MAX_COURTESIES = 6
# Keywords without a verb: longer than this it is a sentence of some kind.
_MAX_KEYWORDS = 9


class QuestionKind(StrEnum):
    """What a question wants; decides the form of its answer."""

    FACT = "fact"
    LIST = "list"
    TOPIC = "topic"
    WHY_HOW = "why_how"
    COMPARISON = "comparison"
    YES_NO = "yes_no"
    SOURCES = "sources"
    OPINION = "opinion"
    VAGUE = "vague"
    OUT_OF_SCOPE = "out_of_scope"


def core_question(text: str) -> str:
    """Return the part of a message that asks: without greeting, thanks or "could you".

    Typographic characters come back plain (``index.normalising``). A message that is
    nothing but courtesy is returned as it is.
    """
    core = normalise(text).strip()
    for _ in range(_MAX_COURTESIES):
        shorter = COURTESY.sub("", core, count=1)
        if shorter == core or not re.search(r"\w", shorter):
            break
        core = shorter
    return core


_CUES: tuple[tuple[QuestionKind, re.Pattern[str]], ...] = (
    (QuestionKind.COMPARISON, COMPARISON),
    (QuestionKind.WHY_HOW, WHY_HOW),
    (QuestionKind.YES_NO, YES_NO),
    (QuestionKind.TOPIC, TOPIC),
    (QuestionKind.LIST, LIST),
)


def kind_of(text: str) -> QuestionKind:
    """Return what kind of question ``text`` is, by its surface alone.

    ``VAGUE`` never comes out: whether a message names anything is told by its content
    words (``service.questions``).
    """
    whole = normalise(text).strip()
    if is_said_to_program(whole):
        return QuestionKind.OUT_OF_SCOPE
    core = core_question(whole)
    if SOURCES.search(core):
        return QuestionKind.SOURCES
    if TASK.search(core):
        return QuestionKind.OUT_OF_SCOPE
    if OPINION.search(core) and not ATTRIBUTED.search(core):
        return QuestionKind.OPINION
    found = next((kind for kind, cue in _CUES if cue.search(core)), None)
    if found is not None:
        return found
    keywords = not ASKS.search(core) and 1 < len(core.split()) <= _MAX_KEYWORDS
    if keywords and not HAS_VALUE.search(core):
        return QuestionKind.TOPIC
    return QuestionKind.FACT


def is_said_to_program(whole: str) -> bool:
    """Whether a message greets, thanks or commands the program and asks nothing."""
    return bool(
        any(cue.fullmatch(whole) for cue in (GREETING, THANKS, GOODBYE, ABOUT_PROGRAM))
        or COMMAND.search(whole)
    )
