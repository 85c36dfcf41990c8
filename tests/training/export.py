"""Compile a trained network to the form that ships with the program.

    python tests/training/export.py NETWORK.pt [--out service/reading_model] [--int8]

Writes ``model.xml`` and ``model.bin`` (OpenVINO; weights in fp16, or with ``--int8`` in 8 bits
by channel, by nncf) and ``model.json`` with their hashes. ``checkpoint.pt`` of a training run
will do as well.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

import torch
from network import ReadingNetwork

from index.inference import openvino_module
from index.model_files import DEFAULT_MODEL, local_model_folder
from service.reading_network import MODEL_FOLDER, MODEL_NAME, RECORD_NAME, WEIGHTS_NAME


def load(path: Path) -> ReadingNetwork:
    """Return the network with the weights of a training run, in fp32."""
    network = ReadingNetwork(str(local_model_folder(DEFAULT_MODEL)), attention="sdpa")
    stored = torch.load(path, weights_only=True, map_location="cpu")
    names = [name for name, p in network.named_parameters() if p.requires_grad]
    if "master" in stored:
        stored = dict(zip(names, stored["master"], strict=True))
    missing, unexpected = network.load_state_dict(stored, strict=False)
    if unexpected or set(missing) & set(names):
        raise SystemExit(f"{path} is of another network")
    return network.eval()


def write(network: ReadingNetwork, folder: Path, *, int8: bool) -> None:
    """Write the compiled network and its record."""
    openvino = openvino_module()
    example = torch.ones((2, 32), dtype=torch.long)
    with torch.no_grad():
        model = openvino.convert_model(network, example_input=(example, example, example))
    if int8:
        import nncf

        model = nncf.compress_weights(model, mode=nncf.CompressWeightsMode.INT8_SYM)
    folder.mkdir(parents=True, exist_ok=True)
    openvino.save_model(model, str(folder / MODEL_NAME), compress_to_fp16=True)
    files = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in (MODEL_NAME, WEIGHTS_NAME)
    }
    record = {"weights": "int8" if int8 else "fp16", "files": files}
    (folder / RECORD_NAME).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    size = (folder / WEIGHTS_NAME).stat().st_size / 1e6
    sys.stdout.write(f"{folder}: {size:.1f} MB of weights\n")


def main() -> None:
    """Read the command line, compile, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("network", type=Path)
    parser.add_argument("--out", type=Path, default=MODEL_FOLDER)
    parser.add_argument("--int8", action="store_true")
    arguments = parser.parse_args()
    write(load(arguments.network), arguments.out, int8=arguments.int8)


if __name__ == "__main__":
    main()
