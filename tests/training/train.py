"""Train the reading network from the MiniLM weights.

    python tests/training/train.py DATA_FOLDER WORK_FOLDER [--steps 4000] [--seed 0]

Reads the sets named in ``examples.TAKEN`` below DATA_FOLDER. Everything it makes lies in
WORK_FOLDER: ``progress.log``, ``checkpoint.pt`` (every few minutes; the same command goes on
from it) and, at the end, ``network.pt``. Seeded: the same data, seed and number of steps
give the same examples in the same order. Weights are bf16 with an fp32 master copy, which
trains about twice as fast as fp32 on a CPU with bf16 units.
"""

import argparse
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
from batching import Batch, Encoded, batches, collate, encode
from distortions import (
    as_list,
    as_typed,
    exchanged_name,
    few_sentences,
    other_passage,
    without_answer,
)
from examples import SINGLE_SENTENCES, Example, held_back, originals, share
from network import ReadingNetwork, sentence_logits
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer

from index.encoder import load_encoder
from index.model_files import DEFAULT_MODEL, local_model_folder

STEPS = 4000  # a little more than once through all examples
PEAK_RATE = 1.2e-4
WARM_UP = 0.05
WEIGHT_DECAY = 0.01
BETAS = (0.9, 0.98)
CHECKPOINT_STEPS = 250
NEAREST = 8
# Shares of the answerable questions that get a near miss made of them.
NEAR_MISSES = {"without its answer": 0.10, "name exchanged": 0.13, "another passage": 0.20}
TYPED = 0.07
SHORT = 0.2
LISTED = 0.06


def near_misses(examples: list[Example], chance: random.Random) -> list[Example]:
    """Return made near misses, each beside the question it was made of."""
    made: list[Example | None] = []
    for one in examples:
        if not one.answerable or one.origin in SINGLE_SENTENCES:
            continue
        if chance.random() < NEAR_MISSES["without its answer"]:
            made.append(without_answer(one))
        if chance.random() < NEAR_MISSES["name exchanged"]:
            made.append(exchanged_name(one, chance))
    wanting = [
        one
        for one in examples
        if one.answers
        and one.origin not in SINGLE_SENTENCES
        and chance.random() < NEAR_MISSES["another passage"]
    ]
    passages = list({one.text: one for one in examples if len(one.sentences) > 1}.values())
    encoder = load_encoder()
    matrix = encoder.embed([f"{one.context}\n{one.text[:500]}" for one in passages])
    asked = encoder.embed([one.question for one in wanting])
    for first in range(0, len(wanting), 512):
        scores = asked[first : first + 512] @ matrix.T
        nearest = np.argpartition(-scores, NEAREST, axis=1)[:, :NEAREST]
        for one, rows in zip(wanting[first : first + 512], nearest, strict=True):
            made.append(other_passage(one, passages[int(chance.choice(list(rows)))]))
    return [one for one in made if one is not None]


def training_examples(data: Path, seed: int) -> tuple[list[Example], list[Example]]:
    """Return the examples to train on and those held back for figures along the way."""
    chance = random.Random(seed)
    found = originals(data)
    kept = [one for one in found if held_back(one)]
    found = [one for one in found if not held_back(one)]
    short = [few_sentences(one, chance) for one in found if chance.random() < SHORT]
    found += near_misses(found, chance)
    found += [one for one in short if one is not None]
    shaped: list[Example] = []
    for one in found:
        draw = chance.random()
        if draw < TYPED:
            one = as_typed(one, chance)
        elif draw < TYPED + LISTED:
            one = as_list(one) or one
        shaped.append(one)
    kept.sort(key=lambda one: share("kept" + one.question + one.text[:40]))
    return shaped, kept[:1600]


