"""Misspelt words of a question, mended from the words of the corpus.

A word is taken for misspelt only if all of this holds: it is no number or acronym, the
corpus has it in no form and by no other name, the encoder has no single token for it (so
it is not an ordinary word that the corpus happens to lack), and exactly one nearest word of
the corpus or of its alias file is one or two slips away (Damerau-Levenshtein, by rapidfuzz).
A name may be one slip away only, from a name: another name is another thing. What was mended
is shown to the person as the question that was really asked.
"""

import re
from collections.abc import Sequence

from index.encoding import Encoder
from index.normalising import tokenise
from index.retrieval import Index
from index.vocabulary import read_vocabulary
from service.questions import MAX_QUESTION_CHARACTERS, Question, Word, reword

MIN_CHARACTERS = 4
# From this length on, two slips are taken for one word's; below it, one.
TWO_SLIPS_FROM = 8
MAX_ODD_SHARE = 2 / 3
# Passages in which the case of a word is looked at.
LOOKED_AT = 20


def mend_spelling(question: Question, index: Index, encoder: Encoder) -> Question:
    """Return the question with misspelt content words replaced, or the question itself."""
    names = index.lexical.names_mentioned(question.text)
    unknown = [
        word
        for word in question.words
        if not any(name.start <= word.start < name.end for name in names)
        and len(word.text) >= MIN_CHARACTERS
        and word.text.isalpha()
        and not (word.is_name and word.text.isupper())
        and not index.lexical.mentions(word.text)
    ]
    if not unknown:
        return question
    # Two special tokens and one of its own: the encoder knows the word.
    counts = encoder.count_tokens([word.text for word in unknown])
    odd = [word for word, count in zip(unknown, counts, strict=True) if count > 3]
    if not odd:
        return question
    vocabulary = _vocabulary(index)
    meant = [_parted(word, index) or _nearest(word, vocabulary, index) for word in odd]
    # Odd words nearly throughout are another language, unless each of them is a slip.
    if None in meant and len(odd) > MAX_ODD_SHARE * len(question.words):
        return question
    text = question.text
    for word, mended in zip(reversed(odd), reversed(meant), strict=True):
        if mended is not None:
            text = f"{text[: word.start]}{mended}{text[word.end :]}"
    if text == question.text or len(text) > MAX_QUESTION_CHARACTERS:
        return question
    return reword(question, text)


def _parted(word: Word, index: Index) -> str | None:
    """Return the word with a hyphen where the corpus has one ("deescalate": "de-escalate")."""
    for place in range(2, len(word.text) - 1):
        parts = f"{word.text[:place]}-{word.text[place:]}"
        if index.lexical.mentions(parts):
            return parts
    return None


def _vocabulary(index: Index) -> Sequence[str]:
    """Return the words of the corpus and of the names that stand for something in it."""
    listed = (part for group in index.names.listed for name in group for part in tokenise(name))
    words = {word for word in listed if len(word) >= MIN_CHARACTERS}
    return sorted(words.union(read_vocabulary(index.vocabulary_path)))


def _nearest(word: Word, vocabulary: Sequence[str], index: Index) -> str | None:
    """Return the one word of the vocabulary that is near enough; ``None`` if several are."""
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    typed = "".join(tokenise(word.text))
    slips = 2 if len(typed) >= TWO_SLIPS_FROM and not word.is_name else 1
    # People seldom get the first letter wrong, and another one makes another word.
    alike = [known for known in vocabulary if known[0] == typed[0]]
    near = process.extract(
        typed, alike, scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=3
    )
    nearest = [str(found[0]) for found in near if found[1] == near[0][1]]
    meant = nearest[0] if len(nearest) == 1 else _the_same(nearest, index)
    if meant is None:
        return None
    if word.is_name and not _is_name(meant, index):
        return None
    return meant[0].upper() + meant[1:] if word.text[0].isupper() else meant


def _is_name(word: str, index: Index) -> bool:
    """Whether the corpus lists ``word`` or mostly writes it with a capital."""
    if index.names.spans(word):
        return True
    seen = [
        match.group()
        for row, _ in index.lexical.search(word, LOOKED_AT)
        for match in re.finditer(rf"\b{re.escape(word)}\b", _text(index, row), re.IGNORECASE)
    ]
    return 2 * sum(match[0].isupper() for match in seen) > len(seen)


def _the_same(words: Sequence[str], index: Index) -> str | None:
    """Return the one of several words that the corpus has, if they name the same thing."""
    named = [index.names.spans(word) for word in words]
    same = [
        {word, *(tokenise(name)[0] for name in spans[0].others)}
        for word, spans in zip(words, named, strict=True)
        if spans
    ]
    if len(same) < len(words) or not words or not set(words) <= set.intersection(*same):
        return None
    return max(words, key=index.lexical.count_mentions)


def _text(index: Index, row: int) -> str:
    passage = index.records.passage(row)
    return f"{passage.context}\n{passage.text}"
