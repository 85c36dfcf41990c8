"""Turning a sentence-transformers model into a compiled one, and serving where that fails.

In goes a model, out comes a folder of the encoder cache. The only module that knows
sentence-transformers and torch, which take seconds to import: so it runs as a process of
its own (``python -m index.compiling MODEL CACHE``) and the asking process stays free of
them. Where a model cannot be compiled, or the compiled one gives other vectors, the folder
says so, and ``SentenceTransformerEncoder`` serves.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from index.arrays import FloatMatrix
from index.compiled import OpenVinoEncoder, convert_and_save
from index.encoder_cache import (
    MODEL_NAME,
    TOKENIZER_NAME,
    WEIGHTS_NAME,
    CachedEncoder,
    cached_folder,
    compiling_lock,
    publish,
    read_entry,
    write_entry,
)
from index.encoding import TokenVectors
from index.errors import EncoderCacheCorrupt, EncoderUnavailable
from index.files import describe_file
from index.model_files import weights_fingerprint
from index.normalising import replace_surrogates

_PARITY = 0.999  # smallest cosine to sentence-transformers that passes
_PARITY_TEXTS = (
    "When will the next round of talks be held?",
    "Muscat",
    "The delegations, led by the two foreign ministers, met in Muscat on Saturday; "
    "officials on both sides called the talks \u201cconstructive\u201d and said that "
    "technical teams would meet again within a week. " * 6,
    "U.S.\u2011Iran: high\u2011stakes talks, 60% enriched uranium & 4,000 centrifuges (IAEA).",
    "\u0645\u0630\u0627\u06a9\u0631\u0627\u062a \u062f\u0631 \u0645\u0633\u0642\u0637",
    "",
)


def compile_in_subprocess(model: str, cache: Path) -> Path:
    """Compile ``model`` in a process of its own and return its folder in ``cache``.

    Args:
        model: An absolute folder or a name on the hub.
        cache: The folder of compiled models; created if missing.

    Raises:
        EncoderUnavailable: If the model cannot be found or loaded.
    """
    root = Path(__file__).resolve().parent.parent
    environment = {**os.environ, "PYTHONPATH": str(root), "TOKENIZERS_PARALLELISM": "false"}
    if Path(model).is_absolute():
        environment |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    command = [sys.executable, "-m", "index.compiling", model, str(cache.absolute())]
    finished = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    try:
        answer = json.loads(finished.stdout.splitlines()[-1])
    except (IndexError, ValueError) as error:
        told = finished.stderr.strip().splitlines()[-1:] or [f"exit {finished.returncode}"]
        raise EncoderUnavailable(f"cannot compile the model {model}: {told[0]}") from error
    if "error" in answer:
        raise EncoderUnavailable(answer["error"])
    return Path(answer["folder"])


class SentenceTransformerEncoder:
    """An ``Encoder`` on sentence-transformers itself. Safe to use from several threads."""

    def __init__(self, source: str, name: str, weights: str) -> None:
        """Load the model ``source`` (folder or hub name) under the name ``name``.

        Raises:
            EncoderUnavailable: If it cannot be loaded.
        """
        self._model = _load(source)
        # torch modules may be shared, but the tokenizer behind them is not made for it.
        self._lock = threading.Lock()
        self.name = name
        self.fingerprint = f"{weights}-torch"
        self.dimension = int(self._model.get_embedding_dimension())
        self.max_tokens = int(self._model.max_seq_length)

    def embed(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> FloatMatrix:
        """See ``Encoder.embed``; one text at a time, since padding would change bytes."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for place, text in enumerate(texts):
            with self._lock:
                vectors[place] = self._model.encode(
                    replace_surrogates(text), normalize_embeddings=True, show_progress_bar=False
                )
            if progress is not None:
                progress(place + 1)
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Encoder.count_tokens``."""
        with self._lock:
            return [len(self._tokens(text, cut=False)["input_ids"]) for text in texts]

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """See ``Encoder.embed_tokens``."""
        found = []
        for text in map(replace_surrogates, texts):
            with self._lock:
                tokens = self._tokens(text, cut=True)
                raw = self._model.encode(
                    text, output_value="token_embeddings", show_progress_bar=False
                )
            kept = np.flatnonzero(np.array(tokens["special_tokens_mask"]) == 0)
            chosen = np.asarray(raw, dtype=np.float32)[kept]
            lengths = np.linalg.norm(chosen, axis=1, keepdims=True)
            spans = np.array(tokens["offset_mapping"], dtype=np.int64).reshape(-1, 2)
            found.append(
                TokenVectors(
                    vector=self.embed([text])[0],
                    token_vectors=chosen / np.maximum(lengths, 1e-12),
                    token_spans=spans[kept],
                )
            )
        return found

    def _tokens(self, text: str, *, cut: bool) -> Any:
        limit = {"max_length": self.max_tokens} if cut else {}
        return self._model.tokenizer(
            replace_surrogates(text),
            truncation=cut,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
            **limit,
        )


def _load(source: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(source, device="cpu").eval()
    # Whatever can be wrong with a stranger's model folder comes up as one of these.
    except (OSError, ValueError, KeyError, RuntimeError, ImportError, TypeError) as error:
        raise EncoderUnavailable(f"cannot load the model {source}: {error}") from error


def _model_folder(model: str) -> Path:
    """Return ``model`` as a folder, fetching it from the hub if it is a name."""
    if Path(model).is_absolute():
        return Path(model)
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import LocalEntryNotFoundError

        try:
            return Path(snapshot_download(model, local_files_only=True))
        except LocalEntryNotFoundError:
            return Path(snapshot_download(model))
    except (OSError, ValueError, RuntimeError) as error:
        raise EncoderUnavailable(f"cannot fetch the model {model}: {error}") from error


def _traced(model: Any, path: Path) -> None:
    """Write the model with two outputs, token vectors and the sentence's, all unit length."""
    import torch

    class Traced(torch.nn.Module):  # type: ignore[misc]  # torch is not followed by mypy
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            result = self.model(features)
            normalize = torch.nn.functional.normalize
            tokens = normalize(result["token_embeddings"], dim=-1)
            return tokens, normalize(result["sentence_embedding"], dim=-1)

    limit = min(1000, int(model.tokenizer.vocab_size))
    token_ids = torch.arange(32).remainder(limit).reshape(2, 16)
    with torch.no_grad():
        convert_and_save(Traced().eval(), (token_ids, torch.ones_like(token_ids)), path)


