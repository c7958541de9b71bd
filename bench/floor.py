"""The floor: what uvicorn takes for an answer that nobody had to think about.

uvicorn serves it with uvloop and httptools, in one process, without access log. `app` is the floor;
the others do more of what an answer of the API needs, to see what each step costs.
"""

from __future__ import annotations

from typing import Any, Final

from starlette.types import ASGIApp, Receive, Scope, Send

BODY: Final = b"x" * 900
_BARE: Final = [(b"content-type", b"application/json"), (b"content-length", b"900")]
_STAMP: Final = [
    (b"date", b"Mon, 05 Jan 2026 09:00:00 GMT"),
    (b"x-request-id", b"8a6e0804-2bd0-4672-b79d-d97027f9071a"),
    (b"x-ratelimit-limit", b"600"),
    (b"x-ratelimit-remaining", b"599"),
    (b"x-ratelimit-reset", b"1767603660"),
]
_TAG: Final = [
    (b"etag", b'"%064d"' % 0),
    (b"cache-control", b"private, no-cache"),
    (b"vary", b"Authorization, Accept"),
]


def _fixed(status: int, headers: list[Any], body: bytes) -> ASGIApp:
    """Answer everything with the same bytes."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


app = _fixed(200, _BARE, BODY)
dressed = _fixed(200, [*_STAMP, *_BARE, *_TAG], BODY)
unchanged = _fixed(304, [*_STAMP, *_TAG], b"")
