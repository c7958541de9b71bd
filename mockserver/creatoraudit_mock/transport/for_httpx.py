"""In-process transports for httpx, sync and async."""

from __future__ import annotations

import httpx
from starlette.types import ASGIApp

from creatoraudit_mock.transport.stepping import Request, Response, call


class InProcessTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers for one host, with the application in the same process; sync or async.

    Args:
        app: the ASGI application.
        host: the only host that it answers for.
    """

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app = app
        self._host = host

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a `httpx.Client`."""
        return self._answer(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a `httpx.AsyncClient`."""
        return self._answer(request, await request.aread())

    def _answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        url = request.url
        if url.host != self._host:
            raise httpx.ConnectError(
                f"this client is mounted on {self._host} in-process and reaches no other host, "
                f"but was asked for {url}",
                request=request,
            )
        asked = Request(
            request.method,
            url.scheme,
            url.host,
            url.port,
            url.raw_path,
            request.headers.raw,
            body,
        )
        return _response(call(self._app, asked))


def _response(answer: Response) -> httpx.Response:
    return httpx.Response(answer.status, headers=answer.headers, content=answer.body)
