"""A question that leans on the one before it, turned into one that stands by itself.

Comes in: the question and the conversation. Goes out: the text to ask. A question that
stands by itself is left alone; one that names nothing of its own ("for how long?", "why
there?", "and who monitors it?") is asked together with the last question that does.
What the assistant said is not used: an abstention must not become a fact.
"""

import re
from collections.abc import Sequence

from service.errors import QuestionRejected
from service.questions import MAX_QUESTION_CHARACTERS, Question, parse_question

_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|that|this|those|these|then|he|she|his|her|him|both|same)\b"
    r"|\bthere\W*$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\s*(?:and|but|so)\b", re.IGNORECASE)
_ASKING_WORDS = frozenset({"long", "far", "soon", "often", "big", "old", "percent", "year"})
# A question with more words of its own than this says what it is about.
MAX_OWN_WORDS = 2


def leans_on_history(question: Question) -> bool:
    """Whether the question names too little to be asked by itself."""
    if any(word.is_name for word in question.words):
        return False
    own = [word for word in question.words if word.text.casefold() not in _ASKING_WORDS]
    if not own:
        return True
    refers = _POINTS_BACK.search(question.text) or _GOES_ON.match(question.text)
    return bool(refers) and len(own) <= MAX_OWN_WORDS


def stand_alone(text: str, earlier: Sequence[str]) -> Question:
    """Return the question to ask for ``text`` after the person's ``earlier`` questions.

    Args:
        text: what was typed now.
        earlier: what the same person typed before, oldest first.

    Raises:
        QuestionRejected: ``text`` is empty or too long. An earlier question that is so is
            passed over.
    """
    question = parse_question(text)
    if not leans_on_history(question):
        return question
    for before in reversed(earlier):
        try:
            previous = parse_question(before)
        except QuestionRejected:
            continue
        joined = f"{previous.text} {question.text}"
        if not leans_on_history(previous) and len(joined) <= MAX_QUESTION_CHARACTERS:
            return parse_question(joined, asked=question.text)
    return question
