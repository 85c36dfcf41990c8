import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.compiled import OpenVinoEncoder
from index.compiling import SentenceTransformerEncoder, compile_in_subprocess
from index.encoder import load_encoder
from index.encoder_cache import read_entry
from index.encoding import Encoder, EncoderIdentity, same_weights
from index.errors import EncoderCacheCorrupt, EncoderMismatch, EncoderUnavailable
from index.model_files import DEFAULT_MODEL, local_model_folder, weights_fingerprint

SENTENCE = "The talks in Muscat, mediated by Oman\u2019s foreign minister, were high\u2011stakes. "
TEXTS = [
    "",
    "Muscat",
    "When will the next round be held?",
    SENTENCE,
    SENTENCE * 4,
    SENTENCE * 40,  # far beyond 256 tokens
    "\u0645\u0630\u0627\u06a9\u0631\u0627\u062a \u062f\u0631 \u0645\u0633\u0642\u0637 \U0001f54a",
    *(f"{'enrichment of uranium ' * number}{number}" for number in range(0, 40, 3)),
]


@pytest.fixture(scope="module")
def reference() -> Encoder:
    folder = str(local_model_folder(DEFAULT_MODEL))
    return SentenceTransformerEncoder(folder, DEFAULT_MODEL, "0" * 64)


@pytest.fixture(scope="module", params=["f32", "auto"])
def each(
    request: pytest.FixtureRequest, encoder: Encoder, full_precision_encoder: Encoder
) -> Encoder:
    return encoder if request.param == "auto" else full_precision_encoder


@pytest.fixture
def copied_cache(cache: Path, tmp_path: Path) -> Path:
    """A cache of its own for a test that damages it."""
    shutil.copytree(cache, tmp_path / "encoders")
    return tmp_path / "encoders"


def only_entry(cache: Path) -> Path:
    (folder,) = (path for path in cache.iterdir() if path.is_dir())
    return folder


def flip_a_bit(path: Path, place: float = 0.5) -> None:
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 1
    path.write_bytes(content)


def test_two_processes_that_compile_at_once_end_with_one_sound_model(
    compilations: dict[str, object], cache: Path
) -> None:
    assert compilations["statuses"] == (0, 0)
    assert compilations["folders"] == (str(only_entry(cache)),) * 2
    entry = read_entry(only_entry(cache))
    entry.verify(["model.xml", "model.bin", "tokenizer.json"])
    assert entry.engine == "openvino"
    assert not list(cache.glob("staging-*"))


def test_compiling_looks_nothing_up_on_the_network(compilations: dict[str, object]) -> None:
    assert compilations["looked_up"] == []


def test_vectors_are_those_of_sentence_transformers(each: Encoder, reference: Encoder) -> None:
    vectors, expected = each.embed(TEXTS), reference.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    least = 0.99999 if each.fingerprint.endswith("f32") else 0.9995
    assert (vectors * expected).sum(axis=1).min() > least
    # And not because all texts look alike.
    assert (vectors[1] * expected[2]).sum() < 0.9


def test_tokens_are_those_of_sentence_transformers(each: Encoder, reference: Encoder) -> None:
    assert each.count_tokens(TEXTS) == reference.count_tokens(TEXTS)
    assert each.count_tokens(["", SENTENCE * 40])[0] == 2
    assert each.count_tokens([SENTENCE * 40])[0] > 2 * each.max_tokens
    assert (each.dimension, each.max_tokens) == (384, 256)
    least = 0.9999 if each.fingerprint.endswith("f32") else 0.99
    for text, mine, theirs in zip(
        TEXTS, each.embed_tokens(TEXTS), reference.embed_tokens(TEXTS), strict=True
    ):
        assert mine.token_spans.tolist() == theirs.token_spans.tolist()
        assert mine.token_spans.shape == (len(mine.token_vectors), 2)
        assert len(mine.token_vectors) == min(each.count_tokens([text])[0], 256) - 2
        if len(mine.token_vectors):
            assert (mine.token_vectors * theirs.token_vectors).sum(axis=1).min() > least


def test_token_spans_are_offsets_into_the_text(encoder: Encoder) -> None:
    text = "Caf\u00e9 \U0001f54a \ud800 high\u2011stakes"
    (found,) = encoder.embed_tokens([text])
    spans = [text[start:end] for start, end in found.token_spans.tolist()]
    assert spans == ["Caf\u00e9", "\U0001f54a", "\ud800", "high", "\u2011", "stakes"]
    assert found.vector.tobytes() == encoder.embed([text])[0].tobytes()


