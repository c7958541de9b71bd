"""Zero false timeouts, zero hangs: the same program again and again.

`ENDURANCE=1000` (or `make endurance`) says how often; a few times by default.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import hishel
import httpx
import httpx2
import pytest
import tenacity
from hishel.httpx import AsyncCacheTransport

from creatoraudit_mock import MockServer, World
from pytest_creatoraudit import virtual_time

RUNS = int(os.environ.get("ENDURANCE", "5"))
TIMEOUT = 0.05
"""Virtual seconds: any false advance is a timeout."""
Program = Callable[[World, MockServer, Path], None]


async def _poll(client: Any, path: str = "/whoami") -> None:
    for _ in range(4):
        (await client.get(path)).raise_for_status()
        await anyio.sleep(900)


def _in_process(library: Any) -> Program:
    def run(world: World, _server: MockServer, _folder: Path) -> None:
        async def program() -> None:
            async with world.async_client(client=library, timeout=TIMEOUT) as client:
                await _poll(client)

        virtual_time(world).run(program())

    return run


def _live(library: Any, backend: Any) -> Program:
    def run(world: World, server: MockServer, _folder: Path) -> None:
        live = server.add(world)
        key = {"authorization": f"Bearer {live.api_key}"}

        async def program() -> None:
            async with library.AsyncClient(
                base_url=live.base_url, headers=key, timeout=TIMEOUT, trust_env=False
            ) as client:
                await _poll(client)

        virtual_time(world).run(program(), backend=backend)
        server.remove(world)

    return run


def _live_thread(world: World, server: MockServer, _folder: Path) -> None:
    live = server.add(world)
    key = {"authorization": f"Bearer {live.api_key}"}

    def poll() -> None:
        with httpx.Client(base_url=live.base_url, headers=key, trust_env=False) as client:
            for _ in range(4):
                client.get("/whoami").raise_for_status()
                time.sleep(900)

    with virtual_time(world):
        threads = [threading.Thread(target=poll) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    server.remove(world)


def _to_thread(way: Callable[..., Any]) -> Program:
    def run(world: World, _server: MockServer, _folder: Path) -> None:
        def work(number: int) -> None:
            sum(range(number * 1_000))
            time.sleep(0.01)

        async def program() -> None:
            for _ in range(4):
                async with asyncio.timeout(TIMEOUT):
                    await asyncio.gather(*[way(work, number) for number in range(4)])

        virtual_time(world).run(program())

    return run


def _hishel(world: World, _server: MockServer, folder: Path) -> None:
    transport: Any = world.transport()
    storage = hishel.AsyncSqliteStorage(database_path=folder / "cache.db")
    cached = AsyncCacheTransport(transport, storage, rfc={"shared": False})
    headers = {"authorization": f"Bearer {world.api_key}"}

    async def program() -> None:
        async with httpx.AsyncClient(
            transport=cached, headers=headers, base_url=world.base_url
        ) as client:
            await _poll(client, f"/accounts/{world.accounts[0].id}")

    world.clock.advance(hours=1)
    virtual_time(world).run(program())
    assert Counter(entry.status for entry in world.journal) == {200: 1, 304: 3}
    (folder / "cache.db").unlink()


def _tenacity(world: World, _server: MockServer, _folder: Path) -> None:
    began = world.clock.instant

    @tenacity.retry(stop=tenacity.stop_after_delay(300), wait=tenacity.wait_fixed(30))
    def refuse() -> None:
        raise ConnectionError

    with virtual_time(world), pytest.raises(tenacity.RetryError):
        refuse()
    assert world.clock.instant - began == 300_000_000


def _threads(world: World, _server: MockServer, _folder: Path) -> None:
    def poll(every: int) -> None:
        with world.client() as client:
            while True:
                client.get("/whoami").raise_for_status()
                time.sleep(every)

    with virtual_time(world, until=3_600):
        threads = [threading.Thread(target=poll, args=(every,)) for every in (600, 900)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(world.journal) == 12


PROGRAMS: dict[str, Program] = {
    "httpx in-process": _in_process("httpx"),
    "httpx2 in-process": _in_process("httpx2"),
    "httpx live": _live(httpx, "asyncio"),
    "httpx2 live": _live(httpx2, "asyncio"),
    "httpx live on trio": _live(httpx, "trio"),
    "httpx in threads, live": _live_thread,
    "anyio.to_thread": _to_thread(anyio.to_thread.run_sync),
    "asyncio.to_thread": _to_thread(asyncio.to_thread),
    "hishel": _hishel,
    "tenacity": _tenacity,
    "time.sleep in threads": _threads,
}


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_again_and_again(name: str, server: MockServer, tmp_path: Path) -> None:
    """No run of this program meets a timeout that is none, or hangs."""
    for _ in range(RUNS):
        world = World("empty")
        world.track_account("instagram", "nasa", first_refresh="45s")
        world.set_rate_limit(None)
        PROGRAMS[name](world, server, tmp_path)
