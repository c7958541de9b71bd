"""Ninety virtual days of the documentation's own loop, polled every 15 minutes."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import timedelta

import httpx

from creatoraudit_mock import World
from pytest_creatoraudit import virtual_time

INTERVAL = timedelta(minutes=15).total_seconds()
DAYS = 90 if "ENDURANCE" in os.environ else 9
"""All ninety take seconds, but there are other tests to be run."""
POLLS = DAYS * 24 * 4 + 1


def needs_metrics(response: httpx.Response) -> bool:
    """Whether the account has been refreshed."""
    return response.raise_for_status().json()["data"]["last_scrape_time"] is not None


def test_sync(world: World) -> None:
    """The synchronous loop asks exactly at every interval, to the horizon."""
    url, body = f"/accounts/{world.accounts[0].id}", {"account_ids": [world.accounts[0].id]}

    with virtual_time(world, until=timedelta(days=DAYS)), world.client() as client:
        while True:
            if needs_metrics(client.get(url)):
                client.post("/accounts/metrics", json=body)
            time.sleep(INTERVAL)

    assert len(world.journal.where(operation="get_account")) == POLLS


def test_asyncio(world: World) -> None:
    """So does the same loop as a coroutine."""
    url, body = f"/accounts/{world.accounts[0].id}", {"account_ids": [world.accounts[0].id]}

    async def poll() -> None:
        async with world.async_client() as client:
            while True:
                if needs_metrics(await client.get(url)):
                    await client.post("/accounts/metrics", json=body)
                await asyncio.sleep(INTERVAL)

    assert virtual_time(world, until=f"{DAYS}d").run(poll()) is None
    assert len(world.journal.where(operation="get_account")) == POLLS
