"""Average the weights of two networks, one trained on from the other.

    python tests/training/average.py BEFORE.pt AFTER.pt OUT.pt [--share 0.5]

A network that is trained on loses some of what it could do with texts of another kind; the mean
of both keeps most of what each can. Source: Wortsman et al., Robust fine-tuning of zero-shot
models, CVPR 2022 (arXiv:2109.01903).
"""

import argparse
from pathlib import Path

import torch


def main() -> None:
    """Read the command line, average, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--share", type=float, default=0.5, help="of AFTER, in [0, 1]")
    arguments = parser.parse_args()
    before, after = (
        torch.load(path, weights_only=True) for path in (arguments.before, arguments.after)
    )
    if before.keys() != after.keys():
        raise SystemExit("these are not the same network")
    share = arguments.share
    averaged = {name: (1 - share) * before[name] + share * after[name] for name in before}
    torch.save(averaged, arguments.out)


if __name__ == "__main__":
    main()
