"""Training examples: a question, a passage cut into sentences, and what answers it.

``build`` reads the public training sets below a folder (by path; nothing is copied) and
returns examples in a seeded order. Sets for reporting are not known here, and asking for
one is an error. What is made from the data besides the questions as they stand:

- another passage, near to the question, that does not hold the answer;
- the right passage without its answering sentences;
- the question with a name or number exchanged for another one of the same passage;
- questions cut to keywords or with a typing error;
- passages whose sentences stand as a list below their first one.
"""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from ingest.sentences import sentence_spans

Span = tuple[int, int]
LONGEST_TEXT = 1300  # characters; longer passages are cut to a run of sentences
HELD_BACK_SHARE = 0.03  # of the articles, for the figures printed while training

# How many questions of each set are taken at most, and what share of them gets a twin that is
# read against a wrong passage or against the right one without its answer.
SQUAD = ("squad2_train_part", "squad2_train_part_detok", "squad2_train_part_recased")
TAKEN = {
    **dict.fromkeys(SQUAD, 60_000),
    "squadshifts_wiki": 6_000,
    "squadshifts_reddit": 3_500,
    "squadshifts_amazon": 3_500,
    "tydiqa_gold_en": 5_000,
    "nq_oracle": 5_000,
    "qed_dev": 5_000,
    "multispanqa_dev": 5_000,
    "selqa": 5_000,
    "covid_qa": 2_000,
    "qadiscourse": 3_000,
    "qamr": 3_000,
    "squad1_sentences": 3_000,
}
SINGLE_SENTENCES = frozenset({"qadiscourse", "qamr", "squad1_sentences"})


@dataclass(frozen=True, slots=True)
class Example:
    """One question on one passage.

    ``sentences``: spans of ``text``; ``labels``: 1.0 for each that answers, else 0.0.
    ``answers``: spans of the short answers; empty where there is none or none is known.
    ``group``: the article it comes from. ``origin``: the set and what was made of it.
    """

    question: str
    context: str
    text: str
    sentences: tuple[Span, ...]
    labels: tuple[float, ...]
    answers: tuple[Span, ...]
    answerable: bool
    group: str
    origin: str


def share(key: str) -> float:
    """Return a number in [0, 1) that depends on ``key`` alone."""
    return int(sha256(key.encode()).hexdigest()[:8], 16) / 2**32


def read_lines(path: Path) -> Iterator[dict]:
    """Yield the objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def detokenised(text: str) -> str:
    """Return text whose punctuation stood between blanks as it is written in print."""
    text = re.sub(r"``\s*|\s*''", '"', text)
    text = re.sub(r"\s+([,.;:!?%)\]])", r"\1", text)
    text = re.sub(r"([(\[$])\s+", r"\1", text)
    return re.sub(r"\s+('(?:s|re|ve|ll|d|m|t)\b|n't\b)", r"\1", text)


def load(data: Path, name: str) -> Iterator[Example]:
    """Yield the questions of a training set as they stand, in the order of the file."""
    if name not in TAKEN:
        raise SystemExit(f"{name} is not a training set")
    passages = {row["id"]: row for row in read_lines(data / name / "corpus.jsonl")}
    spans = {key: passage_sentences(row) for key, row in passages.items()}
    for row in read_lines(data / name / "queries.jsonl"):
        if row.get("split") == "test" and name == "selqa":
            continue  # reported on
        key = row.get("near_doc") or (row["evidence"][0]["doc"] if row["evidence"] else None)
        if key not in passages or not row["question"].strip():
            continue
        found = example(row, passages[key], spans[key], name)
        if found is not None:
            yield found


def passage_sentences(row: dict) -> tuple[Span, ...]:
    """Return the sentence spans of a passage: its own where it brings them.

    Evidence names sentences by number, so one that the text lacks keeps its place, empty.
    """
    text = row["text"]
    if "sentences" not in row:
        return tuple(sentence_spans(text, 0, len(text)))
    spans, at = [], 0
    for sentence in row["sentences"]:
        start = text.find(sentence.strip(), at)
        if start < 0:
            spans.append((at, at))
            continue
        at = start + len(sentence.strip())
        spans.append((start, at))
    return tuple(spans)


def example(row: dict, passage: dict, spans: tuple[Span, ...], name: str) -> Example | None:
    """Return one question as an example, cut to a length that can be read; None if unusable."""
    evidence = [item for item in row["evidence"] if item["doc"] == passage["id"]]
    answers = tuple(sorted({(item["start"], item["end"]) for item in evidence if item.get("end")}))
    named = {item["sentence"] for item in evidence if "sentence" in item}
    labels = tuple(
        float(place in named or any(start < b and a < end for a, b in answers))
        for place, (start, end) in enumerate(spans)
    )
    answerable = not row["unanswerable"]
    if not spans or (answerable and not any(labels)):
        return None
    title = passage["title"].replace("_", " ")
    whole = Example(
        question=row["question"].strip(),
        context="" if name in SINGLE_SENTENCES else title,
        text=passage["text"],
        sentences=spans,
        labels=labels,
        answers=answers if answerable else (),
        answerable=answerable,
        group=title or passage["id"],
        origin=name,
    )
    return shortened(whole, random.Random(row["id"]))


def shortened(whole: Example, chance: random.Random) -> Example | None:
    """Return the example with a run of whole sentences around an answer, at most LONGEST_TEXT."""
    if len(whole.text) <= LONGEST_TEXT:
        return whole
    right = [place for place, label in enumerate(whole.labels) if label]
    middle = chance.choice(right) if right else chance.randrange(len(whole.sentences))
    first = last = middle
    while True:
        grown = [(first - 1, last), (first, last + 1)]
        chance.shuffle(grown)
        for a, b in grown:
            fits = a >= 0 and b < len(whole.sentences)
            if fits and whole.sentences[b][1] - whole.sentences[a][0] <= LONGEST_TEXT:
                first, last = a, b
                break
        else:
            break
    start, end = whole.sentences[first][0], whole.sentences[last][1]
    if end - start > 2 * LONGEST_TEXT:
        return None  # no sentences to speak of
    return replace(
        whole,
        text=whole.text[start:end],
        sentences=tuple((a - start, b - start) for a, b in whole.sentences[first : last + 1]),
        labels=whole.labels[first : last + 1],
        answers=tuple((a - start, b - start) for a, b in whole.answers if start <= a and b <= end),
    )


def held_back(found: Example) -> bool:
    """Whether an example's article is kept from training, for figures along the way."""
    return share("held back" + found.group) < HELD_BACK_SHARE


def originals(data: Path) -> list[Example]:
    """Return the questions of all sets as they stand, up to ``TAKEN`` of each."""
    everything: list[Example] = []
    for name, limit in TAKEN.items():
        found = list(load(data, name))
        found.sort(key=lambda one: share(one.question + one.text[:50]))
        everything += found[:limit]
    return everything
