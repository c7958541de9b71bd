"""Threads: the clock goes to the earliest wake-up when all of them wait (pitfalls V2, V15)."""

from __future__ import annotations

import asyncio
import itertools
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import MockServer, World
from effort import effort
from elapsed import Elapsed
from pytest_creatoraudit import VirtualTimeError, virtual_time


def run_all(*threads: threading.Thread) -> None:
    """Start threads, and wait for their ends."""
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_earliest_first(world: World) -> None:
    """Sleeping threads wake in the order of their instants, each at its own."""
    elapsed, woken = Elapsed(world), list[float]()

    def work(seconds: float) -> None:
        time.sleep(seconds)
        woken.append(elapsed())

    with virtual_time(world):
        run_all(*[threading.Thread(target=work, args=(n,)) for n in (3, 1, 2)])

    assert woken == [1, 2, 3]


WAYS: dict[str, Callable[[int], object]] = {
    "sleep": lambda seconds: time.sleep(seconds),  # noqa: PLW0108 - as it is by then
    "event": lambda seconds: threading.Event().wait(seconds),
    "asyncio": lambda seconds: asyncio.run(asyncio.sleep(seconds)),
}
"""How a thread may wait for some seconds."""
Plan = list[tuple[str, int]]
Trace = list[tuple[int, int, str]]


def naive(plans: list[Plan], until: int) -> Trace:
    """Who wakes when: always the earliest, and the one that has waited longer of two."""
    numbers, waiting, trace = itertools.count(), list[tuple[int, int, int, int]](), Trace()
    for who, plan in enumerate(plans):
        if plan:
            waiting.append((plan[0][1], next(numbers), who, 1))
    while waiting and min(waiting)[0] <= until:
        at, number, who, step = min(waiting)
        waiting.remove((at, number, who, step))
        trace.append((at, who, "woken"))
        if step < len(plans[who]):
            waiting.append((at + plans[who][step][1], next(numbers), who, step + 1))
    return trace + [(until, who, "unwound") for _, _, who, _ in sorted(waiting)]


def lived(plans: list[Plan], until: int) -> Trace:
    """The same on virtual time; the last plan is that of the thread which entered it."""
    world = World("empty")
    elapsed, trace = Elapsed(world), Trace()

    def work(who: int, plan: Plan) -> None:
        try:
            for way, step in plan:
                WAYS[way](step)
                trace.append((round(elapsed()), who, "woken"))
        except BaseException:
            trace.append((round(elapsed()), who, "unwound"))
            raise

    with virtual_time(world, until) as held:
        *others, own = [threading.Thread(target=work, args=item) for item in enumerate(plans)]
        with held.hold("until all have begun"):
            for thread in others:
                thread.start()
                # One after the other, so that the sequence is known.
                while thread.is_alive() and not is_asleep(thread):
                    pass
        own.run()
        for thread in others:
            thread.join()
    return trace


@effort(0.5)
@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(sorted(WAYS)), st.integers(1, 4)), max_size=4),
        min_size=1,
        max_size=5,
    ),
    st.integers(1, 20),
)
def test_order_of_waking(plans: list[Plan], until: int) -> None:
    """Threads wake, and are unwound, in the order of (time, sequence) of a naive model (V10)."""
    assert lived(plans, until) == naive(plans, until)


def is_asleep(thread: threading.Thread) -> bool:
    """Whether a thread waits on the timeline."""
    party = thread.__dict__["_creatoraudit_party"]
    return bool(party.is_parked or party.left)


def test_two_pollers_share_the_clock(world: World) -> None:
    """Two endless pollers at different paces each keep their own until the horizon."""
    counts = {30: 0, 45: 0}

    def poll(every: int) -> None:
        while True:
            counts[every] += 1
            time.sleep(every)

    with virtual_time(world, until="1h"):
        run_all(*[threading.Thread(target=poll, args=(every,)) for every in counts])

    assert counts == {30: 121, 45: 81}


def test_event_set_in_time(world: World) -> None:
    """An event that another thread sets after a sleep wakes who waits for it, at that instant."""
    elapsed, event = Elapsed(world), threading.Event()

    with virtual_time(world):
        threading.Timer(20, event.set).start()
        assert event.wait(60)

    assert elapsed() == 20