def _check_parity(reference: SentenceTransformerEncoder, entry: CachedEncoder) -> None:
    """Raise ``EncoderUnavailable`` unless the compiled model gives the model's own vectors."""
    expected = reference.embed(_PARITY_TEXTS)
    counts = reference.count_tokens(_PARITY_TEXTS)
    for precision in ("f32", "auto"):
        compiled = OpenVinoEncoder(entry, entry.source, "f32" if precision == "f32" else "auto")
        cosine = float((compiled.embed(_PARITY_TEXTS) * expected).sum(axis=1).min())
        if not cosine > _PARITY:
            raise EncoderUnavailable(f"compiled vectors differ: cosine {cosine:.5f}")
        if compiled.count_tokens(_PARITY_TEXTS) != counts:
            raise EncoderUnavailable("the compiled model splits texts into other tokens")


def _fill(staging: Path, folder: Path, weights: str) -> None:
    """Compile the model in ``folder`` into ``staging``, or note there why it cannot be."""
    reference = SentenceTransformerEncoder(str(folder), str(folder), weights)
    model = reference._model
    padding = getattr(model.tokenizer, "pad_token_id", None)
    entry = CachedEncoder(
        folder=staging,
        weights=weights,
        engine="openvino",
        reason="",
        source=str(folder),
        dimension=reference.dimension,
        max_tokens=reference.max_tokens,
        padding_id=0 if padding is None else int(padding),
        lowercase=bool(getattr(model[0], "do_lower_case", False)),
        files={},
    )
    try:
        _traced(model, staging / MODEL_NAME)
        if (folder / TOKENIZER_NAME).is_file():
            shutil.copyfile(folder / TOKENIZER_NAME, staging / TOKENIZER_NAME)
        else:
            model.tokenizer.backend_tokenizer.save(str(staging / TOKENIZER_NAME))
        names = (MODEL_NAME, WEIGHTS_NAME, TOKENIZER_NAME)
        entry = replace(entry, files={name: describe_file(staging / name) for name in names})
        _check_parity(reference, entry)
    except (EncoderUnavailable, OSError, RuntimeError, AttributeError, KeyError) as error:
        reason = str(error).strip().splitlines()[0]
        entry = replace(entry, engine="sentence_transformers", reason=reason, files={})
    write_entry(entry)


def compile_model(model: str, cache: Path) -> Path:
    """Compile ``model`` into ``cache`` unless a sound compiled form is there; return it.

    Raises:
        EncoderUnavailable: If the model cannot be found or loaded.
    """
    folder = _model_folder(model)
    weights = weights_fingerprint(folder)
    target = cached_folder(cache, weights)
    with compiling_lock(cache):
        if not _is_sound(target):  # else another process was quicker
            _compile_into(target, folder, weights)
    return target


def _is_sound(target: Path) -> bool:
    try:
        entry = read_entry(target)
        entry.verify(sorted(entry.files))
    except EncoderCacheCorrupt:
        return False
    return True


def _compile_into(target: Path, folder: Path, weights: str) -> None:
    staging = Path(tempfile.mkdtemp(prefix="staging-", dir=target.parent))
    try:
        _fill(staging, folder, weights)
        for left_over in staging.glob("machine-*"):
            # OpenVINO's cache is bound to the path that the model has now.
            shutil.rmtree(left_over)
        publish(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def main(arguments: Sequence[str]) -> int:
    """Compile ``arguments[0]`` into the cache ``arguments[1]``; print one line of JSON."""
    try:
        answer = {"folder": str(compile_model(arguments[0], Path(arguments[1])))}
    except (EncoderUnavailable, OSError) as error:
        answer = {"error": str(error)}
    sys.stdout.write(json.dumps(answer) + "\n")
    return int("error" in answer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
