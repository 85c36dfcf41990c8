"""What reading does for ranking, and what it costs.

    python tests/training/open_retrieval.py DATA_FOLDER [--questions 1000]

All paragraphs of both halves of SQuAD 2.0 dev, distractors included, go into one index; each
answerable question is asked of all of it. Printed: the share of questions whose first passage
is the right paragraph, as retrieved and after the ten best were read, and how long reading the
six best takes beside a torch ``CrossEncoder`` of the same size on the same passages.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from examples import passage_sentences, read_lines, share
from report import interval

from index.encoder import default_cache_folder, load_encoder
from index.model_files import DEFAULT_MODEL, local_model_folder
from index.pipeline import index_corpus
from index.retrieval import RetrievedPassage, Retriever
from index.store import IndexStore
from service.feature_reader import FeatureReader
from service.network_reader import NetworkReader
from service.questions import parse_question
from service.reading_network import ReadingNetwork

SETS = ("squad2_dev_half", "squad2_dev_other")
TIMED = 60


def write_documents(data: Path, folder: Path) -> None:
    """Write every paragraph as a Markdown file under its title."""
    for name in SETS:
        for row in read_lines(data / name / "corpus.jsonl"):
            title = row["title"].replace("_", " ")
            body = " ".join(row["text"][a:b] for a, b in passage_sentences(row))
            text = f"# {title}\n\n{body}\n" if title else f"{body}\n"
            (folder / f"{row['id'].replace('/', '_')}.md").write_text(text, encoding="utf-8")


def answerable(data: Path, limit: int) -> list[tuple[str, str]]:
    """Return (question, document id) of questions with an answer, drawn the same way always."""
    found = [
        (row["question"], f"{row['near_doc'].replace('/', '_')}.md")
        for name in SETS
        for row in read_lines(data / name / "queries.jsonl")
        if not row["unanswerable"]
    ]
    return sorted(found, key=lambda one: share(one[0] + one[1]))[:limit]


def best_after_reading(
    reader: NetworkReader, question: str, found: tuple[RetrievedPassage, ...]
) -> str:
    """Return the document of the passage whose best sentence is likeliest to answer."""
    chosen = [(one, one.passage.sentences) for one in found if one.passage.sentences]
    parsed = parse_question(question)
    signals = reader.signals(parsed, chosen)
    chances = reader.sentence_probabilities(parsed, signals)
    home = [one.passage.document_id for one, own in chosen for _ in own]
    return home[int(chances.argmax())]


def speed(reader: NetworkReader, network: ReadingNetwork, asked: list) -> str:
    """Return the table of reading times, every system in turn on each question."""
    from sentence_transformers import CrossEncoder

    peer = CrossEncoder(str(local_model_folder(DEFAULT_MODEL)), num_labels=1, device="cpu")
    times: dict[str, list[float]] = {"muscat": [], "of it the network": [], "torch": []}
    for question, found in asked[:TIMED]:
        chosen = [(one, one.passage.sentences) for one in found[:6]]
        parsed = parse_question(question)
        for name, run in (
            ("muscat", lambda p=parsed, c=chosen: reader.signals(p, c)),
            ("of it the network", lambda q=question, c=chosen: network.read(q, texts(c))),
            ("torch", lambda q=question, c=chosen: peer.predict(
                [(q, one.passage.text_to_embed) for one, _ in c], show_progress_bar=False)),
        ):  # fmt: skip
            started = time.perf_counter()
            run()
            times[name].append((time.perf_counter() - started) * 1000)
    lines = ["", "| reading the six best passages | p50, ms | p95, ms |", "|---|---|---|"]
    for name, values in times.items():
        lines.append(
            f"| {name} | {np.percentile(values, 50):.0f} | {np.percentile(values, 95):.0f} |"
        )
    return "\n".join(lines) + "\n"


def texts(chosen: list) -> list:
    """Return candidates as the network reads them."""
    from service.network_reader import passage_text

    return [passage_text(found, own) for found, own in chosen]


def main() -> None:
    """Index, ask, read, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int, default=1000)
    arguments = parser.parse_args()
    encoder = load_encoder()
    network = ReadingNetwork(default_cache_folder())
    reader = NetworkReader(FeatureReader(encoder), network)
    with tempfile.TemporaryDirectory() as scratch:
        corpus = Path(scratch) / "corpus"
        corpus.mkdir()
        write_documents(arguments.data, corpus)
        store = IndexStore(Path(scratch) / "index")
        index_corpus(corpus, store, encoder, reuse=False)
        with store.open() as index:
            retriever = Retriever(index, encoder)
            rows, asked = [], []
            for question, gold in answerable(arguments.data, arguments.questions):
                found = retriever.retrieve(question, 10).passages
                asked.append((question, found))
                before = bool(found) and found[0].passage.document_id == gold
                after = bool(found) and best_after_reading(reader, question, found) == gold
                rows.append((before, after))
            table = np.array(rows, float)
            sys.stdout.write(
                "| first passage is the right paragraph | n | share |\n|---|---|---|\n"
            )
            for name, values in (
                ("as retrieved", table[:, 0]),
                ("after reading ten", table[:, 1]),
                ("difference", table[:, 1] - table[:, 0]),
            ):
                low, high = interval(values, lambda numbers, v=values: float(v[numbers].mean()))
                sys.stdout.write(
                    f"| {name} | {len(values)} | {values.mean():.3f} ({low:.3f} to {high:.3f}) |\n"
                )
            sys.stdout.write(speed(reader, network, asked))


if __name__ == "__main__":
    main()
