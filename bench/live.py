"""Over a socket: the floor, and the mock with everything on, in turns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Final

from bench import ours, wrk
from bench.progress import say
from bench.readings import Gap, Reading, Unit
from bench.scale import Scale
from bench.servers import Server, free_port, python, running
from bench.wrk import Ask

FLOOR: Final = "floor: raw ASGI callable, 900 bytes"
MANY: Final = 16
"""Connections at once."""


def measure(scale: Scale) -> Iterator[Reading | Gap]:
    """Rates and latencies. Servers are fresh in each round, so that every journal is as long."""
    if not wrk.is_there():
        yield Gap("floor, mock", wrk.HOW)
        return
    for turn in range(1, scale.rounds + 1):
        with _candidates() as asks:
            for row, ask in asks.items():
                say(f"round {turn} of {scale.rounds}: {row}")
                wrk.load(ask, MANY, 1)
                yield from loaded(row, ask, scale.seconds)


def loaded(row: str, ask: Ask, seconds: int) -> Iterator[Reading]:
    """A row's readings under load, and half as long under that of a single connection."""
    for connections, span in ((MANY, seconds), (1, max(1, seconds // 2))):
        found = wrk.load(ask, connections, span)
        at = f"c={connections}"
        say(f"    {at}: {found.rate:,.0f} requests/s, p99 {found.p99 / 1000:.2f} ms")
        yield Reading(row, f"rate, {at}", found.rate, Unit.RATE)
        yield Reading(row, f"p50, {at}", found.p50 / 1_000_000, Unit.SECONDS)
        yield Reading(row, f"p99, {at}", found.p99 / 1_000_000, Unit.SECONDS)


@contextmanager
def floor(app: str = "app") -> Iterator[Server]:
    """Uvicorn with a raw callable of `bench.floor`."""
    port = free_port()
    with running(floor_command(port, app), port, "/") as server:
        yield server


def floor_command(port: int, app: str = "app") -> list[str]:
    """How the floor is started."""
    options = ("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--workers", "1")
    quiet = ("--log-level", "warning", "--lifespan", "off", "--ws", "none")
    return python("-m", "uvicorn", f"bench.floor:{app}", "--port", str(port), *options, *quiet)


@contextmanager
def _candidates() -> Iterator[Mapping[str, Ask]]:
    with ExitStack() as stack:
        bare = stack.enter_context(floor())
        mock = stack.enter_context(ours.served())
        yield {FLOOR: Ask(f"{bare.url}/"), **ours.asks(mock.url)}