def test_a_text_has_the_same_bytes_alone_and_in_any_batch(each: Encoder) -> None:
    together = each.embed(TEXTS)
    backwards = each.embed(TEXTS[::-1])[::-1]
    thrice = each.embed(TEXTS * 3)[len(TEXTS) : 2 * len(TEXTS)]
    by_tokens = each.embed_tokens(TEXTS)
    for place, text in enumerate(TEXTS):
        alone = each.embed([text])[0].tobytes()
        assert alone == together[place].tobytes() == backwards[place].tobytes()
        assert alone == thrice[place].tobytes() == by_tokens[place].vector.tobytes()


def test_no_texts_give_an_empty_matrix_and_progress_counts_to_the_end(encoder: Encoder) -> None:
    assert encoder.embed([]).shape == (0, 384)
    told: list[int] = []
    encoder.embed(TEXTS, told.append)
    assert told == sorted(told)
    assert told[-1] == len(TEXTS)


def test_the_index_decides_the_precision(cache: Path, full_precision_encoder: Encoder) -> None:
    built_with = EncoderIdentity.of(full_precision_encoder)
    assert built_with.fingerprint.endswith("-f32")
    again = load_encoder(cache_folder=cache, expected=built_with)
    assert again.fingerprint == built_with.fingerprint


def test_fingerprints_name_the_weights_and_the_precision(
    encoder: Encoder, full_precision_encoder: Encoder
) -> None:
    folder = local_model_folder(DEFAULT_MODEL)
    assert folder is not None
    assert full_precision_encoder.fingerprint == f"{weights_fingerprint(folder)}-f32"
    assert same_weights(encoder.fingerprint, full_precision_encoder.fingerprint)
    assert not same_weights(encoder.fingerprint, "0" * 64 + "-f32")


def test_other_weights_than_the_expected_ones_are_refused(cache: Path) -> None:
    other = EncoderIdentity("another model", "0" * 64 + "-f32", 384, 256)
    with pytest.raises(EncoderMismatch, match="another model"):
        load_encoder(cache_folder=cache, expected=other)


@pytest.mark.parametrize("name", ["tokenizer.json", "model.xml", "model.bin"])
def test_a_flipped_bit_in_a_compiled_model_is_noticed(copied_cache: Path, name: str) -> None:
    flip_a_bit(only_entry(copied_cache) / name)
    for machine in only_entry(copied_cache).glob("machine-*"):
        shutil.rmtree(machine)
    with pytest.raises(EncoderCacheCorrupt, match=name):
        OpenVinoEncoder(read_entry(only_entry(copied_cache)), DEFAULT_MODEL)


def test_a_damaged_machine_cache_is_written_anew(encoder: Encoder, copied_cache: Path) -> None:
    for machine in only_entry(copied_cache).glob("machine-*"):
        shutil.rmtree(machine)
    load_encoder(cache_folder=copied_cache)
    (blob,) = only_entry(copied_cache).glob("machine-*/*.blob")
    flip_a_bit(blob)
    damaged = blob.read_bytes()
    foreign = blob.with_name("foreign.blob")
    foreign.write_bytes(b"put here by something else")
    repaired = load_encoder(cache_folder=copied_cache)
    assert repaired.embed(TEXTS).tobytes() == encoder.embed(TEXTS).tobytes()
    (blob,) = only_entry(copied_cache).glob("machine-*/*.blob")
    assert blob.read_bytes() != damaged
    foreign.write_bytes(b"put here by something else")
    load_encoder(cache_folder=copied_cache)
    assert not foreign.exists()
    assert not list(only_entry(copied_cache).glob("staging-*"))


def test_a_half_written_compiled_model_is_compiled_anew(
    encoder: Encoder, copied_cache: Path
) -> None:
    tokenizer = only_entry(copied_cache) / "tokenizer.json"
    tokenizer.write_bytes(tokenizer.read_bytes()[:1000])
    told: list[str] = []
    again = load_encoder(cache_folder=copied_cache, announce=told.append)
    assert len(told) == 1
    assert again.embed(TEXTS).tobytes() == encoder.embed(TEXTS).tobytes()
    load_encoder(cache_folder=copied_cache, announce=told.append)
    assert len(told) == 1


