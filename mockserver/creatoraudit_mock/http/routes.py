"""The one list of routes: every path of the contract, literal ones first."""

from __future__ import annotations

import re

from starlette.routing import Match, Route
from starlette.types import Scope

from creatoraudit_mock.contract import operations
from creatoraudit_mock.http.gate import Gate
from creatoraudit_mock.http.handlers import HANDLERS
from creatoraudit_mock.http.reading import NOWHERE, Place
from creatoraudit_mock.http.tenants import Tenants

PREFIX = "/v2"


def build_app(tenants: Tenants) -> Gate:
    """The API as an ASGI application."""
    return Gate(tenants, Routes(), HANDLERS)


class Routes:
    """The paths of the contract, and what may be done at each."""

    def __init__(self) -> None:
        self._methods: dict[str, dict[str, str]] = {}
        for operation in operations():
            self._methods.setdefault(PREFIX + operation.path, {})[operation.method] = operation.id
        self._routes = [_route(path) for path in self._methods]

    @property
    def paths(self) -> list[str]:
        """All paths, in the order in which they are tried."""
        return list(self._methods)

    def __call__(self, scope: Scope) -> Place:
        """The place that a request asks for, known or not."""
        for route in self._routes:
            match, found = route.matches(scope)
            if match is not Match.NONE:
                return Place(self._methods[route.path], found["path_params"])
        return NOWHERE


def _route(path: str) -> Route:
    route = Route(path, Gate)  # who serves it does not matter: the gate asks for the path alone
    # Starlette's `$` overlooks a final line feed, which may be part of an id but of nothing else.
    route.path_regex = re.compile(route.path_regex.pattern.removesuffix("$") + r"\Z")
    return route
