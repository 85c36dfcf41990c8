"""Every error a person can meet says what to do about it, to a person, a shell and a client."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

for layer in ("ingest", "index", "service", "web"):
    if (ROOT / layer / "errors.py").exists():
        importlib.import_module(f"{layer}.errors")

from ingest.errors import MuscatError  # noqa: E402 - the tree is complete only now


def family(root: type[MuscatError]) -> Iterator[type[MuscatError]]:
    yield root
    for child in root.__subclasses__():
        yield from family(child)


# A class with two parents is met twice and counted once.
ERRORS = sorted(set(family(MuscatError)), key=lambda error: error.__name__)

every_error = pytest.mark.parametrize("error", ERRORS, ids=[error.__name__ for error in ERRORS])


@every_error
def test_an_error_says_what_it_means(error: type[MuscatError]) -> None:
    assert (error.__dict__.get("__doc__") or "").strip()


@every_error
def test_an_error_comes_with_a_remedy(error: type[MuscatError]) -> None:
    assert error.default_remedy.strip()
    assert error("what happened").remedy == error.default_remedy
    assert error("what happened", remedy="what to do").remedy == "what to do"


@every_error
def test_an_error_has_a_status_for_http_and_an_exit_code_for_the_shell(
    error: type[MuscatError],
) -> None:
    assert type(error.status) is int
    assert 400 <= error.status <= 599
    assert error.exit_code in {1, 3}


def test_an_error_can_be_told_from_every_other_by_its_code() -> None:
    codes: dict[str, list[str]] = {}
    for error in ERRORS:
        codes.setdefault(error.code, []).append(error.__name__)

    assert not {code: names for code, names in codes.items() if len(names) > 1}
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", code) for code in codes)


@every_error
def test_an_error_is_described_in_the_architecture(error: type[MuscatError]) -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")

    assert re.search(rf"\b{error.__name__}\b", text)
