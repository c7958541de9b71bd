"""What only the simulator knows: when each change really happened."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, Protocol

from msgspec import Struct

from creatoraudit_mock.clock import Mode
from creatoraudit_mock.journal import Journal
from creatoraudit_mock.scenario import Scenario
from creatoraudit_mock.simulation import Outcome, Spans
from creatoraudit_mock.values import Instant, format_instant, parse_instant
from creatoraudit_mock.world import Account, Organization, Tracked

Stretch = tuple[Instant, Instant]
"""A span of time, its end not included."""


class Graded(Protocol):
    """What is needed of a world to grade those who poll it."""

    organization: Organization
    journal: Journal
    scenario: Scenario
    seed: int
    started: Instant
    by_request: bool
    """Whether it is a run in which each request moved the clock, lived through again."""


class Resource(Struct, frozen=True, kw_only=True):
    """An account or video that was tracked at some time of the run."""

    id: str
    kind: str
    """`account` or `video`."""
    name: str
    added_at: Instant
    deleted_at: Instant | None
    refreshes: tuple[Instant, ...]
    """Those of the run, and the last one before it."""
    misses: tuple[Instant, ...] = ()
    """Scrapes of the run that brought nothing."""
    stops: tuple[Stretch, ...] = ()
    """When none was scheduled: it was held or paused."""
    absences: tuple[Stretch, ...] = ()
    """When the platform did not serve it."""

    def latest(self, instant: Instant) -> Instant | None:
        """The last refresh at or before an instant."""
        place = bisect_right(self.refreshes, instant)
        return self.refreshes[place - 1] if place else None

    def existed(self, instant: Instant) -> bool:
        """Whether it was tracked at an instant."""
        return self.added_at <= instant and not self.was_deleted(instant)

    def was_deleted(self, instant: Instant) -> bool:
        """Whether it had been deleted by then."""
        return self.deleted_at is not None and self.deleted_at <= instant


class Truth(Struct, frozen=True, kw_only=True):
    """A world's name and span, and every refresh in it."""

    scenario: str
    seed: int
    dialect: dict[str, Any]
    start: Instant
    end: Instant
    by_request: bool
    """Whether each request moved the clock, so that its gaps say nothing of the client."""
    resources: dict[str, Resource]
    outages: tuple[Stretch, ...] = ()
    """When every scrape failed."""

    @classmethod
    def of(cls, world: Graded) -> Truth:
        """The truth about a world, up to now."""
        org, start = world.organization, world.started
        with org.clock.lock:
            end = org.clock.instant
            records = [*org.everything(), *org.departed.values()]
            return cls(
                scenario=world.scenario.name,
                seed=world.seed,
                dialect=org.dialect.settings(),
                start=start,
                end=end,
                by_request=world.by_request or org.clock.mode is Mode.PER_REQUEST,
                resources={record.id: _resource(org, record, start, end) for record in records},
                outages=_clipped(org.outages, start, end),
            )

    def to_dict(self) -> dict[str, Any]:
        """The truth as JSON values."""
        return {
            "scenario": self.scenario,
            "seed": self.seed,
            "dialect": self.dialect,
            "start": _text(self.start),
            "end": _text(self.end),
            "by_request": self.by_request,
            "outages": _told_stretches(self.outages),
            "resources": [_told(resource) for resource in self.resources.values()],
        }

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> Truth:
        """The truth of such JSON values.

        Raises:
            KeyError: a member is missing.
            ValueError: a value is not what it should be.
            TypeError: a value is not what it should be.
        """
        resources = map(_read, fields["resources"])
        return cls(
            scenario=fields["scenario"],
            seed=fields["seed"],
            dialect=fields["dialect"],
            start=parse_instant(fields["start"]),
            end=parse_instant(fields["end"]),
            by_request=fields["by_request"],
            resources={resource.id: resource for resource in resources},
            outages=_read_stretches(fields, "outages"),
        )


def _resource(org: Organization, record: Tracked, start: Instant, end: Instant) -> Resource:
    is_account = isinstance(record, Account)
    low = max(start, record.added_at)
    high = end if record.deleted_at is None else min(end, record.deleted_at)
    weather = org.weather(record)
    before = record.schedule.last_refresh(low - 1, weather) if low > record.added_at else None
    attempts = list(record.schedule.attempts(low, high, weather))
    landed = [one.instant for one in attempts if one.outcome is Outcome.REFRESHED]
    return Resource(
        id=record.id,
        kind="account" if is_account else "video",
        name=record.username if isinstance(record, Account) else record.platform.value,
        added_at=record.added_at,
        deleted_at=record.deleted_at,
        # Not the whole past: a world may have years of it, and only its last refresh shows.
        refreshes=(*(() if before is None else (before,)), *landed),
        misses=tuple(one.instant for one in attempts if one.outcome is not Outcome.REFRESHED),
        stops=_clipped(record.schedule.stops(), low, high),
        absences=_clipped(record.absences, low, high),
    )


def _clipped(spans: Spans, low: Instant, high: Instant) -> tuple[Stretch, ...]:
    pairs = zip(spans.starts, spans.ends, strict=True)
    inside = ((max(start, low), min(end, high)) for start, end in pairs)
    return tuple((start, end) for start, end in inside if start < end)


def _told(resource: Resource) -> dict[str, Any]:
    deleted = resource.deleted_at
    return {
        "id": resource.id,
        "kind": resource.kind,
        "name": resource.name,
        "added_at": _text(resource.added_at),
        "deleted_at": None if deleted is None else _text(deleted),
        "refreshes": [_text(instant) for instant in resource.refreshes],
        "misses": [_text(instant) for instant in resource.misses],
        "stops": _told_stretches(resource.stops),
        "absences": _told_stretches(resource.absences),
    }


def _read(fields: dict[str, Any]) -> Resource:
    deleted = fields["deleted_at"]
    return Resource(
        id=fields["id"],
        kind=fields["kind"],
        name=fields["name"],
        added_at=parse_instant(fields["added_at"]),
        deleted_at=None if deleted is None else parse_instant(deleted),
        refreshes=tuple(map(parse_instant, fields["refreshes"])),
        misses=tuple(map(parse_instant, fields.get("misses", ()))),
        stops=_read_stretches(fields, "stops"),
        absences=_read_stretches(fields, "absences"),
    )


def _told_stretches(stretches: tuple[Stretch, ...]) -> list[list[str]]:
    return [[_text(start), _text(end)] for start, end in stretches]


def _read_stretches(fields: dict[str, Any], name: str) -> tuple[Stretch, ...]:
    """Journals of earlier versions have none."""
    pairs = fields.get(name, ())
    return tuple((parse_instant(start), parse_instant(end)) for start, end in pairs)


def _text(instant: Instant) -> str:
    return format_instant(instant, micros=True)
