"""The ASGI application of one or several worlds, for any server."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

from creatoraudit_mock.clock import VirtualClock
from creatoraudit_mock.control.guard import Access
from creatoraudit_mock.control.paths import is_control
from creatoraudit_mock.control.registry import Registry
from creatoraudit_mock.http.routes import build_app
from creatoraudit_mock.http.tenants import Tenants
from creatoraudit_mock.kit import World
from creatoraudit_mock.transport.live import Live

if TYPE_CHECKING:
    from creatoraudit_mock.dashboard.backstage import Backstage


class Site:
    """A whole server: the API, and the control interface with its dashboard beside it.

    The latter are loaded when they are first asked for: together they take longer than the API.

    Args:
        registry: its worlds.
        access: who may control them; None: nobody, and its paths are unknown like others.
    """

    def __init__(self, registry: Registry, access: Access | None) -> None:
        self._api = Live(build_app(registry.tenants))
        self._registry = registry
        self._access = access
        self._backstage: Backstage | None = None

    def close(self) -> None:
        """Let go of every response that is held: the server stops."""
        self._api.close()
        if self._backstage is not None:
            self._backstage.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or a message of the server's own life."""
        await self._part(scope)(scope, receive, send)

    def _part(self, scope: Scope) -> ASGIApp:
        if self._access is None or not is_control(scope):
            return self._api
        if self._backstage is None:
            from creatoraudit_mock.dashboard.backstage import Backstage  # noqa: PLC0415 - see above

            self._backstage = Backstage(self._registry, self._access)
        return self._backstage


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
