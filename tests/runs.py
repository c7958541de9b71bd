"""Runs to draw: with everything that a timeline can show."""

from __future__ import annotations

import httpx
import msgspec

from creatoraudit_mock import Fault, World
from creatoraudit_mock.values import SECOND


def eventful(days: int = 7) -> World:
    """Three clients' worth of habits: one account with ETags, one without, a video, and trouble.

    Scrapes land and fail, one account is held, the video is deleted, limits and faults strike.
    """
    world = World("small", seed=7)
    world.set_rate_limit(60, window="60s")
    careful, careless, *_ = world.accounts
    video = world.track_video("tiktok", "7301234567890123999", scrape_interval_hours=6)
    world.outage(start="2026-01-07T00:00:00Z", duration="20h")
    world.faults.add(Fault.status(503, retry_after=30), resource=careful, times=2)
    world.faults.add(Fault.reset(), resource=careful, after=40, times=3)
    etag = ""
    with world.client(headers={"user-agent": "runs/1"}) as client:
        for n in range(days * 48):
            happen(world, n, careless.id, video.id)
            try:
                sent = {"if-none-match": etag} if etag else {}
                answer = client.get(f"/accounts/{careful.id}", headers=sent)
                etag = answer.headers.get("etag", etag)
            except httpx.TransportError:
                pass
            for _ in range(70 if n == 100 else 1):
                client.get(f"/accounts/{careless.id}")
            if n % 12 == 0:
                client.get(f"/videos/{video.id}")
                client.get("/accounts?offset=3")
            world.clock.advance(minutes=30)
    return world


def happen(world: World, n: int, held: str, deleted: str) -> None:
    """What is done to the world before a round."""
    events = {60: world.hold, 100: world.release}
    if n in events:
        events[n](held)
    if n == 180:
        world.delete(deleted)


def many(requests: int) -> World:
    """A run of so many polls, five minutes apart: some are served, the others repeat them."""
    world = World("empty", seed=7)
    account = world.track_account("instagram", "nasa")
    with world.client() as client:
        for _ in range(500):
            client.get(f"/accounts/{account.id}")
            world.clock.advance(minutes=5)
    entries, begun = world.journal[:], len(world.journal)
    for n in range(requests - begun):
        at = entries[-1].at + (n + 1) * 300 * SECOND
        world.journal.append(msgspec.structs.replace(entries[n % begun], index=begun + n, at=at))
    world.clock.advance(minutes=5 * (requests - 500))
    return world


HOSTILE = '"><img src=x onerror=alert(1)></script><script>alert(2)</script>\u2028<!--'


def hostile() -> World:
    """A client that sends markup wherever it can."""
    world = World("small", seed=7)
    account = world.accounts[0]
    world.faults.add(Fault.status(500), name=HOSTILE, times=1)
    with world.client(headers={"user-agent": '"><b>bold</b><script>alert(3)</script>'}) as client:
        for _ in range(3):
            client.get(f"/accounts/{account.id}", params={"q": HOSTILE})
            client.get(f"/{HOSTILE}")
            world.clock.advance(hours=1)
    return world
