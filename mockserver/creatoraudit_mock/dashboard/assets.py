"""Style, script and icon: fixed bytes, each under an address that changes with them."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from creatoraudit_mock.dashboard.visit import PREFIX
from creatoraudit_mock.timeline import script, style

_TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


class Asset(NamedTuple):
    """A file that pages refer to."""

    content: bytes
    media_type: str
    tag: str


@cache
def assets() -> dict[str, Asset]:
    """All of them, by name."""
    own = (resources.files(__package__) / "static").iterdir()
    content = {file.name: file.read_bytes() for file in own if file.is_file()}
    content |= {"timeline.css": style().encode(), "timeline.js": script().encode()}
    return {name: _asset(name, bytes_) for name, bytes_ in content.items()}


def address(name: str) -> str:
    """Where one is, in this version."""
    return f"{PREFIX}/static/{name}?v={assets()[name].tag}"


def _asset(name: str, content: bytes) -> Asset:
    tag = hashlib.sha256(content).hexdigest()[:12]
    return Asset(content, _TYPES[name.rpartition(".")[2]], tag)
