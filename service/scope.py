"""Messages that no document can answer, and a short reply to each.

Greetings, thanks, orders to the program, tasks, other languages, nonsense, long messages with
no one question in them, and questions that name nothing. Each gets a reason that says what
helps; none gets a citation.
"""

import re
from dataclasses import dataclass, replace

from index.encoding import Encoder
from index.lexical import LexicalIndex
from index.normalising import normalise
from service.address_cues import ABOUT_PROGRAM, COMMAND, GOODBYE, GREETING, TASK, THANKS
from service.answers import Answer, Offer, Outcome, Reason
from service.languages import foreign_language
from service.question_kinds import QuestionKind, core_question
from service.questions import Question, parse_question
from service.records_asked import names_nothing

# A longer message is a text; what it asks has to be looked for.
MAX_WORDS = 60
MAX_SUGGESTED = 4
# Two special tokens and one of its own: the encoder knows the word (as in ``spelling``).
_KNOWN_TOKENS = 3
_ODD_SHARE = 2 / 3
_WORD = re.compile(r"[^\W\d_]{2,}")
_ASKING_SENTENCE = re.compile(r"[^.!?\n]+\?")

_REPLIES = (
    (
        GREETING,
        "Hello. Ask about anything that the documents may tell; every answer is a quotation.",
    ),
    (GOODBYE, "Goodbye. The documents stay here for the next question."),
    (THANKS, "You are welcome. Ask on if there is more that the documents may tell."),
    (
        ABOUT_PROGRAM,
        "Muscat is a program that answers questions by quoting documents, each quotation checked"
        " against its source. It has no opinions and makes nothing up. Ask about a person, a date,"
        " a place, a step or a subject.",
    ),
)
_ORDER = (
    "This is an order to the program, not a question about the documents. Muscat only quotes"
    " documents; there is nothing else that it could be talked into."
)
_TASK = (
    "Muscat does not write, translate or calculate: it answers questions from the documents, by"
    " quoting them."
)
_FOREIGN = "This looks like {}. Muscat reads questions in English; please ask in English."
_NONSENSE = "Muscat knows none of these words, and no document has them."
_LONG = "The message is long. Put what you want to know into one question."
_SEVERAL = "The message asks several things. Ask one at a time."
_OF_WHAT = "Nothing has been quoted yet that this could be about. Ask about a subject first."
_VAGUE = (
    "The question names nothing to look for. Ask about a person, a place, a step or a subject that"
    " the documents may mention."
)


@dataclass(frozen=True, slots=True)
class Dismissal:
    """Why a message gets no answer, and ``questions`` of its own that can be asked instead."""

    reason: Reason
    questions: tuple[str, ...] = ()


def asking_part(text: str) -> str:
    """Return the one question of a long message; a short message as it is.

    A long one with no question or with several is returned whole.
    """
    asked = _questions_in(text)
    return asked[0] if len(asked) == 1 and _is_long(text) else text


def dismissed(
    text: str, question: Question, lexical: LexicalIndex, encoder: Encoder
) -> Dismissal | None:
    """Return why a message is not looked up, ``None`` if it is.

    Args:
        text: what was typed.
        question: what it stands for, in the light of the conversation.
        lexical: the words of the documents.
        encoder: tells words from strings of letters.
    """
    whole = normalise(text).strip()
    for cue, reply in _REPLIES:
        if cue.fullmatch(whole):
            return _out_of_scope(reply)
    if COMMAND.search(whole):
        return _out_of_scope(_ORDER)
    if TASK.search(core_question(whole)):
        return _out_of_scope(_TASK)
    language = foreign_language(text)
    if language and not _mostly_known(text, lexical):
        return _out_of_scope(_FOREIGN.format(language))
    if _is_long(text):
        asked = _questions_in(text)[:MAX_SUGGESTED]
        return Dismissal(Reason("too_vague", _SEVERAL if asked else _LONG), asked)
    if _is_nonsense(question, lexical, encoder):
        return _out_of_scope(_NONSENSE)
    if question.kind is QuestionKind.SOURCES and names_nothing(question):
        return Dismissal(Reason("too_vague", _OF_WHAT))
    if question.kind is QuestionKind.VAGUE or not question.words:
        return Dismissal(Reason("too_vague", _VAGUE))
    return None


def _out_of_scope(message: str) -> Dismissal:
    return Dismissal(Reason("out_of_scope", message))


def _is_long(text: str) -> bool:
    return len(text.split()) > MAX_WORDS


def _questions_in(text: str) -> tuple[str, ...]:
    """Return the sentences of a text that ask and name something, each once."""
    asked = (" ".join(match.group().split()) for match in _ASKING_SENTENCE.finditer(text))
    named = (one for one in asked if len(one.split()) <= MAX_WORDS and parse_question(one).words)
    return tuple(dict.fromkeys(named))


def _mostly_known(text: str, lexical: LexicalIndex) -> bool:
    """Whether the documents have at least half of the words, so are in the same language."""
    words = _WORD.findall(text)
    return 2 * sum(lexical.mentions(word) for word in words) >= len(words) > 0


def _is_nonsense(question: Question, lexical: LexicalIndex, encoder: Encoder) -> bool:
    """Whether hardly a word is one: unknown to documents and encoder, and no name."""
    words = [word.casefold() for word in _WORD.findall(question.text)]
    content = [word for word in question.words if word.text.isalpha()]
    if not content or any(word.is_name for word in content) or len(words) > len(content) + 1:
        return False
    if any(lexical.mentions(word) for word in words):
        return False
    counts = encoder.count_tokens(words)
    return sum(count > _KNOWN_TOKENS for count in counts) >= _ODD_SHARE * len(words)


def reply(unread: Answer, question: str, dismissal: Dismissal) -> Answer:
    """Return the answer to a message that is not looked up, from the frame of one unread."""
    return replace(
        unread,
        outcome=Outcome.ABSTAINED,
        confidence=0.0,
        reason=dismissal.reason,
        standalone_question=question,
        offers=tuple(Offer(one, one) for one in dismissal.questions),
    )
