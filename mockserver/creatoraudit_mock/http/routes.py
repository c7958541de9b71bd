"""The one list of routes: every path of the contract, literal ones first."""

from __future__ import annotations

import re

from starlette.routing import Route, Router

from creatoraudit_mock.contract import operations
from creatoraudit_mock.http.gate import Gate, Handler
from creatoraudit_mock.http.handlers import HANDLERS
from creatoraudit_mock.http.tenants import Tenants

PREFIX = "/v2"


def build_app(tenants: Tenants) -> Router:
    """The API as an ASGI application."""
    paths: dict[str, dict[str, tuple[str, Handler | None]]] = {}
    for operation in operations():
        handler = HANDLERS.get(operation.id)
        paths.setdefault(operation.path, {})[operation.method] = (operation.id, handler)
    routes = [_route(path, Gate(tenants, methods)) for path, methods in paths.items()]
    return Router(routes, redirect_slashes=False, default=Gate(tenants, {}))


def _route(path: str, gate: Gate) -> Route:
    route = Route(PREFIX + path, gate)
    # Starlette's `$` overlooks a final line feed, which may be part of an id but of nothing else.
    route.path_regex = re.compile(route.path_regex.pattern.removesuffix("$") + r"\Z")
    return route
