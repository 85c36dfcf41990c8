"""What is made of the questions besides themselves: near misses, and questions as people type.

Each function takes an example and returns another, or None where it cannot be made. A near
miss is only made where the answer's own words are gone from what is read.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from examples import Example, Span

_NAME = re.compile(r"\b(?:[A-Z][\w’'-]+(?: (?:of |the |de )?[A-Z][\w’'-]+)*|\d[\d,.]*\d|\d)")
_WORD = re.compile(r"[A-Za-z]{4,}")
_SMALL = frozenset(
    "a an the is are was were do does did what which who whom whose when where why how of in on to"
    " for by with at from and or that this it its be been has have had as".split()
)
SHORT_AND_RIGHT = 0.35
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def without_answer(example: Example) -> Example | None:
    """Return the passage without its answering sentences: no other one has the answer's words."""
    kept = [
        span for span, label in zip(example.sentences, example.labels, strict=True) if not label
    ]
    if not example.answers or len(kept) < 2:
        return None
    rest = [example.text[start:end] for start, end in kept]
    words = {example.text[start:end].casefold() for start, end in example.answers}
    if any(word in sentence.casefold() for word in words for sentence in rest):
        return None
    return unanswerable(example, example.question, example.context, rest, "without its answer")


def other_passage(example: Example, other: Example) -> Example | None:
    """Return the question against another example's passage that lacks the answer's words."""
    answers = {example.text[start:end].casefold() for start, end in example.answers}
    text = other.text.casefold()
    if other.text == example.text or not answers or any(answer in text for answer in answers):
        return None
    rest = [other.text[start:end] for start, end in other.sentences]
    return unanswerable(example, example.question, other.context, rest, "another passage")


def few_sentences(example: Example, chance: random.Random) -> Example | None:
    """Return one or two sentences of the passage as a passage of their own.

    Without these, all short passages in the data answer, and a network learns just that.
    """
    size = chance.choice((1, 1, 2))
    if len(example.sentences) <= size:
        return None
    right = [place for place, label in enumerate(example.labels) if label]
    if right and chance.random() < SHORT_AND_RIGHT:
        first = min(chance.choice(right), len(example.sentences) - size)
    else:
        first = chance.randrange(len(example.sentences) - size + 1)
    spans = example.sentences[first : first + size]
    start, end = spans[0][0], spans[-1][1]
    if not any(example.labels[first : first + size]):
        words = {example.text[a:b].casefold() for a, b in example.answers}
        if any(word in example.text[start:end].casefold() for word in words):
            return None
        rest = [example.text[a:b] for a, b in spans]
        return unanswerable(example, example.question, example.context, rest, "few sentences")
    answers = [(a - start, b - start) for a, b in example.answers if start <= a and b <= end]
    return replace(
        example,
        text=example.text[start:end],
        sentences=tuple((a - start, b - start) for a, b in spans),
        labels=example.labels[first : first + size],
        answers=tuple(answers),
        origin=f"{example.origin}: few sentences",
    )


def exchanged_name(example: Example, chance: random.Random) -> Example | None:
    """Return the question with a name or number exchanged for another one of the passage."""
    if not example.answers:
        return None
    answers = " ".join(example.text[start:end] for start, end in example.answers)
    mine = [m for m in _NAME.finditer(example.question) if m.start() > 0]
    mine = [m for m in mine if m.group() in example.text]
    if not mine:
        return None
    chosen = chance.choice(mine)
    shape = _shape(chosen.group())
    starts = {start for start, _ in example.sentences}
    others = sorted(
        {
            m.group()
            for m in _NAME.finditer(example.text)
            if _shape(m.group()) == shape
            and m.start() not in starts
            and m.group() not in example.question
            and m.group() not in answers
            and (shape != "name" or len(m.group()) > 3)
        }
    )
    if not others:
        return None
    start, end = chosen.span()
    question = example.question[:start] + chance.choice(others) + example.question[end:]
    rest = [example.text[a:b] for a, b in example.sentences]
    return unanswerable(example, question, example.context, rest, "name exchanged")


def _shape(name: str) -> str:
    if not name[0].isdigit():
        return "name"
    return "year" if re.fullmatch(r"1\d{3}|20\d\d", name) else "number"


def unanswerable(
    example: Example,
    question: str,
    context: str,
    sentences: Sequence[str],
    what: str,
    glue: str = " ",
) -> Example:
    """Return an example in which nothing answers; ``glue`` stands between its sentences."""
    text, spans = joined(sentences, glue)
    return replace(
        example,
        question=question,
        context=context,
        text=text,
        sentences=spans,
        labels=(0.0,) * len(spans),
        answers=(),
        answerable=False,
        origin=f"{example.origin}: {what}",
    )


def joined(sentences: Sequence[str], glue: str) -> tuple[str, tuple[Span, ...]]:
    """Return sentences as one text, and their spans there."""
    spans, at = [], 0
    for sentence in sentences:
        spans.append((at, at + len(sentence)))
        at += len(sentence) + len(glue)
    return glue.join(sentences), tuple(spans)


def as_list(example: Example) -> Example | None:
    """Return the passage with its sentences as items of a list below the first one."""
    if len(example.sentences) < 3 or "\n" in example.text:
        return None
    texts = [example.text[start:end] for start, end in example.sentences]
    text, spans = joined(texts, "\n- ")
    moved = {old: new[0] - old[0] for old, new in zip(example.sentences, spans, strict=True)}
    answers = []
    for start, end in example.answers:
        home = [shift for (a, b), shift in moved.items() if a <= start and end <= b]
        if not home:
            return None
        answers.append((start + home[0], end + home[0]))
    return replace(example, text=text, sentences=spans, answers=tuple(answers))


def as_typed(example: Example, chance: random.Random) -> Example:
    """Return the example with its question cut to keywords, or with a typing error."""
    words = example.question.rstrip("?").split()
    if chance.random() < 0.5:
        kept = [word for word in words if word.casefold() not in _SMALL]
        if len(kept) >= 2:
            return replace(example, question=" ".join(kept))
    places = [place for place, word in enumerate(words) if _WORD.fullmatch(word)]
    if places:
        place = chance.choice(places)
        words[place] = mistyped(words[place], chance)
    return replace(example, question=" ".join(words))


def mistyped(word: str, chance: random.Random) -> str:
    """Return the word with two letters swapped, one left out, doubled or replaced."""
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[: at + 1] + word[at:]
    return word[:at] + chance.choice(_LETTERS) + word[at + 1 :]
