"""How to get an encoder: find the model, have it compiled once, open the compiled form.

In goes the name of a model, out comes an ``Encoder``. Compiling happens in a process of its
own, so the process that asks never imports torch. No settings and no environment variable
are read here: which model and which cache folder are the caller's business.
"""

from collections.abc import Callable
from pathlib import Path

import platformdirs

from index.compiled import OpenVinoEncoder
from index.compiling import SentenceTransformerEncoder, compile_in_subprocess
from index.encoder_cache import cached_folder, read_entry
from index.encoding import Encoder, EncoderIdentity, Precision, TokenVectors, same_weights
from index.errors import EncoderCacheCorrupt, EncoderMismatch
from index.model_files import DEFAULT_MODEL, local_model_folder, weights_fingerprint

__all__ = [
    "DEFAULT_MODEL",
    "Encoder",
    "EncoderIdentity",
    "Precision",
    "TokenVectors",
    "default_cache_folder",
    "load_encoder",
    "same_weights",
]


def default_cache_folder() -> Path:
    """Return the folder for compiled models of this user (``~/.cache/muscat/encoders``)."""
    return platformdirs.user_cache_path("muscat") / "encoders"


def load_encoder(
    model: str = DEFAULT_MODEL,
    *,
    cache_folder: Path | None = None,
    precision: Precision = "auto",
    expected: EncoderIdentity | None = None,
    announce: Callable[[str], None] | None = None,
) -> Encoder:
    """Return the encoder for ``model``, compiling it first if need be (some 15 s, once).

    With ``expected`` (the manifest's encoder) of the same name the compiled form is found
    by fingerprint: the model's own files are neither read nor needed. The precision is
    then the one of the index where this CPU has it, else f32.

    Args:
        model: ``DEFAULT_MODEL``, a folder, or a sentence-transformers name on the hub
            (the only case in which the network is used, and only to fetch it once).
        cache_folder: Where compiled models are kept; ``default_cache_folder()`` if None.
        precision: ``auto`` takes bf16 where the CPU computes with it natively, else f32.
        expected: What the index was built with.
        announce: Called with one sentence before anything that takes seconds.

    Raises:
        EncoderUnavailable: If the model cannot be found or loaded.
        EncoderMismatch: If ``expected`` is given and the model has other weights.
    """
    cache = cache_folder or default_cache_folder()
    weights: str | None = None
    if expected is not None:
        wanted = expected.fingerprint.partition("-")[2]
        precision = "bf16" if wanted == "bf16" else "f32"
        if expected.name == model:
            weights = expected.fingerprint.partition("-")[0]
    if weights is None:
        folder = local_model_folder(model)
        weights = None if folder is None else weights_fingerprint(folder)
    encoder = _cached(cache, model, weights, precision)
    if encoder is None:
        encoder = _compiled_now(cache, model, precision, announce)
    if expected is not None and not same_weights(encoder.fingerprint, expected.fingerprint):
        raise EncoderMismatch(
            f"the index was built with the model {expected.name}, and {model} has other weights"
        )
    return encoder


def _cached(cache: Path, model: str, weights: str | None, precision: Precision) -> Encoder | None:
    if weights is None:
        return None
    try:
        return _open(cached_folder(cache, weights), model, precision)
    except EncoderCacheCorrupt:
        # Missing, half-written or damaged: all three are mended by compiling.
        return None


def _compiled_now(
    cache: Path, model: str, precision: Precision, announce: Callable[[str], None] | None
) -> Encoder:
    if announce is not None:
        announce(f"Preparing the model {model} for this machine (once)")
    folder = local_model_folder(model)
    compiled = compile_in_subprocess(model if folder is None else str(folder), cache)
    return _open(compiled, model, precision)


def _open(folder: Path, model: str, precision: Precision) -> Encoder:
    entry = read_entry(folder)
    if entry.engine == "openvino":
        return OpenVinoEncoder(entry, model, precision)
    return SentenceTransformerEncoder(entry.source, model, entry.weights)
