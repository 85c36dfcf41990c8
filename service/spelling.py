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
from service.questions import Question, Word, parse_question

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
    # Odd words nearly throughout are another language, not slips.
    if not odd or len(odd) > MAX_ODD_SHARE * len(question.words):
        return question
    vocabulary = read_vocabulary(index.vocabulary_path)
    text = question.text
    for word in reversed(odd):
        meant = _nearest(word, vocabulary)
        if meant is not None:
            text = f"{text[: word.start]}{meant}{text[word.end :]}"
    return question if text == question.text else parse_question(text)


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
