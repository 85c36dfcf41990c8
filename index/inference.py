"""The one place that runs OpenVINO: a compiled network, loaded for this CPU.

In go arrays of token numbers, out come arrays of floats. The encoder and the reading model
both run here. torch is never imported, and nothing is looked up on the network.
"""

import hashlib
import queue
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.encoder_cache import publish_machine_folder, sound_machine_folder
from index.encoding import Precision
from index.errors import EncoderCacheCorrupt, EncoderUnavailable


def openvino_module() -> Any:
    """Return ``openvino``, imported so that it looks nothing up."""
    # OpenVINO's telemetry looks up a host at import; a module that is None cannot be
    # imported, and OpenVINO takes that for "not installed".
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


class CompiledNetwork:
    """A network in OpenVINO's form, ready to run. Safe to use from several threads.

    ``precision``: ``bf16`` if the CPU computes with it natively and it was not asked
    otherwise, else ``f32``.
    """

    def __init__(
        self, model: Path, precision: Precision, cache: Path, verify: Callable[[], None]
    ) -> None:
        """Load ``model`` (``.xml``, with a ``.bin`` beside it).

        Args:
            model: what to load.
            precision: ``auto`` takes bf16 where the CPU has it.
            cache: folder below which the form for this machine is kept.
            verify: called before the files of ``model`` are read; raises if one is damaged.

        Raises:
            EncoderCacheCorrupt: ``verify`` found damage, or a file is missing.
            EncoderUnavailable: OpenVINO cannot load the model.
        """
        core = openvino_module().Core()
        native = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        self.precision: Precision = "bf16" if precision != "f32" and native else "f32"
        self._model = _load(core, model, self.precision, cache, verify)
        self._requests: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def infer(
        self, inputs: Sequence[npt.NDArray[np.int64]], outputs: Sequence[int]
    ) -> list[npt.NDArray[np.float32]]:
        """Return copies of the outputs with these numbers, as float32.

        The first inference of a process must not be two at once: OpenVINO's binding then
        initialises itself under a C++ guard that waits for the interpreter lock, while the
        other thread holds that lock and waits for the guard. Seen in one process of four.
        So whoever loads a network runs it once before it is shared.

        Raises:
            EncoderUnavailable: OpenVINO failed.
        """
        try:
            request = self._requests.get_nowait()
        except queue.Empty:
            request = self._model.create_infer_request()
        try:
            request.infer(list(inputs))
            # Copied, since the request's memory is written over by its next use.
            return [
                np.array(request.get_output_tensor(number).data, dtype=np.float32)
                for number in outputs
            ]
        except RuntimeError as error:
            raise EncoderUnavailable(f"OpenVINO failed on a text: {error}") from error
        finally:
            self._requests.put(request)


def _load(core: Any, model: Path, precision: str, cache: Path, verify: Callable[[], None]) -> Any:
    """Compile the model for this CPU, by OpenVINO's own cache where that is sound.

    OpenVINO writes its cache in place and reads back whatever is there, so each process
    lets it write into a folder of its own, which is then hashed and moved into place.
    """
    device = str(core.get_property("CPU", "FULL_DEVICE_NAME"))
    capabilities = sorted(core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"))
    # OpenVINO knows its files again by the model's path and age, so a moved cache starts anew.
    place = (str(model.parent.resolve()), _modified(model))
    machine = hashlib.sha256(repr((device, capabilities, place)).encode()).hexdigest()[:16]
    ready = cache / f"machine-{machine}"
    if sound_machine_folder(ready):
        loaded = _compile(core, model, precision, ready)
        if loaded.get_property("LOADED_FROM_CACHE"):
            return loaded
        shutil.rmtree(ready, ignore_errors=True)  # it holds a file now that nobody hashed
    verify()
    try:
        cache.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix="staging-", dir=cache))
    except OSError:  # a read-only cache serves too, a little slower
        return _compile(core, model, precision, None)
    loaded = _compile(core, model, precision, staging)
    publish_machine_folder(staging, ready)
    return loaded


def _modified(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError as error:
        raise EncoderCacheCorrupt(f"cannot read {path}") from error


def _compile(core: Any, model: Path, precision: str, cache: Path | None) -> Any:
    options = {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY"}
    if cache is not None:
        options["CACHE_DIR"] = str(cache)
    try:
        return core.compile_model(str(model), "CPU", options)
    except RuntimeError as error:
        raise EncoderUnavailable(f"OpenVINO cannot load {model.parent}: {error}") from error
