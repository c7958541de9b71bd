"""The outermost layer of a server with a state file: first it is kept, then it is said."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from creatoraudit_mock.control.paths import is_control
from creatoraudit_mock.state.keeping import Keeper


class Durable:
    """An ASGI application of which nothing is heard that is not in the state file.

    Args:
        app: the API and its control interface.
        keeper: who writes; if that fails the client gets no answer but a plain 500.
    """

    def __init__(self, app: ASGIApp, keeper: Keeper) -> None:
        self._app = app
        self._keeper = keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        # The API shows the instant of the request, which is kept with it; the control interface
        # and its events show where clocks are just now.
        clocks = is_control(scope)

        async def kept(message: Message) -> None:
            self._keeper.keep(clocks=clocks)
            await send(message)

        await self._app(scope, receive, kept)
        # Of a response that a fault swallowed nothing was sent; yet it was served.
        self._keeper.keep()
