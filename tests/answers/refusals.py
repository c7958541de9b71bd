"""Switches about what is refused, and how."""

from typing import Any

import httpx

from creatoraudit_mock import World
from wire import Answers

JSON = {"content-type": "application/json"}


def malformed(_: World, client: httpx.Client) -> Any:
    """What a body that is no JSON gets."""
    response = client.post("/accounts", content=b"{", headers=JSON)
    return response.status_code, [error["field"] for error in response.json().get("errors", [])]


def batch_with_read_key(world: World, client: httpx.Client) -> Any:
    """What a batch read with a read key gets."""
    client.headers["authorization"] = "Bearer secret-of-reader"
    sent = {"account_ids": [world.accounts[0].id]}
    return client.post("/accounts/metrics", json=sent).status_code


def unknown_parameter(_: World, client: httpx.Client) -> Any:
    """What a misspelled parameter gets."""
    response = client.get("/accounts?Limit=1&offset=2")
    return response.status_code, [
        (error["field"], error["message"]) for error in response.json().get("errors", [])
    ]


ANSWERS: Answers = {
    "malformed_json": (malformed, {400: (400, []), 422: (422, ["body"])}),
    "batch_scope": (batch_with_read_key, {"read": 200, "write": 403}),
    "unknown_parameters": (
        unknown_parameter,
        {
            "ignore": (200, []),
            "refuse": (
                422,
                [("Limit", "is not a known parameter"), ("offset", "is not a known parameter")],
            ),
        },
    ),
}
