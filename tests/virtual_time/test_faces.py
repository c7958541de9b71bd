"""Five faces of one clock: the server's, its `Date`, the wall, the loop, scoped `monotonic`.

Pitfalls V4, V5, V6, V7, V12, V16.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import ModuleType
from typing import Any

import httpcore
import httpx
import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import MockServer, World
from effort import effort
from pytest_creatoraudit import virtual_time

HTTPCORE: Any = sys.modules[f"{httpcore.__name__}._sync.http11"]
DELAYS = st.lists(st.integers(0, 10**12), min_size=1, max_size=5)
WALLS: dict[str, Callable[[], float]] = {
    "time.time": time.time,
    "time.time_ns": lambda: time.time_ns() / 1e9,
    "datetime.now": lambda: datetime.now(UTC).timestamp(),
    "datetime.utcnow": lambda: datetime.utcnow().replace(tzinfo=UTC).timestamp(),  # noqa: DTZ003
    "time.gmtime": lambda: float(int(time.time())),
}


class Faces:
    """Compares all faces at one instant with where they began.

    Args:
        world: whose clock it is.
        loop_time: the event loop's, or another monotonic one.
    """

    def __init__(self, world: World, loop_time: Callable[[], float]) -> None:
        self._clock = world.clock
        self._loop_time = loop_time
        self._began = (world.clock.instant, loop_time(), HTTPCORE.time.monotonic())
        self.compared = 0

    def compare(self, response: httpx.Response) -> None:
        """Assert that all faces show the same instant."""
        began, loop_began, mono_began = self._began
        now = self._clock.instant
        passed = (now - began) / 1_000_000
        assert parsedate_to_datetime(response.headers["Date"]).timestamp() == now // 1_000_000
        assert time.time_ns() == now * 1_000
        assert datetime.now(UTC) == self._clock.now
        assert self._loop_time() - loop_began == pytest.approx(passed, abs=1e-9 * (1 + passed))
        assert HTTPCORE.time.monotonic() - mono_began == pytest.approx(passed, abs=1e-6)
        self.compared += 1

    async def compare_async(self, response: httpx.Response) -> None:
        """Do the same as a hook of an async client."""
        self.compare(response)


@effort(0.5)
@given(DELAYS)
def test_five_faces_sync(delays: list[int]) -> None:
    """At every response of a synchronous program all faces agree (V6, V7)."""
    world = World("empty")

    with virtual_time(world):
        faces = Faces(world, HTTPCORE.time.monotonic)
        with world.client(event_hooks={"response": [faces.compare]}) as client:
            for delay in delays:
                client.get("/whoami")
                time.sleep(delay / 1_000_000)

    assert faces.compared == len(delays)


async def ask(world: World, faces: Faces, delays: list[int], sleep: Any, **options: Any) -> None:
    """A program that asks, and sleeps in between."""
    hooks = {"response": [faces.compare_async]}
    async with world.async_client(event_hooks=hooks, **options) as client:
        for delay in delays:
            await client.get("/whoami")
            await sleep(delay / 1_000_000)


@effort(0.5)
@given(DELAYS)
def test_five_faces_asyncio(delays: list[int]) -> None:
    """At every response of an asyncio program all faces agree (V4, V6)."""
    world = World("empty")

    async def program() -> int:
        faces = Faces(world, asyncio.get_running_loop().time)
        await ask(world, faces, delays, asyncio.sleep)
        return faces.compared

    assert virtual_time(world).run(program()) == len(delays)


@effort(0.5)
@given(DELAYS)
def test_five_faces_trio(delays: list[int]) -> None:
    """At every response of a trio program all faces agree (V4, V6)."""
    world = World("empty")

    async def program() -> int:
        faces = Faces(world, trio.current_time)
        await ask(world, faces, delays, trio.sleep)
        return faces.compared

    assert virtual_time(world).run(program(), backend="trio") == len(delays)


def test_five_faces_live(world: World, server: MockServer) -> None:
    """At every response of a live server all faces agree (V3)."""
    live = server.add(world)
    options = {
        "base_url": live.base_url,
        "headers": {"authorization": f"Bearer {live.api_key}"},
        "transport": httpx.AsyncHTTPTransport(trust_env=False),
    }

    async def program() -> int:
        faces = Faces(world, asyncio.get_running_loop().time)
        await ask(world, faces, [10**6, 10**10, 5], asyncio.sleep, **options)
        return faces.compared

    assert virtual_time(world).run(program()) == 3


@pytest.mark.parametrize("name", sorted(WALLS))
def test_walls(world: World, name: str) -> None:
    """Every way to ask for the wall clock shows the world's instant (V16)."""
    with virtual_time(world):
        time.sleep(12_345)
        assert WALLS[name]() == pytest.approx(world.clock.now.timestamp(), abs=1e-6)


def test_local_time_zone_stays(world: World) -> None:
    """The machine's time zone is not touched."""
    before = time.tzname

    with virtual_time(world):
        assert time.tzname == before


def test_monotonic_is_never_global(world: World) -> None:
    """`time.monotonic` and `perf_counter` stay real for everybody who is not named (V5)."""
    with virtual_time(world):
        before, counted = time.monotonic(), time.perf_counter()
        time.sleep(10**6)
        assert time.monotonic() - before < 1_000
        assert time.perf_counter() - counted < 1_000


def test_named_modules(world: World) -> None:
    """Modules can be named whose `monotonic` is virtual, however they import it (V4)."""
    module = ModuleType("somebodys_limiter")
    code = "import time\nfrom time import monotonic as now\ndef default(clock=now): return clock()"
    exec(code, vars(module))  # noqa: S102 - a module for the test
    sys.modules["somebodys_limiter"] = module
    ways = [module.time.monotonic, module.now, module.default]
    try:
        with virtual_time(world, monotonic=["somebodys_limiter"]):
            before = [way() for way in (module.time.monotonic, module.now, module.default)]
            time.sleep(10**6)
            after = [way() for way in (module.time.monotonic, module.now, module.default)]
    finally:
        del sys.modules["somebodys_limiter"]

    assert [b - a for a, b in zip(before, after, strict=True)] == pytest.approx([10**6] * 3)
    assert [module.time.monotonic, module.now, module.default] == ways


def test_monotonic_goes_on_from_real(world: World) -> None:
    """The scoped clock begins where the real one is, so objects from before still make sense."""
    before = time.monotonic()

    with virtual_time(world):
        assert 0 <= HTTPCORE.time.monotonic() - before < 60


def test_wall_is_limited_to_the_block(world: World) -> None:
    """Outside the block the wall clock is real (V12)."""
    before = datetime.now(UTC)
    with virtual_time(world):
        time.sleep(10**6)

    assert timedelta() <= datetime.now(UTC) - before < timedelta(hours=1)
