"""The one list of routes: every path of the contract, literal ones first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from starlette.types import Scope

from creatoraudit_mock.contract import operations
from creatoraudit_mock.http.gate import Gate
from creatoraudit_mock.http.handlers import HANDLERS
from creatoraudit_mock.http.reading import NOWHERE, Place
from creatoraudit_mock.http.tenants import Tenants

PREFIX = "/v2"


def build_app(tenants: Tenants) -> Gate:
    """The API as an ASGI application."""
    return Gate(tenants, _routes(), HANDLERS)


class Routes:
    """The paths of the contract, and what may be done at each."""

    def __init__(self) -> None:
        self._methods: dict[str, dict[str, str]] = {}
        for operation in operations():
            self._methods.setdefault(PREFIX + operation.path, {})[operation.method] = operation.id
        self._routes = [(path.split("/"), methods) for path, methods in self._methods.items()]

    @property
    def paths(self) -> list[str]:
        """All paths, in the order in which they are tried."""
        return list(self._methods)

    def __call__(self, scope: Scope) -> Place:
        """The place that a request asks for, known or not."""
        segments = _path(scope).split("/")
        for route, methods in self._routes:
            parameters = _parameters(route, segments)
            if parameters is not None:
                return Place(methods, parameters)
        return NOWHERE


@cache
def _routes() -> Routes:
    """The one list for all: it knows nothing of worlds."""
    return Routes()


def _path(scope: Scope) -> str:
    """The path, without what leads to where another application has mounted this one."""
    path: str = scope["path"]
    below = path.removeprefix(scope.get("root_path", ""))
    return below if below[:1] in {"", "/"} else path


def _parameters(route: Sequence[str], segments: Sequence[str]) -> dict[str, str] | None:
    """What stands where a route has a name in braces, or None if the rest does not fit."""
    if len(route) != len(segments):
        return None
    found = {}
    for expected, segment in zip(route, segments, strict=True):
        if segment and expected.startswith("{"):
            found[expected[1:-1]] = segment
        elif segment != expected:
            return None
    return found
