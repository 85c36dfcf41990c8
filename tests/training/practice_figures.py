"""What the program as it stands reaches on practice corpora that the network has never seen.

    python tests/training/practice_figures.py [--trained] [--misses]

Every corpus is indexed by itself and asked with its own questions, as ``muscat evaluate`` asks;
the figures are over all of them. ``--trained`` asks those that trained the network instead, and
``--misses`` also lists every question that was missed.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from practice import corpora, opened

from index.encoder import load_encoder
from service.assistant import Assistant
from service.evaluating import evaluate, figures, texts_of
from service.evaluation_report import misses
from service.judging import Judgement
from service.opening import reader_for
from service.question_files import read_questions


def judged(choosing: bool) -> list[Judgement]:
    """Return the judgements of all questions of the corpora to choose on, or to train on."""
    encoder = load_encoder()
    reader = reader_for(None)(encoder)
    judgements = []
    with tempfile.TemporaryDirectory() as work:
        for folder in corpora(choosing):
            with opened(folder, encoder, Path(work)) as index:
                assistant = Assistant(index, encoder, reader)
                questions = read_questions(folder / "questions.jsonl", texts_of(assistant))
                judgements += evaluate(assistant, questions)
    return judgements


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trained", action="store_true")
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    judgements = judged(not arguments.trained)
    for figure in figures(judgements):
        estimate = figure.estimate
        sys.stdout.write(f"{figure.name:36s} {estimate.value:.3f}  ({figure.questions})\n")
    if arguments.misses:
        sys.stdout.write("\n".join(misses(judgements)) + "\n")


if __name__ == "__main__":
    main()
