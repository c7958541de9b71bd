"""A request of a browser, read: what it asks for, and what its form says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from creatoraudit_mock.dashboard.forms import fields
from creatoraudit_mock.dashboard.routing import page_at
from creatoraudit_mock.dashboard.visit import HOME, PREFIX


@dataclass(frozen=True, slots=True)
class Guest:
    """A request and its body."""

    scope: Mapping[str, Any]
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path, decoded."""
        return str(self.scope["path"])

    @property
    def is_reading(self) -> bool:
        """Whether it only looks."""
        return self.scope["method"] in {"GET", "HEAD"}

    @property
    def site(self) -> str:
        """Where the server is, as the browser addressed it."""
        return f"{self.scope['scheme']}://{self.headers['host']}"

    @property
    def here(self) -> str:
        """Path and query as sent."""
        raw = str(self.scope.get("raw_path") or self.path.encode(), "latin-1").partition("?")[0]
        query = str(self.scope["query_string"], "latin-1")
        return f"{raw}?{query}" if query else raw

    def form(self) -> dict[str, str]:
        """The fields that were filled in."""
        return fields(self.body.decode("utf-8", "replace"))


def back_of(form: dict[str, str], path: str) -> str:
    """The page that a form was on; only a page of ours, else the one of the action's world."""
    back = form.pop("back", "")
    if back.startswith("/_mock/") and page_at(unquote(urlsplit(back).path)):
        return back
    world = path.removeprefix(PREFIX).split("/")[1]
    return f"{PREFIX}/{world}" if page_at(f"{PREFIX}/{world}") and world != "worlds" else HOME
