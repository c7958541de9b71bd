"""Switches about rate limits and retries."""

from typing import Any

import httpx

from creatoraudit_mock import World
from wire import Answers

DUPLICATE = (409, "The tiktok account esa is already tracked.")


def window(world: World, client: httpx.Client) -> Any:
    """How long a window lasts yet, seen by the first request that a key sends in it."""
    world.clock.advance("15s")
    found = []
    for _ in range(2):
        reset = int(client.get("/whoami").headers["x-ratelimit-reset"])
        found.append(reset - world.clock.now.timestamp())
        world.clock.advance("50s")
    return found


def retry_after(world: World, client: httpx.Client) -> Any:
    """Whether a 429 says when to come back, in its header."""
    world.set_rate_limit(1)
    world.clock.advance("1.25s")
    client.get("/whoami")
    world.clock.advance("0.000001s")
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


def another_operation(_: World, client: httpx.Client) -> Any:
    """What a creator gets under a key that an account was made with."""
    _twice(client, "first")
    response = client.post("/creators", json={"name": "Ada"}, headers={"idempotency-key": "one"})
    return response.status_code, response.json()["data"]["type"]


def replay(_: World, client: httpx.Client) -> Any:
    """The statuses of an answer and its replay, and whether all else is the same."""
    first, second = _twice(client, "x", "x")
    same = (first.content, first.headers["location"]) == (
        second.content,
        second.headers["location"],
    )
    return first.status_code, second.status_code, same


def mended(_: World, client: httpx.Client) -> Any:
    """What a mended request under the key of a duplicate gets, by the problem that it had."""
    return [(a.status_code, a.json().get("detail")) for a in _twice(client, "esa", "mended")]


def marker(_: World, client: httpx.Client) -> Any:
    """By what header a replayed answer differs from the first."""
    return [answer.headers.get("idempotent-replayed") for answer in _twice(client, "x", "x")]


ANSWERS: Answers = {
    "rate_window": (window, {"aligned": [45, 55], "from-first": [60, 10]}),
    "retry_after": (
        retry_after,
        {"present": (429, "59"), "absent": (429, None), "fraction": (429, "58.750")},
    ),
    "idempotency_conflict": (
        another_body,
        {"replay": (201, True), 409: (409, False), 422: (422, False)},
    ),
    "idempotency_scope": (
        another_operation,
        {"operation": (201, "creator"), "key": (201, "account")},
    ),
    "idempotent_status": (replay, {201: (201, 201, True), 200: (201, 200, True)}),
    "idempotent_errors": (
        mended,
        {"forgotten": [DUPLICATE, (201, None)], "kept": [DUPLICATE, DUPLICATE]},
    ),
    "idempotent_marker": (marker, {"absent": [None, None], "present": [None, "true"]}),
}
