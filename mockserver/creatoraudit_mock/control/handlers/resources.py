"""What is tracked: the schedules of scrapes, and what befalls them."""

from __future__ import annotations

from typing import Any

from creatoraudit_mock.control.answers import RefreshesShown
from creatoraudit_mock.control.bodies import MissingProfile, Window
from creatoraudit_mock.control.call import Call
from creatoraudit_mock.control.handlers.worlds import NO_CONTENT
from creatoraudit_mock.control.texts import given
from creatoraudit_mock.control.views import resource_shown
from creatoraudit_mock.http.replies import Reply, json


def list_resources(call: Call) -> Reply:
    """All accounts, then all videos, oldest first."""
    world = call.world
    with world.clock.lock:
        return json([resource_shown(world, one) for one in world.organization.everything()])


def get_resource(call: Call) -> Reply:
    """One of them."""
    world = call.world
    with world.clock.lock:
        record = world.organization.tracked(call.path["resource"])
        return json(resource_shown(world, record))


def list_refreshes(call: Call) -> Reply:
    """Every scrape of it that succeeded so far; also of one that has been deleted."""
    return json(RefreshesShown(refreshes=call.world.refreshes(call.path["resource"])))


def hold_resource(call: Call) -> Reply:
    """Let no scrape of it land until it is released."""
    call.world.hold(call.path["resource"])
    return get_resource(call)


def release_resource(call: Call) -> Reply:
    """End a hold; a scrape that became due meanwhile lands right now."""
    call.world.release(call.path["resource"])
    return get_resource(call)


def scrape_resource(call: Call) -> Reply:
    """Let a scrape of it succeed right now."""
    call.world.scrape_now(call.path["resource"])
    return get_resource(call)


def set_unavailable(call: Call) -> Reply:
    """Let the platform stop serving it for a while, or for ever."""
    call.world.set_unavailable(call.path["resource"], **_window(call.body))
    return get_resource(call)


def plan_outage(call: Call) -> Reply:
    """Let every scrape fail for a while, or for ever."""
    call.world.outage(**_window(call.body))
    return NO_CONTENT


def remove_profile(call: Call) -> Reply:
    """Let a platform have no such profile for a while, or for ever."""
    wish: MissingProfile = call.body
    call.world.remove_profile(wish.platform, wish.username, **_window(wish))
    return NO_CONTENT


def _window(window: Window) -> dict[str, Any]:
    found = {name: getattr(window, name) for name in ("start", "duration", "end")}
    return {name: value for name, value in found.items() if given(value)}
