"""uvicorn in the main thread, as a command wants it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from types import FrameType

import uvicorn


class ForegroundServer(uvicorn.Server):
    """Says when connections are accepted, and stops at once when a signal asks it to.

    Args:
        config: settings for uvicorn.
        on_ready: called once, when the first connection can be accepted.
    """

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept connections."""
        await super().startup(sockets=sockets)
        self._on_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's
        """Stop; unlike uvicorn's own, the signal is not raised again afterwards."""
        self.should_exit = self.force_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop without waiting for clients: replies are written in one go, so none is cut off."""
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await super().shutdown(sockets=sockets)
