"""The part of an in-process transport that httpx and httpx2 have in common.

The two libraries have the same interface but different classes, so the module is a parameter and
requests and responses are `Any` here.
"""

from __future__ import annotations

from typing import Any

from creatoraudit_mock.faults import Delivery
from creatoraudit_mock.http.replies import Response
from creatoraudit_mock.transport.calling import Request, Serve, call
from creatoraudit_mock.transport.parcel import Body, Parcel
from creatoraudit_mock.transport.waiting import wait, wait_async


class InProcess:
    """Answers for one host, with the API in the same process; sync or async.

    Args:
        serve: the API.
        host: the only host that it answers for.
    """

    library: Any
    body: type[Body]
    """A stream of the library that a body is read from piece by piece."""

    def __init__(self, serve: Serve, host: str) -> None:
        self._serve = serve
        self._host = host

    def handle_request(self, request: Any) -> Any:
        """Answer a request of a sync client."""
        answer = self._called(request, request.read())
        if answer.delivery is None:
            return self._response(answer, self.library.ByteStream(answer.body))
        parcel = self._parcel(answer.delivery, request)
        for instant in parcel.head():
            wait(parcel.clock, instant)
        return self._response(answer, self.body(parcel))

    async def handle_async_request(self, request: Any) -> Any:
        """Answer a request of an async client, on any event loop."""
        answer = self._called(request, await request.aread())
        if answer.delivery is None:
            return self._response(answer, self.library.ByteStream(answer.body))
        parcel = self._parcel(answer.delivery, request)
        for instant in parcel.head():
            await wait_async(parcel.clock, instant)
        return self._response(answer, self.body(parcel))

    def _called(self, request: Any, body: bytes) -> Response:
        url = request.url
        if url.host != self._host:
            raise self.library.ConnectError(
                f"this client is mounted on {self._host} in-process and reaches no other host, "
                f"but was asked for {url}",
                request=request,
            )
        return call(
            self._serve,
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

    def _parcel(self, delivery: Delivery, request: Any) -> Parcel:
        patience = request.extensions.get("timeout", {}).get("read")
        return Parcel(self.library, delivery, request, patience)

    def _response(self, answer: Response, stream: Any) -> Any:
        return self.library.Response(answer.status, headers=answer.headers, stream=stream)
