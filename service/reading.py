"""Which sentences of the retrieved passages answer the question, and how surely.

Comes in: a question and retrieved passages. Goes out: every sentence of the first few
passages with a probability. ``Reader`` is the seam; ``service.opening`` says which one
stands behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.arrays import FloatVector
from index.normalising import tokenise
from index.retrieval import RetrievedPassage
from ingest.documents import Passage, Sentence
from service.questions import Question

MAX_PASSAGES_READ = 12
MAX_SENTENCES_READ = 120
# Whether anything holds what a question asks for is looked up in these.
FOREMOST_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence with what the reader thinks of it, for a question of w content words.

    ``probability``: that this sentence answers the question, in [0, 1]. ``cosine``: of
    question and sentence behind its context, in [-1, 1]. ``own_support`` and
    ``support``: (w,) float32 in [-1, 1], how well the sentence alone, and with its
    heading path and lead-in, supports each word. ``answer``: span of the short answer in
    the document's text, inside the sentence, if the reader finds one.
    """

    passage: Passage
    sentence: Sentence
    probability: float
    cosine: float
    own_support: FloatVector
    support: FloatVector
    answer: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """The sentence's own text."""
        start = self.passage.start
        return self.passage.text[self.sentence.start - start : self.sentence.end - start]


@dataclass(frozen=True, slots=True)
class Reading:
    """All sentences that were read, best first, and the verdict over them.

    ``answerable``: calibrated probability that the best sentence answers the question.
    ``weights``: (w,) float32 in (0, 1], how much each content word of the question tells.
    ``known_absent``: what comes nearest says that just this is not known.
    """

    sentences: tuple[ReadSentence, ...]
    answerable: float
    weights: FloatVector
    known_absent: bool = False

    @property
    def foremost(self) -> tuple[ReadSentence, ...]:
        """The best sentence and those at least ``FOREMOST_SHARE`` as probable, best first."""
        floor = self.sentences[0].probability * FOREMOST_SHARE if self.sentences else 0.0
        return tuple(read for read in self.sentences if read.probability >= floor)


class Reader(Protocol):
    """Judges sentences. Deterministic: same question and passages, same reading."""

    def read(self, question: Question, retrieved: Sequence[RetrievedPassage]) -> Reading:
        """Return the sentences of the first passages, best first, and the verdict.

        At most ``MAX_PASSAGES_READ`` passages and ``MAX_SENTENCES_READ`` sentences are read; ties
        keep the order of retrieval.
        """
        ...


def is_asked_by_heading(question: Question, passage: Passage) -> bool:
    """Whether the passage's own heading holds the question, word by word.

    So it is on pages of questions and answers, and wherever headings are questions.
    """
    asked = tokenise(question.text)
    heading = tokenise(passage.section[-1]) if passage.section else []
    places = range(len(heading) - len(asked) + 1)
    return len(asked) > 1 and any(heading[at : at + len(asked)] == asked for at in places)


def read_candidates(
    retrieved: Sequence[RetrievedPassage],
) -> list[tuple[RetrievedPassage, tuple[Sentence, ...]]]:
    """Return the passages to read with their sentences, within the limits."""
    candidates: list[tuple[RetrievedPassage, tuple[Sentence, ...]]] = []
    room = MAX_SENTENCES_READ
    for found in retrieved[:MAX_PASSAGES_READ]:
        sentences = found.passage.sentences[:room]
        if sentences:
            candidates.append((found, sentences))
            room -= len(sentences)
    return candidates


def sentence_with_context(passage: Passage, sentence: Sentence) -> tuple[str, str]:
    """Return what is embedded in front of a sentence, and the sentence's own text.

    The context is the passage's (title, heading path, inherited lead-in); an item whose
    lead-in stands in the passage itself gets it too.
    """
    text = passage.text[sentence.start - passage.start : sentence.end - passage.start]
    context = passage.context
    if sentence.lead_in and sentence.lead_in[0] >= passage.start:
        first, last = (offset - passage.start for offset in sentence.lead_in)
        context = f"{context}\n{' '.join(passage.text[first:last].split())}"
    return context, text