def loss_of(network: ReadingNetwork, batch: Batch) -> torch.Tensor:
    """Return the loss of a batch: short answer, each sentence, sentences in rivalry, passage."""
    tokens, passage = network(batch.ids, batch.attention, batch.segments)
    tokens, passage = tokens.float(), passage.float()
    readable = (batch.members > 0) | (torch.arange(batch.ids.shape[1])[None] == 0)
    span = torch.zeros(())
    known = batch.starts[:, 0] >= 0
    for place, targets in ((0, batch.starts), (1, batch.ends)):
        scores = tokens[..., place].masked_fill(~readable, -torch.inf)
        right = (scores.masked_fill(targets != 1, -torch.inf)).logsumexp(-1)
        missed = scores.logsumexp(-1) - right
        missed = missed[known & torch.isfinite(right)]
        span = span + missed.sum() / (2 * len(known))
    logits = sentence_logits(tokens[..., 2], batch.members)[:, : batch.labels.shape[1]]
    real = ~batch.labels.isnan() & torch.isfinite(logits)
    labels = batch.labels.nan_to_num(0.0)
    each = torch.nn.functional.binary_cross_entropy_with_logits(
        torch.where(real, logits, 0.0), labels, reduction="none"
    )
    each = (each * real).sum(-1) / real.sum(-1).clamp(min=1)
    null = torch.zeros_like(passage)
    pooled = torch.cat([null[:, None], logits.masked_fill(~real, -1e4)], 1)
    wanted = torch.cat([(~batch.answerable).float()[:, None], labels * real], 1)
    against = pooled.logsumexp(-1) - (pooled + torch.where(wanted > 0, 0.0, -1e4)).logsumexp(-1)
    against = against * (wanted.sum(-1) > 0)
    whole = torch.nn.functional.binary_cross_entropy_with_logits(passage, batch.answerable.float())
    return span + 2.0 * each.mean() + 0.5 * against.mean() + whole


@torch.no_grad()
def figures(network: ReadingNetwork, found: list[Encoded], *, all_sets: bool = False) -> str:
    """Return AUROC of three signals and the hit rate of the best sentence, as one line.

    AUROC is over SQuAD's questions, whose unanswerable ones people wrote, unless ``all_sets``.
    """
    network.eval()
    rows = []
    for numbers in batches(found, 0):
        chosen = [found[number] for number in numbers]
        batch = collate(chosen)
        tokens, passage = network(batch.ids, batch.attention, batch.segments)
        tokens = tokens.float()
        logits = sentence_logits(tokens[..., 2], batch.members)
        inside = batch.members > 0
        start = tokens[..., 0].masked_fill(~inside, -1e4).max(-1).values - tokens[:, 0, 0]
        end = tokens[..., 1].masked_fill(~inside, -1e4).max(-1).values - tokens[:, 0, 1]
        for line, one in enumerate(chosen):
            own = logits[line, : int(one.members.max()) or 1]
            best = int(own.argmax())
            hit = bool(best < len(one.labels) and one.labels[best] > 0)
            rows.append(
                (one.answerable, hit, float(passage[line]), float(own.max()),
                 float(start[line] + end[line]), all_sets or one.origin in NEAR_SQUAD)
            )  # fmt: skip
    network.train()
    table = np.array(rows, float)
    labels = table[:, 0] > 0
    squad = table[:, 5] > 0
    parts = [f"best sentence {table[labels, 1].mean():.3f}"]
    for name, place in (("passage", 2), ("sentence", 3), ("span", 4)):
        score = roc_auc_score(labels[squad], table[squad, place])
        parts.append(f"AUROC {name} {score:.3f}")
    return ", ".join(parts)


NEAR_SQUAD = frozenset(
    {"squad2_train_part", "squad2_train_part_detok", "squad2_train_part_recased"}
)


