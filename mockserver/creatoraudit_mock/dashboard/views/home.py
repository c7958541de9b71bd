"""All worlds, and how to make another one."""

from __future__ import annotations

from typing import Any

from creatoraudit_mock.contract import Dialect
from creatoraudit_mock.control.views import clock_shown
from creatoraudit_mock.dashboard.visit import Visit
from creatoraudit_mock.scenario import load, names


def home(visit: Visit) -> dict[str, Any]:
    """The worlds of this server, and the form for a new one."""
    worlds = [
        (name, world, clock_shown(world.clock)) for name, world in visit.call.registry.items()
    ]
    return {
        "visit": visit,
        "worlds": worlds,
        "scenarios": [load(name) for name in names()],
        "switches": Dialect.alternatives(),
        "backgrounds": Dialect.backgrounds(),
        "dialect_fields": [f"dialect.{name}" for name in Dialect.alternatives()],
    }
