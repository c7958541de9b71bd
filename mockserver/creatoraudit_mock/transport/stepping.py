"""Call the ASGI application by hand.

No handler ever waits, so the application's coroutine runs from start to end in one step; sync and
async clients get the same bytes by the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Scope

from creatoraudit_mock.faults import DELIVERY, Delivery

RawHeaders = Sequence[tuple[bytes, bytes]]


class Request(NamedTuple):
    """A request in the terms that all client libraries share."""

    method: str
    scheme: str
    host: str
    port: int | None
    raw_path: bytes
    """Path and query, percent-encoded."""
    headers: RawHeaders
    body: bytes


class Response(NamedTuple):
    """A whole response."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    delivery: Delivery | None = None
    """How it travels, if not whole and at once."""


def call(app: ASGIApp, request: Request) -> Response:
    """The response of the application.

    Raises:
        RuntimeError: the application waited for something, which in-process nothing can end.
        Exception: whatever went wrong inside the application, after it answered 500.
    """
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    coroutine = app(scope_of(request), receive, send)
    try:
        coroutine.send(None)  # type: ignore[attr-defined]  # an `async def` makes a coroutine
    except StopIteration:
        start, *rest = sent
        body = b"".join(message["body"] for message in rest)
        return Response(start["status"], list(start["headers"]), body, start.get(DELIVERY))
    coroutine.close()  # type: ignore[attr-defined]
    raise RuntimeError(f"{request.method} {request.raw_path!r} waited inside the application")


def scope_of(request: Request) -> Scope:
    """The ASGI scope of a request, as uvicorn would build it."""
    raw_path, _, query = request.raw_path.partition(b"?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method.upper(),
        "scheme": request.scheme,
        "path": unquote(raw_path.decode("ascii")),
        "raw_path": raw_path,
        "query_string": query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers],
        "client": ("in-process", 0),
        "server": (request.host, request.port),
    }
