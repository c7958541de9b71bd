"""A scenario: settings, and what happened before (and will happen after) a world's start."""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec

from creatoraudit_mock.contract.dialect import Dialect
from creatoraudit_mock.scenario.faults import PlannedFault
from creatoraudit_mock.values import DAY, FAR_FUTURE, Instant
from creatoraudit_mock.world import (
    Account,
    AddKey,
    CreateCreator,
    HaveRefreshed,
    Hold,
    Organization,
    Outage,
    PlanFault,
    RateLimit,
    RemoveProfile,
    SetKeyState,
    SetRateLimit,
    Settings,
    SetUnavailable,
    TrackAccount,
    Tracked,
    TrackVideo,
    UpdateAccount,
    UpdateVideo,
)

_POSTS_EVERY: Final = 2 * DAY
"""Between posts where their number is known and their rhythm is not."""


class Item(NamedTuple):
    """An account or video: the command that tracks it, and what befalls it."""

    offset: int
    """Microseconds from the start of the world; not positive."""
    command: TrackAccount | TrackVideo
    creator: str | None = None
    held: bool = False
    unavailable: tuple[int, int | None] | None = None
    """Offsets of its start and end; None for ever."""
    past: Past | None = None
    posts: int | None = None
    """How many posts the latest refresh, or the start, finds."""


class Past(NamedTuple):
    """What has been observed of an item's scrapes; offsets from the start of the world."""

    first: int | None = None
    """When a scrape first succeeded, if one did."""
    last: int | None = None
    due: int | None = None
    """When the next one runs."""
    paused: int | None = None
    """Since when it is paused."""


class KeyPlan(NamedTuple):
    """An API key to be issued."""

    name: str
    scopes: tuple[str, ...]
    secret: str | None
    state: str
    rate_limit: RateLimit | None = None


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """A checked scenario, ready to begin any number of worlds."""

    name: str
    description: str
    source: str
    """The text of the file, so that a saved world carries its own beginning."""
    start: str | None
    settings: Settings
    dialect: Dialect
    keys: tuple[KeyPlan, ...]
    creators: tuple[CreateCreator, ...]
    items: tuple[Item, ...]
    missing: tuple[RemoveProfile, ...]
    outages: tuple[tuple[int, int], ...]
    """Offsets from the start."""
    faults: tuple[PlannedFault, ...] = ()

    @classmethod
    def from_text(cls, text: str, source: str = "scenario") -> Scenario:
        """A scenario from the text of a TOML file; `source` names it in errors.

        Raises:
            ScenarioError: not TOML, an unknown key, a value of the wrong kind or out of range.
        """
        from creatoraudit_mock.scenario.loading import from_text  # noqa: PLC0415 - it makes these

        return from_text(text, source)

    def genesis(self, start: Instant) -> Instant:
        """When a world's history begins if the world starts at an instant."""
        return start + min((item.offset for item in self.items), default=0)

    def populate(self, org: Organization, start: Instant) -> None:
        """Let everything that happened up to the start take effect, in order."""
        for key in self.keys:
            self._issue(org, key)
        names = {made.name: org.apply(made, org.genesis).id for made in self.creators}
        for command in self.missing:
            org.apply(command, org.genesis)
        for low, high in self.outages:
            org.apply(Outage(start=start + low, end=start + high), min(start + low, start))
        for item in self.items:
            self._track(org, item, start, names)
        for planned in self.faults:
            org.apply(PlanFault(plan=planned.beginning(start)), start)

    def _issue(self, org: Organization, key: KeyPlan) -> None:
        org.apply(AddKey(name=key.name, secret=key.secret, scopes=key.scopes), org.genesis)
        if key.state != "active":
            org.apply(SetKeyState(name=key.name, state=key.state), org.genesis)
        if limit := key.rate_limit:
            made = SetRateLimit(requests=limit.requests, window=limit.window, key=key.name)
            org.apply(made, org.genesis)

    def _track(self, org: Organization, item: Item, start: Instant, names: dict[str, str]) -> None:
        at, command = start + item.offset, item.command
        if item.creator is not None and isinstance(command, TrackAccount):
            command = _with_creator(command, names[item.creator])
        if isinstance(command, TrackAccount):
            command = _anchored(command, item, start, org.genesis)
        record: Tracked = org.apply(command, at)
        if item.unavailable is not None:
            low, high = item.unavailable
            end = FAR_FUTURE if high is None else start + high
            org.apply(SetUnavailable(id=record.id, start=start + low, end=end), at)
        if item.past is not None:
            at = max(at, _relive(org, record, item.past, start))
        if item.held:
            org.apply(Hold(id=record.id), at)


def _relive(org: Organization, record: Tracked, past: Past, start: Instant) -> Instant:
    """Let the observed happen; return when the last of it was."""
    at = record.added_at
    if past.first is not None and past.first != past.last:
        at = start + past.first
        org.apply(HaveRefreshed(id=record.id), at)
    if past.last is not None:
        at, due = start + past.last, None if past.due is None else start + past.due
        org.apply(HaveRefreshed(id=record.id, due=due), at)
    if past.paused is not None:
        at = start + past.paused
        update = UpdateAccount if isinstance(record, Account) else UpdateVideo
        org.apply(update(id=record.id, changes={"is_active": False}), at)
    return at


def _anchored(command: TrackAccount, item: Item, start: Instant, genesis: Instant) -> TrackAccount:
    """The command with habits that lead to what was observed."""
    last = item.past.last if item.past else None
    if last is None and item.posts is None:
        return command
    anchor, habits = start + (last or 0), command.habits
    if item.posts is not None:
        # Each post appears in the first half of its period: a quarter before the end all are out.
        period = habits.posts_every or _POSTS_EVERY
        born = anchor - item.posts * period + period // 4
        habits = msgspec.structs.replace(habits, posts_every=period, history=genesis - born)
    return msgspec.structs.replace(command, habits=msgspec.structs.replace(habits, anchor=anchor))


def _with_creator(command: TrackAccount, creator_id: str) -> TrackAccount:
    return msgspec.structs.replace(command, creator_id=creator_id)
