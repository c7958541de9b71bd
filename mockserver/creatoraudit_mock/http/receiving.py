"""The body of a request, off the ASGI channel that it comes by."""

from __future__ import annotations

from typing import Any

from starlette.types import Receive


async def whole_body(receive: Receive, largest: int) -> bytes | None:
    """The whole body, or None if the client hung up before its end.

    Of a body beyond *largest* bytes no more is kept than shows that it is too large.
    """
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
