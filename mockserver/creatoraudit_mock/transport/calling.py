"""Ask the API by a plain call.

No handler ever waits, so a request is one call from start to end; sync and async clients get the
same bytes by the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias
from urllib.parse import unquote

from msgspec import Struct
from starlette.types import Scope

from creatoraudit_mock.http.replies import Response

Serve: TypeAlias = Callable[[Scope, bytes], Response]
"""`Gate.serve`: what answers a request, given its scope and its body."""
RawHeaders = Sequence[tuple[bytes, bytes]]


class Request(Struct):
    """A request in the terms that all client libraries share."""

    method: str
    scheme: str
    host: str
    port: int | None
    raw_path: bytes
    """Path and query, percent-encoded."""
    headers: RawHeaders
    body: bytes


def call(serve: Serve, request: Request) -> Response:
    """The response to a request.

    Raises:
        Exception: whatever went wrong inside the mock, once it has answered 500.
    """
    response = serve(scope_of(request), request.body)
    if response.fault is not None:
        raise response.fault
    return response


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
