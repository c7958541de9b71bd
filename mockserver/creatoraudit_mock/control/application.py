"""The control interface as an ASGI application."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import Any

from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from creatoraudit_mock.control.document import document
from creatoraudit_mock.control.door import Door, House
from creatoraudit_mock.control.endpoint import Endpoint
from creatoraudit_mock.control.endpoints import ENDPOINTS
from creatoraudit_mock.control.guard import Access
from creatoraudit_mock.control.paths import PREFIX
from creatoraudit_mock.control.registry import Registry


class Control:
    """The control interface of a server."""

    def __init__(self, registry: Registry, access: Access) -> None:
        made = partial(_document, with_token=access.token is not None)
        self._house = House(registry, access, made)
        paths: dict[str, dict[str, Endpoint]] = {}
        for one in ENDPOINTS:
            paths.setdefault(one.path, {})[one.method] = one
        routes = [_route(path, Door(self._house, methods)) for path, methods in paths.items()]
        self._router = Router(routes, redirect_slashes=False, default=Door(self._house, {}))

    def close(self) -> None:
        """Let go of every stream: the server stops."""
        self._house.is_closing = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        await self._router(scope, receive, send)


@cache
def _document(*, with_token: bool) -> dict[str, Any]:
    """Made when somebody asks for it: it takes longer than to start a server."""
    return document(ENDPOINTS, with_token=with_token)


def _route(path: str, door: Door) -> Route:
    route = Route(PREFIX + path, door)
    # Starlette's `$` overlooks a final line feed, which may be part of a name.
    pattern = route.path_regex.pattern.removesuffix("$").replace(".*)", ".+)")
    route.path_regex = re.compile(pattern + r"\Z", re.DOTALL)
    return route
