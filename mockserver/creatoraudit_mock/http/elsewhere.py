"""What servers send an application that is no request: that they start and stop, and sockets."""

from __future__ import annotations

from starlette.types import Receive, Scope, Send


async def elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
    """Let a server start and stop, and close a socket."""
    from starlette.routing import Router  # noqa: PLC0415 - our own servers never need it

    await Router()(scope, receive, send)
