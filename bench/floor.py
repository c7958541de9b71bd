"""The floor: what uvicorn takes for an answer that nobody had to think about.

uvicorn serves it with uvloop and httptools, in one process, without access log.
"""

from __future__ import annotations

from starlette.types import Receive, Scope, Send

BODY = b"x" * 900


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer everything with the same 900 bytes."""
    del scope, receive
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"application/json"), (b"content-length", b"900")],
        }
    )
    await send({"type": "http.response.body", "body": BODY})