def test_condition_of_before(world: World) -> None:
    """A condition that was made before the block works in it."""
    elapsed, condition = Elapsed(world), threading.Condition()
    ready = list[int]()

    def produce() -> None:
        time.sleep(7)
        with condition:
            ready.append(1)
            condition.notify_all()

    with virtual_time(world):
        threading.Thread(target=produce).start()
        with condition:
            assert condition.wait_for(lambda: ready, timeout=10)
            assert not condition.wait_for(lambda: len(ready) > 1, timeout=10)

    assert elapsed() == 17


def test_lock_held_during_a_sleep(world: World) -> None:
    """Who waits for a lock waits until the holder has slept."""
    elapsed, got = Elapsed(world), list[float]()

    with virtual_time(world):
        lock = threading.Lock()

        def work() -> None:
            with lock:
                time.sleep(10)
                got.append(elapsed())

        run_all(*[threading.Thread(target=work) for _ in range(3)])

    assert got == [10, 20, 30]


def test_lock_timeout(world: World) -> None:
    """A lock's timeout is virtual."""
    elapsed = Elapsed(world)

    with virtual_time(world):
        lock = threading.Lock()
        lock.acquire()
        assert not lock.acquire(timeout=4)
        assert not lock.acquire(blocking=False)

    assert elapsed() == 4


def test_rlock_is_reentrant(world: World) -> None:
    """An RLock can be taken again by who has it, and by nobody else."""
    with virtual_time(world):
        lock = threading.RLock()
        with lock, lock, ThreadPoolExecutor(1) as pool:
            assert not pool.submit(lock.acquire, timeout=3).result()


def test_condition_on_an_rlock_taken_twice(world: World) -> None:
    """Whoever waits on a condition lets go of its lock altogether, and has it as often after."""
    with virtual_time(world):
        lock = threading.RLock()
        condition = threading.Condition(lock)

        def tell() -> None:
            time.sleep(5)
            with condition:
                condition.notify()

        with condition, condition, ThreadPoolExecutor(1) as pool:
            told = pool.submit(tell)
            assert condition.wait(60)
            told.result()
            lock.release()
            assert not pool.submit(lock.acquire, blocking=False).result()
            lock.acquire()


def test_rlock_hands_over_at_its_last_release(world: World) -> None:
    """A thread that waits for an RLock has it when it has been released as often as taken."""
    elapsed = Elapsed(world)

    def take() -> float:
        with lock:
            return elapsed()

    with virtual_time(world), ThreadPoolExecutor(1) as pool:
        lock = threading.RLock()
        with lock:
            with lock:
                waiting = pool.submit(take)
                time.sleep(3)
            time.sleep(4)
        assert waiting.result() == 7


def test_locks_outlive_virtual_time(world: World) -> None:
    """Locks, events and queues that were made in the block work after it."""
    with virtual_time(world):
        lock, event, jobs = threading.Lock(), threading.Event(), queue.SimpleQueue[int]()

    threading.Timer(0.001, event.set).start()
    assert event.wait(60)
    with lock:
        assert not lock.acquire(timeout=0.001)
    threading.Timer(0.001, jobs.put, (5,)).start()
    assert jobs.get(timeout=60) == 5


def test_join_with_timeout(world: World) -> None:
    """A join that does not wait long enough takes its timeout."""
    elapsed = Elapsed(world)

    with virtual_time(world):
        thread = threading.Thread(target=time.sleep, args=(60,))
        thread.start()
        thread.join(25)
        assert thread.is_alive()
        assert elapsed() == 25
        thread.join()

    assert elapsed() == 60


def test_pool(world: World) -> None:
    """Jobs of a pool sleep side by side, as many as it has threads."""
    elapsed = Elapsed(world)

    def job(seconds: int) -> float:
        time.sleep(seconds)
        return elapsed()

    with virtual_time(world), ThreadPoolExecutor(2) as pool:
        assert list(pool.map(job, [1, 2, 3])) == [1, 2, 4]


