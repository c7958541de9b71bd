"""A live server with one world, and clients of its control interface."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from creatoraudit_mock import ControlClient, MockServer, World
from creatoraudit_mock.control.client import ControlledWorld
from creatoraudit_mock.server import LiveWorld


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """One live server for all tests of a module."""
    with MockServer() as running:
        yield running


@pytest.fixture
def world() -> World:
    """Five accounts and four videos on both platforms, with months of history."""
    return World("small")


@pytest.fixture
def live(server: MockServer, world: World) -> Iterator[LiveWorld]:
    """Where the world is on the server; it goes when the test ends."""
    yield server.add(world)
    if world in server._registry:
        server.remove(world)


@pytest.fixture
def control(server: MockServer) -> Iterator[ControlClient]:
    """The typed client."""
    with ControlClient(server.base_url) as client:
        yield client


@pytest.fixture
def remote(
    server: MockServer, world: World, live: LiveWorld, control: ControlClient
) -> ControlledWorld:
    """The world, as the typed client has it."""
    assert live.base_url == server.base_url
    return control.world(server.world_id(world))


@pytest.fixture
def http(server: MockServer, world: World, live: LiveWorld) -> Iterator[httpx.Client]:
    """A plain client of the world's part of the control interface."""
    assert live.base_url == server.base_url
    url = f"{server.control_url}/worlds/{server.world_id(world)}"
    with httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture
def api(live: LiveWorld) -> Iterator[httpx.Client]:
    """A client of the API with the world's key."""
    headers = {"authorization": f"Bearer {live.api_key}"}
    with httpx.Client(base_url=live.base_url, headers=headers, trust_env=False) as client:
        yield client
