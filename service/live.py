"""The index version in service, and the swap to a newer one between two requests.

A watcher looks at the pointer of the store; a newly published version is opened, verified
and bound to an assistant beside the one in service, then takes its place. A request holds
one assistant from beginning to end, so its answer is wholly from one version, and the old
version is closed when its last request has ended. A version that cannot be opened is
refused, loudly and once, and the last sound one stays.
"""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.encoding import Encoder, EncoderIdentity
from index.errors import EncoderMismatch, IndexCorrupt, IndexingError, IndexMissing
from index.opening import load_built_with
from index.retrieval import Index
from index.store import IndexStore
from ingest.errors import MuscatError
from service.assistant import Assistant
from service.opening import reader_for
from service.reading import Reader

POLL_SECONDS = 0.5

log = logging.getLogger("muscat.live")


@dataclass(slots=True)
class _InService:
    """An assistant with the number of requests that use it now."""

    assistant: Assistant
    users: int = 0
    retired: bool = False


class LiveIndex:
    """Serves the newest sound index version. Safe to use from several threads."""

    def __init__(
        self,
        store: IndexStore,
        cache: Path | None = None,
        announce: Callable[[str], None] | None = None,
        make_reader: Callable[[Encoder], Reader] | None = None,
    ) -> None:
        """Bind the store; no version is opened before ``start`` or ``refresh``.

        ``make_reader`` gives the reader for an encoder; the one that ships if ``None``.
        """
        self._store = store
        self._cache = cache
        self._announce = announce
        self._lock = threading.Lock()
        self._in_service: _InService | None = None
        self._encoder: Encoder | None = None
        self._loaded_for: EncoderIdentity | None = None
        self._make_reader = make_reader or reader_for(cache)
        self._reader: Reader | None = None
        self._refused: tuple[int, int] | None = None
        self._problem: IndexingError | None = None
        self._stop = threading.Event()
        self._watcher: threading.Thread | None = None

    def start(self) -> None:
        """Open what there is and watch for newer versions until ``stop``."""
        self.refresh()
        self._watcher = threading.Thread(target=self._watch, name="index-watcher", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """End the watcher and close the version in service once nobody uses it."""
        self._stop.set()
        if self._watcher is not None:
            self._watcher.join(timeout=10)
        with self._lock:
            last, self._in_service = self._in_service, None
        self._retire(last)

    @contextlib.contextmanager
    def assistant(self) -> Iterator[Assistant]:
        """Lend the assistant in service for one request.

        Raises:
            IndexMissing: there is no index yet.
            IndexingError: there is one, but it cannot be used, and there was none before.
        """
        with self._lock:
            held = self._in_service
            if held is None:
                raise _again(self._problem or IndexMissing("there is no index yet"))
            held.users += 1
        try:
            yield held.assistant
        finally:
            with self._lock:
                held.users -= 1
                unused = held.retired and not held.users
            if unused:
                held.assistant.index.close()

    @property
    def problem(self) -> IndexingError | None:
        """Why the newest version was not taken into service, ``None`` if it was."""
        return self._problem

    def refresh(self) -> None:
        """Take the newest version into service if it is sound and not there already.

        A damaged version, or one of another model, is looked at once per publication; what
        may pass by itself (a full disk, a missing model) is tried again each time.
        """
        publication: tuple[int, int] | None = None
        try:
            # Before the version's name: what is published meanwhile has another one.
            publication = self._store.publication()
            newest = self._store.current()
            if newest is None:
                self._problem = IndexMissing(f"there is no index in {self._store.root}")
                return
            serving = self._in_service
            if serving and serving.assistant.index.manifest.version == newest:
                self._problem = self._refused = None
                return
            if publication == self._refused:
                return
            self._swap(self._store.open())
        except (IndexCorrupt, EncoderMismatch) as error:
            self._refused = publication
            self._note(error)
        except IndexingError as error:
            self._note(error)

    def _note(self, error: IndexingError) -> None:
        if str(error) != str(self._problem):
            log.error("index version refused: %s -> %s", error.message, error.remedy)
        self._problem = error

    def _swap(self, index: Index) -> None:
        with contextlib.ExitStack() as undo:
            undo.callback(index.close)
            identity = index.manifest.encoder
            if self._encoder is None or self._loaded_for != identity:
                self._encoder = load_built_with(index, self._cache, self._announce)
                self._loaded_for = identity
                self._reader = self._make_reader(self._encoder)
            fresh = _InService(Assistant(index, self._encoder, self._reader))
            undo.pop_all()
        with self._lock:
            stopped = self._stop.is_set()
            old = fresh if stopped else self._in_service
            if not stopped:
                # Not only after the old one is closed: who sees the new one sees no problem.
                self._in_service = fresh
                self._problem = self._refused = None
        self._retire(old)
        if not stopped:
            log.info("index version %s in service", index.manifest.version)

    def _retire(self, old: _InService | None) -> None:
        if old is None:
            return
        with self._lock:
            old.retired = True
            unused = not old.users
        if unused:
            old.assistant.index.close()

    def _watch(self) -> None:
        prepared: _InService | None = None
        while not self._stop.wait(POLL_SECONDS):
            self.refresh()
            # What can be offered takes seconds to find out; nobody's greeting waits for it.
            with self._lock:
                fresh = self._in_service
            if fresh is not None and fresh is not prepared:
                prepared = fresh
                with contextlib.suppress(MuscatError), self.assistant() as assistant:
                    assistant.offers()


def _again(problem: IndexingError) -> IndexingError:
    """Return a new error like ``problem``: one raised again and again would keep its frames."""
    return type(problem)(problem.message, remedy=problem.remedy)
