"""The body of a request, off the ASGI channel that it comes by."""

from __future__ import annotations

from typing import Any, Final

from starlette.types import Receive, Scope

_FRAMING: Final = frozenset({b"content-length", b"transfer-encoding"})


async def whole_body(scope: Scope, receive: Receive, largest: int) -> bytes | None:
    """The whole body, or None if the client hung up before its end.

    Of a body beyond *largest* bytes no more is kept than shows that it is too large.
    """
    if _has_no_body(scope):
        return b""
    chunks: list[bytes] = []
    size = 0
    while True:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk = message.get("body", b"")
        if size <= largest:
            chunks.append(chunk)
        size += len(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


def _has_no_body(scope: Scope) -> bool:
    """Whether none was announced (RFC 9112 section 6.3); HTTP/2 announces none."""
    is_framed = scope["http_version"] in {"1.0", "1.1"}
    return is_framed and _FRAMING.isdisjoint(dict(scope["headers"]))
