"""The ASGI application of one or several worlds, for any server."""

from __future__ import annotations

import os
import time

from starlette.types import ASGIApp, Receive, Scope, Send

from creatoraudit_mock.clock import VirtualClock
from creatoraudit_mock.control.application import Control, is_control
from creatoraudit_mock.control.document import PREFIX
from creatoraudit_mock.control.guard import Access
from creatoraudit_mock.control.registry import Registry
from creatoraudit_mock.dashboard.application import BELOW, Dashboard
from creatoraudit_mock.http.routes import build_app
from creatoraudit_mock.http.tenants import Tenants
from creatoraudit_mock.kit import World
from creatoraudit_mock.transport.live import Live


class Site:
    """A whole server: the API, and the control interface with its dashboard beside it.

    Args:
        registry: its worlds.
        access: who may control them; None: nobody, and its paths are unknown like others.
    """

    def __init__(self, registry: Registry, access: Access | None) -> None:
        self._api = Live(build_app(registry.tenants))
        self._control = None if access is None else Control(registry, access)
        self._dashboard = None if access is None else Dashboard(registry, access)

    def close(self) -> None:
        """Let go of every response that is held: the server stops."""
        self._api.close()
        if self._control is not None:
            self._control.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or a message of the server's own life."""
        await self._part(scope)(scope, receive, send)

    def _part(self, scope: Scope) -> ASGIApp:
        is_theirs = scope["type"] == "http" and scope["path"].startswith(PREFIX)
        if self._control is None or self._dashboard is None or not is_theirs:
            return self._api
        if BELOW.match(scope["path"]):
            return self._dashboard
        return self._control if is_control(scope) else self._api


def create_app(*worlds: World) -> ASGIApp:
    """The API of one or several worlds as an ASGI application, for any server.

    Without a world it is `small` in real time, or what `CREATORAUDIT_MOCK_SCENARIO` names: what
    `uvicorn --factory creatoraudit_mock:create_app` serves. With several, requests without a
    known key are answered by the first. The control interface is under `/_mock`, for programs on
    this machine, or with the token that `CREATORAUDIT_MOCK_CONTROL_TOKEN` holds.

    Raises:
        ValueError: two worlds have the same API key, so nobody could tell which is meant.
    """
    if not worlds:
        clock = VirtualClock(mode="scaled", source=time.monotonic_ns)
        worlds = (World(os.environ.get("CREATORAUDIT_MOCK_SCENARIO", "small"), clock=clock),)
    return site(Access.from_environment(), *worlds)


def site(access: Access | None, *worlds: World) -> Site:
    """The same with a decision on who may control the worlds; with None nobody may.

    Raises:
        ValueError: two worlds have the same API key.
    """
    if len({world.api_key for world in worlds}) < len(worlds):
        raise ValueError("two of these worlds have the same API key: give them different seeds")
    registry = Registry(Tenants(lobby=worlds[0]))
    for world in worlds:
        registry.add(world)
    return Site(registry, access)
