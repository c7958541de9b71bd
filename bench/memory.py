"""A long life: resident memory, and speed, while the journal grows to a million unchanged polls."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Final

from bench import live, ours, wrk
from bench.progress import say
from bench.readings import Gap, Reading, Unit
from bench.scale import Scale
from bench.servers import Server

STARTED: Final = "the mock with `small`, after its first 200"
LIFE: Final = "the mock, whole life"
RESIDENT: Final = "resident"
EACH: Final = "growth by an unchanged poll"
MARKS: Final = (1_000, 10_000, 100_000, 1_000_000)


def measure(scale: Scale) -> Iterator[Reading | Gap]:
    """Weigh servers that just started, then one that is polled for long."""
    with ExitStack() as stack:
        bare, mock = stack.enter_context(live.floor()), stack.enter_context(ours.served("small"))
        yield Reading("the floor, after its first 200", RESIDENT, bare.resident, Unit.BYTES)
        yield Reading(STARTED, RESIDENT, mock.resident, Unit.BYTES)
    if not wrk.is_there():
        yield Gap("a long life", wrk.HOW)
        return
    with ours.served_apart("small") as server:
        yield from _life(server, scale)


def _life(server: Server, scale: Scale) -> Iterator[Reading | Gap]:
    """Poll in spans, short ones first, and look at each power of ten."""
    ask = ours.asks(server.url, "small")[ours.UNCHANGED]
    before, done, began = server.resident, 0, time.monotonic()
    marks = [mark for mark in MARKS if mark <= scale.polls]
    while marks and time.monotonic() - began < scale.patience:
        found = wrk.load(ask, live.MANY, 1 if done < MARKS[2] else 5)
        done += found.requests
        while marks and done >= marks[0]:
            row = f"the mock, {marks.pop(0):,} polls and more"
            say(f"{row}: {found.rate:,.0f} requests/s")
            yield Reading(row, "rate, c=16", found.rate, Unit.RATE)
            yield Reading(row, "p99, c=16", found.p99 / 1_000_000, Unit.SECONDS)
            yield Reading(row, RESIDENT, server.resident, Unit.BYTES)
    if marks:
        reason = f"stopped after {scale.patience} s, with {done:,} polls"
        yield Gap(f"the mock, {marks[-1]:,} polls", reason)
    after = server.resident
    yield Reading(LIFE, RESIDENT, after, Unit.BYTES)
    yield Reading(LIFE, EACH, (after - before) / done, Unit.BYTES)
