"""Tracked things as rows of a table."""

from __future__ import annotations

import heapq
from typing import NamedTuple

from creatoraudit_mock.control.answers import ResourceShown
from creatoraudit_mock.control.views import resource_shown
from creatoraudit_mock.kit import World
from creatoraudit_mock.world import Tracked
from creatoraudit_mock.world.views import is_unavailable


class ResourceRow(NamedTuple):
    """An account or video, and in a word how it stands."""

    shown: ResourceShown
    state: str


def resource_row(world: World, record: Tracked) -> ResourceRow:
    """A row; the world must stand still."""
    shown = resource_shown(world, record)
    weather, now = world.organization.weather(record), world.clock.instant
    states = {
        "paused": not record.is_active,
        "held": record.is_held,
        "unavailable": is_unavailable(record, weather, now),
        "not refreshed yet": shown.last_scrape is None,
    }
    return ResourceRow(shown, next((word for word, holds in states.items() if holds), "running"))


def soonest(world: World, most: int) -> list[ResourceRow]:
    """Those that are scraped next; the world must stand still."""
    organization, now = world.organization, world.clock.instant
    found = heapq.nsmallest(
        most, organization.everything(), key=lambda record: organization.next_attempt(record, now)
    )
    return [resource_row(world, record) for record in found]
