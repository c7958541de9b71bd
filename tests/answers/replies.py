"""Switches about requests, replies and caches."""

import re
from typing import Any

import httpx

from creatoraudit_mock import World
from wire import Answers

MICROS = re.compile(r'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"')
SECONDS = re.compile(r'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"')


def request_id(_: World, client: httpx.Client) -> Any:
    """Whether the client's id comes back."""
    return client.get("/health", headers={"x-request-id": "mine"}).headers["x-request-id"] == "mine"


def timestamps(world: World, client: httpx.Client) -> Any:
    """Whether all timestamps have fractions, and whether all are whole."""
    world.clock.advance(hours=1, microseconds=7)
    world.scrape_now(world.accounts[0])
    text = client.get("/accounts").text + client.get("/videos").text
    return bool(MICROS.search(text)), bool(SECONDS.search(text))


def not_modified(_: World, client: httpx.Client) -> Any:
    """How much is left of 600 requests after a 200 and a 304."""
    etag = client.get("/whoami").headers["etag"]
    response = client.get("/whoami", headers={"if-none-match": etag})
    return response.status_code, response.headers["x-ratelimit-remaining"]


ANSWERS: Answers = {
    "inbound_request_id": (request_id, {"adopt": True, "ignore": False}),
    "timestamps": (timestamps, {"seconds": (False, True), "microseconds": (True, False)}),
    "not_modified": (not_modified, {"counts": (304, "598"), "free": (304, "599")}),
}
