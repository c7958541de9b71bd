"""What spins, hangs or stalls ends with an error that names the line (pitfalls V1, V8, V9)."""

from __future__ import annotations

import _thread
import asyncio
import socket
import textwrap
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest

from creatoraudit_mock import World
from pytest_creatoraudit import VirtualTimeError, virtual_time

HERE = r"test_trouble\.py:\d+ in "


def test_sleeping_for_nothing(world: World) -> None:
    """A loop of `sleep(0)` is an error that names its line (V8)."""

    def spin() -> None:
        while True:
            time.sleep(0)

    with (
        pytest.raises(VirtualTimeError, match=rf"1,000 sleeps of 0.*{HERE}spin"),
        virtual_time(world),
    ):
        spin()


def test_spinning_coroutine(world: World) -> None:
    """A coroutine that only yields is an error that names its line (V8)."""

    async def spin() -> None:
        while True:
            await asyncio.sleep(0)

    with pytest.raises(VirtualTimeError, match=rf"(?s)10,000 turns.*{HERE}spin"):
        virtual_time(world).run(spin())


def test_many_turns_with_requests(world: World) -> None:
    """A program that does much at one instant, and gets on, is none of that kind."""

    async def program() -> int:
        async with world.async_client() as client:
            for number in range(30):
                await client.get("/accounts", params={"limit": number + 1})
                for _ in range(1_000):
                    await asyncio.sleep(0)
        return len(world.journal)

    assert virtual_time(world).run(program()) == 30


def test_asking_without_sleeping(world: World) -> None:
    """A poller that asks the same again and again without sleeping is an error (V8)."""

    def hammer() -> None:
        with world.client() as client:
            while True:
                try:
                    client.get("/whoami")
                except Exception:  # noqa: BLE001, S110 - like many a poller
                    pass

    with (
        pytest.raises(
            VirtualTimeError, match=r"(?s)1,000 requests of the same kind.*GET /v2/whoami"
        ),
        virtual_time(world),
    ):
        hammer()


def test_waiting_without_sleeping(world: World) -> None:
    """A loop that waits for the wall clock without sleeping ends with its line (V9)."""

    def wait() -> None:
        end = time.time() + 60
        while time.time() < end:
            pass

    with (
        pytest.raises(VirtualTimeError, match=rf"(?s)stood still for 0\.2 s.*{HERE}wait"),
        virtual_time(world, patience=0.2),
    ):
        wait()


@pytest.mark.parametrize("module", ["coverage.tracer", "creatoraudit_mock.clock"])
def test_locks_are_let_go_of(world: World, module: str) -> None:
    """Who traces or serves is not interrupted, so that no lock stays taken."""
    names: dict[str, Any] = {"__name__": module, "lock": _thread.allocate_lock()}
    source = """
    def hold():
        lock.acquire()
        for _ in range(20_000):
            pass
        lock.release()
    """
    exec(textwrap.dedent(source), names)  # noqa: S102 - a function of that module, as far as shows

    def work() -> None:
        while True:
            names["hold"]()
            for _ in range(2_000):
                pass

    with pytest.raises(VirtualTimeError, match="stood still"), virtual_time(world, patience=0.1):
        work()
    assert names["lock"].acquire(blocking=False)


def test_hanging_thread(world: World) -> None:
    """When all threads wait for each other, the error tells where each of them does (V9)."""

    def never() -> None:
        threading.Event().wait()

    with (
        pytest.raises(
            VirtualTimeError, match=rf"(?s)nothing is left.*{HERE}test_hang.*{HERE}never"
        ),
        virtual_time(world),
    ):
        thread = threading.Thread(target=never)
        thread.start()
        thread.join()


def test_deadlock(world: World) -> None:
    """A deadlock of two locks is noticed at once (V9)."""
    with pytest.raises(VirtualTimeError, match="everybody waits"), virtual_time(world):
        one, two = threading.Lock(), threading.Lock()

        def take(first: threading.Lock, second: threading.Lock) -> None:
            with first:
                time.sleep(1)
                with second:
                    pass

        thread = threading.Thread(target=take, args=(two, one))
        thread.start()
        take(one, two)


def test_hanging_coroutine(world: World) -> None:
    """A coroutine with nothing left to wake it is an error that lists the tasks' lines (V9)."""

    async def never() -> None:
        await asyncio.Event().wait()

    with pytest.raises(VirtualTimeError, match=rf"(?s)nothing is left.*task '\S+': .*{HERE}never"):
        virtual_time(world).run(never())


def test_stalled_socket(world: World) -> None:
    """While a coroutine waits for a socket the clock stands still; in the end it says so (V1)."""

    async def program() -> None:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with ours, theirs:
            async with asyncio.timeout(5):
                await asyncio.get_running_loop().sock_recv(ours, 1)

    with pytest.raises(VirtualTimeError, match=rf"(?s)waits for file descriptor.*{HERE}program"):
        virtual_time(world, patience=0.1).run(program())


def test_stalled_hold(world: World) -> None:
    """A hold that does not end is named, with its age (V1)."""
    with (
        pytest.raises(VirtualTimeError, match=r"hold 'the upload' \(for 0\.\d s\)"),
        virtual_time(world, patience=0.1) as held,
        held.hold("the upload"),
    ):
        time.sleep(5)


def test_processes_are_refused(world: World) -> None:
    """A process pool is refused: its jobs cannot be counted (V2)."""
    with (
        virtual_time(world),
        ProcessPoolExecutor(1) as pool,
        pytest.raises(VirtualTimeError, match=r"ProcessPoolExecutor cannot be counted.*test_troub"),
    ):
        pool.submit(int)


def test_real_work_in_a_thread_is_waited_for(world: World) -> None:
    """Real work does not let a waiting thread time out."""
    done = threading.Event()

    def work() -> None:
        sum(range(500_000))
        done.set()

    with virtual_time(world):
        threading.Thread(target=work).start()
        assert done.wait(timeout=0.001)
