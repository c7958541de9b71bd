"""The ASGI application of one or several worlds, for any server."""

from __future__ import annotations

import os
import time

from starlette.types import ASGIApp

from creatoraudit_mock.clock import VirtualClock
from creatoraudit_mock.http.routes import build_app
from creatoraudit_mock.http.tenants import Tenants
from creatoraudit_mock.kit.world import World
from creatoraudit_mock.transport.live import Live


def create_app(*worlds: World) -> ASGIApp:
    """The API of one or several worlds as an ASGI application, for any server.

    Without a world it is `small` in real time, or what `CREATORAUDIT_MOCK_SCENARIO` names: what
    `uvicorn --factory creatoraudit_mock:create_app` serves. With several, requests without a
    known key are answered by the first.

    Raises:
        ValueError: two worlds have the same API key, so nobody could tell which is meant.
    """
    if not worlds:
        clock = VirtualClock(mode="scaled", source=time.monotonic_ns)
        worlds = (World(os.environ.get("CREATORAUDIT_MOCK_SCENARIO", "small"), clock=clock),)
    if len({world.api_key for world in worlds}) < len(worlds):
        raise ValueError("two of these worlds have the same API key: give them different seeds")
    return Live(build_app(Tenants(worlds, lobby=worlds[0])))
