"""What a handler of the control interface is given, and what it may answer beside a reply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from creatoraudit_mock.control.registry import Registry
from creatoraudit_mock.kit import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that has been let in and read."""

    registry: Registry
    document: Callable[[], Mapping[str, Any]]
    """The interface's own OpenAPI document."""
    site: str
    """Where the server is, as the client addressed it: scheme and host."""
    path: Mapping[str, str]
    headers: Mapping[str, str]
    query: Any = None
    """What the endpoint's type of query makes of it."""
    body: Any = None
    """The same of the body; bytes where the endpoint has a type of content instead."""

    @property
    def world(self) -> World:
        """The world that the path names.

        Raises:
            UnknownWorld: there is none.
        """
        return self.registry.world(self.path["world"])
