"""A request of a browser, read: what it asks for, and what its form says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from creatoraudit_mock.dashboard.forms import fields
from creatoraudit_mock.dashboard.routing import page_at
from creatoraudit_mock.dashboard.visit import HOME, PREFIX

_WORLD: Final = re.compile(rf"{PREFIX}/w[0-9]+(?=/)", re.ASCII)


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
    world = _WORLD.match(path)
    return world[0] if world else HOME
