"""The collections that clients page through: what can be filtered, and what can be sorted by.

Source: documentation topic "Filtering and sorting"; for account videos everything is assumed, by
analogy with videos.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from operator import attrgetter
from typing import Any, Final, Generic, NamedTuple, TypeAlias, TypedDict, TypeVar

from msgspec import Struct

from creatoraudit_mock.simulation import Tally
from creatoraudit_mock.values import FAR_FUTURE, SECOND, Instant
from creatoraudit_mock.world.listing import Cursors, Order, Ordering, Row, arranged, beyond
from creatoraudit_mock.world.organization import Organization
from creatoraudit_mock.world.records import Account, Creator, Shown, Video

_T = TypeVar("_T")
Column: TypeAlias = Callable[[Organization, _T, Instant], tuple[Any, Instant]]
"""A sort value, and until when it stays the same if nobody changes anything."""
Filter: TypeAlias = Callable[[Organization, _T, Instant, Any], bool]
"""Whether an item passes, given the value that was asked for."""

_LIFETIMES: Final = {"endless": None, "10m": 600 * SECOND}
_TERMS: Final = {"free": "filter and sort", "bound": "filter, sort and limit"}


class Page(NamedTuple):
    """A stretch of a collection."""

    items: list[Shown]
    next_cursor: str | None
    total: int | None
    until: Instant
    """Until when it stays the same if nobody changes anything; 0 if that is not known."""


class Catalogue(Struct, Generic[_T], frozen=True, kw_only=True):
    """One collection: its items, its filters and its sort columns, as tables."""

    name: str
    items: Callable[[Organization, Instant], Iterable[_T]]
    show: Callable[[Organization, _T, Instant], Shown]
    identify: Callable[[_T], int | str]
    filters: Mapping[str, Filter[_T]]
    columns: Mapping[str, Column[_T]]
    default: Order
    stays: Callable[[Organization, Instant], Instant] | None = None
    """Until when no item comes or goes by itself; None: for ever."""

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
        cursors = self._cursors(org, filters, order, limit)
        rows = self._ordered(org, now, order)
        start = 0
        if cursor is not None:
            start = beyond(rows, cursors.open(cursor, now), **_direction(org, order))
        # One row more than asked for tells whether there is another page.
        wanted = limit + 1 if org.dialect.full_last_page == "ends" else limit
        found = list(islice(self._passing(org, now, rows, start, filters), wanted))
        chosen = found[:limit]
        items = [self.show(org, row.item, now) for row in chosen]
        return Page(
            items,
            cursors.issue(chosen[-1], now) if len(found) == wanted else None,
            sum(1 for _ in self._passing(org, now, rows, 0, filters)) if count else None,
            0 if filters or cursors.expire else self._until(org, order, items),
        )

    def _until(self, org: Organization, order: Order, items: list[Shown]) -> Instant:
        """Until when a page of the whole collection stays as it is."""
        ordering = org.orderings[self.name, order]
        return min([ordering.until, *(shown.until for shown in items)])

    def _cursors(
        self, org: Organization, filters: Mapping[str, Any], order: Order, limit: int
    ) -> Cursors:
        dialect = org.dialect
        bound = [f"{name}={filters[name]!r}" for name in sorted(filters)]
        if dialect.limit_under_cursor == "bound":
            bound.append(f"limit={limit}")
        return Cursors(
            org.chance,
            [self.name, order.by, str(order.descending), *bound],
            lifetime=_LIFETIMES[dialect.cursor_lifetime],
            terms=_TERMS[dialect.limit_under_cursor],
        )

    def _ordered(self, org: Organization, now: Instant, order: Order) -> list[Row[_T]]:
        """All items in order; kept until somebody changes something or a sort value moves."""
        kept = org.orderings.get((self.name, order))
        if kept is not None and (kept.revision != org.revision or now < kept.since):
            kept = None
        if kept is not None and now < kept.until:
            return kept.rows
        made = self._made(org, now, order.by, kept.made if kept and not self.stays else None)
        until = min([row.until for row in made], default=FAR_FUTURE)
        if self.stays:
            until = min(until, self.stays(org, now))
        rows = arranged(made, **_direction(org, order))
        org.orderings[self.name, order] = Ordering(org.revision, now, until, made, rows)
        return rows

    def _made(
        self, org: Organization, now: Instant, by: str, known: list[Row[_T]] | None
    ) -> list[Row[_T]]:
        """A row for each item; of those that are known only what does not hold any more is new."""
        column, identify = self.columns[by], self.identify

        def row(item: _T) -> Row[_T]:
            value, until = column(org, item, now)
            return Row(value, identify(item), item, until)

        if known is None:
            return [row(item) for item in self.items(org, now)]
        return [old if now < old.until else row(old.item) for old in known]

    def _passing(
        self,
        org: Organization,
        now: Instant,
        rows: list[Row[_T]],
        start: int,
        filters: Mapping[str, Any],
    ) -> Iterator[Row[_T]]:
        tests = [(self.filters[name], value) for name, value in filters.items()]
        for row in islice(rows, start, None):
            if all(passes(org, row.item, now, value) for passes, value in tests):
                yield row


class _Direction(TypedDict):
    """Which way rows are ordered."""

    descending: bool
    nulls_first: bool


def _direction(org: Organization, order: Order) -> _Direction:
    """Nulls come last both ways, unless they count as largest."""
    nulls_first = order.descending and org.dialect.null_order == "largest"
    return {"descending": order.descending, "nulls_first": nulls_first}


def _contains(text: str | None, part: str) -> bool:
    """Case-insensitive substring."""
    return part.casefold() in (text or "").casefold()


def _account_counter(name: str) -> Column[Account]:
    place = Tally._fields.index(name)

    return lambda org, account, now: org.count(account, place, now)


def _video_counter(name: str) -> Column[Video]:
    place = Tally._fields.index(name)

    def column(org: Organization, video: Video, now: Instant) -> tuple[int | None, Instant]:
        refresh, until = org.standing(video, now)
        return None if refresh is None else video.post.tally(refresh)[place], until

    return column


def _shown(show: Callable[[Organization, _T, Instant], Shown], field: str) -> Column[_T]:
    def column(org: Organization, item: _T, now: Instant) -> tuple[Any, Instant]:
        shown = show(org, item, now)
        return shown.fields[field], shown.until

    return column


_COUNTERS = {"view_count": "views", "like_count": "likes", "play_count": "plays"}
"""Fields that can be sorted by, and what a tally calls them."""

ACCOUNTS: Catalogue[Account] = Catalogue(
    name="accounts",
    items=lambda org, _: org.accounts.values(),
    show=Organization.show_account,
    identify=attrgetter("id"),
    filters={
        "platform": lambda _org, account, _now, platform: account.platform == platform,
        "q": lambda _org, account, _now, part: _contains(account.username, part),
        "is_active": lambda _org, account, _now, active: account.is_active is active,
        "category": lambda _org, account, _now, category: account.category == category,
        "creator_id": lambda _org, account, _now, creator: account.creator_id == creator,
    },
    columns={
        "added_at": lambda _org, account, _now: (account.added_at, FAR_FUTURE),
        "username": lambda _org, account, _now: (account.username, FAR_FUTURE),
        "last_scrape_time": Organization.standing,
        "follower_count": _shown(Organization.show_account, "follower_count"),
        **{field: _account_counter(name) for field, name in _COUNTERS.items()},
    },
    default=Order("added_at", descending=True),
)

VIDEOS: Catalogue[Video] = Catalogue(
    name="videos",
    items=lambda org, _: org.videos.values(),
    show=Organization.show_video,
    identify=attrgetter("id"),
    filters={
        "platform": lambda _org, video, _now, platform: video.platform == platform,
        "account_id": lambda org, video, _now, account: org.author_id(video) == account,
        "is_active": lambda _org, video, _now, active: video.is_active is active,
        "q": lambda org, video, now, part: _contains(
            org.show_video(video, now).fields["description"], part
        ),
    },
    columns={
        "added_at": lambda _org, video, _now: (video.added_at, FAR_FUTURE),
        "create_time": _shown(Organization.show_video, "create_time"),
        **{field: _video_counter(name) for field, name in _COUNTERS.items()},
    },
    default=Order("added_at", descending=True),
)


CREATORS: Catalogue[Creator] = Catalogue(
    name="creators",
    items=lambda org, _: org.creators.values(),
    show=Organization.show_creator,
    identify=attrgetter("id"),
    filters={"is_active": lambda _org, creator, _now, active: creator.is_active is active},
    columns={"name": lambda _org, creator, _now: (creator.name, FAR_FUTURE)},
    default=Order("name", descending=False),
)


def _posts(org: Organization, now: Instant) -> Iterator[Shown]:
    for account in org.accounts.values():
        yield from org.show_posts(account, now)


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
    filters={
        "platform": lambda _org, shown, _now, platform: shown.fields["platform"] == platform,
        "account_id": lambda _org, shown, _now, account: shown.fields["account_id"] == account,
    },
    columns={name: _shown(_itself, name) for name in ("added_at", "create_time", *_COUNTERS)},
    default=Order("added_at", descending=True),
    stays=lambda org, now: min(
        (org.standing(account, now).until for account in org.accounts.values()), default=FAR_FUTURE
    ),
)
