"""The rules of ARCHITECTURE.md that can be read off the source, and the one that needs a run."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Imports point to the left: a layer imports itself and what stands before it, nothing else.
LAYERS = ("ingest", "index", "service", "web", "muscat")

# Library -> beginnings of the paths that may import it.
DOORS: dict[str, tuple[str, ...]] = {
    "sentence_transformers": ("index/compiling.py", "service/cross_encoder.py"),
    "transformers": ("index/compiling.py",),
    "torch": ("index/compiling.py", "service/cross_encoder.py"),
    "openvino": ("index/compiling.py", "index/inference.py"),  # made in one, run in the other
    "tokenizers": ("index/compiled.py", "service/reading_network.py"),
    "tantivy": ("index/lexical.py",),
    "faiss": ("index/dense.py",),
    "sqlite3": ("index/records.py",),
    "fastapi": ("service/", "web/"),
    "uvicorn": ("service/", "web/"),
    "jinja2": ("web/",),
    "selectolax": ("ingest/html.py",),
    "markdown_it": ("ingest/markdown.py",),
}

# What the program must not import to start.
HEAVY = frozenset(DOORS) - {"sqlite3"} | {"numpy", "pydantic", "scipy", "sklearn", "starlette"}

MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 60
NAMES_THAT_SAY_NOTHING = {"utils", "common", "helpers", "base"}

SOURCES = sorted(
    [ROOT / "muscat.py", *(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))]
)


def module_name(path: Path) -> str:
    """``index/dense.py`` -> ``index.dense``; ``index/__init__.py`` -> ``index``."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in SOURCES}

every_module = pytest.mark.parametrize(
    "path", SOURCES, ids=[path.relative_to(ROOT).as_posix() for path in SOURCES]
)


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(path: Path) -> Iterator[str]:
    """Dotted names that ``path`` imports anywhere: in functions and by ``import_module`` too.

    ``from index import dense`` gives both ``index`` and ``index.dense``, since the
    source alone does not say whether ``dense`` is a module.
    """
    package = module_name(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(parse(path)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                above = package[: len(package) - level + 1] if level else []
                origin = ".".join([*above, module] if module else above)
                yield origin
                yield from (f"{origin}.{alias.name}" for alias in names)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__")
                | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name


def top_levels(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported(path)}


def modules_imported(path: Path) -> set[str]:
    """Our own modules that ``path`` imports, each at its deepest name.

    A package counts only where something is taken from the package itself.
    """
    names = {name for name in imported(path) if name in MODULES}
    return {name for name in names if not any(other.startswith(f"{name}.") for other in names)} - {
        module_name(path)
    }


@every_module
def test_imports_point_one_way(path: Path) -> None:
    layer = module_name(path).partition(".")[0]
    wrong = top_levels(path) & set(LAYERS[LAYERS.index(layer) + 1 :])

    assert not wrong


@every_module
def test_a_library_comes_in_by_its_own_door(path: Path) -> None:
    here = path.relative_to(ROOT).as_posix()
    restricted = top_levels(path) & DOORS.keys()
    wrong = {library for library in restricted if not here.startswith(DOORS[library])}

    assert not wrong


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {name: modules_imported(path) for name, path in MODULES.items()}

    circle: list[str] = []
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = error.args[1]

    assert not circle, " <- ".join(circle)


@every_module
def test_a_module_can_be_read_at_one_sitting(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= MAX_MODULE_LINES


@every_module
def test_a_function_can_be_read_at_one_glance(path: Path) -> None:
    lengths = {
        f"{node.name}, line {node.lineno}": (node.end_lineno or node.lineno) - node.lineno + 1
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert not {name: n for name, n in lengths.items() if n > MAX_FUNCTION_LINES}


@every_module
def test_a_name_says_what_is_inside(path: Path) -> None:
    assert not set(module_name(path).split(".")) & NAMES_THAT_SAY_NOTHING


@every_module
def test_no_error_is_caught_without_being_named(path: Path) -> None:
    handlers = [node for node in ast.walk(parse(path)) if isinstance(node, ast.ExceptHandler)]
    blind = [
        f"line {handler.lineno}"
        for handler in handlers
        if handler.type is None
        or {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
        & {"Exception", "BaseException"}
    ]

    assert not blind


def test_the_program_starts_without_a_heavy_library() -> None:
    """``-X importtime`` makes Python itself report each import, on standard error."""
    start = "import sys; sys.argv = ['muscat', '--help']; import muscat; sys.exit(muscat.main())"
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", start],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    reported = [line for line in run.stderr.splitlines() if line.startswith("import time:")]
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in reported}
    heavy = loaded & HEAVY

    assert run.returncode == 0, run.stderr
    assert "usage" in run.stdout.lower()
    assert "muscat" in loaded
    assert not heavy
