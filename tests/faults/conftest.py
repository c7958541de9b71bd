"""A small world, and a checked client of it."""

from collections.abc import Iterator

import httpx
import pytest

from creatoraudit_mock import World
from wire import wire


@pytest.fixture
def world() -> World:
    """Five accounts and four videos on both platforms, with months of history."""
    return World("small")


@pytest.fixture
def client(world: World) -> Iterator[httpx.Client]:
    """A client of the small world that checks every response against the contract."""
    with wire(world) as made:
        yield made
