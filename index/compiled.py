"""The encoder that serves: a compiled model on OpenVINO, with its tokenizer.

In go texts, out come unit vectors, by the files that ``index.compiling`` put into the
cache, on ``index.inference``. torch and sentence-transformers are never imported here.

On bf16: measured on two cores of a Xeon with AMX it embeds about three times as many
passages a second as f32, at a cosine of 0.99997 or more to f32, and gives the same bytes
alone and in any batch. So it is the default where the CPU computes with it natively (by
OpenVINO's own account); elsewhere OpenVINO would emulate it, and f32 is taken. The
precision is part of the fingerprint. An index built in bf16 may be asked in f32, by a
machine that lacks bf16: a cosine then moves by less than 0.0003.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.arrays import FloatMatrix, IntVector
from index.encoder_cache import (
    MODEL_NAME,
    TOKENIZER_NAME,
    WEIGHTS_NAME,
    CachedEncoder,
)
from index.encoding import Precision, TokenVectors
from index.errors import EncoderUnavailable
from index.inference import CompiledNetwork, openvino_module
from index.normalising import replace_surrogates

_PADDING_MULTIPLE = 16  # tokens
_BATCH = 16  # texts of equal padded length that are computed together
_CHUNK = 1024  # texts that are held as tokens at a time


def convert_and_save(module: object, example: tuple[object, ...], path: Path) -> None:
    """Trace a torch module and write it as ``path`` (``.xml``, with a ``.bin`` beside it).

    The weights are written in 16 bits (fp16); the tracing runs the module on ``example``.

    Raises:
        EncoderUnavailable: If OpenVINO cannot convert the module.
    """
    openvino = openvino_module()
    try:
        model = openvino.convert_model(module, example_input=example)
        openvino.save_model(model, str(path), compress_to_fp16=True)
    except (RuntimeError, ValueError, TypeError, AttributeError, NotImplementedError) as error:
        raise EncoderUnavailable(f"OpenVINO cannot convert the model: {error}") from error


@dataclass(frozen=True, slots=True)
class _Batch:
    """Texts of one padded length: their places in the chunk, and the model's two inputs."""

    places: list[int]
    token_ids: IntVector
    attention: IntVector


class OpenVinoEncoder:
    """An ``Encoder`` on OpenVINO. Safe to use from several threads."""

    def __init__(self, entry: CachedEncoder, name: str, precision: Precision = "auto") -> None:
        """Open the compiled model ``entry`` under the name ``name``.

        Raises:
            EncoderCacheCorrupt: If a file of the entry is damaged.
            EncoderUnavailable: If OpenVINO cannot load the model.
        """
        entry.verify([TOKENIZER_NAME])
        self.name = name
        self.dimension = entry.dimension
        self.max_tokens = entry.max_tokens
        self._entry = entry
        self._tokenizer = _tokenizer(entry)
        self._tokenizer.enable_truncation(entry.max_tokens)
        self._counter: Any | None = None
        self._counter_lock = threading.Lock()
        self._network = CompiledNetwork(
            entry.folder / MODEL_NAME,
            precision,
            entry.folder,
            lambda: entry.verify([MODEL_NAME, WEIGHTS_NAME]),
        )
        self.precision = self._network.precision
        self.fingerprint = f"{entry.weights}-{self.precision}"
        self.embed(["warm"])  # see CompiledNetwork.infer

    def embed(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> FloatMatrix:
        """See ``Encoder.embed``."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        done = 0
        for first in range(0, len(texts), _CHUNK):
            encodings = self._encode(texts[first : first + _CHUNK])
            for batch in self._batches(encodings):
                _, pooled = self._infer(batch, tokens=False)
                vectors[[first + place for place in batch.places]] = pooled
                done += len(batch.places)
                if progress is not None:
                    progress(done)
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Encoder.count_tokens``."""
        with self._counter_lock:
            if self._counter is None:
                self._counter = _tokenizer(self._entry)
        counts: list[int] = []
        for first in range(0, len(texts), _CHUNK):
            prepared = [self._prepared(text) for text in texts[first : first + _CHUNK]]
            counts += [len(found.ids) for found in self._counter.encode_batch(prepared)]
        return counts

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """See ``Encoder.embed_tokens``."""
        found: dict[int, TokenVectors] = {}
        for first in range(0, len(texts), _CHUNK):
            encodings = self._encode(texts[first : first + _CHUNK])
            for batch in self._batches(encodings):
                tokens, pooled = self._infer(batch, tokens=True)
                for line, place in enumerate(batch.places):
                    encoding = encodings[place]
                    kept = np.flatnonzero(np.array(encoding.special_tokens_mask) == 0)
                    spans = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
                    found[first + place] = TokenVectors(
                        vector=pooled[line].copy(),
                        token_vectors=tokens[line, kept],
                        token_spans=spans[kept],
                    )
        return [found[place] for place in range(len(texts))]

    def _prepared(self, text: str) -> str:
        text = replace_surrogates(text)
        return text.lower() if self._entry.lowercase else text

    def _encode(self, texts: Sequence[str]) -> list[Any]:
        encodings: list[Any] = self._tokenizer.encode_batch([self._prepared(t) for t in texts])
        return encodings

    def _batches(self, encodings: Sequence[Any]) -> Iterator[_Batch]:
        """Group texts by padded length, so that a text is padded alike in any company.

        The padded length decides how OpenVINO sums, hence the bytes of the vector: padding
        to the longest text of a batch would make them depend on the neighbours.
        """
        by_length: dict[int, list[int]] = {}
        for place, encoding in enumerate(encodings):
            length = -(-max(1, len(encoding.ids)) // _PADDING_MULTIPLE) * _PADDING_MULTIPLE
            by_length.setdefault(length, []).append(place)
        for length, places in sorted(by_length.items()):
            for first in range(0, len(places), _BATCH):
                chosen = places[first : first + _BATCH]
                shape = (len(chosen), length)
                token_ids = np.full(shape, self._entry.padding_id, dtype=np.int64)
                attention = np.zeros(shape, dtype=np.int64)
                for line, place in enumerate(chosen):
                    ids = encodings[place].ids
                    token_ids[line, : len(ids)] = ids
                    attention[line, : len(ids)] = 1
                yield _Batch(chosen, token_ids, attention)

    def _infer(self, batch: _Batch, *, tokens: bool) -> tuple[FloatMatrix, FloatMatrix]:
        """Return token vectors ``(b, length, d)`` (empty unless asked) and ``(b, d)``."""
        inputs = [batch.token_ids, batch.attention]
        if tokens:
            found, pooled = self._network.infer(inputs, [0, 1])
            return found, pooled
        (pooled,) = self._network.infer(inputs, [1])
        return np.empty((0, 0, 0), dtype=np.float32), pooled


def _tokenizer(entry: CachedEncoder) -> Any:
    import tokenizers

    tokenizer = tokenizers.Tokenizer.from_file(str(entry.folder / TOKENIZER_NAME))
    # The file says "128, always": neither is what this model reads.
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
