"""What an encoder is: text in, unit vectors out. Types only, nothing is loaded here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from index.arrays import FloatMatrix, FloatVector, IntVector

Precision = Literal["auto", "f32", "bf16"]


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """One text as the model sees it.

    Attributes:
        vector: ``(d,)`` float32, unit length: the same as ``embed`` gives.
        token_vectors: ``(t, d)`` float32 unit rows, one for each token that the model read,
            special tokens left out.
        token_spans: ``(t, 2)`` int64, half-open offsets in code points into the text.
    """

    vector: FloatVector
    token_vectors: FloatMatrix
    token_spans: IntVector


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """What a manifest notes of the encoder that made its vectors.

    ``fingerprint`` is ``<weights>-<precision>``: 64 hexadecimal digits over weights,
    tokenizer and settings, then ``f32``, ``bf16`` or ``torch``.
    """

    name: str
    fingerprint: str
    dimension: int
    max_tokens: int

    @classmethod
    def of(cls, encoder: "Encoder") -> "EncoderIdentity":
        """Return the identity of ``encoder``."""
        return cls(encoder.name, encoder.fingerprint, encoder.dimension, encoder.max_tokens)


class Encoder(Protocol):
    """A sentence embedding model. Safe to use from several threads."""

    @property
    def name(self) -> str:
        """The name under which the model was asked for."""
        ...

    @property
    def fingerprint(self) -> str:
        """``<weights>-<precision>``, see ``EncoderIdentity``."""
        ...

    @property
    def dimension(self) -> int:
        """Length d of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads, special tokens included."""
        ...

    def embed(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> FloatMatrix:
        """Return ``(len(texts), d)`` float32 unit rows.

        A text's row is the same bytes alone and in any batch. What is beyond
        ``max_tokens`` of a text is not read.

        Args:
            texts: Any texts, empty ones too.
            progress: Called now and then with the number of texts done so far.
        """
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return each text's length in tokens, special tokens included, nothing cut off."""
        ...

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """Return the vector of each text and of each of its tokens."""
        ...


def same_weights(one: str, other: str) -> bool:
    """Tell whether two fingerprints differ in precision at most.

    Vectors of one model in f32 and bf16 have a cosine of 0.9999 or more: an index built in
    bf16 can be asked in f32. Vectors of other weights have nothing to do with each other.
    """
    return one.partition("-")[0] == other.partition("-")[0]
