"""The live server over loopback: real requests, virtual time, no false timeouts (V1, V3, V4)."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from typing import Any

import anyio
import httpx
import httpx2
import pytest
import requests

from creatoraudit_mock import LiveWorld, MockServer, World
from elapsed import Elapsed
from pytest_creatoraudit import VirtualTimeError, virtual_time

LIBRARIES = [httpx, httpx2]


@pytest.fixture
def live(server: MockServer, world: World) -> Iterator[LiveWorld]:
    """Where the world is."""
    yield server.add(world)
    server.remove(world)


def options(live: LiveWorld, **more: Any) -> dict[str, Any]:
    """What clients of both libraries are made with."""
    key = {"authorization": f"Bearer {live.api_key}"}
    return {"base_url": live.base_url, "headers": key, "trust_env": False, **more}


@pytest.mark.parametrize("library", LIBRARIES)
def test_sync_poller(world: World, live: LiveWorld, library: Any) -> None:
    """A synchronous poller is stopped at the horizon, having asked at every interval."""
    with virtual_time(world, until="1d"), library.Client(**options(live)) as client:
        while True:
            assert client.get("/whoami").status_code == 200
            time.sleep(1_800)

    assert len(world.journal) == 49


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("library", LIBRARIES)
def test_async_poller(world: World, live: LiveWorld, library: Any, backend: Any) -> None:
    """So is an async one, whose timeouts never go off although they are virtual."""

    async def poll() -> None:
        async with library.AsyncClient(**options(live, timeout=0.05)) as client:
            while True:
                assert (await client.get("/whoami")).status_code == 200
                await anyio.sleep(1_800)

    assert virtual_time(world, until="1d").run(poll(), backend=backend) is None
    assert len(world.journal) == 49


def test_many_at_once(world: World, live: LiveWorld) -> None:
    """Requests that are under way hold the clock for the timers of all others."""

    async def poll(client: httpx.AsyncClient, every: float) -> None:
        for _ in range(20):
            assert (await client.get("/whoami")).status_code == 200
            await asyncio.sleep(every)

    async def program() -> None:
        async with httpx.AsyncClient(**options(live, timeout=0.01)) as client:
            await asyncio.gather(*[poll(client, every) for every in (0.001, 0.5, 7, 3_600)])

    elapsed = Elapsed(world)
    virtual_time(world).run(program())

    assert len(world.journal) == 80
    assert elapsed() == 20 * 3_600


def test_requests(world: World, live: LiveWorld) -> None:
    """A client library that nobody has heard of here works as well: its thread is busy."""
    with virtual_time(world, until="2h"), requests.Session() as session:
        session.trust_env = False
        session.headers["authorization"] = f"Bearer {live.api_key}"
        while True:
            session.get(f"{live.base_url}/whoami", timeout=30).raise_for_status()
            time.sleep(3_600)

    assert len(world.journal) == 3


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_slow_answer(
    world: World, live: LiveWorld, slow_answers: list[float], backend: Any
) -> None:
    """An answer that takes longer than the client's timeout is its `ReadTimeout`, in time."""
    slow_answers += [30, 30, 30]
    elapsed = Elapsed(world)

    async def program() -> None:
        async with httpx.AsyncClient(**options(live, timeout=5)) as client:
            with pytest.raises(httpx.ReadTimeout):
                await client.get("/whoami")
            assert elapsed() == 5
            # The first answer is still under way there, and must not hurry this one.
            assert (await client.get("/whoami", timeout=60)).status_code == 200
            assert elapsed() == 35
            with pytest.raises(httpx.ReadTimeout):
                await client.get("/whoami", timeout=1)

    virtual_time(world).run(program(), backend=backend)

    assert elapsed() == 36


def test_slow_answer_to_a_thread(world: World, live: LiveWorld, slow_answers: list[float]) -> None:
    """A synchronous client gets the slow answer at its instant; its socket's timeout is real."""
    slow_answers += [30]
    elapsed = Elapsed(world)

    with virtual_time(world), httpx.Client(**options(live, timeout=5)) as client:
        assert client.get("/whoami").status_code == 200

    assert elapsed() == 30


@pytest.fixture
def slow_answers(world: World, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How many virtual seconds the next answers take; the server waits on the clock."""
    from creatoraudit_mock.http.gate import Gate  # noqa: PLC0415 - to be replaced

    seconds: list[float] = []
    serve = Gate.__call__

    async def slow(gate: Gate, scope: Any, receive: Any, send: Any) -> None:
        if seconds:
            late = world.clock.instant + round(seconds.pop(0) * 1_000_000)
            await world.clock.wait_until_async(late)
        await serve(gate, scope, receive, send)

    monkeypatch.setattr(Gate, "__call__", slow)
    return seconds


def test_idle_connection_is_named(world: World, live: LiveWorld) -> None:
    """A connection that is watched while it is idle stops the clock; the error names it."""

    async def program() -> None:
        url = httpx.URL(live.base_url)
        with socket.create_connection((url.host, url.port or 80)) as idle:
            idle.setblocking(False)
            async with asyncio.timeout(5):
                await asyncio.get_running_loop().sock_recv(idle, 1)

    with pytest.raises(VirtualTimeError, match=r"waits for a connection to 127\.0\.0\.1:\d+"):
        virtual_time(world, patience=0.1).run(program())
