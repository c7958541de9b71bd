"""Analytics: sums and daily series of accounts, videos, creators and the whole organization.

All four levels are lists of *sources*, each a scraped thing with snapshots; a day's gain is the
difference of two of them. So sums over days, accounts and creators agree by construction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from creatoraudit_mock.contract.dialect import Dialect
from creatoraudit_mock.simulation import Sighting, Tally, Window, gain
from creatoraudit_mock.values import Instant, day_number, day_start
from creatoraudit_mock.world import views
from creatoraudit_mock.world.organization import Organization
from creatoraudit_mock.world.records import Account, Creator, Video


class Source(NamedTuple):
    """Something scraped: what was known of it when, and since when."""

    snapshot: Callable[[Instant], Tally | None]
    baseline: Instant | None
    followers: Callable[[Instant], int]


class Point(NamedTuple):
    """One UTC day: what it brought, and how many followers there were at its end."""

    day: int
    gained: Tally
    followers: int


class Figures(NamedTuple):
    """An organization in one window."""

    total_views: int
    engagement_rate: float
    active_accounts: int
    account_videos: int
    tracked_videos: int


def sources_of_account(org: Organization, account: Account, now: Instant) -> list[Source]:
    """An account as the source of its figures."""
    weather, collection = org.weather(account), org.collection(account)

    def followers(instant: Instant) -> int:
        refresh = account.schedule.last_refresh(min(instant, now), weather)
        return 0 if refresh is None else account.profile.followers(refresh)

    latest = account.schedule.last_refresh(now, weather)
    baseline = views.first_refresh(account, weather, latest)
    return [Source(lambda t: collection.tally(min(t, now)), baseline, followers)]


def sources_of_video(org: Organization, video: Video, now: Instant) -> list[Source]:
    """A video as the source of its figures; it has no followers."""
    weather = org.weather(video)

    def snapshot(instant: Instant) -> Tally | None:
        refresh = video.schedule.last_refresh(min(instant, now), weather)
        return None if refresh is None else video.post.tally(refresh)

    latest = video.schedule.last_refresh(now, weather)
    baseline = views.first_refresh(video, weather, latest)
    return [Source(snapshot, baseline, lambda _: 0)]


def sources_of_post(
    org: Organization, account: Account, sighting: Sighting, now: Instant
) -> list[Source]:
    """A post from an account's feed as the source of its figures."""
    collection = org.collection(account)

    def snapshot(instant: Instant) -> Tally | None:
        seen = collection.sighting(sighting.place, min(instant, now))
        return seen.tally if seen else None

    return [Source(snapshot, sighting.first, lambda _: 0)]


def sources_of_creator(org: Organization, creator: Creator, now: Instant) -> list[Source]:
    """A creator's linked accounts."""
    return [s for a in creator.accounts.values() for s in sources_of_account(org, a, now)]


def sources_of_organization(org: Organization, now: Instant) -> list[Source]:
    """All accounts and all individually tracked videos."""
    accounts = (s for a in org.accounts.values() for s in sources_of_account(org, a, now))
    videos = (s for v in org.videos.values() for s in sources_of_video(org, v, now))
    return [*accounts, *videos]


def total(sources: Iterable[Source], window: Window) -> Tally:
    """What all sources together gained in a window."""
    return _summed([Tally(), *(gain(s.snapshot, window, s.baseline) for s in sources)])


def delta(org: Organization, sources: Iterable[Source], window: Window) -> int:
    """The views that all sources together gained in a window.

    A source whose history begins within the window counts from there, or not at all.
    """
    whole_only = org.dialect.short_history == "zero"
    before = window.start - 1
    counted = [s for s in sources if not whole_only or s.snapshot(before) is not None]
    return total(counted, window).views


def series(sources: list[Source], window: Window) -> list[Point]:
    """The days of a window, oldest first; days before the first refresh of all have none."""
    begun = [source.baseline for source in sources if source.baseline is not None]
    if not begun:
        return []
    days = range(max(window.first, day_number(min(begun))), window.last + 1)
    daily = [_daily(source, days) for source in sources]
    return [
        Point(day, _summed(gains), followers(sources, Window(day, day).end))
        for day, gains in zip(days, zip(*daily, strict=True), strict=True)
    ]


def followers(sources: Iterable[Source], instant: Instant) -> int:
    """The followers of all sources at an instant."""
    return sum(source.followers(instant) for source in sources)


def ranking(
    org: Organization, window: Window, now: Instant, *, platform: str | None = None
) -> list[tuple[Creator, Tally, int]]:
    """All creators with their gains and followers, most views first, ties by id."""
    rows = []
    for creator in org.creators.values():
        members = [a for a in creator.accounts.values() if platform in {None, a.platform}]
        sources = [s for a in members for s in sources_of_account(org, a, now)]
        rows.append((creator, total(sources, window), followers(sources, window.end)))
    return sorted(rows, key=lambda row: (-row[1].views, row[0].id))


def figures(org: Organization, window: Window, now: Instant) -> Figures:
    """The organization in one window; counts are those at its end."""
    end = min(window.end, now)
    gained = total(sources_of_organization(org, now), window)
    accounts = org.accounts.values()
    return Figures(
        total_views=gained.views,
        engagement_rate=_rate(gained, org.dialect),
        active_accounts=sum(account.was_active(end) for account in accounts),
        account_videos=sum(org.collection(account).size(end) for account in accounts),
        tracked_videos=sum(video.was_tracked(end) for video in org.videos.values()),
    )


def change(current: float, previous: float, dialect: Dialect) -> float | None:
    """Percent from one figure to another; what it is from nothing, the dialect says."""
    if previous == 0:
        return _FROM_NOTHING[dialect.change_from_nothing](current)
    return round((current - previous) * 100 / previous, 2)


_FROM_NOTHING: dict[str, Callable[[float], float | None]] = {
    "hundred": lambda current: 100.0 if current else 0.0,
    "zero": lambda _: 0.0,
    "null": lambda _: None,
}
"""The change from 0 to a figure, by the dialect's answer."""


def _daily(source: Source, days: range) -> list[Tally]:
    """A source's gain of each day; each snapshot is worked out once, as end and as beginning."""
    gains = []
    before = source.snapshot(day_start(days.start) - 1)
    for day in days:
        after = source.snapshot(day_start(day + 1) - 1)
        if before is None and source.baseline is not None and after is not None:
            before = source.snapshot(source.baseline)
        gains.append(Tally() if after is None or before is None else after.minus(before))
        before = after
    return gains


def _summed(tallies: Iterable[Tally]) -> Tally:
    return Tally._make(map(sum, zip(*tallies, strict=True)))


def _rate(gained: Tally, dialect: Dialect) -> float:
    """Engagement per view, to the same precision in either unit; 0 without views."""
    scale, digits = _RATES[dialect.engagement_rate]
    return round(gained.engagement * scale / gained.views, digits) if gained.views else 0.0


_RATES = {"percentage": (100, 2), "ratio": (1, 4)}
"""What 1 engagement per view is called, and how many digits are shown."""
