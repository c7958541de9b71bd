"""The application called by hand: what the mock itself takes, without a client library."""

from __future__ import annotations

from bench import ours
from creatoraudit_mock import World
from creatoraudit_mock.transport.stepping import Request, call


class Caller:
    """Asks a world by its application alone."""

    def __init__(self, world: World) -> None:
        world.set_rate_limit(ours.PLENTY)
        self._app = world.app
        self._headers = [(b"Authorization", f"Bearer {world.api_key}".encode())]

    def get(self, target: str, etag: str | None = None) -> tuple[int, str]:
        """Status and entity tag of what is there."""
        headers = [*self._headers, *([(b"If-None-Match", etag.encode())] if etag else [])]
        request = Request(
            "GET", "https", "api.creatoraudit.com", None, f"/v2{target}".encode(), headers, b""
        )
        answer = call(self._app, request)
        tag = next((value for name, value in answer.headers if name == b"etag"), b"")
        return answer.status, tag.decode()
