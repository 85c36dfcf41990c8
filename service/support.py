"""How well each word of a question is supported by a text, by contextual token vectors.

A word is supported as far as some token of the text means the same in its context: the
largest cosine between the word's token vectors and those of the text ("late interaction",
Khattab and Zaharia: ColBERT, SIGIR 2020, https://arxiv.org/abs/2004.12832, here on the
hidden states of the sentence encoder). Seen on the first document: "pause" finds "halt"
at .64, while "penalty" and "Fordow" find nothing above .3.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.arrays import FloatMatrix, FloatVector, IntVector
from index.encoding import TokenVectors
from index.normalising import tokenise
from service.questions import Question, Word

BoolVector = npt.NDArray[np.bool_]

# A name or number has no synonyms: likeness to another one is worth half.
OTHER_NAME_FACTOR = 0.5
SAME_NAME_COSINE = 0.85


@dataclass(frozen=True, slots=True)
class EncodedQuestion:
    """A question with its vector and, per content word, the rows of its tokens.

    ``token_vectors``: (t, d) float32 unit rows. ``word_rows[i]`` are the rows of word i.
    ``weights``: (w,) float32 in (0, 1], how much each content word tells: little if it is
    common in questions of any kind ("take place", "held").
    """

    question: Question
    vector: FloatVector
    token_vectors: FloatMatrix
    word_rows: tuple[IntVector, ...]
    weights: FloatVector


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A sentence behind its context, with token vectors of both.

    ``own`` marks the rows of ``token_vectors`` that belong to the sentence itself.
    ``own_words`` and ``all_words`` are the normalised words of the sentence and of
    context plus sentence.
    """

    sentence: str
    vector: FloatVector
    token_vectors: FloatMatrix
    own: BoolVector
    own_words: frozenset[str]
    all_words: frozenset[str]


def encode_question(
    question: Question, tokens: TokenVectors, common_words: Mapping[str, float]
) -> EncodedQuestion:
    """Attach the encoder's view of ``question.text`` to the question.

    ``common_words`` gives the weight of words that are common in questions; others have 1.
    """
    starts, ends = tokens.token_spans[:, 0], tokens.token_spans[:, 1]
    rows = tuple(
        np.flatnonzero((starts < word.end) & (ends > word.start)) for word in question.words
    )
    weights = [
        1.0 if word.is_name else common_words.get(" ".join(tokenise(word.text)), 1.0)
        for word in question.words
    ]
    return EncodedQuestion(
        question, tokens.vector, tokens.token_vectors, rows, np.array(weights, np.float32)
    )


def encode_text(context: str, sentence: str, tokens: TokenVectors) -> EncodedText:
    """Attach the encoder's view of ``context + newline + sentence``.

    A sentence whose tokens were cut off by the encoder's limit keeps no own row.
    """
    own_start = len(context) + 1 if context else 0
    own_words = frozenset(tokenise(sentence))
    return EncodedText(
        sentence=sentence,
        vector=tokens.vector,
        token_vectors=tokens.token_vectors,
        own=tokens.token_spans[:, 0] >= own_start,
        own_words=own_words,
        all_words=own_words | frozenset(tokenise(context)),
    )


def word_support(asked: EncodedQuestion, text: EncodedText) -> tuple[FloatVector, FloatVector]:
    """Return the support of every content word by the sentence, and by it and its context.

    Returns:
        own, all: (w,) float32 each, in [-1, 1], ``own <= all``; empty without content
        words. A word that stands in the text literally has support 1.
    """
    count = len(asked.word_rows)
    own, everything = np.zeros(count, np.float32), np.zeros(count, np.float32)
    if not count or not len(text.token_vectors) or not len(asked.token_vectors):
        return own, everything
    likeness = asked.token_vectors @ text.token_vectors.T
    best_all = likeness.max(axis=1)
    best_own = likeness[:, text.own].max(axis=1) if text.own.any() else np.zeros_like(best_all)
    for index, (word, rows) in enumerate(zip(asked.question.words, asked.word_rows, strict=True)):
        if len(rows):  # none: beyond the encoder's limit
            own[index] = _one_word(word, float(best_own[rows].mean()), text.own_words)
            everything[index] = _one_word(word, float(best_all[rows].mean()), text.all_words)
    return own, np.maximum(own, everything)


def _one_word(word: Word, cosine: float, words_there: frozenset[str]) -> float:
    parts = tokenise(word.text)
    if parts and all(part in words_there for part in parts):
        return 1.0
    if word.text[0].isdigit():
        return 0.0
    if word.is_name and cosine < SAME_NAME_COSINE:
        return cosine * OTHER_NAME_FACTOR
    return cosine
