"""Where the control interface lies."""

from __future__ import annotations

from typing import Final

from starlette.types import Scope

PREFIX: Final = "/_mock"


def is_control(scope: Scope) -> bool:
    """Whether a request is for the control interface, or for the dashboard that is part of it."""
    if scope["type"] != "http":
        return False
    path: str = scope["path"]
    return path == PREFIX or path.startswith(f"{PREFIX}/")
