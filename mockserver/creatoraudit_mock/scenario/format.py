"""The format of a scenario file, table by table. Unknown keys are refused.

Instants are offsets from the start of the world such as "-90d" or "+2d"; durations are texts such
as "45s". A table with `count` stands for that many items, `{n}` in its texts being their number.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from msgspec import Struct, field

from creatoraudit_mock.world import SCOPES, RateLimit

Rate: TypeAlias = int | Literal["off"]
"""Requests per window, or "off"."""


class _Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all tables."""


class OrganizationTable(_Table, frozen=True, kw_only=True):
    """`[organization]`: the settings that hold for all its resources."""

    name: str = "Example organization"
    first_refresh: str = "5s"
    account_quota: int | None = None
    rate_limit: Rate = RateLimit().requests
    rate_window: str = "60s"
    max_recent_posts_per_account: int | None = None
    post_lookback_days: int | None = None


class HardshipTable(_Table, frozen=True, kw_only=True):
    """`[hardship]`: shares from 0 to 1; see `Hardship`, whose defaults hold for what is missing."""

    jitter: float | None = None
    failed: float | None = None
    late: float | None = None
    lateness: float | None = None
    skipped: float | None = None


class KeyTable(_Table, frozen=True, kw_only=True):
    """`[[keys]]`: an API key; its secret is derived from the seed unless given."""

    name: str
    scopes: tuple[str, ...] = SCOPES
    secret: str | None = None
    state: str = "active"
    rate_limit: Rate | None = None


class CreatorTable(_Table, frozen=True, kw_only=True):
    """`[[creators]]`: a named group of accounts."""

    name: str
    count: int = 1
    is_active: bool = True
    metadata: dict[str, str] = {}


class _TrackedTable(_Table, frozen=True, kw_only=True):
    """What accounts and videos share.

    `first_refreshed` and `refreshed` say when a scrape first and last succeeded, `due` when the
    next one runs, and `paused` since when there are none: what was observed of a service.
    """

    platform: str
    count: int = 1
    added: str = "0s"
    first_refresh: str | None = None
    is_active: bool = True
    held: bool = False
    scrape_interval_hours: int = 24
    metadata: dict[str, str] = {}
    unavailable_from: str | None = None
    unavailable_for: str | None = None
    first_refreshed: str | None = None
    refreshed: str | None = None
    due: str | None = None
    paused: str | None = None


class AccountTable(_TrackedTable, frozen=True, kw_only=True):
    """`[[accounts]]`: tracked profiles. `creator` names one of `[[creators]]`.

    Where `refreshed` or `posts` is given, `followers` and `posts` are what that refresh (or the
    start) shows, and `history` follows from `posts` and `posts_every`.
    """

    username: str
    category: str | None = None
    creator: str | None = None
    max_recent_posts_per_account: int | None = None
    post_lookback_days: int | None = None
    followers: int | None = None
    posts_every: str | None = None
    history: str = "30d"
    posts: int | None = None
    following: int | None = None
    verified: bool | None = None
    views_per_post: int | None = None


class VideoTable(_TrackedTable, frozen=True, kw_only=True):
    """`[[videos]]`: individually tracked posts."""

    identifier: str


class MissingProfileTable(_Table, frozen=True, kw_only=True):
    """`[[missing_profiles]]`: handles that the platform does not have."""

    platform: str
    username: str
    count: int = 1


class OutageTable(_Table, frozen=True, kw_only=True):
    """`[[outages]]`: spans in which every scrape fails; `duration` says how long."""

    start: str
    duration: str


class FaultTable(_Table, frozen=True, kw_only=True):
    """`[[faults]]`: a fault and its plan; beside these keys come the arguments of the fault."""

    fault: str
    on: str | None = None
    times: int | None = None
    after: int = 0
    probability: float = 1.0
    start: str | None = None
    duration: str | None = None
    name: str | None = None
    optional: bool = False


class ScenarioFile(_Table, frozen=True, kw_only=True):
    """A whole file."""

    description: str
    start: str | None = None
    organization: OrganizationTable = field(default_factory=OrganizationTable)
    hardship: HardshipTable = field(default_factory=HardshipTable)
    dialect: dict[str, Any] = {}
    keys: list[KeyTable] = []
    creators: list[CreatorTable] = []
    accounts: list[AccountTable] = []
    videos: list[VideoTable] = []
    missing_profiles: list[MissingProfileTable] = []
    outages: list[OutageTable] = []
    faults: list[dict[str, Any]] = []
