"""When the body of a request is waited for."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from creatoraudit_mock.http.receiving import whole_body

_LENGTH = (b"content-length", b"4")
_CHUNKED = (b"transfer-encoding", b"chunked")


def _received(version: str, *fields: tuple[bytes, bytes]) -> tuple[bytes | None, int]:
    """What is taken for the body where one of two parts is there, and how often was asked."""
    parts = [{"body": b"bo", "more_body": True}, {"body": b"dy", "more_body": False}]
    asked = 0

    async def receive() -> dict[str, Any]:
        nonlocal asked
        asked += 1
        return {"type": "http.request", **parts[asked - 1]}

    scope = {"http_version": version, "headers": [(b"host", b"localhost"), *fields]}
    return asyncio.run(whole_body(scope, receive, 100)), asked


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_body_that_was_not_announced_is_not_waited_for(version: str) -> None:
    """HTTP/1 announces every body, so a request that does not has none (RFC 9112 section 6.3)."""
    assert _received(version) == (b"", 0)


@pytest.mark.parametrize("field", [_LENGTH, _CHUNKED])
def test_an_announced_body_is_read_to_its_end(field: tuple[bytes, bytes]) -> None:
    """A length or an encoding announces a body."""
    assert _received("1.1", field) == (b"body", 2)


def test_http_2_need_not_announce_a_body() -> None:
    """A body of HTTP/2 ends with its stream, whatever the header fields say."""
    assert _received("2") == (b"body", 2)
