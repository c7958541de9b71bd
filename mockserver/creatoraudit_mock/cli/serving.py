"""A world served by uvicorn in the main thread, until a signal ends it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from creatoraudit_mock.application import site
from creatoraudit_mock.cli.control import require_token
from creatoraudit_mock.cli.listening import base_url, is_exposed, listen
from creatoraudit_mock.cli.motion import Motion
from creatoraudit_mock.cli.welcome import warn_exposed, welcome
from creatoraudit_mock.control.guard import Access
from creatoraudit_mock.kit import World
from creatoraudit_mock.server import uvicorn_config


def serve_world(world: World, host: str, port: int, motion: Motion, access: Access | None) -> None:
    """Serve a world; a clock that follows real time waits for the first request."""
    with listen(host, port) as sock:
        require_token(sock, host, access)
        if is_exposed(sock):
            warn_exposed(host)

        def ready() -> None:
            welcome(world, base_url(sock, host), motion, is_controlled=access is not None)
            if motion.speed is not None:
                world.clock.run(motion.speed, waits=True)

        server = _ForegroundServer(uvicorn_config(site(access, world)), ready)
        server.run(sockets=[sock])


class _ForegroundServer(uvicorn.Server):
    """uvicorn that says when it accepts connections, and stops at once when a signal asks."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._on_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's
        # Unlike uvicorn's own, this does not have the signal raised again once all is closed:
        # to be stopped is a success.
        self.should_exit = self.force_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Clients are not waited for. Replies are written in one go, so none is cut off.
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await super().shutdown(sockets=sockets)
