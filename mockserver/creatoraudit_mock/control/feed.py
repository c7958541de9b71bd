"""What has happened in a world since a point in its history, in order of virtual time.

Nothing is buffered. Log and journal keep what was done, and when scrapes ended follows from the
schedules; so a stream is a position in them, and whoever comes back with a position misses
nothing, however long they were away.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from creatoraudit_mock.control.happenings import (
    ClockMoved,
    CommandExecuted,
    Happening,
    RequestServed,
    ScrapeEnded,
)
from creatoraudit_mock.journal import Entry
from creatoraudit_mock.kit import World
from creatoraudit_mock.simulation import Outcome
from creatoraudit_mock.values import FAR_FUTURE, Instant, to_datetime
from creatoraudit_mock.world import Advance, Command, Log, Release, ScrapeNow, Tracked


class Position(NamedTuple):
    """How far a stream has come."""

    commands: int
    """Entries of the log that have been told."""
    requests: int
    """Entries of the journal that have been told."""
    at: Instant
    """All scrapes before this instant have been told."""
    scrapes: int = 0
    """How many scrapes at this very instant have been told."""
    halves: int = 0
    """1 if the next command has been told, but not the scrape that it let land."""

    @classmethod
    def parse(cls, text: str) -> Position:
        """The position of an event's id.

        Raises:
            ValueError: this is no such id.
        """
        parts = text.split("-")
        if len(parts) != len(cls._fields) or not all(p.isascii() and p.isdigit() for p in parts):
            raise ValueError(f"{text!r} is no id of an event: send one as it came, or none")
        return cls(*map(int, parts))

    def __str__(self) -> str:
        return "-".join(map(str, self))

    def fits(self, world: World) -> bool:
        """Whether this much has happened in a world."""
        there = present(world)
        return all(told <= known for told, known in zip(self[:3], there, strict=False))


class Event(NamedTuple):
    """Something that happened, and the position after it."""

    position: Position
    happening: Happening


def beginning(world: World) -> Position:
    """Before everything that happened since the world's start."""
    return Position(0, 0, world.started + 1)


def present(world: World) -> Position:
    """After everything that has happened."""
    with world.clock.lock:
        now = world.clock.instant
        return Position(len(world.log), len(world.journal), now + 1)


class Feed:
    """The events of a world from a position on."""

    def __init__(self, world: World, position: Position) -> None:
        self._world = world
        self.position = position
        self._quiet_until: Instant = 0
        self._revision = -1

    def take(self, most: int) -> list[Event]:
        """The next events, so many at most; none if all has been told."""
        world = self._world
        with world.clock.lock:
            now = world.clock.instant
            if self._is_quiet(now):
                return []
            events = list(islice(_events(world, self.position, now), most))
            if len(events) < most:
                self.position = present(world)
                self._quiet_until = world.organization.next_event(now) or FAR_FUTURE
                self._revision = world.organization.revision
            else:
                self.position = events[-1].position
        return events

    def _is_quiet(self, now: Instant) -> bool:
        world, position = self._world, self.position
        told = (position.commands, position.requests) == (len(world.log), len(world.journal))
        same = self._revision == world.organization.revision
        return told and same and now < self._quiet_until


def _events(world: World, position: Position, now: Instant) -> Iterator[Event]:
    for step in _steps(world, position):
        for event in _scrapes(world, position, step.at - 1):
            yield event
            position = event.position
        position = _reached(position, step)
        yield Event(position, step.happening)
    yield from _scrapes(world, position, now)


class _Step(NamedTuple):
    """A command, the scrape that it let land, or a request; and what has been told with it."""

    at: Instant
    commands: int
    requests: int
    is_half: bool
    happening: Happening


def _reached(position: Position, step: _Step) -> Position:
    """The position after a step: never back, for scrapes of its instant may have been told."""
    at = max(step.at, position.at)
    scrapes = position.scrapes if at == position.at else 0
    return Position(step.commands, step.requests, at, scrapes, int(step.is_half))


