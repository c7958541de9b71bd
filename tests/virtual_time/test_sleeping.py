"""Synchronous code: `time.sleep` moves the clock (pitfalls V8, V11, V15)."""

from __future__ import annotations

import math
import queue
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import World
from elapsed import Elapsed
from pytest_creatoraudit import VirtualTimeError, virtual_time


def test_sleep_moves_the_clock(world: World) -> None:
    """A sleep takes exactly as long on the world's clock, and no real time."""
    elapsed, began = Elapsed(world), time.perf_counter()

    with virtual_time(world):
        time.sleep(86_400)

    assert elapsed() == 86_400
    assert time.perf_counter() - began < 60


def test_sleep_imported_by_name(world: World) -> None:
    """Modules that have `from time import sleep` are reached, too."""
    elapsed = Elapsed(world)

    with virtual_time(world):
        sleep(60)

    assert elapsed() == 60


def test_sleep_as_default_argument(world: World) -> None:
    """A function's default argument is reached, too."""
    module = ModuleType("somebodys_poller")
    exec("from time import sleep\ndef wait(sleep=sleep): sleep(60)", vars(module))  # noqa: S102 - a module for the test
    sys.modules["somebodys_poller"] = module
    elapsed = Elapsed(world)
    try:
        with virtual_time(world):
            module.wait()
    finally:
        del sys.modules["somebodys_poller"]

    assert elapsed() == 60


def test_imported_meanwhile(world: World) -> None:
    """What was imported inside the block works afterwards, too, in real time."""
    with virtual_time(world):
        from time import sleep as imported  # noqa: PLC0415 - that is the point
    elapsed = Elapsed(world)

    imported(0.001)

    assert elapsed() == 0


def test_unregistered_threads_keep_real_time(world: World) -> None:
    """A thread that began before the block sleeps for real, and does not move the clock."""
    jobs: queue.SimpleQueue[float | None] = queue.SimpleQueue()
    done: queue.SimpleQueue[float] = queue.SimpleQueue()

    def work() -> None:
        while (job := jobs.get()) is not None:
            time.sleep(job)
            done.put(job)

    thread = threading.Thread(target=work)
    thread.start()
    elapsed = Elapsed(world)
    with virtual_time(world):
        jobs.put(0.001)
        assert done.get(timeout=None if elapsed() else 60) == 0.001
    jobs.put(None)
    thread.join()

    assert elapsed() == 0


@pytest.mark.parametrize("seconds", [0, 0.0])
def test_a_sleep_of_nothing_takes_nothing(world: World, seconds: float) -> None:
    """A sleep of zero leaves the clock where it is."""
    elapsed = Elapsed(world)

    with virtual_time(world):
        time.sleep(seconds)

    assert elapsed() == 0


def test_a_tiny_sleep_takes_some_time(world: World) -> None:
    """However short, a sleep gets on: by a microsecond at least."""
    elapsed = Elapsed(world)

    with virtual_time(world):
        time.sleep(1e-12)

    assert elapsed() == 0.000_001


@pytest.mark.parametrize("seconds", [-1, math.nan])
def test_what_python_refuses(world: World, seconds: float) -> None:
    """Durations that `time.sleep` refuses are refused with the same kind of error."""
    with virtual_time(world), pytest.raises(ValueError, match=r"sleep length|NaN"):
        time.sleep(seconds)


@given(st.lists(st.integers(1, 10**12), max_size=20))
def test_one_leap_equals_many_steps(steps: list[int]) -> None:
    """Integers inside: sleeping in steps ends at the very microsecond of one leap (V10, V11)."""
    world = World("empty")
    began = world.clock.instant

    with virtual_time(world):
        for step in steps:
            time.sleep(step / 1_000_000)

    assert world.clock.instant == began + sum(steps)


def test_everything_is_restored(world: World) -> None:
    """After the block every replaced name is the old one, and no thread of ours is left."""
    names = [
        (time, "sleep"),
        (threading, "Lock"),
        (threading, "_allocate_lock"),
        (threading, "_CRLock"),
        (threading.Thread, "start"),
        (threading.Thread, "join"),
        (queue, "SimpleQueue"),
        (ThreadPoolExecutor, "submit"),
        (sys.modules[__name__], "sleep"),
    ]
    before = [getattr(holder, name) for holder, name in names]
    threads = threading.active_count()

    with virtual_time(world):
        assert [getattr(holder, name) for holder, name in names] != before
        threading.Thread(target=time.sleep, args=(5,)).start()

    assert [getattr(holder, name) for holder, name in names] == before
    assert threading.active_count() == threads
    assert world.clock.waiter is None
    assert abs(time.time() - world.clock.now.timestamp()) > 3_600


def test_restored_after_an_error(world: World) -> None:
    """An error of the code under test leaves the block as it is, and everything is restored."""
    before = time.sleep

    with pytest.raises(ZeroDivisionError), virtual_time(world):
        _ = 1 / 0

    assert time.sleep is before


def test_no_two_at_a_time(world: World) -> None:
    """Another virtual time inside the block is refused; so is using one twice."""
    first = virtual_time(world)
    with first, pytest.raises(VirtualTimeError, match="active already"):
        virtual_time(world).__enter__()
    with pytest.raises(VirtualTimeError, match="for one block"):
        first.__enter__()


def test_only_frozen_clocks(world: World) -> None:
    """A clock that something else moves is refused."""
    world.clock.run(10)

    with pytest.raises(VirtualTimeError, match=r"needs a frozen one, not <VirtualClock"):
        virtual_time(world).__enter__()


def test_somebody_else_froze_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """If another tool has replaced `time.sleep` or froze `monotonic`, the error says who (V5)."""
    monkeypatch.setattr(time, "sleep", lambda _: None)

    with pytest.raises(
        VirtualTimeError, match=r"time\.sleep is not Python's own but \S*test_sleeping's"
    ):
        virtual_time(world).__enter__()
