"""Where the corpus and the index are, if nobody says otherwise."""

import argparse
import os
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parent.parent


def default_root() -> Path:
    """Return the working folder if it has a corpus of its own, else the checkout."""
    here = Path.cwd()
    return here if (here / "corpus" / "documents").is_dir() else _CHECKOUT


def add_corpus_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--corpus DIR``."""
    parser.add_argument(
        "--corpus",
        type=Path,
        metavar="DIR",
        help="folder of .txt, .md and .html documents (default: corpus/documents)",
    )


def add_location_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--corpus DIR`` and ``--index DIR``."""
    add_corpus_option(parser)
    parser.add_argument(
        "--index",
        type=Path,
        metavar="DIR",
        help="where index versions are kept (default: .muscat, inside the corpus if one is named)",
    )


def corpus_folder(options: argparse.Namespace) -> Path:
    """Return the corpus that was named, or the default one."""
    return options.corpus or default_root() / "corpus" / "documents"


def index_folder(options: argparse.Namespace) -> Path:
    """Return the index folder that was named, or the one that belongs to the corpus.

    The index of a corpus that was named stands in that corpus (hidden, so never indexed
    itself); else asking one corpus could be answered from another one's index.
    """
    if options.index:
        return Path(options.index)
    return Path(options.corpus or default_root()) / ".muscat"


def model_name(default: str) -> str:
    """Return the model to build with: ``MUSCAT_MODEL`` (a folder or a hub name) or the default."""
    return os.environ.get("MUSCAT_MODEL") or default


def cache_folder() -> Path | None:
    """Return the folder for compiled models if ``MUSCAT_CACHE`` names one."""
    named = os.environ.get("MUSCAT_CACHE")
    return Path(named) if named else None


def reader_name() -> str | None:
    """Return the reader that ``MUSCAT_READER`` names, ``None`` for the one that ships.

    ``features`` is none at all; anything else a cross-encoder: a folder or a hub name.
    """
    return os.environ.get("MUSCAT_READER") or None
