"""Trio on virtual time."""

from __future__ import annotations

import time

import anyio
import anyio.to_thread
import pytest
import trio
import trio.testing

from creatoraudit_mock import World
from elapsed import Elapsed
from pytest_creatoraudit import VirtualTimeError, virtual_time


def test_run(world: World) -> None:
    """`run` takes trio as a backend."""
    elapsed = Elapsed(world)

    async def program() -> str:
        await trio.sleep(3_600)
        return "done"

    assert virtual_time(world).run(program(), backend="trio") == "done"
    assert elapsed() == 3_600


def test_trio_run_and_anyio_run(world: World) -> None:
    """`trio.run` and `anyio.run` inside the block are on virtual time by themselves."""
    elapsed = Elapsed(world)

    with virtual_time(world):
        trio.run(trio.sleep, 60)
        anyio.run(anyio.sleep, 60, backend="trio")

    assert elapsed() == 120


def test_timeouts(world: World) -> None:
    """Trio's timeouts are virtual, and go off in order."""
    elapsed = Elapsed(world)

    async def program() -> None:
        with pytest.raises(trio.TooSlowError):
            with trio.fail_after(5):
                await trio.sleep(6)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 10)
            nursery.start_soon(trio.sleep, 3)

    virtual_time(world).run(program(), backend="trio")

    assert elapsed() == 15


def test_threads_count(world: World) -> None:
    """Worker threads of trio count, and may sleep themselves (V2)."""
    elapsed = Elapsed(world)

    async def program() -> None:
        with trio.fail_after(10.5):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(trio.to_thread.run_sync, time.sleep, 10)
                nursery.start_soon(anyio.to_thread.run_sync, time.sleep, 7)
                nursery.start_soon(trio.sleep, 1)

    virtual_time(world).run(program(), backend="trio")

    assert elapsed() == 10


def test_back_from_a_thread(world: World) -> None:
    """A worker thread may call back into trio, and sleep there."""
    elapsed = Elapsed(world)

    async def program() -> None:
        await trio.to_thread.run_sync(trio.from_thread.run, trio.sleep, 10)

    virtual_time(world).run(program(), backend="trio")

    assert elapsed() == 10


def test_stopped_at_the_horizon(world: World) -> None:
    """An endless poller is cancelled at the horizon; its cleanup runs, shielded or not."""
    elapsed, cleaned = Elapsed(world), list[float]()

    async def poll() -> None:
        try:
            while True:
                await trio.sleep(900)
        finally:
            with trio.CancelScope(shield=True):
                await trio.sleep(1)
            cleaned.append(elapsed())

    assert virtual_time(world, until="1d").run(poll(), backend="trio") is None
    assert cleaned == [86_401]


def test_hang(world: World) -> None:
    """A run with nothing left to wake is an error that names the task's line (V9)."""
    with pytest.raises(
        VirtualTimeError, match=r"(?s)nothing is left to wake.*test_trio\.py:\d+ in _hang"
    ):
        virtual_time(world).run(_hang(), backend="trio")


async def _hang() -> None:
    await trio.sleep_forever()


def test_spin(world: World) -> None:
    """A run that never gets on is an error that names the task's line (V8)."""

    async def spin() -> None:
        while True:
            await trio.sleep(0)

    with pytest.raises(VirtualTimeError, match=r"(?s)time stood still:.*test_trio\.py:\d+ in spin"):
        virtual_time(world).run(spin(), backend="trio")


def test_another_clock_is_refused(world: World) -> None:
    """A clock of trio's own is refused: it would be a second time (V6)."""
    with virtual_time(world), pytest.raises(VirtualTimeError, match=r"MockClock.*give it no clock"):
        trio.run(trio.sleep, 1, clock=trio.testing.MockClock())


def test_all_tasks_blocked(world: World) -> None:
    """`wait_all_tasks_blocked` returns before the clock moves."""
    elapsed = Elapsed(world)

    async def program() -> float:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep, 10)
            await trio.testing.wait_all_tasks_blocked()
            return elapsed()

    assert virtual_time(world).run(program(), backend="trio") == 0
