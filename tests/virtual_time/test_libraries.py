"""Libraries that pollers are made of, unmodified."""

from __future__ import annotations

import asyncio
import sched
import time
from collections import Counter
from pathlib import Path
from typing import Any

import backoff
import cachetools
import hishel
import httpx
import pytest
import schedule
import stamina
import tenacity
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from hishel.httpx import AsyncCacheTransport

from creatoraudit_mock import World
from elapsed import Elapsed
from pytest_creatoraudit import virtual_time


class Refused(Exception):
    """What the retried code raises."""


def refuse() -> None:
    """Always fails."""
    raise Refused


async def refuse_async() -> None:
    """Always fails."""
    raise Refused


def test_tenacity(world: World) -> None:
    """tenacity's `stop_after_delay(300)` stops after 300 virtual seconds (V6)."""
    elapsed = Elapsed(world)
    retry = tenacity.retry(
        stop=tenacity.stop_after_delay(300), wait=tenacity.wait_fixed(7), reraise=True
    )

    with virtual_time(world), pytest.raises(Refused):
        retry(refuse)()
    assert elapsed() == 301

    with pytest.raises(Refused):
        virtual_time(world).run(retry(refuse_async)())
    assert elapsed() == 602


def test_stamina(world: World) -> None:
    """stamina gives up after its timeout, in virtual seconds."""
    elapsed = Elapsed(world)
    retry = stamina.retry(on=Refused, attempts=None, timeout=300, wait_jitter=0)

    with virtual_time(world), pytest.raises(Refused):
        retry(refuse)()

    assert 200 < elapsed() <= 310


def test_backoff(world: World) -> None:
    """backoff's `max_time` is virtual."""
    elapsed = Elapsed(world)
    retry = backoff.on_exception(backoff.constant, Refused, max_time=300, interval=7, jitter=None)

    with virtual_time(world), pytest.raises(Refused):
        retry(refuse)()

    assert elapsed() == 300


def test_cachetools(world: World) -> None:
    """A TTL cache that is made in the block expires in virtual time."""
    with virtual_time(world):
        cache: cachetools.TTLCache[str, int] = cachetools.TTLCache(10, ttl=60)
        cache["a"] = 1
        time.sleep(59)
        assert "a" in cache
        time.sleep(2)
        assert "a" not in cache


def test_schedule(world: World) -> None:
    """`schedule` runs its jobs when they are due."""
    elapsed, ran = Elapsed(world), list[float]()

    with virtual_time(world, until="13h"):
        plan = schedule.Scheduler()
        plan.every(6).hours.do(lambda: ran.append(elapsed()))
        while True:
            plan.run_pending()
            time.sleep(60)

    assert ran == [6 * 3_600, 12 * 3_600]


def test_sched(world: World) -> None:
    """`sched` from the standard library works with its own defaults."""
    elapsed, ran = Elapsed(world), list[tuple[str, float]]()

    with virtual_time(world):
        plan = sched.scheduler()
        plan.enter(600, 1, lambda: ran.append(("late", elapsed())))
        plan.enter(60, 1, lambda: ran.append(("early", elapsed())))
        plan.run()

    assert ran == [("early", 60), ("late", 600)]


@pytest.mark.parametrize("kind", [BackgroundScheduler, BlockingScheduler, AsyncIOScheduler])
def test_apscheduler(world: World, kind: type[Any]) -> None:
    """APScheduler's schedulers run their jobs every virtual hour."""
    ran = list[str]()

    async def program() -> None:
        begin()
        await asyncio.sleep(10**9)

    def begin() -> None:
        plan = kind(timezone="UTC")
        plan.add_job(lambda: ran.append(f"{world.clock.now:%H:%M}"), "interval", hours=1)
        plan.start()

    with virtual_time(world, until="3h30m"):
        if kind is AsyncIOScheduler:
            asyncio.run(program())
        begin()
        time.sleep(10**9)

    assert ran == ["10:00", "11:00", "12:00"]


def test_hishel(world: World, tmp_path: Path) -> None:
    """Asked hourly for a day through hishel: one 200, and 23 times 304 (V6, V7)."""
    account = world.accounts[0]
    world.clock.advance(hours=1)
    world.hold(account)
    storage = hishel.AsyncSqliteStorage(database_path=tmp_path / "cache.db")
    transport: Any = world.transport()
    cached = AsyncCacheTransport(transport, storage, rfc={"shared": False})
    headers = {"authorization": f"Bearer {world.api_key}"}

    async def program() -> None:
        async with httpx.AsyncClient(transport=cached, headers=headers) as client:
            for _ in range(24):
                (await client.get(f"{world.base_url}/accounts/{account.id}")).raise_for_status()
                await asyncio.sleep(3_600)

    virtual_time(world).run(program())

    assert Counter(entry.status for entry in world.journal) == {200: 1, 304: 23}
