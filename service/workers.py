"""Work that burns CPU, off the event loop: a few threads behind a bounded queue.

When the queue is full the next request is turned away at once with the advice to come
back, instead of piling up until everyone waits.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from service.errors import Overloaded, TooSlow

THREADS = 2
MAX_WAITING = 64
TIMEOUT_SECONDS = 30.0

Result = TypeVar("Result")


class Workers:
    """Runs functions on worker threads, at most so many at a time and so many waiting."""

    def __init__(
        self,
        threads: int = THREADS,
        waiting: int = MAX_WAITING,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        """Make the pool; threads start with the first work."""
        self._timeout_seconds = timeout_seconds
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="answering")
        self._places = threading.BoundedSemaphore(threads + waiting)

    async def run(self, work: Callable[[], Result]) -> Result:
        """Return what ``work`` returns, computed on a worker thread.

        Raises:
            Overloaded: the queue is full.
            TooSlow: it took longer than the time-out; the work itself goes on to
                its end, since a thread cannot be stopped, and keeps its place until then.
        """
        if not self._places.acquire(blocking=False):
            raise Overloaded("too many questions are being answered at once")
        future = self._pool.submit(work)
        future.add_done_callback(lambda _: self._places.release())
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._timeout_seconds)
        except TimeoutError as error:
            if future.done() and not future.cancelled():
                raise  # the work's own
            raise TooSlow(f"no answer within {self._timeout_seconds:g} seconds") from error

    def close(self) -> None:
        """Finish what has begun, drop what waits."""
        self._pool.shutdown(wait=True, cancel_futures=True)
