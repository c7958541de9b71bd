"""What is read of an organization: only what a scenario can express."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from creatoraudit_mock.values import HOUR, Instant, parse_instant


class _Seen(msgspec.Struct, frozen=True, kw_only=True):
    """Members that are not listed are overlooked."""


class SeenCreator(_Seen, frozen=True, kw_only=True):
    """A creator."""

    id: str
    name: str
    is_active: bool = True
    metadata: dict[str, str] | None = None


class _SeenTracked(_Seen, frozen=True, kw_only=True):
    """What accounts and videos share."""

    id: str
    platform: str
    is_active: bool
    is_unavailable: bool = False
    scrape_interval_hours: int
    metadata: dict[str, str] | None = None
    added_at: str
    first_scrape_time: str | None = None
    last_scrape_time: str | None = None

    @property
    def added(self) -> Instant:
        """When tracking began."""
        return parse_instant(self.added_at)

    @property
    def first(self) -> Instant | None:
        """When a scrape first succeeded; never before tracking began."""
        return _at_least(self.first_scrape_time or self.last_scrape_time, self.added)

    @property
    def last(self) -> Instant | None:
        """When a scrape last succeeded."""
        return _at_least(self.last_scrape_time, self.added)

    @property
    def interval(self) -> int:
        """Microseconds aimed at between two scrapes."""
        return self.scrape_interval_hours * HOUR


class SeenAccount(_SeenTracked, frozen=True, kw_only=True):
    """An account."""

    username: str
    name: str | None = None
    creator_id: str | None = None
    category: str | None = None
    is_verified: bool = False
    follower_count: int = 0
    following_count: int = 0
    profile_post_count: int = 0
    total_post_count: int = 0
    view_count: int = 0
    max_recent_posts_per_account: int | None = None
    post_lookback_days: int | None = None
    effective_max_recent_posts_per_account: int | None = None
    effective_post_lookback_days: int | None = None

    @property
    def is_capped(self) -> bool:
        """Whether only some of its posts are collected."""
        limits = (self.effective_max_recent_posts_per_account, self.effective_post_lookback_days)
        return limits != (None, None)


class SeenVideo(_SeenTracked, frozen=True, kw_only=True):
    """A video that is tracked on its own."""

    external_id: str
    shortcode: str | None = None
    updated_at: str
    account_id: str | None = None
    account_username: str | None = None
    platform_account_id: str | None = None


class SeenPost(_Seen, frozen=True, kw_only=True):
    """A post from the feed of an account."""

    account_id: str
    create_time: str | None = None
    external_id: str
    shortcode: str | None = None


class SeenDay(_Seen, frozen=True, kw_only=True):
    """A day of an account's time series."""

    views: int = 0


Tracked: TypeAlias = SeenAccount | SeenVideo


class Observed(msgspec.Struct, frozen=True, kw_only=True):
    """An organization at one instant."""

    at: Instant
    """The service's clock when the last page was read."""
    organization_id: str | None
    key_name: str | None
    rate_limit: int | None
    accounts: list[SeenAccount]
    videos: list[SeenVideo]
    creators: list[SeenCreator]
    posts: list[SeenPost]
    series: list[list[SeenDay]]
    """Days of some accounts, without the first and the last."""
    notes: list[str]
    """What could not be read, and what changed meanwhile."""

    @property
    def tracked(self) -> list[Tracked]:
        """All accounts and videos."""
        return [*self.accounts, *self.videos]


def _at_least(text: str | None, least: Instant) -> Instant | None:
    return None if text is None else max(parse_instant(text), least)
