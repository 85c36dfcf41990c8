"""Why the documents do not answer: what is missing, in words, and what comes nearest.

Comes in: the question and its reading. Goes out: a ``Reason``. A term is missing if no
document has the word and no sentence that was read has one that means nearly the same;
a type is missing if the question asks for a person, a date, an amount ... and no sentence
on the subject holds one that the question does not itself bring along.
"""

from collections.abc import Sequence

import numpy as np

from index.lexical import LexicalIndex
from index.names import NameSpan
from service.abbreviations import is_written_in_full
from service.absence import states_absence
from service.answer_types import AnswerType, holds
from service.answers import Missing, Reason
from service.question_kinds import QuestionKind
from service.questions import ABOUT, Question, Word
from service.reading import Reading, ReadSentence

# Below this a word has no near relative in anything that was read.
UNSUPPORTED = 0.5
# Words with less weight are common in questions of any kind.
TELLING = 0.9
# From here on a sentence is taken to mention a word, literally or nearly so.
MENTIONED_FROM = 0.8
# So many phrases are named as what the documents do mention.
MAX_NAMED = 3

_PHRASES = {
    AnswerType.PERSON: "name a person for this",
    AnswerType.ACTOR: "say who",
    AnswerType.DATE: "give a date for this",
    AnswerType.YEAR: "give a year for this",
    AnswerType.CALENDAR_DATE: "give an exact date for this",
    AnswerType.DURATION: "say how long",
    AnswerType.COUNT: "give a number for this",
    AnswerType.MONEY: "give an amount of money for this",
    AnswerType.PERCENTAGE: "give a percentage for this",
    AnswerType.AMOUNT: "give an amount for this",
    AnswerType.PLACE: "name a place for this",
    AnswerType.NAME: "give a name for this",
    AnswerType.ANY: "answer this",
}


def missing_terms(question: Question, reading: Reading, lexical: LexicalIndex) -> tuple[Word, ...]:
    """Return the telling words of the question that the corpus neither has nor paraphrases.

    A word tells something if it is a name or is rare in questions; "held" and "done" are
    neither, and their absence explains nothing.
    """
    names = lexical.names_mentioned(question.text)
    # What only the conversation brought along says what is meant, not what must be there.
    carried = question.text.find(ABOUT) if ABOUT in question.text else len(question.text)
    supports = [read.support for read in reading.sentences]
    best = np.max(supports, axis=0) if supports else np.zeros(len(question.words))
    return tuple(
        word
        for word, support, weight in zip(
            question.words, best.tolist(), reading.weights.tolist(), strict=True
        )
        if support < UNSUPPORTED
        and (word.is_name or weight >= TELLING)
        and word.start < carried
        and not _is_mentioned(word, names, lexical)
        and not any(is_written_in_full(word.text, read.text) for read in reading.sentences)
    )


def mentioned_terms(
    question: Question, reading: Reading, lexical: LexicalIndex
) -> tuple[Word, ...]:
    """Return the telling words of the question that some document has, in any inflection.

    A word of a name counts if any document has another name of the same thing.
    """
    names = lexical.names_mentioned(question.text)
    return tuple(
        word
        for word, weight in zip(question.words, reading.weights.tolist(), strict=True)
        if (word.is_name or weight >= TELLING) and _is_mentioned(word, names, lexical)
    )


def _is_mentioned(word: Word, names: Sequence[NameSpan], lexical: LexicalIndex) -> bool:
    in_name = any(name.start <= word.start < name.end for name in names)
    return in_name or lexical.mentions(word.text)


def explain(
    question: Question,
    reading: Reading,
    terms: Sequence[Word],
    lexical: LexicalIndex,
    *,
    documents: int,
) -> Reason:
    """Return the reason for abstaining, with everything that is missing.

    Args:
        question: what was asked.
        reading: what was read for it.
        terms: what ``missing_terms`` found.
        lexical: the words of the corpus, to tell what it does mention.
        documents: how many documents the corpus has, for the wording.
    """
    if question.kind is QuestionKind.OPINION:
        return _opinion_or_future(documents)
    if question.kind is QuestionKind.VAGUE or not question.words:
        return Reason(
            "too_vague",
            "The question names nothing to look for. Ask about a person, a place, a step or a"
            " subject that the documents may mention.",
        )
    if question.looks_ahead and not any(word.is_name for word in terms):
        return _opinion_or_future(documents)
    phrases = _phrases(question.text, terms)
    known = _phrases(question.text, mentioned_terms(question, reading, lexical))[:MAX_NAMED]
    missing_type = _missing_type(question, reading)
    missing = (*(Missing("term", phrase) for phrase in phrases), *missing_type)
    if any(word.is_name for word in terms) or (terms and not missing_type):
        message = _not_mentioned(phrases, documents)
        if known:
            message = f"{message[:-1]}, though {_mention('it', 'they', known, documents)}."
        return Reason("not_mentioned", message, missing)
    wanted = question.asks if missing_type else AnswerType.ANY
    return Reason(
        "not_stated",
        f"{_not(known, documents)} {_PHRASES[wanted]}; what comes nearest is shown.",
        missing or (Missing("answer_type", AnswerType.ANY.value),),
    )


