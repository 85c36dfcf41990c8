"""Finish the trained network on the practice corpora, beside more of what it was trained on.

    python tests/training/finish.py WORK_FOLDER [--from NETWORK.pt] [--epochs 2] [--seed 0]

The public sets have questions with one short answer on paragraphs of an encyclopedia. What a
heading makes of the items below it, which sentences belong to a list or a subject, how people
ask who have not seen the text, and near misses of their kind, stand in the practice corpora
(``practice.py``). Every epoch reads all their examples and as many others, drawn anew from
``WORK_FOLDER/examples.pt``, which ``train.py`` leaves behind. ``WORK_FOLDER/network.pt`` is
where it starts from and ``WORK_FOLDER/finished.pt`` what it writes.
"""

import argparse
import os
import random
import sys
import time
from pathlib import Path

import torch
import train
from batching import Encoded, batches, collate, encode
from distortions import as_typed
from export import load as load_network
from network import ReadingNetwork
from practice import corpora, examples, practised, without_answer
from tokenizers import Tokenizer
from train import MasterWeights, figures, loss_of, save

from index.encoder import load_encoder
from index.encoding import Encoder
from index.model_files import DEFAULT_MODEL, local_model_folder
from service.feature_reader import FeatureReader

PEAK_RATE = 8e-5
TYPED = 0.05
BARE = 0.2  # of the passages that answer, once more without the sentences that do
OTHERS = 1.0  # so many examples of the public sets for each of a practice corpus
REPORTED_STEPS = 50


def practice_examples(
    choosing: bool, tokenizer: Tokenizer, encoder: Encoder, seed: int
) -> list[Encoded]:
    """Return the examples of the practice corpora in tokens, a few with typing errors."""
    chance = random.Random(seed)
    reader = FeatureReader(encoder)  # nothing is read here
    found = [
        example
        for one in practised(corpora(choosing), encoder, reader)
        for example in examples(one)
    ]
    if not choosing:
        bare = [without_answer(one) for one in found if chance.random() < BARE]
        found = [as_typed(one, chance) if chance.random() < TYPED else one for one in found]
        found += [one for one in bare if one is not None]
    return list(encode(tokenizer, found))


def finish(arguments: argparse.Namespace, log) -> None:
    """Train all epochs and save."""
    torch.manual_seed(arguments.seed)
    chance = random.Random(arguments.seed)
    folder = str(local_model_folder(DEFAULT_MODEL))
    tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
    encoder = load_encoder()
    own = practice_examples(False, tokenizer, encoder, arguments.seed)
    unseen = practice_examples(True, tokenizer, encoder, arguments.seed)
    torch.set_num_threads(os.cpu_count() or 1)  # faiss shares torch's threads, and leaves one
    public, kept = torch.load(arguments.work / "examples.pt", weights_only=False)
    steps: list[list[Encoded]] = []
    for epoch in range(arguments.epochs):
        drawn = own + chance.sample(public, int(OTHERS * len(own)))
        order = batches(drawn, arguments.seed + epoch)
        steps += [[drawn[number] for number in numbers] for numbers in order]
    del public
    log(f"{len(own)} examples of practice corpora, {len(steps)} steps")
    train.PEAK_RATE = PEAK_RATE
    before = load_network(arguments.start or arguments.work / "network.pt")
    network = ReadingNetwork(folder)
    network.load_state_dict(before.state_dict())
    network = network.to(torch.bfloat16).train()
    master = MasterWeights(network, len(steps))
    with torch.no_grad():
        trained = [p for p in before.parameters() if p.requires_grad]
        for ours, theirs in zip(master.fp32, trained, strict=True):
            ours.copy_(theirs)
    log(f"before: public {figures(network, kept)}")
    log(f"before: practice {figures(network, unseen, all_sets=True)}")
    running = None
    for step, chosen in enumerate(steps, start=1):
        loss = loss_of(network, collate(chosen))
        loss.backward()
        master.step()
        value = float(loss.detach())
        running = value if running is None else 0.98 * running + 0.02 * value
        if step % REPORTED_STEPS == 0:
            log(f"step {step}/{len(steps)} loss {running:.3f}")
        if step % max(1, len(steps) // arguments.epochs) == 0:
            log(f"practice {figures(network, unseen, all_sets=True)}")
            save(network, master, arguments.work / "finished.pt")
    log(f"after: public {figures(network, kept)}")
    save(network, master, arguments.work / "finished.pt")


def main() -> None:
    """Read the command line and finish."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--from", dest="start", type=Path)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()

    def log(line: str) -> None:
        sys.stdout.write(f"{time.strftime('%H:%M:%S')} {line}\n")
        sys.stdout.flush()

    finish(arguments, log)


if __name__ == "__main__":
    main()
