"""The collections that clients page through: what can be filtered, and what can be sorted by.

Source: documentation topic "Filtering and sorting"; for account videos everything is assumed, by
analogy with videos.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from creatoraudit_mock.values import Instant
from creatoraudit_mock.world.listing import Listing, Order, Page
from creatoraudit_mock.world.organization import Organization
from creatoraudit_mock.world.records import Account, Shown, Video

_T = TypeVar("_T")
_Show = Callable[[Organization, _T, Instant], Shown]
_Column = Callable[[Organization, _T, Instant], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue(Generic[_T]):
    """One collection: its items, its filters and its sort columns, as three tables."""

    name: str
    items: Callable[[Organization, Instant], Iterable[_T]]
    show: _Show[_T]
    identify: Callable[[_T], int | str]
    filters: Mapping[str, Callable[[Shown], Callable[[Any], bool]]]
    columns: Mapping[str, _Column[_T]]
    default: Order

    def page(
        self,
        org: Organization,
        now: Instant,
        *,
        filters: Mapping[str, Any],
        order: Order,
        limit: int,
        cursor: str | None = None,
        count: bool = False,
    ) -> Page:
        """The items that pass all filters, in order, from the cursor on.

        Raises:
            CursorInvalid: the cursor was not issued for these filters and this order.
        """
        bound = [self.name, order.by, str(order.descending)]
        bound += [f"{name}={filters[name]}" for name in sorted(filters)]
        column = self.columns[order.by]
        rows = (
            (column(org, item, now), self.identify(item), partial(self.show, org, item, now))
            for item in self.items(org, now)
            if self._passes(org, item, now, filters)
        )
        listing = Listing(org.chance, bound, descending=order.descending)
        return listing.page(rows, limit, cursor, count=count)

    def _passes(
        self, org: Organization, item: _T, now: Instant, filters: Mapping[str, Any]
    ) -> bool:
        if not filters:
            return True
        shown = self.show(org, item, now)
        return all(self.filters[name](shown)(value) for name, value in filters.items())


def _equals(field: str) -> Callable[[Shown], Callable[[Any], bool]]:
    return lambda shown: lambda value: bool(shown.fields[field] == value)


def _contains(*names: str) -> Callable[[Shown], Callable[[Any], bool]]:
    """Case-insensitive substring of any of the fields."""
    return lambda shown: (
        lambda text: any(text.casefold() in (shown.fields[name] or "").casefold() for name in names)
    )


def _shown(show: _Show[_T], field: str) -> _Column[_T]:
    return lambda org, item, now: show(org, item, now).fields[field]


def _last_refresh(org: Organization, account: Account, now: Instant) -> Instant | None:
    return account.schedule.last_refresh(now, org.weather(account))


_COUNTERS = ("view_count", "like_count", "play_count")

ACCOUNTS: Catalogue[Account] = Catalogue(
    name="accounts",
    items=lambda org, _: org.accounts.values(),
    show=Organization.show_account,
    identify=lambda account: account.id,
    filters={
        "platform": _equals("platform"),
        "q": _contains("username"),
        "is_active": _equals("is_active"),
        "category": _equals("category"),
        "creator_id": _equals("creator_id"),
    },
    columns={
        "added_at": lambda _org, account, _now: account.added_at,
        "username": lambda _org, account, _now: account.username,
        "last_scrape_time": _last_refresh,
        "follower_count": _shown(Organization.show_account, "follower_count"),
        **{name: _shown(Organization.show_account, name) for name in _COUNTERS},
    },
    default=Order("added_at", descending=True),
)

VIDEOS: Catalogue[Video] = Catalogue(
    name="videos",
    items=lambda org, _: org.videos.values(),
    show=Organization.show_video,
    identify=lambda video: video.id,
    filters={
        "platform": _equals("platform"),
        "account_id": _equals("account_id"),
        "is_active": _equals("is_active"),
        "q": _contains("description", "account_username"),
    },
    columns={
        "added_at": lambda _org, video, _now: video.added_at,
        **{n: _shown(Organization.show_video, n) for n in ("create_time", *_COUNTERS)},
    },
    default=Order("added_at", descending=True),
)


def _posts(org: Organization, now: Instant) -> Iterable[Shown]:
    return (shown for account in org.accounts.values() for shown in org.show_posts(account, now))


def _itself(_org: Organization, shown: Shown, _now: Instant) -> Shown:
    return shown


def _post_id(shown: Shown) -> int:
    identifier: int = shown.fields["id"]
    return identifier


ACCOUNT_VIDEOS: Catalogue[Shown] = Catalogue(
    name="account_videos",
    items=_posts,
    show=_itself,
    identify=_post_id,
    filters={"platform": _equals("platform"), "account_id": _equals("account_id")},
    columns={name: _shown(_itself, name) for name in ("added_at", "create_time", *_COUNTERS)},
    default=Order("added_at", descending=True),
)