def _steps(world: World, position: Position) -> Iterator[_Step]:
    """Commands and requests in order; those that a request caused stand before it."""
    done, halves = position.commands, position.halves
    for n, entry in enumerate(world.journal[position.requests :], position.requests):
        yield from _commands(world, range(done, entry.log[1]), n, halves)
        if done < entry.log[1]:
            done, halves = entry.log[1], 0
        yield _Step(entry.at, done, n + 1, is_half=bool(halves), happening=_request(entry))
    yield from _commands(world, range(done, len(world.log)), len(world.journal), halves)


def _commands(world: World, indexes: range, requests: int, halves: int) -> Iterator[_Step]:
    for n in indexes:
        at, landed = world.log[n].at, _landed(world, n)
        if not (halves and n == indexes.start):
            done = n if landed else n + 1
            yield _Step(at, done, requests, landed is not None, _command(world.log, n))
        if landed:
            yield _Step(at, n + 1, requests, is_half=False, happening=landed)


def _landed(world: World, index: int) -> ScrapeEnded | None:
    """The scrape that a command made land at its own instant, if it did."""
    at, command = world.log[index].at, world.log[index].command
    if not isinstance(command, ScrapeNow | Release) or not _is_cause(world.log, index, command):
        return None
    record = _records(world)[command.id]
    if at not in _forced(record):
        return None
    return ScrapeEnded(at=to_datetime(at), resource=record.id, outcome="refreshed")


def _is_cause(log: Log, index: int, command: ScrapeNow | Release) -> bool:
    """Whether it is this command that let a scrape land, of several at one instant."""
    at = log[index].at
    low, high = index, index + 1
    while low and log[low - 1].at == at:
        low -= 1
    while high < len(log) and log[high].at == at:
        high += 1
    rivals = [one for one in range(low, high) if _is_alike(log[one].command, command)]
    scraped = [one for one in rivals if isinstance(log[one].command, ScrapeNow)]
    return index == (scraped or rivals)[0]


def _is_alike(one: Command, other: ScrapeNow | Release) -> bool:
    return isinstance(one, ScrapeNow | Release) and one.id == other.id


def _scrapes(world: World, position: Position, end: Instant) -> Iterator[Event]:
    """The scrapes of the schedules up to an instant, those at one instant in order of ids."""
    at, told = position.at, position.scrapes
    if end < at:
        return
    records = sorted(_records(world).items())
    merged = heapq.merge(*(_attempts(world, r, at, end) for _, r in records), key=lambda s: s[0])
    for n, (instant, outcome, record) in enumerate(merged):
        if instant == at and n < told:
            continue
        count = position.scrapes + 1 if instant == position.at else 1
        position = position._replace(at=instant, scrapes=count)
        happening = ScrapeEnded(
            at=to_datetime(instant),
            resource=record.id,
            outcome=outcome.value,  # type: ignore[arg-type]  # skipped ones are no attempts
        )
        yield Event(position, happening)


def _attempts(
    world: World, record: Tracked, start: Instant, end: Instant
) -> Iterator[tuple[Instant, Outcome, Tracked]]:
    """Those that the schedule brings; what a command forced is told with the command."""
    forced, weather = _forced(record), world.organization.weather(record)
    low = max(start, record.added_at)
    for instant, outcome in record.schedule.attempts(low, end, weather):
        if not (instant in forced and outcome is Outcome.REFRESHED):
            yield instant, outcome, record


def _forced(record: Tracked) -> set[Instant]:
    return {s.first for s in record.schedule.segments if s.forced and s.first is not None}


def _records(world: World) -> dict[str, Tracked]:
    """Everything that is tracked or was, by id."""
    organization = world.organization
    return {record.id: record for record in organization.everything()} | organization.departed


def _request(entry: Entry) -> RequestServed:
    return RequestServed(
        at=to_datetime(entry.at),
        index=entry.index,
        method=entry.method,
        target=entry.target,
        status=entry.status,
        operation=entry.operation,
        key=entry.key,
        reason=entry.trace[-1],
        faults=list(entry.faults),
    )


def _command(log: Log, index: int) -> Happening:
    at, command = to_datetime(log[index].at), log[index].command
    if isinstance(command, Advance):
        return ClockMoved(at=at)
    return CommandExecuted(at=at, index=index, command=plain(command))


def plain(command: Command) -> dict[str, Any]:
    """A command as JSON values, without the secret of a key."""
    fields: dict[str, Any] = msgspec.to_builtins(command)
    fields.pop("secret", None)
    return fields
