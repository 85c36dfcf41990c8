"""Which reader answers: the shipped network, a cross-encoder of the person's, or features alone.

What asking and serving share. No environment variable is read here: the choice is the
caller's business.
"""

import functools
import logging
from collections.abc import Callable
from pathlib import Path

from index.encoder import default_cache_folder
from index.encoding import Encoder
from service.errors import ReaderUnavailable
from service.feature_reader import FeatureReader
from service.network_reader import NetworkReader, PassageScorer
from service.reading import Reader
from service.reading_network import ReadingNetwork

FEATURES_ONLY = "features"
log = logging.getLogger("muscat.reader")


def reader_for(cache: Path | None, name: str | None = None) -> Callable[[Encoder], Reader]:
    """Return what makes the reader for an encoder; a network is loaded now, and once.

    Args:
        cache: folder of compiled models; ``None`` is the user's own.
        name: ``None`` for the network that ships, ``features`` for none, else a
            ``sentence_transformers.CrossEncoder``: a folder, or a name on the hub.

    A shipped network that cannot be loaded is logged, and the features answer alone.

    Raises:
        ReaderUnavailable: the cross-encoder that was named cannot be loaded.
    """
    scorer = _scorer(cache or default_cache_folder(), name)

    def made(encoder: Encoder) -> Reader:
        features = FeatureReader(encoder)
        return features if scorer is None else NetworkReader(features, scorer)

    return made


def _scorer(cache: Path, name: str | None) -> PassageScorer | None:
    if name == FEATURES_ONLY:
        return None
    if name is not None:
        from service.cross_encoder import CrossEncoderScorer

        return CrossEncoderScorer(name)
    try:
        return _shipped(cache)
    except ReaderUnavailable as error:
        log.warning("%s; answering from features alone -> %s", error.message, error.remedy)
        return None


@functools.cache
def _shipped(cache: Path) -> ReadingNetwork:
    """Return the shipped network, one for the whole process: copies only take memory."""
    return ReadingNetwork(cache)
