"""Slow answers in-process: what waits on the clock parks like a sleep, and clients time out."""

from __future__ import annotations

import threading
import time
from typing import Any

import httpx
import pytest

from creatoraudit_mock import World
from elapsed import Elapsed
from pytest_creatoraudit import virtual_time


class Slow(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers late, or reports the client's own timeout: how a stalled request behaves."""

    def __init__(self, world: World, seconds: float) -> None:
        self._clock = world.clock
        self._micros = round(seconds * 1_000_000)

    def _until(self, request: httpx.Request) -> tuple[int, bool]:
        limit = request.extensions["timeout"]["read"]
        late = limit is not None and limit * 1_000_000 < self._micros
        return self._clock.instant + (round(limit * 1_000_000) if late else self._micros), late

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a sync client."""
        instant, late = self._until(request)
        self._clock.wait_until(instant)
        return self._answer(request, late=late)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer an async one."""
        instant, late = self._until(request)
        await self._clock.wait_until_async(instant)
        return self._answer(request, late=late)

    def _answer(self, request: httpx.Request, *, late: bool) -> httpx.Response:
        if late:
            raise httpx.ReadTimeout("stalled", request=request)
        return httpx.Response(200)


def test_sync_client(world: World) -> None:
    """A stall beyond a sync client's timeout is its `ReadTimeout`, after exactly that time."""
    elapsed = Elapsed(world)

    with virtual_time(world), httpx.Client(transport=Slow(world, 30)) as client:
        with pytest.raises(httpx.ReadTimeout):
            client.get("https://example.org", timeout=5)
        assert elapsed() == 5
        assert client.get("https://example.org", timeout=60).status_code == 200

    assert elapsed() == 35


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_client(world: World, backend: Any) -> None:
    """So it is for an async client."""
    elapsed = Elapsed(world)

    async def program() -> None:
        async with httpx.AsyncClient(transport=Slow(world, 30)) as client:
            with pytest.raises(httpx.ReadTimeout):
                await client.get("https://example.org", timeout=5)
            assert elapsed() == 5
            assert (await client.get("https://example.org", timeout=60)).status_code == 200

    virtual_time(world).run(program(), backend=backend)

    assert elapsed() == 35


def test_stalled_thread_among_others(world: World) -> None:
    """While one thread's answer is stalled the others go on at their own pace."""
    elapsed, woken = Elapsed(world), list[float]()

    def tick() -> None:
        for _ in range(3):
            time.sleep(10)
            woken.append(elapsed())

    with virtual_time(world), httpx.Client(transport=Slow(world, 25), timeout=60) as client:
        thread = threading.Thread(target=tick)
        thread.start()
        client.get("https://example.org")
        woken.append(elapsed())
        thread.join()

    assert woken == [10, 20, 25, 30]


def test_a_stall_beyond_the_horizon(world: World) -> None:
    """A stall does not carry a poller beyond the horizon."""
    elapsed = Elapsed(world)

    with virtual_time(world, until=60), httpx.Client(transport=Slow(world, 100)) as client:
        client.get("https://example.org", timeout=None)

    assert elapsed() == 60


def test_a_stall_that_is_over(world: World) -> None:
    """Waiting for a moment in the past takes no time."""
    elapsed = Elapsed(world)

    with virtual_time(world):
        world.clock.wait_until(world.clock.instant - 5)

    assert elapsed() == 0


def test_advance_in_the_block(world: World) -> None:
    """A test may still move the clock itself; who is due then wakes in order (V10)."""
    woken = list[int]()

    def nap(seconds: int) -> None:
        time.sleep(seconds)
        woken.append(seconds)

    with virtual_time(world):
        threads = [threading.Thread(target=nap, args=(n,)) for n in (3, 1, 2)]
        for thread in threads:
            thread.start()
        world.clock.advance(seconds=10)
        for thread in threads:
            thread.join()

    assert woken == [1, 2, 3]
