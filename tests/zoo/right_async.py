"""Right pollers on event loops."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import trio

from pytest_creatoraudit import Session
from zoo.habits import HOUR, PASSING, Refused

Sleep = Callable[[float], Awaitable[Any]]


class Follower:
    """Follows one resource on whatever event loop.

    Args:
        session: what to poll.
        path: where the resource is.
        sleep: how to wait on this event loop.
        pause: until when none of them may ask; a 429 concerns all that use the key.
    """

    def __init__(self, session: Session, path: str, sleep: Sleep, pause: dict[str, float]) -> None:
        self.pause = pause
        self.session = session
        self.path = path
        self.sleep = sleep
        self.etag: str | None = None
        self.last = ""

    async def follow(self, client: httpx.AsyncClient) -> None:
        """Read it every six hours, until it is gone or the key is refused."""
        while True:
            response = await self.read(client)
            if response is not None:
                if response.status_code == 404:
                    return
                if response.status_code == 200:
                    self.take(response)
            await self.sleep(6 * HOUR)

    async def read(self, client: httpx.AsyncClient) -> httpx.Response | None:
        """Some attempts at a conditional read."""
        headers = {"if-none-match": self.etag} if self.etag else {}
        for attempt in range(6):
            while (left := self.pause.get("until", 0) - time.time()) > 0:
                await self.sleep(left)
            response: httpx.Response | None = None
            try:
                response = await client.get(self.path, headers=headers)
            except httpx.TransportError:
                response = None
            if response is not None and response.status_code in {401, 403}:
                raise Refused
            if response is not None and response.status_code not in PASSING:
                return response
            told = None if response is None else response.headers.get("retry-after")
            if response is not None and response.status_code == 429:
                until = time.time() + float(told or 1)
                self.pause["until"] = max(self.pause.get("until", 0), until)
            await self.sleep(2.0**attempt if told is None else float(told))
        return None

    def take(self, response: httpx.Response) -> None:
        """Hand over what is new."""
        self.etag = response.headers.get("etag")
        row = response.json()["data"]
        stamp = row["last_scrape_time"]
        if stamp is not None and stamp > self.last:
            self.last = stamp
            self.session.deliver(row["id"], row)


def _followers(session: Session, sleep: Sleep) -> list[Follower]:
    paths = [f"/accounts/{name}" for name in session.account_ids]
    paths += [f"/videos/{name}" for name in session.video_ids]
    pause: dict[str, float] = {}
    return [Follower(session, path, sleep, pause) for path in paths]


async def on_asyncio(session: Session) -> None:
    """A task for each resource, on asyncio."""
    async with session.async_client() as client:
        tasks = [
            asyncio.create_task(one.follow(client)) for one in _followers(session, asyncio.sleep)
        ]
        await asyncio.gather(*tasks, return_exceptions=True)


async def on_trio(session: Session) -> None:
    """A task for each resource, on Trio."""
    try:
        async with session.async_client() as client, trio.open_nursery() as nursery:
            for one in _followers(session, trio.sleep):
                nursery.start_soon(one.follow, client)
    except* Refused:
        pass
