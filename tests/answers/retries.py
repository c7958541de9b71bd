"""Switches about rate limits and retries."""

from typing import Any

import httpx

from creatoraudit_mock import World
from wire import Answers


def retry_after(world: World, client: httpx.Client) -> Any:
    """Whether a 429 says when to come back, in its header."""
    world.set_rate_limit(1)
    client.get("/whoami")
    response = client.get("/whoami")
    return response.status_code, response.headers.get("retry-after")


def _twice(client: httpx.Client, *names: str) -> list[httpx.Response]:
    headers = {"idempotency-key": "one"}
    bodies = [{"platform": "tiktok", "username": name} for name in names]
    return [client.post("/accounts", json=body, headers=headers) for body in bodies]


def another_body(_: World, client: httpx.Client) -> Any:
    """What another body under the same Idempotency-Key gets, and whether it is the first result."""
    first, second = _twice(client, "first", "second")
    return second.status_code, second.content == first.content


def marker(_: World, client: httpx.Client) -> Any:
    """By what header a replayed answer differs from the first."""
    return [answer.headers.get("idempotent-replayed") for answer in _twice(client, "x", "x")]


ANSWERS: Answers = {
    "retry_after": (retry_after, {"present": (429, "60"), "absent": (429, None)}),
    "idempotency_conflict": (
        another_body,
        {"replay": (201, True), 409: (409, False), 422: (422, False)},
    ),
    "idempotent_marker": (marker, {"absent": [None, None], "present": [None, "true"]}),
}
