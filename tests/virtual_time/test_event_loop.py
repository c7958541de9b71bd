"""asyncio on virtual time: the loop moves the clock only when nothing is ready (V1, V2, V13)."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import anyio.to_thread
import pytest
import uvloop
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import World
from elapsed import Elapsed
from pytest_creatoraudit import VirtualEventLoop, VirtualTimeError, virtual_time


def test_run_returns_the_result(world: World) -> None:
    """`run` needs no plugin and returns what the coroutine does."""
    elapsed = Elapsed(world)

    async def program() -> str:
        await asyncio.sleep(3_600)
        return "done"

    assert virtual_time(world).run(program()) == "done"
    assert elapsed() == 3_600


def test_asyncio_run(world: World) -> None:
    """`asyncio.run` inside the block makes a virtual loop by itself."""
    elapsed = Elapsed(world)

    with virtual_time(world):
        asyncio.run(asyncio.sleep(60))

    assert elapsed() == 60


def test_anyio_loop_factory(world: World) -> None:
    """anyio takes the loop as a factory, or finds it by itself."""
    elapsed = Elapsed(world)

    with virtual_time(world):
        anyio.run(anyio.sleep, 60)
        anyio.run(anyio.sleep, 60, backend_options={"loop_factory": VirtualEventLoop})

    assert elapsed() == 120


def test_loop_time_is_exact(world: World) -> None:
    """The loop's time differs exactly as the clock does."""

    async def program() -> tuple[float, float]:
        loop = asyncio.get_running_loop()
        began = loop.time()
        await asyncio.sleep(0.1)
        first = loop.time() - began
        await asyncio.sleep(86_400 * 365)
        return first, loop.time() - began

    first, whole = virtual_time(world).run(program()) or (0, 0)

    assert (round(first, 9), round(whole, 6)) == (0.1, 86_400 * 365 + 0.1)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=8))
def test_timers_in_order(delays: list[int]) -> None:
    """Timers go off in the order of (time, sequence), each at its instant (V10)."""
    world = World("empty")
    elapsed, trace = Elapsed(world), list[tuple[float, int]]()

    async def wait(number: int, delay: int) -> None:
        await asyncio.sleep(delay)
        trace.append((elapsed(), number))

    async def program() -> None:
        await asyncio.gather(*[wait(*item) for item in enumerate(delays)])

    virtual_time(world).run(program())

    assert trace == sorted((float(delay), number) for number, delay in enumerate(delays))


def test_timeout(world: World) -> None:
    """asyncio's and anyio's timeouts are virtual."""
    elapsed = Elapsed(world)

    async def program() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(5):
                await asyncio.sleep(6)
        with anyio.move_on_after(7):
            await anyio.sleep_forever()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 3)

    virtual_time(world).run(program())

    assert elapsed() == 15


def nap(seconds: float) -> None:
    """Work that sleeps."""
    time.sleep(seconds)


OFF_LOOP: dict[str, Callable[[float], Coroutine[Any, Any, object]]] = {
    "asyncio.to_thread": lambda seconds: asyncio.to_thread(nap, seconds),
    "anyio.to_thread": lambda seconds: anyio.to_thread.run_sync(nap, seconds),
    "run_in_executor": lambda seconds: _in_executor(None, seconds),
    "own pool": lambda seconds: _in_executor(ThreadPoolExecutor(4), seconds),
}


async def _in_executor(pool: ThreadPoolExecutor | None, seconds: float) -> None:
    job = functools.partial(nap, seconds)
    await asyncio.get_running_loop().run_in_executor(pool, job)
    if pool is not None:
        pool.shutdown()


@pytest.mark.parametrize("way", sorted(OFF_LOOP))
def test_work_in_threads_counts(world: World, way: str) -> None:
    """Work in a thread keeps the clock from moving while it runs, and may sleep itself (V2)."""
    elapsed = Elapsed(world)

    async def program() -> None:
        async with asyncio.timeout(10.5):
            await asyncio.gather(*[OFF_LOOP[way](n) for n in (10, 5, 7)], asyncio.sleep(1))

    virtual_time(world).run(program())

    assert elapsed() == 10


def test_busy_thread_holds_the_clock(world: World) -> None:
    """A thread that does real work is not overtaken by a timeout (V2)."""

    def work() -> int:
        return sum(range(300_000))

    async def program() -> None:
        for _ in range(5):
            async with asyncio.timeout(0.001):
                await asyncio.to_thread(work)

    elapsed = Elapsed(world)
    virtual_time(world).run(program())
    assert elapsed() == 0


def test_hold_in_a_coroutine(world: World) -> None:
    """A hold keeps the clock where it is, whatever waits."""

    async def program() -> float:
        with time_.hold("something real"):
            waiting = asyncio.create_task(asyncio.sleep(5))
            await asyncio.to_thread(sum, range(1_000))
            held = elapsed()
        await waiting
        return held

    elapsed, time_ = Elapsed(world), virtual_time(world)
    assert time_.run(program()) == 0
    assert elapsed() == 5


@pytest.mark.parametrize(
    "make", [asyncio.SelectorEventLoop, uvloop.new_event_loop], ids=["asyncio", "uvloop"]
)
def test_other_loops_are_refused(
    world: World, make: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    """A loop that knows only real time is refused by an error that names it (V6, V13)."""
    with virtual_time(world):
        loop = make()
        coroutine = asyncio.sleep(1)
        try:
            with pytest.raises(VirtualTimeError, match=r"event loop \S+ does not know virtual"):
                loop.run_until_complete(coroutine)
        finally:
            coroutine.close()
            loop.close()


def test_runner_with_another_loop_is_refused(world: World) -> None:
    """`asyncio.Runner` with a factory of real loops is refused, too (V13)."""
    with (
        virtual_time(world),
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        pytest.raises(VirtualTimeError, match=r"uvloop\.Loop does not know virtual time"),
    ):
        runner.run(asyncio.sleep(1))


def test_entering_on_a_real_loop_is_refused(world: World) -> None:
    """A coroutine on a real loop cannot enter virtual time halfway (V6)."""

    async def program() -> None:
        with pytest.raises(VirtualTimeError, match="does not know virtual time"):
            virtual_time(world).__enter__()

    asyncio.run(program())


def test_server_on_the_loop_is_refused(world: World) -> None:
    """A server on the virtual loop is refused at once, with the way out (V1, V3)."""

    async def program() -> None:
        await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)

    with pytest.raises(VirtualTimeError, match=r"test_event_loop\.py:\d+.*MockServer"):
        virtual_time(world).run(program())


def test_loop_without_virtual_time() -> None:
    """The loop is an ordinary one while no virtual time is active."""
    with asyncio.Runner(loop_factory=VirtualEventLoop) as runner:
        assert runner.run(asyncio.sleep(0.001, "slept")) == "slept"


def test_blocking_sleep_in_a_coroutine(world: World) -> None:
    """A `time.sleep` in a coroutine blocks its loop, as it does in life: timers are late."""
    elapsed, late = Elapsed(world), list[float]()

    async def program() -> None:
        asyncio.get_running_loop().call_later(1, lambda: late.append(elapsed()))
        time.sleep(5)  # noqa: ASYNC251 - that is the point
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    virtual_time(world).run(program())

    assert late == [5]


def test_subprocess_takes_real_time(world: World) -> None:
    """A subprocess is waited for in real time, and the clock waits, too."""
    elapsed = Elapsed(world)

    async def program() -> int:
        async with asyncio.timeout(1):
            process = await asyncio.create_subprocess_exec("true")
            return await process.wait()

    assert virtual_time(world).run(program()) == 0
    assert elapsed() == 0