class MasterWeights:
    """AdamW over fp32 copies of bf16 weights, with linear warm-up and decay."""

    def __init__(self, network: ReadingNetwork, steps: int) -> None:
        self.bf16 = [p for p in network.parameters() if p.requires_grad]
        self.fp32 = [p.detach().float().clone().requires_grad_() for p in self.bf16]
        decayed = [p for p in self.fp32 if p.ndim > 1]
        others = [p for p in self.fp32 if p.ndim <= 1]
        groups = [{"params": decayed, "weight_decay": WEIGHT_DECAY},
                  {"params": others, "weight_decay": 0.0}]  # fmt: skip
        self.optimiser = torch.optim.AdamW(groups, lr=PEAK_RATE, betas=BETAS, foreach=True)
        warm = max(1, int(steps * WARM_UP))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda s: min((s + 1) / warm, max(0.0, (steps - s) / (steps - warm)))
        )

    def step(self) -> None:
        """Apply the gradients of the bf16 weights to the master copy, and copy it back."""
        for ours, theirs in zip(self.fp32, self.bf16, strict=True):
            ours.grad = theirs.grad.float() if theirs.grad is not None else None
            theirs.grad = None
        torch.nn.utils.clip_grad_norm_(self.fp32, 1.0)
        self.optimiser.step()
        self.schedule.step()
        with torch.no_grad():
            for ours, theirs in zip(self.fp32, self.bf16, strict=True):
                theirs.copy_(ours)


def train(arguments: argparse.Namespace, log) -> None:
    """Train to the end, or go on from the checkpoint."""
    torch.manual_seed(arguments.seed)
    folder = str(local_model_folder(DEFAULT_MODEL))
    tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
    prepared = arguments.work / "examples.pt"
    if not prepared.exists():
        shaped, kept = training_examples(arguments.data, arguments.seed)
        counts: dict[str, int] = {}
        for one in shaped:
            counts[one.origin] = counts.get(one.origin, 0) + 1
        for origin, count in sorted(counts.items()):
            log(f"{origin}: {count}")
        stored = (list(encode(tokenizer, shaped)), list(encode(tokenizer, kept)))
        torch.save(stored, prepared)
    found, kept = torch.load(prepared, weights_only=False)
    order = [numbers for epoch in range(8) for numbers in batches(found, arguments.seed + epoch)]
    steps = arguments.steps
    log(f"{len(found)} examples, {sum(len(one.ids) for one in found)} tokens, {steps} steps")
    network = ReadingNetwork(folder).to(torch.bfloat16).train()
    master = MasterWeights(network, steps)
    checkpoint = arguments.work / "checkpoint.pt"
    done = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        done = state["step"]
        network.load_state_dict(state["network"])
        with torch.no_grad():
            for ours, stored in zip(master.fp32, state["master"], strict=True):
                ours.copy_(stored)
        master.optimiser.load_state_dict(state["optimiser"])
        master.schedule.load_state_dict(state["schedule"])
        log(f"going on from step {done}")
    started, running, tokens = time.monotonic(), 0.0, 0
    for step in range(done, steps):
        batch = collate([found[number] for number in order[step]])
        loss = loss_of(network, batch)
        loss.backward()
        master.step()
        running = (
            float(loss.detach()) if not running else 0.98 * running + 0.02 * float(loss.detach())
        )
        tokens += batch.ids.numel()
        if (step + 1) % 25 == 0:
            rate = tokens / (time.monotonic() - started)
            log(f"step {step + 1}/{steps} loss {running:.3f}, {rate:.0f} tokens/s")
        if (step + 1) % CHECKPOINT_STEPS == 0 or step + 1 == steps:
            state = {"step": step + 1, "network": network.state_dict(), "master": master.fp32,
                     "optimiser": master.optimiser.state_dict(),
                     "schedule": master.schedule.state_dict()}  # fmt: skip
            torch.save(state, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)
        if (step + 1) % (2 * CHECKPOINT_STEPS) == 0 or step + 1 == steps:
            log(figures(network, kept))
    save(network, master, arguments.work / "network.pt")


def save(network: ReadingNetwork, master: MasterWeights, path: Path) -> None:
    """Write the fp32 weights."""
    names = [name for name, p in network.named_parameters() if p.requires_grad]
    torch.save(dict(zip(names, master.fp32, strict=True)), path)


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    with (arguments.work / "progress.log").open("a", encoding="utf-8") as file:

        def log(line: str) -> None:
            stamped = f"{time.strftime('%H:%M:%S')} {line}\n"
            sys.stdout.write(stamped)
            sys.stdout.flush()
            file.write(stamped)
            file.flush()

        train(arguments, log)


if __name__ == "__main__":
    main()
