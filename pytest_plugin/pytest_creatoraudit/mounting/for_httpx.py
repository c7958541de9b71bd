"""The seam of httpx and of httpx2: the transport that a client makes for itself.

It lies above httpcore, where respx mocks other hosts, so the two get along.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any

from pytest_creatoraudit.mounting.hosts import Hosts
from pytest_creatoraudit.mounting.seam import Seam

if TYPE_CHECKING:
    from creatoraudit_mock import World


def seams(library: str, world: World, hosts: Hosts) -> Iterable[Seam]:
    """The seams of one of the two libraries: its sync and its async transport."""
    module: Any = importlib.import_module(library)
    ours: Any = world.transport(library)  # type: ignore[arg-type]  # one of the two

    def check(request: Any) -> None:
        refusal = hosts.refusal(request.url.host, request.url)
        if refusal and not _respx_is_in_charge():
            raise module.ConnectError(refusal, request=request)

    def sync(original: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        def handle_request(transport: Any, request: Any) -> Any:
            if hosts.answers_for(request.url.host):
                return ours.handle_request(request)
            check(request)
            return original(transport, request)

        return handle_request

    def asynchronous(
        original: Callable[[Any, Any], Awaitable[Any]],
    ) -> Callable[[Any, Any], Awaitable[Any]]:
        async def handle_async_request(transport: Any, request: Any) -> Any:
            if hosts.answers_for(request.url.host):
                return await ours.handle_async_request(request)
            check(request)
            return await original(transport, request)

        return handle_async_request

    return (
        Seam(module.HTTPTransport, "handle_request", sync),
        Seam(module.AsyncHTTPTransport, "handle_async_request", asynchronous),
    )


def _respx_is_in_charge() -> bool:
    """Whether the test mocks other hosts with respx, which refuses what it does not know."""
    mocks = sys.modules.get("respx.mocks")
    return mocks is not None and any(one.routers for one in mocks.Mocker.registry.values())
