"""Worlds of growing size, each in a fresh process: to make, to move in time, to read.

Reads go through the whole application (gate, contract, journal), without a client library. "Cold"
is the first read after the clock has moved, when every representation has to be made anew.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec

from bench.caller import Caller
from bench.progress import say
from bench.readings import Gap, Reading, Unit
from bench.scale import Scale
from bench.servers import python, resident
from bench.turns import spent
from creatoraudit_mock import World
from creatoraudit_mock.scenario import Scenario

MAKE: Final = "to make"
WEIGHT: Final = "resident"
ADVANCE: Final = "advance by 25 hours"
READ: Final = "next read of an account"
PAGE: Final = "next page of 50"
SORTED_COLD: Final = "page sorted by views, cold"
SORTED_WARM: Final = "the same, warm"
_ROUNDS: Final = 7
_MANY: Final = 50
_LARGEST_SORTED: Final = 10_000
"""Sorting looks at every account, so it takes as long as there are many of them."""
_SCENARIO: Final = """
description = "Accounts in any number."

[[accounts]]
platform = "instagram"
username = "account"
added = "-90d"
posts_every = "72h"
"""


def row(accounts: int) -> str:
    """The row of a size."""
    return f"{accounts:,} accounts"


def measure(scale: Scale) -> Iterator[Reading | Gap]:
    """One size after the other, until one would take too long."""
    needed = 0.0
    for accounts in scale.accounts:
        if needed * 10 > scale.patience:  # sizes grow tenfold
            reason = f"would take more than {scale.patience} s; python -m bench.growth {accounts}"
            yield Gap(row(accounts), reason)
            continue
        say(row(accounts))
        began = time.monotonic()
        run = subprocess.run(  # noqa: S603 - our own command
            python("-m", "bench.growth", str(accounts)), capture_output=True, check=True
        )
        needed = time.monotonic() - began
        yield from msgspec.json.decode(run.stdout, type=list[Reading])


def grown(accounts: int) -> Scenario:
    """A scenario with so many accounts, made from one of a file without checking each again."""
    one = Scenario.from_text(_SCENARIO, "grown.toml")
    item = one.items[0]
    names = (f"account{number:07}" for number in range(accounts))
    commands = (msgspec.structs.replace(item.command, username=name) for name in names)
    return msgspec.structs.replace(one, items=tuple(item._replace(command=c) for c in commands))


def _readings(accounts: int) -> Iterator[Reading]:
    """The readings of one size, in this process."""
    before, scenario, name = resident(os.getpid()), grown(accounts), row(accounts)
    start = time.process_time()
    world = World(scenario)
    yield Reading(name, MAKE, time.process_time() - start, Unit.SECONDS)
    yield Reading(name, WEIGHT, resident(os.getpid()) - before, Unit.BYTES)
    yield from _moving(name, world, Caller(world))


def _moving(name: str, world: World, caller: Caller) -> Iterator[Reading]:
    accounts = [f"/accounts/{found}" for found in islice(world.organization.accounts, _MANY)]
    page, ranked = "/accounts?limit=50", "/accounts?order_by=view_count&limit=50"
    for target in (*accounts, page):
        caller.get(target)

    def leap() -> None:
        world.clock.advance(hours=25)

    def read_all() -> None:
        for account in accounts:
            caller.get(account)

    for _ in range(_ROUNDS):
        yield Reading(name, ADVANCE, spent(leap, _MANY), Unit.SECONDS)
        yield Reading(name, READ, spent(read_all) / len(accounts), Unit.SECONDS)
        leap()
        yield Reading(name, PAGE, spent(lambda: caller.get(page)), Unit.SECONDS)
    if len(world.organization.accounts) > _LARGEST_SORTED:
        return
    for _ in range(3):
        leap()
        yield Reading(name, SORTED_COLD, spent(lambda: caller.get(ranked)), Unit.SECONDS)
        yield Reading(name, SORTED_WARM, spent(lambda: caller.get(ranked), _MANY), Unit.SECONDS)


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(list(_readings(int(sys.argv[1])))))
