"""The API by a plain call: what the mock itself takes, without a client library."""

from __future__ import annotations

from bench import ours
from creatoraudit_mock import World
from creatoraudit_mock.http.replies import Response
from creatoraudit_mock.transport.calling import Request, call

_JSON = (b"Content-Type", b"application/json")


class Caller:
    """Asks a world by its gate alone."""

    def __init__(self, world: World) -> None:
        world.set_rate_limit(ours.PLENTY)
        self._serve = world.app.serve
        self._key = (b"Authorization", f"Bearer {world.api_key}".encode())

    def get(self, target: str, etag: str | None = None) -> str:
        """The entity tag of what is there; the status is 304 if it is the given one."""
        validator = [] if etag is None else [(b"If-None-Match", etag.encode())]
        answer = self._called("GET", target, validator)
        return next((value.decode() for name, value in answer.headers if name == b"etag"), "")

    def post(self, target: str, body: bytes) -> None:
        """Post JSON."""
        self._called("POST", target, [_JSON], body)

    def _called(
        self, method: str, target: str, headers: list[tuple[bytes, bytes]], body: bytes = b""
    ) -> Response:
        path = f"/v2{target}".encode()
        return call(
            self._serve,
            Request(method, "https", ours.HOST, None, path, [self._key, *headers], body),
        )
