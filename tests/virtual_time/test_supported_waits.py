"""Every row of the tables in `docs/virtual-time.md`: what waits, and what is refused."""

from __future__ import annotations

import asyncio
import queue
import re
import sched
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from time import sleep
from typing import Any

import anyio
import anyio.to_thread
import backoff
import pytest
import schedule
import stamina
import tenacity
import trio
from apscheduler.schedulers.background import BackgroundScheduler

from creatoraudit_mock import World
from elapsed import Elapsed
from pytest_creatoraudit import virtual_time
from pytest_creatoraudit.virtual import errors, patches

PAGE = (Path(__file__).parents[2] / "docs" / "virtual-time.md").read_text()


def rows(heading: str) -> list[list[str]]:
    """The rows of the table below a heading."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def acquired(lock: Any) -> None:
    """Wait for a lock that somebody has."""
    lock.acquire()
    assert not lock.acquire(timeout=60)


def condition() -> None:
    """Wait on a condition."""
    waiting = threading.Condition()
    with waiting:
        assert not waiting.wait(60)


def barrier() -> None:
    """Wait at a barrier."""
    with pytest.raises(threading.BrokenBarrierError):
        threading.Barrier(2).wait(60)


def started(thread: threading.Thread) -> None:
    """Let a thread run to its end."""
    thread.start()
    thread.join()


def empty(jobs: Any) -> None:
    """Wait at an empty queue."""
    with pytest.raises(queue.Empty):
        jobs.get(timeout=60)


def future() -> None:
    """Wait for a job that takes longer."""
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(threading.Event().wait, 60)
        with pytest.raises(TimeoutError):
            job.result(timeout=30)


def pooled() -> None:
    """Do a job in a pool."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(time.sleep, 60)


def planned_by_sched() -> None:
    """Plan with `sched`."""
    plan = sched.scheduler()
    plan.enter(60, 1, lambda: None)
    plan.run()


def planned_by_schedule() -> None:
    """Plan with `schedule`."""
    plan, ran = schedule.Scheduler(), list[int]()
    plan.every(60).seconds.do(lambda: ran.append(1))
    while not ran:
        time.sleep(plan.idle_seconds or 0)
        plan.run_pending()


def planned_by_apscheduler() -> None:
    """Plan with APScheduler."""
    plan, ran = BackgroundScheduler(timezone="UTC"), threading.Event()
    plan.add_job(ran.set, "interval", seconds=60)
    plan.start()
    ran.wait()
    plan.shutdown()


def refuse() -> None:
    """Always fails."""
    raise ConnectionError


def retried(decorate: Callable[..., Any]) -> None:
    """Try twice, a minute apart."""
    with suppress(ConnectionError):
        decorate(refuse)()


async def timed_out(limit: Any) -> None:
    """Wait for ever, with a limit."""
    with suppress(TimeoutError):
        async with limit:
            await asyncio.Event().wait()


async def wait_for() -> None:
    """Wait for ever, with asyncio's older limit."""
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), 60)


async def call_later() -> None:
    """Let the loop call."""
    called = asyncio.Event()
    asyncio.get_running_loop().call_later(60, called.set)
    await called.wait()


async def fail_after(library: Any) -> None:
    """Wait for ever, with anyio's or trio's limit."""
    with suppress(TimeoutError, trio.TooSlowError):
        with library.fail_after(60):
            await library.sleep_forever()


def called_from_a_thread() -> None:
    """Let trio sleep for a thread."""
    trio.from_thread.run(trio.sleep, 60)


async def executed() -> None:
    """Do a job in the loop's pool."""
    await asyncio.get_running_loop().run_in_executor(None, time.sleep, 60)


def tried_again(seconds: float) -> Callable[..., Any]:
    """A decorator of tenacity's that tries twice."""
    return tenacity.retry(
        stop=tenacity.stop_after_attempt(2), wait=tenacity.wait_fixed(seconds), reraise=True
    )


