"""The part of an in-process transport that httpx and httpx2 have in common.

The two libraries have the same interface but different classes, so the module is a parameter and
requests and responses are `Any` here.
"""

from __future__ import annotations

from typing import Any

from starlette.types import ASGIApp

from creatoraudit_mock.transport.stepping import Request, call


class InProcess:
    """Answers for one host, with the application in the same process; sync or async.

    Args:
        app: the ASGI application.
        host: the only host that it answers for.
    """

    library: Any

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app = app
        self._host = host

    def handle_request(self, request: Any) -> Any:
        """Answer a request of a sync client."""
        return self._answer(request, request.read())

    async def handle_async_request(self, request: Any) -> Any:
        """Answer a request of an async client, on any event loop."""
        return self._answer(request, await request.aread())

    def _answer(self, request: Any, body: bytes) -> Any:
        url = request.url
        if url.host != self._host:
            raise self.library.ConnectError(
                f"this client is mounted on {self._host} in-process and reaches no other host, "
                f"but was asked for {url}",
                request=request,
            )
        answer = call(
            self._app,
            Request(
                request.method,
                url.scheme,
                url.host,
                url.port,
                url.raw_path,
                request.headers.raw,
                body,
            ),
        )
        return self.library.Response(answer.status, headers=answer.headers, content=answer.body)
