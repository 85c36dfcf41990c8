"""Questions with the passages that are read for them, as the program's own objects.

What calibrating and reporting share: texts become ``Passage``s of at most the program's
length, and each question is read against given passages by the very code that answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from examples import Span

from index.encoding import Encoder
from index.retrieval import RetrievedPassage
from ingest.documents import Passage, Sentence

LONGEST_PASSAGE = 900  # characters; about 200 tokens, so that context and text fit 256


@dataclass(frozen=True, slots=True)
class Text:
    """A text with the passages it was cut into, and each passage's vector."""

    key: str
    passages: tuple[Passage, ...]
    vectors: np.ndarray


def cut(key: str, title: str, text: str, spans: Sequence[Span]) -> tuple[Passage, ...]:
    """Return a text as passages of whole sentences, each at most ``LONGEST_PASSAGE`` if it can."""
    runs: list[list[Span]] = []
    for start, end in spans:
        if not runs or end - runs[-1][0][0] > LONGEST_PASSAGE:
            runs.append([])
        runs[-1].append((start, end))
    return tuple(
        Passage(
            passage_id=f"{key}#{number}",
            document_id=key,
            start=run[0][0],
            end=run[-1][1],
            section=(),
            text=text[run[0][0] : run[-1][1]],
            context=title,
            sentences=tuple(Sentence(start, end) for start, end in run),
        )
        for number, run in enumerate(runs, start=1)
    )


def encoded(encoder: Encoder, texts: Sequence[tuple[str, str, str, Sequence[Span]]]) -> list[Text]:
    """Return (key, title, text, sentence spans) as texts with vectors."""
    passages = [cut(*one) for one in texts]
    flat = [passage for own in passages for passage in own]
    vectors = encoder.embed([passage.text_to_embed for passage in flat])
    made, at = [], 0
    for one, own in zip(texts, passages, strict=True):
        made.append(Text(one[0], own, vectors[at : at + len(own)]))
        at += len(own)
    return made


def candidates(
    vector: np.ndarray, passages: Sequence[Passage], vectors: np.ndarray
) -> list[tuple[RetrievedPassage, tuple[Sentence, ...]]]:
    """Return passages as candidates to read, in the order given."""
    scores = vectors @ vector
    return [
        (
            RetrievedPassage(passage, row, row + 1, float(score), row + 1, float(score), None, 0.0),
            passage.sentences,
        )
        for row, (passage, score) in enumerate(zip(passages, scores, strict=True))
    ]
