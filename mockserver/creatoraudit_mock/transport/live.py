"""The outermost layer of a live server: it carries out how a response is to travel.

In-process the transports do that; here it happens on the socket, with real resets and bodies that
are really cut short.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from collections.abc import Awaitable
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from creatoraudit_mock.faults import DELIVERY, Delivery, End
from creatoraudit_mock.transport.waiting import hold

CONNECTION: Final = "creatoraudit.connection"
"""Under this key of the scope's state a server puts the transport of the connection."""
_RESET_AT_ONCE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Live:
    """An ASGI application whose faulty deliveries are carried out.

    Args:
        app: the API. All else that it sends passes unchanged.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._is_closing = False

    def close(self) -> None:
        """Let go of every response that is held: the server stops."""
        self._is_closing = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        held: list[Message] = []

        def forward(message: Message) -> Awaitable[None]:
            if not held and DELIVERY not in message:
                return send(message)
            held.append(message)
            return _nothing()

        await self._app(scope, receive, forward)
        if held:
            await self._deliver(held[0], scope, receive, send)

    async def _deliver(self, head: Message, scope: Scope, receive: Receive, send: Send) -> None:
        hung_up = asyncio.create_task(_hung_up(receive))
        try:
            delivery: Delivery = head.pop(DELIVERY)
            if await self._sent(delivery, head, send, hung_up):
                return
            await _cut(scope, hung_up, reset=delivery.end is not End.CLOSED)
        finally:
            hung_up.cancel()

    async def _sent(
        self, delivery: Delivery, head: Message, send: Send, hung_up: asyncio.Task[None]
    ) -> bool:
        """Send what is to be sent; tell whether the response is whole."""

        def is_over() -> bool:
            return self._is_closing or hung_up.done()

        if not await hold(delivery.clock, delivery.opening, is_over) or not delivery.has_head:
            return False
        await send(head)
        for piece in delivery.pieces:
            if not await hold(delivery.clock, piece.at, is_over):
                return False
            await send(_part(piece.content, more=True))
        if delivery.end is not End.WHOLE:
            return False
        await send(_part(b"", more=False))
        return True


def _part(content: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": content, "more_body": more}


async def _nothing() -> None:
    """Nothing to wait for."""


async def _hung_up(receive: Receive) -> None:
    """Return when the connection is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _cut(scope: Scope, hung_up: asyncio.Task[None], *, reset: bool) -> None:
    """End the connection, and wait until the server knows that it has ended."""
    # One turn of the loop: what has been sent leaves, and even an answer without delay looks once.
    await asyncio.sleep(0)
    if hung_up.done():
        return
    transport = scope.get("state", {}).get(CONNECTION)
    if transport is None:
        # The nearest that any server offers: it closes the connection, or answers 500.
        raise ConnectionResetError("a planned fault breaks this connection")
    if reset:
        _linger_not(transport)
        transport.abort()
    else:
        transport.close()
    await hung_up


def _linger_not(transport: Any) -> None:
    """Have the system send a reset instead of an orderly end."""
    transport.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, _RESET_AT_ONCE
    )
