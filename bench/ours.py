"""The mock as a candidate: how it is served, and the requests that it is measured by.

Everything is on: gate, rate limit (a high one), journal with decision traces, a clock that follows
real time. A world is known by its scenario and seed, so the same world in this process tells the
key and the ids of the one that is served.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from bench.servers import Server, free_port, python, running
from bench.wrk import Ask
from creatoraudit_mock import World

PLENTY: Final = 1_000_000_000
"""Requests a minute: the limit is counted, and never met."""
BATCH: Final = 100
PAGE: Final = 50
SCENARIO: Final = "agency"
"""200 accounts, thousands of posts."""
HOST: Final = "api.creatoraudit.com"
GET: Final = "GET account, 200"
UNCHANGED: Final = "GET account, 304"
LIST: Final = f"list of {PAGE}"
METRICS: Final = f"batch metrics of {BATCH}"
_HEALTH: Final = "/v2/health"


def command(port: int, scenario: str = SCENARIO) -> list[str]:
    """`serve`, as users type it."""
    script = str(Path(sys.executable).with_name("creatoraudit-mock"))
    limit = str(PLENTY)
    return [script, "serve", "--scenario", scenario, "--port", str(port), "--rate-limit", limit]


@contextmanager
def served(scenario: str = SCENARIO) -> Iterator[Server]:
    """The mock, served by its command."""
    port = free_port()
    with running(command(port, scenario), port, _HEALTH) as server:
        yield server


@contextmanager
def served_apart(scenario: str, *options: str, worlds: int = 1) -> Iterator[Server]:
    """The mock, served by `bench.serving`, which can do what the command cannot.

    The server is up before its worlds are there, so the last of them is waited for.
    """
    port, last = free_port(), twin(scenario, worlds - 1)
    size = ["--scenario", scenario, "--worlds", str(worlds)]
    command = python("-m", "bench.serving", str(port), *size, *options)
    with running(command, port, "/v2/whoami", headers=key(last)) as server:
        yield server


@cache
def twin(scenario: str = SCENARIO, seed: int = 0) -> World:
    """The same world in this process."""
    world = World(scenario, seed=seed)
    world.set_rate_limit(PLENTY)
    return world


def key(world: World) -> dict[str, str]:
    """The headers that every request needs."""
    return {"Authorization": f"Bearer {world.api_key}"}


def batch(world: World) -> bytes:
    """The body of a request for the metrics of many accounts."""
    ids = [account.id for account in world.accounts]
    return msgspec.json.encode({"account_ids": ids[:BATCH]})


def asks(site: str, scenario: str = SCENARIO, seed: int = 0) -> Mapping[str, Ask]:
    """The requests that are measured, by name.

    Args:
        site: where the mock is, without the API's prefix.
        scenario: what it serves.
        seed: which of its worlds is asked.
    """
    world = twin(scenario, seed)
    one, headers = f"/accounts/{world.accounts[0].id}", key(world)
    with world.client() as client:
        unchanged = {**headers, "If-None-Match": client.get(one).headers["ETag"]}
    base = f"{site}/v2"
    return {
        GET: Ask(base + one, headers),
        UNCHANGED: Ask(base + one, unchanged),
        LIST: Ask(f"{base}/accounts?limit={PAGE}", headers),
        METRICS: Ask(
            f"{base}/accounts/metrics",
            {**headers, "Content-Type": "application/json"},
            "POST",
            batch(world),
        ),
    }
