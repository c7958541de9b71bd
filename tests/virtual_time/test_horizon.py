"""The horizon: a poller that never ends is stopped there (and so the test ends)."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from creatoraudit_mock import World
from elapsed import Elapsed
from pytest_creatoraudit import VirtualTimeError, virtual_time


def poll(every: float, cleaned: list[str]) -> None:
    """An endless poller that catches what goes wrong, and cleans up."""
    try:
        while True:
            try:
                time.sleep(every)
            except Exception:  # noqa: BLE001, S110 - like many a poller
                pass
    finally:
        cleaned.append("sync")


async def poll_async(every: float, cleaned: list[str]) -> None:
    """The same for asyncio."""
    try:
        while True:
            try:
                await asyncio.sleep(every)
            except Exception:  # noqa: BLE001, S110 - like many a poller
                pass
    finally:
        await asyncio.sleep(0)
        cleaned.append("async")


@pytest.mark.parametrize(
    "until",
    [
        timedelta(days=90),
        90 * 86_400,
        "90d",
        "P90D",
        "2026-04-05T09:00:00Z",
        datetime(2026, 4, 5, 9, tzinfo=UTC),
    ],
)
def test_a_duration_or_a_moment(world: World, until: Any) -> None:
    """The horizon is a duration or a moment; there the clock stops, and the block ends normally."""
    cleaned: list[str] = []

    with virtual_time(world, until=until) as held:
        poll(1_000, cleaned)

    assert world.clock.now == datetime(2026, 4, 5, 9, tzinfo=UTC)
    assert cleaned == ["sync"]
    assert held.stopped


def test_coroutine(world: World) -> None:
    """A coroutine is stopped, too; `run` returns None then, and its cleanup has run."""
    elapsed, cleaned = Elapsed(world), list[str]()

    assert virtual_time(world, until="1d").run(poll_async(7, cleaned)) is None
    assert (cleaned, elapsed()) == (["async"], 86_400)


def test_asyncio_run_in_the_block(world: World) -> None:
    """`asyncio.run` inside the block is stopped with all its tasks."""
    cleaned = list[str]()

    async def program() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(poll_async(7, cleaned))
            group.create_task(poll_async(11, cleaned))

    with virtual_time(world, until="1h"):
        asyncio.run(program())

    assert cleaned == ["async", "async"]


def test_window_in_a_coroutine(world: World) -> None:
    """`until` inside a coroutine stops that task's block, and the coroutine goes on."""
    elapsed, cleaned = Elapsed(world), list[str]()

    async def program() -> float:
        for _ in range(2):
            with held.until("1h"):
                await poll_async(7, cleaned)
        await asyncio.sleep(5)
        return elapsed()

    held = virtual_time(world)
    assert held.run(program()) == 7_205
    assert cleaned == ["async", "async"]
    assert held.stopped


def test_windows_one_after_the_other(world: World) -> None:
    """Synchronous code can run to one horizon after another."""
    elapsed, cleaned = Elapsed(world), list[str]()

    with virtual_time(world) as held:
        for _ in range(3):
            with held.until(timedelta(hours=1)):
                poll(7, cleaned)

    assert (len(cleaned), elapsed()) == (3, 3 * 3_600)


def test_ends_before_the_horizon(world: World) -> None:
    """Code that ends by itself is not stopped, and time stays where it was."""
    elapsed = Elapsed(world)

    with virtual_time(world, until="1d") as held:
        time.sleep(5)

    assert (elapsed(), held.stopped) == (5, False)


def test_the_horizon_itself_belongs_to_the_run(world: World) -> None:
    """A sleep that ends exactly at the horizon ends; the next one is stopped."""
    woken = list[float]()
    elapsed = Elapsed(world)

    with virtual_time(world, until=60):
        while True:
            time.sleep(30)
            woken.append(elapsed())

    assert woken == [30, 60]


def test_cleanup_may_take_time(world: World) -> None:
    """What `finally` blocks sleep comes on top of the horizon."""
    elapsed = Elapsed(world)

    with virtual_time(world, until=60):
        try:
            time.sleep(100)
        finally:
            time.sleep(5)

    assert elapsed() == 65


def swallow_all(every: float) -> None:
    """A poller that swallows everything."""
    while True:
        try:
            time.sleep(every)
        except:  # noqa: E722, S110 - that is the point
            pass


def swallow_base(every: float) -> None:
    """Another one, with a second net around the first."""
    while True:
        try:
            while True:
                try:
                    time.sleep(every)
                except BaseException:  # noqa: BLE001 - that is the point
                    continue
        except BaseException:  # noqa: BLE001 - that is the point
            continue


@pytest.mark.parametrize("poller", [swallow_all, swallow_base])
def test_a_swallowed_stop(world: World, poller: Callable[[float], None]) -> None:
    """A poller that swallows the stop is torn out, and the error says where and what to do."""
    with (
        pytest.raises(VirtualTimeError, match=r"went on.*test_horizon\.py:\d+ in swallow.*`raise`"),
        virtual_time(world, until=3_600),
    ):
        poller(60)


def test_a_swallowed_stop_in_a_thread(world: World) -> None:
    """So is a thread."""
    with (
        pytest.raises(VirtualTimeError, match=r"went on.*test_horizon\.py:\d+ in swallow_all"),
        virtual_time(world, until=3_600),
    ):
        thread = threading.Thread(target=swallow_all, args=(60,))
        thread.start()
        thread.join()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_swallowed_cancellation(world: World) -> None:
    """A coroutine that swallows its cancellation gets an hour, and then an error that names it."""

    async def stubborn() -> None:
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                continue

    with pytest.raises(VirtualTimeError, match=r"(?s)still goes on.*test_horizon\.py:\d+ in stubb"):
        virtual_time(world, until=3_600).run(stubborn())


def test_a_horizon_in_the_past(world: World) -> None:
    """A horizon in the past is refused when it is given."""
    with pytest.raises(ValueError, match="time goes forward only"):
        virtual_time(world, until="2020-01-01T00:00:00Z")


@pytest.mark.parametrize("until", ["soon", "90 days", None.__class__])
def test_no_horizon_at_all(world: World, until: Any) -> None:
    """What is neither a duration nor a moment is refused."""
    with pytest.raises((ValueError, TypeError), match="must"):
        virtual_time(world, until=until)


def test_two_horizons(world: World) -> None:
    """A second horizon inside the first is refused; so is one without virtual time."""
    with virtual_time(world, until="1h") as held:
        with pytest.raises(VirtualTimeError, match="a horizon already"):
            held.until("1h").__enter__()
    with pytest.raises(VirtualTimeError, match="not active"):
        held.until("1h").__enter__()


def test_an_error_of_the_cleanup(world: World) -> None:
    """What a `finally` block raises at the horizon is raised."""
    with pytest.raises(ZeroDivisionError), virtual_time(world, until=60):
        try:
            time.sleep(100)
        finally:
            _ = 1 / 0


def test_backend_by_another_name(world: World) -> None:
    """An unknown backend is refused, and the coroutine is closed."""
    with pytest.raises(ValueError, match="backend must be 'asyncio' or 'trio', got 'curio'"):
        virtual_time(world).run(asyncio.sleep(1), backend="curio")  # type: ignore[arg-type]
