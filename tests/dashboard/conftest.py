"""A live server with a world that has been polled, and browsers without script."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from creatoraudit_mock import Fault, MockServer, World
from creatoraudit_mock.server import LiveWorld


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """One live server for all tests of a module."""
    with MockServer() as running:
        yield running


@pytest.fixture
def world() -> World:
    """`small`, with a fault and an outage planned, something held, and a few requests served."""
    world = World("small")
    world.faults.add(Fault.status(503, retry_after=30), on="GET /accounts", times=1)
    world.faults.add(Fault.stall("5s"), on="GET /overview", name="slow overview")
    world.outage(duration="6h")
    world.hold(world.accounts[1])
    with world.client() as client:
        for path in ("/accounts", f"/accounts/{world.accounts[0].id}", "/nowhere"):
            client.get(path)
    return world


@pytest.fixture
def live(server: MockServer, world: World) -> Iterator[LiveWorld]:
    """Where the world is on the server; it goes when the test ends."""
    yield server.add(world)
    if world in server._registry:
        server.remove(world)


@pytest.fixture
def site(server: MockServer) -> Iterator[httpx.Client]:
    """A browser that runs no script and follows no redirect by itself."""
    url = server.control_url.removesuffix("/_mock")
    with httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture
def base(server: MockServer, world: World, live: LiveWorld) -> str:
    """The path of the world's pages."""
    assert live.base_url == server.base_url
    return f"/_mock/ui/{server.world_id(world)}"
