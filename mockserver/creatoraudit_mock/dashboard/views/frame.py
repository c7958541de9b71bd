"""What surrounds every page of a world: its name, its clock, and the other worlds."""

from __future__ import annotations

from typing import Any, Final

from creatoraudit_mock.clock import Mode
from creatoraudit_mock.control.views import clock_shown
from creatoraudit_mock.dashboard.visit import PREFIX, Visit

SPEEDS: Final = {1.0: "1 s/s", 60.0: "1 min/s", 3_600.0: "1 h/s", 86_400.0: "1 d/s"}
"""Virtual seconds per real second that are offered."""


def frame(visit: Visit) -> dict[str, Any]:
    """The values that the frame of a world's page needs."""
    world, registry = visit.world, visit.call.registry
    clock = clock_shown(world.clock)
    return {
        "visit": visit,
        "world": world,
        "world_id": visit.world_id,
        "base": f"{PREFIX}/{visit.world_id}",
        "worlds": [(name, one.scenario.name) for name, one in registry.items()],
        "clock": clock,
        "now": clock.now,
        "is_running": clock.mode is Mode.SCALED,
        "is_waiting": world.clock.is_waiting,
        "speeds": _speeds(clock.speed),
        "requests": len(world.journal),
        "findings": len(visit.grades.of(world).card.findings),
    }


def _speeds(current: float) -> list[tuple[float, str]]:
    """Those that are offered, and the one that the clock has."""
    offered = (
        SPEEDS if current in SPEEDS or not current else {**SPEEDS, current: f"{current:g} s/s"}
    )
    return sorted(offered.items())
