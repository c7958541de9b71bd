"""Virtual time, and what is made of a long run: a poller's ninety days, and its scorecard."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import httpx

from bench.caller import Caller
from bench.progress import say
from bench.readings import Reading, Unit
from bench.scale import Scale
from bench.turns import TIME, spent
from creatoraudit_mock import World, score
from pytest_creatoraudit import virtual_time

SPAN: Final = timedelta(days=90)
EVERY: Final = timedelta(hours=1)
BARE: Final = "90 days of hourly polls, the clock moved by hand"
VIRTUAL: Final = "the same on virtual time, sleeping"
SCORED: Final = "scorecard of 100,000 requests"
EXPORTED: Final = "export of 100,000 requests as JSON lines"
SEARCHED: Final = "`journal.where(status=304)` among 100,000"
_LENGTH: Final = 100_000


def measure(scale: Scale) -> Iterator[Reading]:
    """Seconds of processor time."""
    _asleep(EVERY)  # imports are counted in `start`
    rounds = 2 * scale.rounds  # the two differ by less than a round does from the next
    for turn in range(1, rounds + 1):
        say(f"round {turn} of {rounds}: ninety days")
        for row, ninety_days in ((BARE, _by_hand), (VIRTUAL, _asleep)):
            gc.collect()  # whoever comes next does not pay for what this one leaves behind
            yield Reading(row, TIME, spent(ninety_days), Unit.SECONDS)
    say(f"a journal of {scale.entries:,} requests")
    world = _polled(scale.entries)
    # A shorter journal is scaled up: all three go through it once.
    factor = _LENGTH / len(world.journal)
    for _ in range(3):
        yield Reading(SCORED, TIME, factor * spent(lambda: score(world, lag="6h")), Unit.SECONDS)
        yield Reading(EXPORTED, TIME, factor * spent(world.journal.to_jsonl), Unit.SECONDS)
        found = spent(lambda: world.journal.where(status=304))
        yield Reading(SEARCHED, TIME, factor * found, Unit.SECONDS)


def _by_hand() -> None:
    world, path = _watched()
    with world.client() as client:
        for _ in range(SPAN // EVERY):
            _poll(client, path)
            world.clock.advance(EVERY)


def _asleep(span: timedelta = SPAN) -> None:
    world, path = _watched()
    with virtual_time(world, until=span), world.client() as client:
        while True:
            _poll(client, path)
            time.sleep(EVERY.total_seconds())


def _watched() -> tuple[World, str]:
    world = World("small")
    return world, f"/accounts/{world.accounts[0].id}"


def _poll(client: httpx.Client, path: str) -> None:
    client.get(path).raise_for_status()


def _polled(length: int) -> World:
    """A world whose accounts were all read every ten minutes, with validators."""
    world = World("small")
    caller = Caller(world)
    paths = [f"/accounts/{account.id}" for account in world.accounts]
    tags: dict[str, str] = {}
    while len(world.journal) < length:
        for path in paths:
            tags[path] = caller.get(path, tags.get(path))
        world.clock.advance(minutes=10)
    return world
