"""``muscat serve``: the service in one process, until it is told to stop."""

import argparse
import contextlib
import errno
import logging
import os
import shlex
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import BUILD_COMMAND, IndexMissing
from ingest.commands import days
from ingest.locations import add_location_options, cache_folder, index_folder, reader_name
from web.errors import AddressUnusable

if TYPE_CHECKING:
    from fastapi import FastAPI

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
KEEP_ALIVE_SECONDS = 15
SHUTDOWN_SECONDS = 10


def add_commands(commands: Any) -> None:
    """Add ``serve`` to the program's parser."""
    serve = commands.add_parser("serve", help="chat with the documents in a browser")
    serve.add_argument(
        "--host",
        default=DEFAULT_HOST,
        help=f"address to listen at (default: {DEFAULT_HOST}, this machine only)",
    )
    serve.add_argument(
        "--port",
        type=_port,
        default=DEFAULT_PORT,
        help=f"port to listen at, 0 for any free one (default: {DEFAULT_PORT})",
    )
    serve.add_argument(
        "--stale-after-days",
        type=days,
        metavar="N",
        help="warn when the newest date of a document is more than N days ago (default: never)",
    )
    add_location_options(serve)
    serve.set_defaults(run=_serve)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port: 0 to 65535")
    return int(text)


def build_command(corpus: Path | None, index: Path | None) -> str:
    """Return what builds the index that is served, with the folders that were named."""
    parts = BUILD_COMMAND.split()
    parts += ["--corpus", str(corpus)] if corpus else []
    parts += ["--index", str(index)] if index else []
    return shlex.join(parts)


def _serve(options: argparse.Namespace) -> int:
    from index.store import IndexStore
    from service.api import Service
    from service.live import LiveIndex
    from service.opening import reader_for
    from service.workers import Workers
    from web.app import create_app

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("muscat").setLevel(logging.INFO)
    listener = _listen(options.host, options.port)
    make_reader = reader_for(cache_folder(), reader_name())
    live = LiveIndex(IndexStore(index_folder(options)), cache_folder(), _say, make_reader)
    command = build_command(options.corpus, options.index)

    def hint() -> None:
        if isinstance(live.problem, IndexMissing):
            _say(f"muscat: {live.problem.message}\n  -> Build it, now or later: {command}")

    with listener:
        _run(
            create_app(Service(live, Workers(), options.stale_after_days), command), listener, hint
        )
    return 0


def _listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; its port is taken before anything slow begins.

    Raises:
        AddressUnusable: the port is taken, or the address is not one of this machine.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except socket.gaierror as error:
        raise AddressUnusable(f"cannot listen at {host}: it is not known") from error
    except (OSError, UnicodeError) as error:
        reason = os.strerror(getattr(error, "errno", None) or errno.EINVAL)
        raise AddressUnusable(f"cannot listen at {host}, port {port}: {reason}") from error


def _run(app: "FastAPI", listener: socket.socket, hint: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; what has begun is answered before it ends."""
    import uvicorn

    class Server(uvicorn.Server):
        """Says where it is as soon as it answers there."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            print(f"Muscat is at {_address(listener)} (Ctrl+C stops it)", flush=True)
            hint()

    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # addresses hold questions
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    # uvicorn ends what has begun, then raises the signal again: both mean a wished-for end.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        Server(config).run(sockets=[listener])


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
