"""Examples as the network sees them: tokens, which sentence each belongs to, and targets."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from examples import Example
from tokenizers import Tokenizer

LONGEST = 352  # tokens of question, context and passage together
TOKENS_A_BATCH = 4_608
_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Encoded:
    """One example in tokens; every array is (length,).

    ``members``: 0, or 1 + the place of the token's sentence. ``starts`` and ``ends``: 1 where
    a short answer starts or ends, at token 0 if there is none; all ``-1`` if unknown.
    """

    ids: np.ndarray
    segments: np.ndarray
    members: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    labels: np.ndarray
    answerable: bool
    origin: str


def encode(tokenizer: Tokenizer, examples: Sequence[Example]) -> Iterator[Encoded]:
    """Yield the examples in tokens. The context stands before the text, on a line of its own."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST, strategy="only_second")
    for first in range(0, len(examples), 1000):
        chosen = examples[first : first + 1000]
        pairs = [(one.question[:400], f"{one.context}\n{one.text}") for one in chosen]
        for one, found in zip(chosen, tokenizer.encode_batch(pairs), strict=True):
            yield _encoded(one, found)


def _encoded(example: Example, found: object) -> Encoded:
    length = len(found.ids)
    shift = len(example.context) + 1
    offsets = np.array(found.offsets) - shift
    passage = np.array(found.type_ids, bool) & (np.array(found.special_tokens_mask) == 0)
    members = np.zeros(length, np.int64)
    for place, (start, end) in enumerate(example.sentences):
        members[passage & (offsets[:, 0] >= start) & (offsets[:, 1] <= end)] = place + 1
    starts, ends = np.zeros(length, np.int64), np.zeros(length, np.int64)
    for start, end in example.answers:
        inside = np.flatnonzero(passage & (offsets[:, 1] > start) & (offsets[:, 0] < end))
        if len(inside):
            starts[inside[0]] = ends[inside[-1]] = 1
    if not starts.any():
        if example.answerable:
            starts[:] = ends[:] = _UNKNOWN
        else:
            starts[0] = ends[0] = 1
    return Encoded(
        np.array(found.ids),
        np.array(found.type_ids),
        members,
        starts,
        ends,
        np.array(example.labels, np.float32),
        example.answerable,
        example.origin,
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """(b, length) tensors, (b, s) labels with NaN behind each example's last sentence."""

    ids: torch.Tensor
    attention: torch.Tensor
    segments: torch.Tensor
    members: torch.Tensor
    starts: torch.Tensor
    ends: torch.Tensor
    labels: torch.Tensor
    answerable: torch.Tensor


def batches(found: Sequence[Encoded], seed: int) -> list[list[int]]:
    """Return the examples' numbers in batches of one padded length, in a seeded order.

    Few shapes: the kernels are made anew for every shape, and kept.
    """
    chance = random.Random(seed)
    order = list(range(len(found)))
    chance.shuffle(order)
    by_length: dict[int, list[int]] = {}
    for number in order:
        by_length.setdefault(padded_length(found[number]), []).append(number)
    made: list[list[int]] = []
    for length, numbers in sorted(by_length.items()):
        size = max(1, TOKENS_A_BATCH // length)
        made += [numbers[first : first + size] for first in range(0, len(numbers), size)]
    chance.shuffle(made)
    return made


def padded_length(one: Encoded) -> int:
    """Return the length to which an example is padded: a multiple of 16."""
    return -(-len(one.ids) // 16) * 16


def collate(found: Sequence[Encoded]) -> Batch:
    """Return examples as one padded batch."""
    longest = max(padded_length(one) for one in found)
    most = max(int(one.members.max()) for one in found) or 1

    def padded(name: str, size: int, fill: float, kind: type) -> torch.Tensor:
        rows = np.full((len(found), size), fill, kind)
        for row, one in zip(rows, found, strict=True):
            values = getattr(one, name)[:size]
            row[: len(values)] = values
        return torch.from_numpy(rows)

    attention = torch.zeros((len(found), longest), dtype=torch.long)
    for row, one in zip(attention, found, strict=True):
        row[: len(one.ids)] = 1
    return Batch(
        padded("ids", longest, 0, np.int64),
        attention,
        padded("segments", longest, 0, np.int64),
        padded("members", longest, 0, np.int64),
        padded("starts", longest, 0, np.int64),
        padded("ends", longest, 0, np.int64),
        padded("labels", most, np.nan, np.float32),
        torch.tensor([one.answerable for one in found]),
    )
