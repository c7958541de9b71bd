"""What a world remembers of each resource: settings and plans, never counters."""

from __future__ import annotations

import enum
from collections.abc import Hashable
from typing import Any, NamedTuple

from msgspec import Struct

from creatoraudit_mock.simulation import (
    Caps,
    Platform,
    Post,
    Profile,
    Schedule,
    Spans,
)
from creatoraudit_mock.values import HOUR, Instant
from creatoraudit_mock.world.rates import RateLimit


class Shown(NamedTuple):
    """A representation, with the span `[since, until)` in which it stays the same."""

    fields: dict[str, Any]
    body: bytes
    """The JSON object, as it stands in single and in list responses."""
    since: Instant
    until: Instant


class Kept(NamedTuple):
    """What was worked out of a resource under a revision, and the span in which it holds."""

    revision: int
    since: Instant
    until: Instant
    found: dict[Hashable, Any]


class KeyState(enum.StrEnum):
    """Lifecycle of an API key (documentation topic: Security)."""

    ACTIVE = "active"
    DISABLED = "disabled"
    DELETED = "deleted"


class Key:
    """An API key of the organization; neither a struct nor a tuple, which would show its secret."""

    __slots__ = ("name", "rate_limit", "scopes", "secret", "state")

    def __init__(self, secret: str, name: str, scopes: frozenset[str]) -> None:
        self.secret = secret
        self.name = name
        self.scopes = scopes
        self.state = KeyState.ACTIVE
        self.rate_limit: RateLimit | None = None
        """None: the organization's."""

    def __repr__(self) -> str:
        return f"<Key {self.name!r}, {self.state}>"


class Tracked(Struct, eq=False, kw_only=True):
    """What accounts and videos have in common: they are scraped on a schedule."""

    id: str
    serial: int
    platform: Platform
    added_at: Instant
    updated_at: Instant
    is_active: bool
    scrape_interval_hours: int
    metadata: dict[str, str]
    schedule: Schedule
    first_due: Instant
    """When the first scrape is due, or was."""
    is_held: bool = False
    absences: Spans = Spans()
    resumed_at: Instant | None = None
    """From when intervals count anew, if a resumption makes them do so."""
    deleted_at: Instant | None = None
    gaps: Spans = Spans()
    """When it was deleted and had not come back yet."""
    shown: Shown | None = None
    kept: Kept | None = None
    activity: list[tuple[Instant, bool]] = []
    """When `is_active` was set, and to what."""

    def was_tracked(self, instant: Instant) -> bool:
        """Whether it was there at an instant, be it active or paused."""
        return self.added_at <= instant and self.gaps.covering(instant) is None

    def was_active(self, instant: Instant) -> bool:
        """Whether tracking was active at an instant."""
        if not self.was_tracked(instant):
            return False
        return next((active for at, active in reversed(self.activity) if at <= instant), False)

    @property
    def interval(self) -> int:
        """Microseconds between two scrapes."""
        return self.scrape_interval_hours * HOUR

    @property
    def is_running(self) -> bool:
        """Whether scrapes are scheduled at all."""
        return self.is_active and not self.is_held


class Account(Tracked, eq=False, kw_only=True):
    """A tracked profile."""

    profile: Profile
    category: str | None
    creator_id: str | None
    max_recent_posts_per_account: int | None
    post_lookback_days: int | None
    caps: tuple[Caps, ...]
    """The collection limits in force, era by era."""
    is_paused_along: bool = False
    """Whether it is paused because its creator is."""
    posts_shown: tuple[Instant, Instant, list[Shown]] | None = None

    @property
    def username(self) -> str:
        """The handle, lower-case and without `@`."""
        return self.profile.handle


class Video(Tracked, eq=False, kw_only=True):
    """An individually tracked post."""

    post: Post
    author: str | None
    """The handle of the profile that published it."""


class Creator(Struct, eq=False):
    """A named group of accounts."""

    id: str
    name: str
    is_active: bool
    metadata: dict[str, str]
    accounts: dict[str, Account] = {}
    """Its accounts by id, in the order in which they were linked."""
    shown: tuple[int, Shown] | None = None
    """Its representation, and the organization's revision that it holds for."""
