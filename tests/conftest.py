"""What holds for every test: no network, no silent skip in CI, versions in the header.

``HF_HUB_OFFLINE`` is set before anything can import a library that reads it once, at import.
"""

import os

os.environ["HF_HUB_OFFLINE"] = "1"

import ipaddress
import platform
import sys
from collections.abc import Generator
from importlib import metadata
from pathlib import Path

import pytest

from index.encoder import load_encoder
from index.encoding import Encoder

# Libraries whose release can change a result; their versions head every test report.
REPORTED_LIBRARIES = (
    "numpy",
    "faiss-cpu",
    "tantivy",
    "torch",
    "sentence-transformers",
    "openvino",
    "tokenizers",
    "nupunkt",
    "fastapi",
)
# A skip whose reason holds this is allowed in CI: the data set it needs cannot be shipped.
ALLOWED_SKIP = "MUSCAT_EVAL_DATA"

# The position of the host (or of an address that holds it) among the arguments of an audit event.
NETWORK_EVENTS = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0,
    "socket.getnameinfo": 0,
}
_refused: list[str] = []

DOCUMENTS = Path(__file__).resolve().parents[1] / "corpus" / "documents"
ARTICLE = "000_fb6ee328d3cdc5f1.txt"


class NetworkRefused(RuntimeError):
    """A test, or a library under test, tried to leave this machine."""


def stays_here(target: object) -> bool:
    """Whether a socket address or host name reaches this machine only.

    A ``str`` or ``bytes`` is a host name, an IP address or the path of a Unix socket; a tuple
    is an IP address with a port; ``None`` is a socket that is already connected, or a wildcard.
    """
    host = target[0] if isinstance(target, tuple) and target else target
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if not isinstance(host, str) or host in {"", "localhost"} or host.startswith(("/", "\0")):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: refuse, and remember, whatever would leave this machine.

    A hook and not a patch: it also sees libraries that took hold of ``socket`` earlier, and it
    works while test files are still being imported.
    """
    position = NETWORK_EVENTS.get(event)
    if position is not None and not stays_here(arguments[position]):
        _refused.append(f"{event} {arguments[position]!r}")
        raise NetworkRefused(_refused[-1])


sys.addaudithook(refuse_network)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None]:
    """Fail a test that tried the network even if the code under test swallowed the refusal."""
    try:
        yield
    finally:
        refused, _refused[:] = list(_refused), []
    if refused:
        pytest.fail(f"tried to leave this machine: {'; '.join(refused)}", pytrace=False)


def _fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure under CI, where nobody reads the list of skips."""
    if os.environ.get("CI", "").lower() not in {"1", "true"}:
        return
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if ALLOWED_SKIP not in reason:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, which CI does not accept. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_if_skipped(report)
    return report


def pytest_report_header() -> list[str]:
    versions = [f"{name} {metadata.version(name)}" for name in REPORTED_LIBRARIES]
    machine = f"{platform.machine()}, {os.cpu_count()} CPUs"
    return [f"machine: {machine}", f"parts: {', '.join(versions)}"]


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The encoder that the program itself uses, compiled once into the user's cache."""
    return load_encoder()


@pytest.fixture(scope="session")
def article_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of the user's own article alone, as it was before there were notes beside it."""
    folder = tmp_path_factory.mktemp("article")
    for path in DOCUMENTS.glob(f"{ARTICLE}*"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder
