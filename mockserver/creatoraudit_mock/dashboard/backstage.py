"""Everything under `/_mock`: the control interface, and the dashboard in the midst of it."""

from __future__ import annotations

from starlette.types import Receive, Scope, Send

from creatoraudit_mock.control.application import Control
from creatoraudit_mock.control.guard import Access
from creatoraudit_mock.control.registry import Registry
from creatoraudit_mock.dashboard.application import BELOW, Dashboard


class Backstage:
    """What a server has beside the API, for whoever may control its worlds.

    Args:
        registry: its worlds.
        access: who may see and control them.
    """

    def __init__(self, registry: Registry, access: Access) -> None:
        self._control = Control(registry, access)
        self._dashboard = Dashboard(registry, access)

    def close(self) -> None:
        """Let go of every stream: the server stops."""
        self._control.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        part = self._dashboard if BELOW.match(scope["path"]) else self._control
        await part(scope, receive, send)
