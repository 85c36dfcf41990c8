"""A question as the rest of the service sees it: its content words and what it asks for.

Comes in: the text a person typed. Goes out: a ``Question``. Surface rules over English
only; they feed the reader's features and the explanation of an abstention, and none of
them decides an answer by itself.
"""

import re
from dataclasses import dataclass, replace

from index.normalising import normalise, replace_surrogates
from service.answer_types import AnswerType, asked_for
from service.errors import QuestionRejected
from service.question_cues import AHEAD, ATTRIBUTED, FORETELLING
from service.question_kinds import QuestionKind, core_question, kind_of

MAX_QUESTION_CHARACTERS = 2_000
ABOUT = "(about: "
"""Behind it stands what a follow-up is about, taken from the conversation."""
_WORD = re.compile(r"\d[\d.,]*\d%?|\d%?|[^\W\d_](?:[\w]|['’](?=\w))*")
_FUNCTION_WORDS = frozenset(
    """
    a about above after again against all also am an and any anyone anything anybody are aren as
    at be because been before being below between both but by can could d did didn do does doesn
    doing don down during each either else ever every few for from further get gets give given
    go goes going got had has hasn have haven having he her here hers him his how however i if
    in into is isn it its itself just ll let m me more most much my no nor not now of off on
    once one ones only or other others ought our out over own please pls re s same shall she
    should show so some something such supposed t tell than that the their theirs them then
    there these they this those though through to too under until up us ve very was wasn we well
    were weren what whats which when whenever where while who whom whos whose why wich will with
    within without won would wouldn yes yet you your exactly actually really according say says
    said list name named names many happen happens happened mean means meant anyway ok okay hi
    hello hey hiya thanks thank cheers sorry plz thing things kind sort lot right correct
    gist overview summary summaries summarise summarize summarised summarized sum tldr nutshell
    outline recap rundown brief explain describe article document
    documents text tho though cause wat whats teh thru u ur
    """.split()
)
_POSSESSIVE = re.compile(r"['’]s?$")
_YES_NO = re.compile(
    r"(?:so\s+|and\s+)?(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may"
    r"|might|must|isn't|aren't|didn't|doesn't|won't)\b"
    r"|.*\b(?:right|correct|yes or no|isn't it|doesn't it|no)\s*\?*$",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\b(?:list|steps?|outcomes|takeaways|points|reasons|items|measures|areas|conditions|benefits"
    r"|implications|terms|details|consequences|topics|proposals|demands|ways|factors|effects"
    r"|advantages|commitments|pledges)\b"
    r"|\bwhat (?:are|were) the\b|\bwhat else\b|\bwhat all\b",
    re.IGNORECASE,
)
# A question that names nothing but one of these says no more than "tell me more".
_SAY_NOTHING = frozenset(
    """
    number numbers figure figures detail details info information stuff more example examples news
    fact facts data answer answers question questions background context topic topics subject
    summary help continue elaborate point points part parts bit rest new
    """.split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A content word of the question: its text and its half-open span there.

    ``is_name``: capitalised in mid-sentence, all capitals, or a number; such a word
    stands for one thing and has no synonym.
    """

    text: str
    start: int
    end: int
    is_name: bool


GATHERING = (QuestionKind.LIST, QuestionKind.TOPIC, QuestionKind.COMPARISON)


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what its surface tells.

    ``text`` is what is searched for and shown. ``asks`` is the type of thing that would
    answer it, ``kind`` the form of answer that it wants. ``looks_ahead``: it is about what
    is to come, in nobody's words; ``foretells``: it wants a yes or no to that, which only a
    document that announces it can give.
    """

    text: str
    words: tuple[Word, ...]
    asks: AnswerType
    wants_list: bool
    is_yes_no: bool
    kind: QuestionKind
    looks_ahead: bool
    foretells: bool

    @property
    def gathers(self) -> bool:
        """Whether it wants several sentences: a list, a subject, the sides of a matter."""
        return self.kind in GATHERING or self.wants_list


def parse_question(text: str, asked: str | None = None) -> Question:
    """Return the question that a person typed, outer white space left out.

    Args:
        text: what is searched for and shown.
        asked: the part of it that asks, where the rest only says what it is about.

    Raises:
        QuestionRejected: it is empty or longer than ``MAX_QUESTION_CHARACTERS``.
    """
    cleaned = replace_surrogates(text).strip()
    if not cleaned:
        raise QuestionRejected("the question is empty")
    if len(cleaned) > MAX_QUESTION_CHARACTERS:
        raise QuestionRejected(
            f"the question has {len(cleaned):,} characters; at most"
            f" {MAX_QUESTION_CHARACTERS:,} are read"
        )
    plain = normalise(asked or cleaned)
    words = _content_words(cleaned)
    core = core_question(plain)
    foretells = bool(FORETELLING.search(core)) and not ATTRIBUTED.search(core)
    return Question(
        text=cleaned,
        words=words,
        asks=asked_for(plain),
        wants_list=bool(_LIST.search(plain)),
        is_yes_no=bool(_YES_NO.match(plain)),
        kind=_kind(plain, words),
        looks_ahead=foretells or (bool(AHEAD.search(core)) and not ATTRIBUTED.search(core)),
        foretells=foretells,
    )


def reword(question: Question, text: str) -> Question:
    """Return a question with other words in place of some of its own, asking for the same."""
    reworded = parse_question(text)
    if parse_question(question.text) == question:
        return reworded
    # What it asks for was read off a part of it: that part is known no more.
    return replace(question, text=reworded.text, words=reworded.words)


def _kind(plain: str, words: tuple[Word, ...]) -> QuestionKind:
    """Return the kind of the part that asks; what names nothing to look for is vague."""
    kind = kind_of(plain)
    if kind in (QuestionKind.SOURCES, QuestionKind.OPINION, QuestionKind.OUT_OF_SCOPE):
        return kind
    names_something = any(word.text.casefold() not in _SAY_NOTHING for word in words)
    return kind if names_something else QuestionKind.VAGUE


def _content_words(text: str) -> tuple[Word, ...]:
    words: list[Word] = []
    shouting = text.isupper()
    for match in _WORD.finditer(text):
        word = _POSSESSIVE.sub("", match.group())
        first = not text[: match.start()].strip(" \t\"'“‘(¿")
        plain = normalise(word).casefold().partition("'")[0]  # "doesn't": "doesn"
        if plain in _FUNCTION_WORDS and not (word == "US" and not shouting):
            continue
        capital = word[0].isupper() and not first and not shouting
        is_name = (
            word[0].isdigit() or capital or (len(word) > 1 and word.isupper() and not shouting)
        )
        words.append(Word(word, match.start(), match.start() + len(word), is_name))
    return tuple(words)
