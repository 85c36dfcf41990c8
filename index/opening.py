"""The current index version, opened with the encoder that it was built with.

What asking and serving need. It stands apart from ``pipeline`` so that they import no
document reader.
"""

import contextlib
from collections.abc import Callable
from pathlib import Path

from index.encoder import load_encoder
from index.encoding import Encoder
from index.retrieval import Index
from index.store import IndexStore


def open_current(
    store: IndexStore, cache: Path | None, announce: Callable[[str], None] | None = None
) -> tuple[Index, Encoder]:
    """Return the current version and its encoder.

    Args:
        store: where index versions are kept.
        cache: folder of compiled models; ``None`` is the user's own.
        announce: called with one sentence before anything that takes seconds.

    Raises:
        IndexMissing, IndexCorrupt: there is no version that can be used.
        EncoderMismatch, EncoderUnavailable: its model cannot be had.
    """
    index = store.open()
    with contextlib.ExitStack() as undo:
        undo.callback(index.close)
        encoder = load_built_with(index, cache, announce)
        undo.pop_all()
    return index, encoder


def load_built_with(
    index: Index, cache: Path | None, announce: Callable[[str], None] | None = None
) -> Encoder:
    """Return the encoder that ``index`` was built with; arguments as in ``open_current``.

    Raises:
        EncoderMismatch, EncoderUnavailable: it cannot be had.
    """
    built_with = index.manifest.encoder
    return load_encoder(built_with.name, cache_folder=cache, expected=built_with, announce=announce)
