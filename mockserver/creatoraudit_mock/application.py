"""The ASGI application of one or several worlds, for any server."""

from __future__ import annotations

import os
import time

from starlette.types import ASGIApp

from creatoraudit_mock.clock import VirtualClock
from creatoraudit_mock.control.application import Site
from creatoraudit_mock.control.guard import Access
from creatoraudit_mock.control.registry import Registry
from creatoraudit_mock.http.tenants import Tenants
from creatoraudit_mock.kit import World


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
