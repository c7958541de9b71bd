"""A world at a glance."""

from __future__ import annotations

from typing import Annotated, Any, Final

from msgspec import Meta

from creatoraudit_mock.control.texts import Body
from creatoraudit_mock.control.views import world_shown
from creatoraudit_mock.dashboard.curl import first_curl
from creatoraudit_mock.dashboard.views.frame import frame
from creatoraudit_mock.dashboard.views.journal import row
from creatoraudit_mock.dashboard.views.rows import soonest
from creatoraudit_mock.dashboard.visit import Visit
from creatoraudit_mock.values import parse_duration

WINDOWS: Final = ("6h", "24h", "7d", "30d", "all")
_SHOWN: Final = 8


class TimelineQuery(Body, frozen=True, kw_only=True):
    """How much of the run is drawn."""

    window: Annotated[str, Meta(pattern=f"^(?:{'|'.join(WINDOWS)})$")] = "7d"
    """The last so much of it."""


def overview(visit: Visit) -> dict[str, Any]:
    """Clock, timeline, what is scraped next, findings, and the latest requests."""
    world, window = visit.world, visit.call.query.window
    grade = visit.grades.of(world)
    length = None if window == "all" else parse_duration(window)
    with world.clock.lock:
        shown = world_shown(visit.call.registry, visit.world_id, visit.call.site)
        resources = soonest(world, _SHOWN)
        latest = world.journal[-_SHOWN:]
    return {
        **frame(visit),
        "shown": shown,
        "curl": first_curl(shown.base_url),
        "resources": resources,
        "timeline": visit.grades.picture(world, length),
        "window": window,
        "windows": WINDOWS,
        "tracked": len(world.organization.accounts) + len(world.organization.videos),
        "latest": [row(entry, grade) for entry in reversed(latest)],
        "found": grade.card.findings,
    }
