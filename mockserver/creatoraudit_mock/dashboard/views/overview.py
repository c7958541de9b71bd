"""A world at a glance."""

from __future__ import annotations

from typing import Any

from creatoraudit_mock.control.views import world_shown
from creatoraudit_mock.dashboard.curl import first_curl
from creatoraudit_mock.dashboard.views.frame import frame
from creatoraudit_mock.dashboard.views.journal import row
from creatoraudit_mock.dashboard.views.rows import soonest
from creatoraudit_mock.dashboard.visit import Visit
from creatoraudit_mock.scorecard.reports.lines import figure_rows

_SHOWN = 8


def overview(visit: Visit) -> dict[str, Any]:
    """Clock, timeline, what is scraped next, findings, and the latest requests."""
    world, grade = visit.world, visit.grades.of(visit.world)
    with world.clock.lock:
        shown = world_shown(visit.call.registry, visit.world_id, visit.call.site)
        resources = soonest(world, _SHOWN)
        latest = world.journal[-_SHOWN:]
    return {
        **frame(visit),
        "shown": shown,
        "curl": first_curl(shown.base_url),
        "resources": resources,
        "tracked": len(world.organization.accounts) + len(world.organization.videos),
        "latest": [row(entry, grade) for entry in reversed(latest)],
        "found": grade.card.findings,
        "figures": list(figure_rows(grade.card.figures)),
    }
