"""Memory in a long life: the journal grows, and what has really happened; nothing else does.

`SOAK_REQUESTS` is how long that life is; `make stress` makes it longer.
"""

from __future__ import annotations

import os
import sys

from creatoraudit_mock import World
from soak import MIXED, POOL, READING, WRITING, Deeds, Soak, forget

REQUESTS = int(os.environ.get("SOAK_REQUESTS", "500"))
SLACK = REQUESTS // 2
"""Pieces of memory by which caches may differ between two looks; a request leaves dozens."""


def is_flat(world: World, soak: Soak, deeds: Deeds) -> bool:
    """Whether memory stays as it is in a life, but for what grows by design.

    Looks three times at most: caches come and go, but what leaks does so each time.
    """
    soak.run(REQUESTS, deeds)  # until caches are full
    return any(_grown(world, soak, deeds) < SLACK for _ in range(3))


def _grown(world: World, soak: Soak, deeds: Deeds) -> int:
    forget(world)
    before = sys.getallocatedblocks()
    soak.run(REQUESTS, deeds)
    forget(world)
    return sys.getallocatedblocks() - before


def test_reading_leaves_nothing_but_the_journal() -> None:
    """However much is read, rightly or wrongly, only the journal grows."""
    world = World("small")
    with world.client() as client:
        assert is_flat(world, Soak(world, client), READING)


def test_writing_leaves_only_what_happened() -> None:
    """However much comes and goes, journal, log and the departed are all that grows."""
    world = World("small")
    with world.client() as client:
        soak = Soak(world, client)
        soak.run(POOL * 15, WRITING)  # until as much goes as comes
        assert is_flat(world, soak, MIXED)


def test_a_leak_would_be_seen() -> None:
    """One small thing kept for each request is more than the slack."""
    world, leak = World("small"), []
    with world.client(event_hooks={"request": [lambda _: leak.append(object())]}) as client:
        assert not is_flat(world, Soak(world, client), [Soak.err])


def test_the_journal_forgets_nothing() -> None:
    """Every request of a long life is in the journal."""
    world = World("small")
    with world.client() as client:
        soak = Soak(world, client)
        soak.run(REQUESTS, MIXED)
    assert [entry.index for entry in world.journal] == [*range(soak.count)]
