"""Switches about collections."""

from typing import Any

import httpx

from creatoraudit_mock import World
from wire import Answers


def total(_: World, client: httpx.Client) -> Any:
    """The total that nobody asked for, and the one that somebody did."""
    counts = [
        client.get(f"/accounts{query}").json()["pagination"].get("total_count", "absent")
        for query in ("", "?include_total=false", "?include_total=true")
    ]
    return tuple(counts)


ANSWERS: Answers = {
    "unrequested_total": (
        total,
        {"absent": ("absent", "absent", 2), "null": (None, None, 2)},
    ),
}
