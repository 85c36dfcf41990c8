"""The two or three sides of a comparison, and what the documents say of each.

"Primary vs secondary sanctions?", "what does Washington give and what does Tehran give?": the
sides are named in the question. Evidence is grouped by them, each side under a lead of its own.
"""

import re
from collections.abc import Sequence

import numpy as np

from service.evidence import Evidence
from service.questions import Question, Word
from service.reading import Reading, ReadSentence
from service.topics import evidence_of

MAX_OF_A_SIDE = 2
# A sentence speaks of a side in itself, or under its heading, as surely as this.
SPEAKS_OF = 0.75
# As probable as this share of the best sentence of any side.
FLOOR = 0.4
_SIDE = r"(?:the )?((?:[\w’'‑.%-]+ ){0,3}?[\w’'‑.%-]+)"
_END = (
    r"(?=\s*(?:[,?.:;]|$"
    r"|\b(?:on|in|over|about|each|differ\w*|compare[sd]?|both|say|give|want)\b))"
)
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:between|compare|contrast) {_SIDE} (?:and|with|to) {_SIDE}{_END}",
        rf"^\W*(?:what about )?{_SIDE} (?:versus|vs\.?|v\.?) {_SIDE}{_END}",
        rf"\b(?:do|does|did|will|would|is|are|was|were|has|have) {_SIDE} (?:\w+)(?: \w+)?,?"
        rf" (?:and|while|but|;) (?:what|who|how|when|where|which) (?:do|does|did|will|would|is|are"
        rf"|was|were|has|have) {_SIDE} (?:\w+)",
        rf"\b(?:do|does|did|have|will) {_SIDE} and {_SIDE} (?:each|both|differ)",
        rf"^\W*{_SIDE} and {_SIDE} (?:on|over|about)\b",
    )
)


def sides_of(question: Question) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return the sides that a comparison names, each with the places of its own words.

    Places are indices into ``question.words``. A word that both sides have ("secondary
    *sanctions*") tells none of them apart. Empty if the question does not name two sides.
    """
    for pattern in _NAMED:
        match = pattern.search(question.text)
        if match is None:
            continue
        spans = [match.span(1), match.span(2)]
        words = [_words_within(question.words, span) for span in spans]
        texts = [{question.words[n].text.casefold() for n in found} for found in words]
        own = [
            tuple(n for n in found if question.words[n].text.casefold() not in texts[1 - side])
            for side, found in enumerate(words)
        ]
        if all(own):
            return tuple((match.group(n + 1), own[n]) for n in range(2))
    return ()


def select_by_side(question: Question, reading: Reading) -> list[Evidence]:
    """Return the evidence of a comparison by side; empty if not every side has some."""
    sides = sides_of(question)
    if not sides or not reading.sentences:
        return []
    floor = reading.sentences[0].probability * FLOOR
    found: list[Evidence] = []
    taken: set[tuple[str, int]] = set()
    for number, (name, own) in enumerate(sides):
        others = sides[1 - number][1]
        speaking = [
            read
            for read in reading.sentences
            if read.probability >= floor
            and read.sentence.kind != "lead_in"
            and _speaks(read, own) > _speaks(read, others)
            and _speaks(read, own) >= SPEAKS_OF
            and (read.passage.document_id, read.sentence.start) not in taken
        ][:MAX_OF_A_SIDE]
        if not speaking:
            return []
        taken |= {(read.passage.document_id, read.sentence.start) for read in speaking}
        found += _grouped(name, speaking)
    return found


def _speaks(read: ReadSentence, words: Sequence[int]) -> float:
    return float(np.mean(read.support[list(words)]))


def _grouped(side: str, read: Sequence[ReadSentence]) -> list[Evidence]:
    places: dict[tuple[str, tuple[str, ...]], list[ReadSentence]] = {}
    for one in read:
        places.setdefault((one.passage.document_id, one.passage.section), []).append(one)
    return [
        evidence_of(place, [one.sentence for one in found], side) for place, found in places.items()
    ]


def _words_within(words: Sequence[Word], span: tuple[int, int]) -> list[int]:
    first, last = span
    return [n for n, word in enumerate(words) if first <= word.start and word.end <= last]
