"""Switches about tracking."""

from typing import Any

import httpx

from creatoraudit_mock import World
from wire import Answers


def deletion(world: World, client: httpx.Client) -> Any:
    """What deletions answer, and whether the items are gone."""
    found = []
    for item, kind in [(world.accounts[0], "accounts"), (world.videos[0], "videos")]:
        path = f"/{kind}/{item.id}"
        last = client.get(path).content
        response = client.delete(path)
        assert response.content in (b"", last)
        found.append((response.status_code, bool(response.content), client.get(path).status_code))
    return found


ANSWERS: Answers = {
    "delete_status": (deletion, {204: [(204, False, 404)] * 2, 200: [(200, True, 404)] * 2}),
}
