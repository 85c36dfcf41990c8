"""Misspelt words of a question, mended from the words of the corpus.

A word is taken for misspelt only if all of this holds: it is no name or number, the
corpus does not have it in any form, the encoder has no single token for it (so it is not
an ordinary word that the corpus happens to lack), and exactly one nearest word of the
corpus is one or two slips away (Damerau-Levenshtein, by rapidfuzz). What was mended is
shown to the person as the question that was really asked.
"""

from collections.abc import Sequence

from index.encoding import Encoder
from index.normalising import tokenise
from index.retrieval import Index
from index.vocabulary import read_vocabulary
from service.questions import MAX_QUESTION_CHARACTERS, Question, Word, parse_question

MIN_CHARACTERS = 4
# From this length on, two slips are taken for one word's; below it, one.
TWO_SLIPS_FROM = 8
MAX_ODD_SHARE = 2 / 3


def mend_spelling(question: Question, index: Index, encoder: Encoder) -> Question:
    """Return the question with misspelt content words replaced, or the question itself."""
    unknown = [
        word
        for word in question.words
        if not word.is_name
        and len(word.text) >= MIN_CHARACTERS
        and word.text.isalpha()
        and not index.lexical.mentions(word.text)
    ]
    if not unknown:
        return question
    # Two special tokens and one of its own: the encoder knows the word.
    counts = encoder.count_tokens([word.text for word in unknown])
    odd = [word for word, count in zip(unknown, counts, strict=True) if count > 3]
    if not odd:
        return question
    vocabulary = read_vocabulary(index.vocabulary_path)
    meant = [_parted(word, index) or _nearest(word, vocabulary) for word in odd]
    # Odd words nearly throughout are another language, unless each of them is a slip.
    if None in meant and len(odd) > MAX_ODD_SHARE * len(question.words):
        return question
    text = question.text
    for word, mended in zip(reversed(odd), reversed(meant), strict=True):
        if mended is not None:
            text = f"{text[: word.start]}{mended}{text[word.end :]}"
    if text == question.text or len(text) > MAX_QUESTION_CHARACTERS:
        return question
    return parse_question(text)


def _parted(word: Word, index: Index) -> str | None:
    """Return the word with a hyphen where the corpus has one ("deescalate": "de-escalate")."""
    for place in range(2, len(word.text) - 1):
        parts = f"{word.text[:place]}-{word.text[place:]}"
        if index.lexical.mentions(parts):
            return parts
    return None


def _nearest(word: Word, vocabulary: Sequence[str]) -> str | None:
    """Return the one word of the vocabulary that is near enough; ``None`` if several are."""
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    typed = "".join(tokenise(word.text))
    slips = 2 if len(typed) >= TWO_SLIPS_FROM else 1
    # People seldom get the first letter wrong, and another one makes another word.
    alike = [known for known in vocabulary if known[0] == typed[0]]
    near = process.extract(
        typed, alike, scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=2
    )
    if not near or (len(near) > 1 and near[0][1] == near[1][1]):
        return None
    return str(near[0][0])