def _opinion_or_future(documents: int) -> Reason:
    return Reason(
        "opinion_or_future",
        "This asks for an opinion or a prediction, which Muscat does not give."
        f" {_subject(documents)} not settle it; what comes nearest is shown in"
        f" {'its' if documents == 1 else 'their'} own words.",
    )


def explain_doubt(question: Question, terms: Sequence[Word], *, documents: int) -> Reason:
    """Return the reason for a partial answer: what the question has beyond its evidence."""
    message = "This may not answer the question, but it is what comes nearest to an answer."
    phrases = _phrases(question.text, terms)
    if phrases:
        message = f"{_not_mentioned(phrases, documents)} {message}"
    return Reason("low_confidence", message, tuple(Missing("term", text) for text in phrases))


def explain_other_time(time: str, *, documents: int) -> Reason:
    """Return the reason for abstaining where what comes nearest speaks of another time."""
    return Reason(
        "not_stated",
        f"{_subject(documents)} not say this of “{time}”: what comes nearest, and is shown, speaks"
        " of another time.",
        (Missing("time", time),),
    )


def _subject(documents: int) -> str:
    return "The document does" if documents == 1 else "The documents do"


def _not_mentioned(phrases: Sequence[str], documents: int) -> str:
    named = " or ".join(f"“{phrase}”" for phrase in phrases)
    return f"{_subject(documents)} not mention {named}."


def _not(known: Sequence[str], documents: int) -> str:
    """Return "The documents mention “X”, but do not", or "The documents do not"."""
    if not known:
        return f"{_subject(documents)} not"
    mention = _mention("The document", "The documents", known, documents)
    return f"{mention}, but {'does' if documents == 1 else 'do'} not"


def _mention(one: str, several: str, phrases: Sequence[str], documents: int) -> str:
    named = " and ".join(f"“{phrase}”" for phrase in phrases)
    return f"{one} mentions {named}" if documents == 1 else f"{several} mention {named}"


def nearest_first(
    question: Question, reading: Reading, lexical: LexicalIndex
) -> tuple[ReadSentence, ...]:
    """Return the sentences that were read, those first that mention a word the corpus knows.

    If what comes nearest says that just this is not known, that is first among them. Within
    each kind the order of the reading stays: the more probable is first.
    """
    known = {word.start for word in mentioned_terms(question, reading, lexical)}
    rows = [row for row, word in enumerate(question.words) if word.start in known]

    def mentions_none(read: ReadSentence) -> bool:
        return bool(rows) and float(read.support[rows].max()) < MENTIONED_FROM

    def explains_nothing(read: ReadSentence) -> bool:
        return not (reading.known_absent and states_absence(read.text))

    return tuple(
        sorted(reading.sentences, key=lambda read: (mentions_none(read), explains_nothing(read)))
    )


def lacks_type(question: Question, reading: Reading) -> bool:
    """Whether the question asks for a kind of thing that none of the best sentences holds."""
    return not any(holds(question.asks, read.text, question.text) for read in reading.foremost)


def _missing_type(question: Question, reading: Reading) -> tuple[Missing, ...]:
    if question.asks is AnswerType.ANY or not lacks_type(question, reading):
        return ()
    return (Missing("answer_type", question.asks.value),)


def _phrases(text: str, words: Sequence[Word]) -> list[str]:
    """Return the words as they were typed, neighbours joined to one phrase, each once."""
    phrases: list[str] = []
    end = -1
    for word in words:
        if phrases and end >= 0 and not text[end : word.start].strip(" -‑"):
            phrases[-1] = f"{phrases[-1]}{text[end : word.end]}"
        else:
            phrases.append(word.text)
        end = word.end
    return list(dict.fromkeys(phrases))
