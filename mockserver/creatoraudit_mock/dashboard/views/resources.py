"""What is tracked: the list, and the page of one account or video."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, NamedTuple

from msgspec import Meta

from creatoraudit_mock.control.texts import Body
from creatoraudit_mock.dashboard.charts import Chart, chart
from creatoraudit_mock.dashboard.views.frame import frame
from creatoraudit_mock.dashboard.views.rows import resource_row
from creatoraudit_mock.dashboard.visit import Visit
from creatoraudit_mock.kit import World
from creatoraudit_mock.simulation import Outcome, Tally
from creatoraudit_mock.values import DAY, Instant, to_datetime
from creatoraudit_mock.world import Account, Tracked, Video

PAGE_SIZE = 50
_HISTORY = 90 * DAY
_POINTS = 60
_SCRAPES = 12


class ResourceQuery(Body, frozen=True, kw_only=True):
    """Which of them."""

    name: str = ""
    """What the name has in it."""
    page: Annotated[int, Meta(ge=1, le=1_000_000)] = 1


class Scrape(NamedTuple):
    """A scrape that was attempted, and what it saw if it landed."""

    at: datetime
    outcome: str
    followers: int | None
    tally: Tally | None


class Growth(NamedTuple):
    """How to read the counters that a scrape at an instant saw."""

    followers: Callable[[Instant], int] | None
    tally: Callable[[Instant], Tally | None]


def resources(visit: Visit) -> dict[str, Any]:
    """All accounts, then all videos, page by page."""
    world, query = visit.world, visit.call.query
    with world.clock.lock:
        named = [r for r in world.organization.everything() if query.name.lower() in _name(r)]
        start = (query.page - 1) * PAGE_SIZE
        rows = [resource_row(world, record) for record in named[start : start + PAGE_SIZE]]
    pages = max(1, -(-len(named) // PAGE_SIZE))
    return {**frame(visit), "query": query, "rows": rows, "total": len(named), "pages": pages}


def resource(visit: Visit) -> dict[str, Any]:
    """One account or video: what the API shows, its schedule, its scrapes, and how it grew."""
    world = visit.world
    with world.clock.lock:
        record = world.organization.tracked(visit.call.path["resource"])
        growth = _growth(world, record)
        values = {
            "row": resource_row(world, record),
            "shown": world.show(record.id),
            "scrapes": _scrapes(world, record, growth),
            "charts": list(_charts(world, record, growth)),
            "refreshes": sum(1 for _ in world.organization.refreshes(record.id)),
        }
    return {**frame(visit), **values}


def _name(record: Tracked) -> str:
    if isinstance(record, Account):
        return record.username
    assert isinstance(record, Video)
    return str(record.post.number)


def _growth(world: World, record: Tracked) -> Growth:
    if isinstance(record, Account):
        return Growth(record.profile.followers, world.organization.collection(record).tally)
    assert isinstance(record, Video)
    return Growth(None, record.post.tally)


def _scrapes(world: World, record: Tracked, growth: Growth) -> list[Scrape]:
    """The latest attempts, newest first."""
    now, weather = world.clock.instant, world.organization.weather(record)
    low = max(record.added_at, now - 2 * _SCRAPES * record.interval)
    attempts = list(record.schedule.attempts(low, now, weather))[-_SCRAPES:]
    return [_scrape(at, outcome, growth) for at, outcome in reversed(attempts)]


def _scrape(at: Instant, outcome: Outcome, growth: Growth) -> Scrape:
    if outcome is not Outcome.REFRESHED:
        return Scrape(to_datetime(at), outcome.value, None, None)
    followers = growth.followers(at) if growth.followers else None
    return Scrape(to_datetime(at), outcome.value, followers, growth.tally(at))


def _charts(world: World, record: Tracked, growth: Growth) -> Iterator[Chart]:
    """Each point is a scrape that landed; of many, evenly many are left out."""
    now, weather = world.clock.instant, world.organization.weather(record)
    low = max(record.added_at, now - _HISTORY)
    landed = list(record.schedule.refreshes(low, now, weather))
    if not landed:
        return
    step = -(-len(landed) // _POINTS)
    seen = sorted({*islice(landed, 0, None, step), landed[-1]})
    if growth.followers:
        yield chart("Followers", [(at, growth.followers(at)) for at in seen])
    tallies = [(at, growth.tally(at) or Tally()) for at in seen]
    for title in ("Views", "Likes", "Comments"):
        yield chart(title, [(at, getattr(tally, title.lower())) for at, tally in tallies])
