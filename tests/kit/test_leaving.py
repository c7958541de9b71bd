"""A world that nobody has any more is gone at once, without the collector of garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from creatoraudit_mock import World


@pytest.fixture(autouse=True)
def uncollected() -> Iterator[None]:
    """No collector comes by."""
    gc.disable()
    yield
    gc.enable()


def test_an_unused_world() -> None:
    """A world is in no circle with its clock."""
    left = ref(World("small").organization)

    assert left() is None


def test_a_world_that_was_asked() -> None:
    """Nor with its application, whatever it has answered."""
    world = World("small")
    left = ref(world.organization)
    with world.client() as client:
        for path in ("/accounts", "/accounts", "/nowhere"):
            client.get(path)
    world.clock.advance(days=1)
    del world, client

    assert left() is None


def test_a_world_that_a_client_asks() -> None:
    """Whoever can still ask a world keeps it."""
    with World("small").client() as client:
        assert client.get("/accounts").status_code == 200


def test_a_clock_that_outlives_its_world() -> None:
    """It goes on, and knows of no more events."""
    clock = World("small").clock
    before = clock.now

    assert clock.next_event() is None
    assert clock.advance(days=1) > before