@pytest.fixture(scope="module")
def prompting_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that puts a prompt before every text, which a compiled one does not do."""
    source = local_model_folder(DEFAULT_MODEL)
    assert source is not None
    folder = tmp_path_factory.mktemp("models") / "prompting"
    shutil.copytree(source, folder, copy_function=os.symlink)
    settings = folder / "config_sentence_transformers.json"
    settings.unlink()
    settings.write_text(json.dumps({"prompts": {"q": "a b c d: "}, "default_prompt_name": "q"}))
    return folder


def test_where_compiling_fails_sentence_transformers_serves(
    prompting_model: Path, tmp_path: Path, reference: Encoder
) -> None:
    folder = compile_in_subprocess(str(prompting_model), tmp_path)
    entry = read_entry(folder)
    assert entry.engine == "sentence_transformers"
    assert "cosine" in entry.reason
    encoder = load_encoder(str(prompting_model), cache_folder=tmp_path)
    assert isinstance(encoder, SentenceTransformerEncoder)
    assert encoder.fingerprint == f"{weights_fingerprint(prompting_model)}-torch"
    prompted = reference.embed(["a b c d: Muscat"])
    assert (encoder.embed(["Muscat"]) * prompted).sum() > 0.9999


@pytest.mark.parametrize("model", ["/nowhere/at/all", "./nowhere", "", "a/b/c"])
def test_a_folder_that_is_not_there_is_named_with_a_remedy(model: str, tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="no folder") as raised:
        load_encoder(model, cache_folder=tmp_path)
    assert "MUSCAT_MODEL" in raised.value.remedy


def test_a_folder_without_a_loadable_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="no sentence-transformers model"):
        load_encoder(str(tmp_path), cache_folder=tmp_path)
    (tmp_path / "modules.json").write_text("[]")
    with pytest.raises(EncoderUnavailable, match="no weights"):
        load_encoder(str(tmp_path), cache_folder=tmp_path)


def test_asking_imports_no_torch_and_looks_nothing_up(
    run: Callable[..., object], cache: Path, built_store: object, tmp_path: Path
) -> None:
    script = (
        "import runpy, sys\n"
        "looked_up = []\n"
        "sys.addaudithook(lambda event, arguments: looked_up.append(event)\n"
        "    if event.startswith('socket.') and event != 'socket.__new__' else None)\n"
        "from pathlib import Path\n"
        "from index.encoder import load_encoder\n"
        "from index.store import IndexStore\n"
        "from index.retrieval import Retriever\n"
        "light = {'torch', 'openvino', 'faiss', 'tantivy', 'tokenizers'} & set(sys.modules)\n"
        "with IndexStore(Path(sys.argv[2])).open() as index:\n"
        "    encoder = load_encoder(cache_folder=Path(sys.argv[1]),\n"
        "                           expected=index.manifest.encoder)\n"
        "    found = Retriever(index, encoder).retrieve('Who mediated?', 3).passages\n"
        "heavy = {'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)\n"
        "if sys.modules['openvino_telemetry'] is not None: heavy.add('openvino_telemetry')\n"
        "import json; print(json.dumps([sorted(light), sorted(heavy), looked_up, len(found)]))\n"
    )
    finished = run(script, cache, built_store.root, home=tmp_path)  # type: ignore[attr-defined]
    assert finished.returncode == 0, finished.stderr  # type: ignore[attr-defined]
    assert json.loads(finished.stdout) == [[], [], [], 3]  # type: ignore[attr-defined]


def test_the_first_texts_of_a_process_may_come_from_several_threads(
    run: Callable[..., "subprocess.CompletedProcess[str]"], cache: Path, tmp_path: Path
) -> None:
    """Without a warm-up OpenVINO's binding deadlocks here in one process of four."""
    script = """
import sys, threading
from pathlib import Path
from index.encoder import load_encoder
encoder = load_encoder(cache_folder=Path(sys.argv[1]))
together = threading.Barrier(4)
def embed():
    together.wait()
    encoder.embed(["A question about the talks."])
threads = [threading.Thread(target=embed) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("done")
"""
    for _ in range(8):
        assert run(script, cache, home=tmp_path).stdout.strip() == "done"