WAITS: dict[str, Callable[[World], Any]] = {
    "`time.sleep`": lambda _: time.sleep(60),
    "`from time import sleep`": lambda _: sleep(60),
    "`threading.Event.wait(timeout)`": lambda _: threading.Event().wait(60),
    "`threading.Condition.wait(timeout)`": lambda _: condition(),
    "`threading.Lock.acquire(timeout)`": lambda _: acquired(threading.Lock()),
    "`threading.Semaphore.acquire(timeout)`": lambda _: acquired(threading.Semaphore()),
    "`threading.Barrier.wait(timeout)`": lambda _: barrier(),
    "`threading.Timer`": lambda _: started(threading.Timer(60, int)),
    "`threading.Thread.join`": lambda _: started(threading.Thread(target=sleep, args=(60,))),
    "`queue.Queue.get(timeout)`": lambda _: empty(queue.Queue()),
    "`queue.SimpleQueue.get(timeout)`": lambda _: empty(queue.SimpleQueue()),
    "`concurrent.futures.Future.result(timeout)`": lambda _: future(),
    "`concurrent.futures.ThreadPoolExecutor`": lambda _: pooled(),
    "`sched.scheduler`": lambda _: planned_by_sched(),
    "`schedule`": lambda _: planned_by_schedule(),
    "`apscheduler` `BackgroundScheduler`": lambda _: planned_by_apscheduler(),
    "`tenacity`": lambda _: retried(tried_again(60)),
    "`stamina`": lambda _: retried(
        stamina.retry(on=ConnectionError, attempts=2, wait_initial=60, wait_max=60, wait_jitter=0)
    ),
    "`backoff`": lambda _: retried(
        backoff.on_exception(
            backoff.constant, ConnectionError, max_tries=2, interval=60, jitter=None
        )
    ),
    "`world.clock.wait_until`": lambda w: w.clock.wait_until(w.clock.instant + 60_000_000),
    "`asyncio.sleep`": lambda _: asyncio.sleep(60),
    "`asyncio.timeout`": lambda _: timed_out(asyncio.timeout(60)),
    "`asyncio.wait_for`": lambda _: wait_for(),
    "`asyncio.to_thread`": lambda _: asyncio.to_thread(time.sleep, 60),
    "`loop.run_in_executor`": lambda _: executed(),
    "`loop.call_later`": lambda _: call_later(),
    "`anyio.sleep`": lambda _: anyio.sleep(60),
    "`anyio.fail_after`": lambda _: fail_after(anyio),
    "`anyio.to_thread`": lambda _: anyio.to_thread.run_sync(time.sleep, 60),
    "`world.clock.wait_until_async`": lambda w: w.clock.wait_until_async(
        w.clock.instant + 60_000_000
    ),
    "`trio.sleep`": lambda _: trio.sleep(60),
    "`trio.fail_after`": lambda _: fail_after(trio),
    "`trio.to_thread`": lambda _: trio.to_thread.run_sync(time.sleep, 60),
    "`trio.from_thread`": lambda _: trio.to_thread.run_sync(called_from_a_thread),
}


def test_every_wait_has_a_row() -> None:
    """The table of waits has exactly the rows that are tested below."""
    assert [wait for wait, _ in rows("What may wait")] == list(WAITS)


@pytest.mark.parametrize(("wait", "where"), rows("What may wait"))
def test_supported_wait(world: World, wait: str, where: str) -> None:
    """A wait in the table takes 60 virtual seconds."""
    elapsed = Elapsed(world)

    async def program() -> None:
        await WAITS[wait](world)

    if where == "a thread":
        with virtual_time(world):
            WAITS[wait](world)
    else:
        backend: Any = where
        virtual_time(world).run(program(), backend=backend)

    assert elapsed() == pytest.approx(60, abs=1e-5)


def test_errors_exist() -> None:
    """Every error in the table of refusals is one of ours."""
    for _, name in rows("What is refused"):
        assert issubclass(getattr(errors, name.strip("`")), errors.VirtualTimeError)


def test_named_packages() -> None:
    """The page names the packages whose `monotonic` is virtual."""
    sentence = PAGE.split("It is virtual in ")[1].split(";")[0]
    assert tuple(re.findall(r"`(\w+)`", sentence)) == patches.MONOTONIC


def test_every_pitfall_has_a_test() -> None:
    """Every row of the list of pitfalls of virtual time is mentioned by a test of it."""
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))

    assert [n for n in range(1, 17) if not re.search(rf"\bV{n}\b", tests)] == []


def test_example_of_the_page() -> None:
    """The first example on the page runs as it stands (V14: world and clock are made inside)."""
    code = PAGE.split("```python\n")[1].split("```")[0]

    exec(compile(code, "docs/virtual-time.md", "exec"), {"__name__": "example"})  # noqa: S102