def test_pool_of_before(world: World) -> None:
    """A pool that began before the block does jobs that count."""
    elapsed = Elapsed(world)
    with ThreadPoolExecutor(4) as pool:
        pool.submit(int).result()
        with virtual_time(world):
            assert pool.submit(partial(time.sleep, 30)).result(timeout=31) is None

    assert elapsed() == 30


def test_futures(world: World) -> None:
    """`wait`, `as_completed` and `result` have virtual timeouts."""
    elapsed = Elapsed(world)

    with virtual_time(world), ThreadPoolExecutor(3) as pool:
        jobs: list[Future[None]] = [pool.submit(time.sleep, n) for n in (30, 10, 20)]
        done, _ = wait(jobs, timeout=15)
        assert (len(done), elapsed()) == (1, 15)
        with pytest.raises(TimeoutError):
            jobs[0].result(timeout=1)
        assert next(as_completed(jobs, timeout=60)) is jobs[1]
        with pytest.raises(TimeoutError):
            list(as_completed(jobs, timeout=9))
        assert elapsed() == 25


def test_producer_and_consumer(world: World) -> None:
    """A consumer blocked on a queue waits while the producer sleeps."""
    elapsed, got = Elapsed(world), list[tuple[int, float]]()

    with virtual_time(world):
        jobs = queue.Queue[int | None](maxsize=1)

        def consume() -> None:
            while (job := jobs.get()) is not None:
                got.append((job, elapsed()))
                time.sleep(5)

        consumer = threading.Thread(target=consume)
        consumer.start()
        for number in range(3):
            jobs.put(number)
            time.sleep(2)
        jobs.put(None)
        consumer.join()

    assert got == [(0, 0), (1, 5), (2, 10)]


def test_barrier_and_semaphore(world: World) -> None:
    """Barriers and semaphores are counted like everything made of locks."""
    elapsed = Elapsed(world)

    with virtual_time(world):
        barrier, seats = threading.Barrier(3), threading.Semaphore(1)

        def work(seconds: int) -> None:
            time.sleep(seconds)
            barrier.wait(timeout=60)
            with seats:
                time.sleep(10)

        run_all(*[threading.Thread(target=work, args=(n,)) for n in (1, 2, 3)])

    assert elapsed() == 33


def test_stopped_together(world: World) -> None:
    """At the horizon every thread is unwound, its `finally` blocks included, and joins return."""
    cleaned = list[str]()

    def poll(name: str) -> None:
        try:
            while True:
                time.sleep(60)
        finally:
            cleaned.append(name)

    with virtual_time(world, until=3_600):
        threads = [threading.Thread(target=poll, args=(name,)) for name in "abc"]
        run_all(*threads)

    assert cleaned == ["a", "b", "c"]
    assert not any(thread.is_alive() for thread in threads)


def test_what_still_sleeps_at_the_end_is_stopped(world: World) -> None:
    """A thread that sleeps when the block ends is unwound; one that waits is left in peace."""
    ended, event = list[str](), threading.Event()

    def sleepy() -> None:
        try:
            time.sleep(10**6)
        finally:
            ended.append("sleepy")

    elapsed = Elapsed(world)
    with virtual_time(world):
        waiting = threading.Thread(target=event.wait)
        waiting.start()
        threading.Thread(target=sleepy).start()
        time.sleep(5)

    assert (ended, elapsed()) == (["sleepy"], 5)
    assert waiting.is_alive()
    event.set()
    waiting.join(60)
    assert not waiting.is_alive()


def test_error_in_a_thread_reaches_the_test(world: World) -> None:
    """What goes wrong in a thread is raised by the block, however patiently the test waits."""

    def spin() -> None:
        while True:
            time.sleep(0)

    with (
        pytest.raises(VirtualTimeError, match=r"1,000 sleeps.*test_threads\.py"),
        virtual_time(world),
    ):
        run_all(threading.Thread(target=spin))


def test_live_server_inside_the_block(world: World) -> None:
    """A live server that starts and stops inside the block keeps real time (V3)."""
    elapsed = Elapsed(world)

    with virtual_time(world):
        with MockServer() as server:
            server.add(world)
        time.sleep(1)

    assert elapsed() == 1
