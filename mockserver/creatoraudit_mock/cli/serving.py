"""A world served by uvicorn in the main thread, until a signal ends it."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable
from types import FrameType
from typing import Final, NamedTuple

import uvicorn
from starlette.types import ASGIApp

from creatoraudit_mock.application import site
from creatoraudit_mock.cli.control import control_url, require_token
from creatoraudit_mock.cli.listening import base_url, is_exposed, listen
from creatoraudit_mock.cli.motion import Motion
from creatoraudit_mock.cli.welcome import Greeting, warn_exposed, welcome
from creatoraudit_mock.control.guard import Access
from creatoraudit_mock.control.paths import PREFIX
from creatoraudit_mock.kit import World
from creatoraudit_mock.server import uvicorn_config

_TICKS: Final = 10
"""In each second; uvicorn's own."""


class Place(NamedTuple):
    """Where to serve, and who may control what is served."""

    host: str
    port: int
    access: Access | None


def serve_world(world: World, motion: Motion, place: Place) -> None:
    """Serve a world; a clock that follows real time waits for the first request."""

    def ready(url: str) -> None:
        welcome(Greeting(url, world, str(motion), *addresses(url, place, 1)))
        if motion.speed is not None:
            world.clock.run(motion.speed, waits=True)

    serve_app(site(place.access, world), place, ready)


def addresses(url: str, place: Place, number: int) -> tuple[str | None, str | None]:
    """Where the dashboard is, and where a world is controlled; no world has the number 0."""
    if place.access is None:
        return None, None
    return f"{url.removesuffix('/v2')}{PREFIX}/", control_url(url, number) if number else None


def serve_app(
    app: ASGIApp,
    place: Place,
    on_ready: Callable[[str], None],
    on_second: Callable[[], None] = lambda: None,
) -> None:
    """Serve an application until a signal ends it.

    Args:
        app: any ASGI application.
        place: where, and for whom.
        on_ready: told the base URL, once connections are accepted.
        on_second: called about once a second.
    """
    host, port, access = place
    with listen(host, port) as sock:
        require_token(sock, host, access)
        if is_exposed(sock):
            warn_exposed(host)
        url = base_url(sock, host)
        server = _ForegroundServer(uvicorn_config(app), lambda: on_ready(url), on_second)
        gc.freeze()  # what is there by now stays: no pause of the collector has to look at it
        server.run(sockets=[sock])


class _ForegroundServer(uvicorn.Server):
    """uvicorn that says when it accepts connections, and stops at once when a signal asks."""

    def __init__(
        self, config: uvicorn.Config, on_ready: Callable[[], None], on_second: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._on_second = on_second

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._on_ready()

    async def on_tick(self, counter: int) -> bool:
        if counter % _TICKS == 0:
            self._on_second()
        return await super().on_tick(counter)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's
        # Unlike uvicorn's own, this does not have the signal raised again once all is closed:
        # to be stopped is a success.
        self.should_exit = self.force_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Clients are not waited for. Replies are written in one go, so none is cut off.
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await super().shutdown(sockets=sockets)
