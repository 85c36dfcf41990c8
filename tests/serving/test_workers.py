"""The bounded queue: time-outs, places that come back, and the end of the service."""

import asyncio
import threading

import pytest

from service.errors import Overloaded, TooSlow
from service.workers import Workers


def test_work_that_takes_too_long_is_told_so_and_keeps_its_place_to_the_end() -> None:
    workers = Workers(threads=1, waiting=0, timeout_seconds=0.1)
    go_on = threading.Event()

    async def play() -> str:
        with pytest.raises(TooSlow):
            await workers.run(lambda: go_on.wait(30))
        with pytest.raises(Overloaded):
            await workers.run(lambda: None)
        go_on.set()
        while True:
            try:
                return await workers.run(lambda: "free again")
            except Overloaded:
                await asyncio.sleep(0.01)

    assert asyncio.run(play()) == "free again"
    workers.close()


def test_a_time_out_inside_the_work_is_the_works_own() -> None:
    workers = Workers(timeout_seconds=5)

    def fail() -> None:
        raise TimeoutError("the work's own")

    with pytest.raises(TimeoutError, match="the work's own"):
        asyncio.run(workers.run(fail))
    workers.close()


def test_closing_finishes_what_has_begun_and_drops_what_waits() -> None:
    workers = Workers(threads=1, waiting=5)
    begun, go_on, done = threading.Event(), threading.Event(), []

    def first() -> None:
        begun.set()
        go_on.wait(30)
        done.append("first")

    async def play() -> list[object]:
        tasks = [asyncio.create_task(workers.run(first))]
        await asyncio.to_thread(begun.wait, 30)
        tasks.append(asyncio.create_task(workers.run(lambda: done.append("second"))))
        await asyncio.sleep(0.05)
        closing = asyncio.create_task(asyncio.to_thread(workers.close))
        await asyncio.sleep(0.05)
        go_on.set()
        await closing
        return list(await asyncio.gather(*tasks, return_exceptions=True))

    results = asyncio.run(play())

    assert done == ["first"]
    assert results[0] is None
    assert isinstance(results[1], asyncio.CancelledError)
