"""The typed client by itself, and what Python programs learn from the server."""

from __future__ import annotations

import sys

import pytest

from creatoraudit_mock import ControlClient, MockServer, World, WorldError
from creatoraudit_mock.control.client import ControlledWorld
from creatoraudit_mock.server import LiveWorld


def test_any_url_of_the_server_will_do(server: MockServer, live: LiveWorld) -> None:
    """The client takes the base URL of the API, that of the control interface, or the bare site."""
    site = live.base_url.removesuffix("/v2")
    for url in (live.base_url, server.control_url, site):
        with ControlClient(url) as control:
            assert repr(control) == f"<ControlClient of {site}/_mock/>"
            assert control.worlds()


@pytest.mark.parametrize("url", ["127.0.0.1:8080", "", "/v2"])
def test_what_is_no_url(url: str) -> None:
    """An address without a scheme is refused with the form that it must have."""
    with pytest.raises(ValueError, match=r"url must look like http://127\.0\.0\.1:8080, got"):
        ControlClient(url)


def test_without_httpx(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where httpx is missing the error says how to get it."""
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(ModuleNotFoundError, match="ControlClient needs httpx: pip install httpx"):
        ControlClient("http://127.0.0.1:8080")


def test_repr(remote: ControlledWorld) -> None:
    """The repr tells which world it is, and where."""
    assert repr(remote) == f"<ControlledWorld {remote.id!r} at {remote.base_url}>"


def test_the_id_of_a_world_that_is_not_served(server: MockServer) -> None:
    """Asking for the id of a world that is not there says what to do."""
    with pytest.raises(ValueError, match="not served here: add it first"):
        server.world_id(World())


def test_the_control_url_before_the_start() -> None:
    """A server that does not run has no address."""
    with pytest.raises(RuntimeError, match="the server is not running"):
        _ = MockServer().control_url


@pytest.mark.parametrize("accounts", [-1, 2.5, True, "five"])
def test_what_is_no_quota(accounts: object) -> None:
    """A quota that is no number of accounts is refused, and nothing is logged."""
    world = World()
    with pytest.raises(WorldError, match="a quota must be a whole number of accounts or None, got"):
        world.set_quota(accounts)  # type: ignore[arg-type]  # the point
    assert len(world.log) == 0
