"""How long an answer took, step by step."""

import time

from index.retrieval import Retrieval


def timings_of(retrieval: Retrieval | None, read_ms: float, started: float) -> dict[str, float]:
    """Return how long each step took, in milliseconds; 0 where nothing was retrieved.

    ``started`` is a ``time.perf_counter`` reading.
    """
    return {
        "embed": round(retrieval.embed_ms, 1) if retrieval else 0.0,
        "retrieve": round(retrieval.retrieve_ms, 1) if retrieval else 0.0,
        "read": round(read_ms, 1),
        "total": round((time.perf_counter() - started) * 1000, 1),
    }
