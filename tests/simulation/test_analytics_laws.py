"""Windows: gains add up day by day, begin at the first snapshot and end with now."""

from hypothesis import given
from hypothesis import strategies as st

import timelines
from creatoraudit_mock import World
from creatoraudit_mock.simulation import Sighting, Tally, Window, gain
from creatoraudit_mock.values import DAY, day_number
from creatoraudit_mock.world import Account, Organization, Video, resolve_period
from creatoraudit_mock.world.reports import (
    sources_of_account,
    sources_of_post,
    sources_of_video,
    total,
)
from effort import effort
from timelines import Step, new_world

lengths = st.integers(1, 30)
offsets = st.integers(-40, 10)


def _gain(org: Organization, item: Account | Video, window: Window, now: int) -> Tally:
    if isinstance(item, Account):
        return total(sources_of_account(org, item, now), window)
    return total(sources_of_video(org, item, now), window)


def _items(org: Organization) -> list[Account | Video]:
    return [*org.accounts.values(), *org.videos.values()]


def _sightings(org: Organization, now: int) -> list[tuple[Account, Sighting]]:
    accounts = org.accounts.values()
    return [(a, s) for a in accounts for s in org.collection(a).sightings(now)]


def _sum(parts: list[Tally]) -> Tally:
    total = Tally()
    for part in parts:
        total = total.plus(part)
    return total


def _days(window: Window) -> list[Window]:
    return [Window(day, day) for day in range(window.first, window.last + 1)]


@effort(3)
@given(timelines.timelines(), offsets, lengths)
def test_a_window_gains_what_its_days_gain(timeline: list[Step], offset: int, length: int) -> None:
    """For accounts, videos and posts of a feed, the sum over days is the gain of the window."""
    world = new_world()
    timelines.run(world, timeline)
    org, now = world.organization, world.clock.instant
    first = day_number(now) + offset
    window = Window(first, first + length - 1)
    for item in _items(org):
        by_day = [_gain(org, item, day, now) for day in _days(window)]
        assert _gain(org, item, window, now) == _sum(by_day)
    for account, sighting in _sightings(org, now)[-6:]:
        by_day = [total(sources_of_post(org, account, sighting, now), day) for day in _days(window)]
        assert total(sources_of_post(org, account, sighting, now), window) == _sum(by_day)


@effort(3)
@given(timelines.timelines())
def test_longer_presets_gain_no_less(timeline: list[Step]) -> None:
    """Nothing that is collected ever shrinks, so 7 days gain at most what 30 or 90 do."""
    world = new_world()
    timelines.run(world, timeline)
    org, now = world.organization, world.clock.instant
    windows = [resolve_period(name, None, None, now).window for name in ("7d", "30d", "90d")]
    for item in _items(org):
        gains = [_gain(org, item, window, now) for window in windows]
        for low, high in zip([Tally(), *gains], gains, strict=False):
            assert all(a <= b for a, b in zip(low, high, strict=True))


@effort(3)
@given(timelines.timelines())
def test_all_days_gain_the_difference_to_the_first_snapshot(timeline: list[Step]) -> None:
    """Over its whole life an item gains its counters minus those that the first scrape found."""
    world = new_world()
    timelines.run(world, timeline)
    org, now = world.organization, world.clock.instant
    window = Window(day_number(org.genesis) - 3, day_number(now) + 3)
    for account in org.accounts.values():
        collection = org.collection(account)
        landed = list(org.refreshes(account.id))
        start = collection.tally(landed[0]) if landed else None
        difference = (collection.tally(now) or Tally()).minus(start or Tally())
        assert total(sources_of_account(org, account, now), window) == difference
    for video in org.videos.values():
        landed = list(org.refreshes(video.id))
        gained = Tally()
        if landed:
            gained = video.post.tally(landed[-1]).minus(video.post.tally(landed[0]))
        assert total(sources_of_video(org, video, now), window) == gained


@effort(3)
@given(timelines.timelines(), st.integers(0, 20 * DAY), offsets, lengths)
def test_nothing_comes_from_the_future(
    timeline: list[Step], later: int, offset: int, length: int
) -> None:
    """A window that ends after now holds what has come, and grows with the scrapes only."""
    world = new_world()
    timelines.run(world, timeline)
    org, now = world.organization, world.clock.instant
    today = day_number(now)
    window = Window(today + offset, max(today + offset + length, today))
    for item in _items(org):
        open_ended = _gain(org, item, window, now)
        assert open_ended == _gain(org, item, Window(window.first, today), now)
        assert _gain(org, item, Window(today + 1, today + 5), now) == Tally()
    before = {item.id: _gain(org, item, window, now) for item in _items(org)}
    world.clock.advance_to(now + later)
    for item in _items(org):
        assert _gain(org, item, window, now) == before[item.id]


def _account_scraped_at(*moments: str) -> tuple[World, Account]:
    """An account whose only scrapes land at these moments."""
    world = World(start="2026-01-05T09:00:00Z")
    handle = world.track_account("tiktok", "nasa")
    world.hold(handle)
    for moment in moments:
        world.clock.advance_to(moment)
        world.scrape_now(handle)
    return world, world.organization.account(handle.id)


def test_midnight_utc_parts_the_days() -> None:
    """The last microsecond of a day belongs to it, midnight to the next."""
    for moment, day in (("2026-01-07T23:59:59.999999Z", 7), ("2026-01-08T00:00:00Z", 8)):
        world, account = _account_scraped_at("2026-01-06T12:00:00Z", moment)
        world.clock.advance_to("2026-01-20T00:00:00Z")
        org, now = world.organization, world.clock.instant
        tallies = [account.profile.totals(at) for at in org.refreshes(account.id)]
        start = day_number(org.genesis) - 5
        gains = {
            n: total(sources_of_account(org, account, now), Window(start + n, start + n))
            for n in (6, 7, 8)
        }
        expected = {6: Tally(), 7: Tally(), 8: Tally(), day: tallies[1].minus(tallies[0])}
        assert gains == expected
        assert gains[day].views > 0


def test_the_first_snapshot_is_the_baseline() -> None:
    """A lifetime of views is no gain of the day on which an account is first scraped."""
    world, account = _account_scraped_at("2026-01-06T12:00:00Z")
    org, now = world.organization, world.clock.instant
    assert org.show_account(account, now).fields["view_count"] > 0
    period = resolve_period("90d", None, None, now)
    assert total(sources_of_account(org, account, now), period.window) == Tally()


def test_a_second_snapshot_of_the_first_day_counts() -> None:
    """What comes after the first snapshot is gained, even on the same day."""
    world, account = _account_scraped_at("2026-01-06T12:00:00Z", "2026-01-06T20:00:00Z")
    org, now = world.organization, world.clock.instant
    today = Window(day_number(now), day_number(now))
    assert total(sources_of_account(org, account, now), today).views > 0


def test_nothing_is_gained_before_the_first_scrape() -> None:
    """An account that waits for its first refresh has gained nothing."""
    world = World()
    handle = world.track_account("instagram", "nasa")
    org, now = world.organization, world.clock.instant
    window = resolve_period("30d", None, None, now).window
    assert total(sources_of_account(org, org.account(handle.id), now), window) == Tally()


def test_gain_is_a_difference_of_two_snapshots() -> None:
    """It asks for the moment before the window and for its end, whatever lies between."""
    asked = []

    def snapshot(instant: int) -> Tally:
        asked.append(instant)
        return Tally(views=instant // DAY)

    assert gain(snapshot, Window(10, 19), baseline=0).views == 10
    assert asked == [20 * DAY - 1, 10 * DAY - 1]
