"""Law 5: whatever happens, days add up to windows, accounts to creators and to the whole."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from hypothesis import given
from hypothesis import strategies as st

import timelines
from creatoraudit_mock import Dialect, World
from creatoraudit_mock.simulation import Tally, Window
from creatoraudit_mock.values import Instant, day_number
from creatoraudit_mock.world import Account, Organization, reports
from effort import effort
from timelines import Step, new_world

seeds = st.integers(0, 2**32)
dialects = timelines.dialects()
lengths = st.integers(1, 40)
offsets = st.integers(-25, 0)
PRESETS = (7, 30, 90)


def added(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies."""
    total = Tally()
    for tally in tallies:
        total = total.plus(tally)
    return total


def lived(timeline: list[Step], seed: int, dialect: Dialect) -> tuple[Organization, Instant]:
    """An organization after a timeline."""
    world = new_world(seed, dialect)
    timelines.run(world, [*timelines.GROUPED, *timeline])
    return world.organization, world.clock.instant


def levels(org: Organization, now: Instant) -> Iterator[tuple[list[reports.Source], list[str]]]:
    """The sources of every account, video, creator and of the whole, with the ids behind them."""
    for account in org.accounts.values():
        yield reports.sources_of_account(org, account, now), [account.id]
    for video in org.videos.values():
        yield reports.sources_of_video(org, video, now), [video.id]
    for creator in org.creators.values():
        members = [a.id for a in org.accounts.values() if a.creator_id == creator.id]
        yield reports.sources_of_creator(org, creator, now), members
    yield reports.sources_of_organization(org, now), [*org.accounts, *org.videos]


def past(now: Instant, offset: int, length: int) -> Window:
    """A window that ends today at the latest, as handlers make them."""
    first = day_number(now) + offset
    return Window(first, min(first + length - 1, day_number(now)))


@effort(4)
@given(timelines.timelines(), seeds, dialects, offsets, lengths)
def test_days_add_up_to_the_window(
    timeline: list[Step], seed: int, dialect: Dialect, offset: int, length: int
) -> None:
    """At every level, the sum of the daily series is the total of the same window."""
    org, now = lived(timeline, seed, dialect)
    window = past(now, offset, length)
    for sources, _ in levels(org, now):
        points = reports.series(sources, window)
        assert added(point.gained for point in points) == reports.total(sources, window)


@effort(4)
@given(timelines.timelines(), seeds, dialects, offsets, lengths)
def test_parts_add_up_to_the_whole(
    timeline: list[Step], seed: int, dialect: Dialect, offset: int, length: int
) -> None:
    """A creator gains what its accounts gain, and the organization what all its items do."""
    org, now = lived(timeline, seed, dialect)
    window = past(now, offset, length)
    single = {
        **{
            account.id: reports.total(reports.sources_of_account(org, account, now), window)
            for account in org.accounts.values()
        },
        **{
            video.id: reports.total(reports.sources_of_video(org, video, now), window)
            for video in org.videos.values()
        },
    }
    for sources, ids in levels(org, now):
        assert reports.total(sources, window) == added(single[item] for item in ids)
    views = sum(tally.views for tally in single.values())
    assert reports.figures(org, window, now).total_views == views


@effort(4)
@given(timelines.timelines(), seeds, dialects, offsets, lengths)
def test_a_series_begins_with_the_first_refresh(
    timeline: list[Step], seed: int, dialect: Dialect, offset: int, length: int
) -> None:
    """One point for each day from the first refresh of any member on, without gaps."""
    org, now = lived(timeline, seed, dialect)
    window = past(now, offset, length)
    for sources, ids in levels(org, now):
        landed = [instant for item in ids for instant in org.refreshes(item)]
        begin = max(window.first, day_number(min(landed))) if landed else window.last + 1
        days = [point.day for point in reports.series(sources, window)]
        assert days == [*range(begin, window.last + 1)]


@effort(4)
@given(timelines.timelines(), seeds, dialects, offsets, lengths)
def test_followers_are_those_at_the_end_of_the_day(
    timeline: list[Step], seed: int, dialect: Dialect, offset: int, length: int
) -> None:
    """A point has the followers that the last refresh up to the end of its day had found."""
    org, now = lived(timeline, seed, dialect)
    window = past(now, offset, length)
    landed = {item: [*org.refreshes(item)] for item in org.accounts}
    for sources, ids in levels(org, now):
        accounts = [org.accounts[item] for item in ids if item in org.accounts]
        for point in reports.series(sources, window):
            end = Window(point.day, point.day).end
            known = (_followers(account, landed[account.id], end) for account in accounts)
            assert point.followers == sum(known)


def _followers(account: Account, landed: list[Instant], end: Instant) -> int:
    count = bisect_right(landed, end)
    return account.profile.followers(landed[count - 1]) if count else 0


@effort(4)
@given(timelines.timelines(), seeds, dialects)
def test_today_has_the_followers_that_are_shown(
    timeline: list[Step], seed: int, dialect: Dialect
) -> None:
    """The last point of a creator has the followers of its summary right now."""
    org, now = lived(timeline, seed, dialect)
    today = Window(day_number(now), day_number(now))
    for creator in org.creators.values():
        shown = org.show_creator(creator, now).fields["accounts_summary"]["total_followers"]
        sources = reports.sources_of_creator(org, creator, now)
        assert reports.followers(sources, today.end) == shown
        assert [point.followers for point in reports.series(sources, today)] in ([], [shown])


@effort(4)
@given(timelines.timelines(), seeds, dialects)
def test_longer_presets_gain_no_less(timeline: list[Step], seed: int, dialect: Dialect) -> None:
    """At every level 7 days gain no more than 30, these no more than 90, and never less than 0."""
    org, now = lived(timeline, seed, dialect)
    today = day_number(now)
    for sources, _ in levels(org, now):
        gains = [reports.total(sources, Window(today - n + 1, today)) for n in PRESETS]
        for low, high in zip([Tally(), *gains], gains, strict=False):
            assert all(a <= b for a, b in zip(low, high, strict=True))


@effort(4)
@given(timelines.timelines(), seeds, dialects, offsets)
def test_counts_are_those_at_the_end(
    timeline: list[Step], seed: int, dialect: Dialect, offset: int
) -> None:
    """Active accounts, collected posts and tracked videos are counted as of a window's end."""
    world = new_world(seed, dialect)
    seen = [_counts(world)]
    for step in [*timelines.GROUPED, *timeline]:
        timelines.do(world, step)
        seen.append(_counts(world))
    org, now = world.organization, world.clock.instant
    window = past(now, offset, 1)
    end = min(window.end, now)
    # What has been deleted since is not counted at all.
    known = [active for at, active, _ in seen if at <= end]
    videos = [ids for at, _, ids in seen if at <= end]
    figures = reports.figures(org, window, now)
    assert figures.active_accounts == len(known[-1] & {*org.accounts} if known else ())
    assert figures.tracked_videos == len(videos[-1] & {*org.videos} if videos else ())
    posts = [s for a in org.accounts.values() for s in org.collection(a).sightings(now)]
    assert figures.account_videos == sum(sighting.first <= end for sighting in posts)


def _counts(world: World) -> tuple[Instant, set[str], set[str]]:
    org = world.organization
    active = {account.id for account in org.accounts.values() if account.is_active}
    return world.clock.instant, active, {*org.videos}


@effort(4)
@given(timelines.timelines(), seeds, dialects, st.sampled_from(PRESETS))
def test_the_ranking_has_everybody_once(
    timeline: list[Step], seed: int, dialect: Dialect, days: int
) -> None:
    """All creators are ranked, by views and then by id, each with the figures of its accounts."""
    org, now = lived(timeline, seed, dialect)
    window = past(now, 1 - days, days)
    rows = reports.ranking(org, window, now)
    assert {creator.id for creator, _, _ in rows} == {*org.creators}
    keys = [(-gained.views, creator.id) for creator, gained, _ in rows]
    assert keys == sorted(keys)
    for creator, gained, followers in rows:
        sources = reports.sources_of_creator(org, creator, now)
        assert gained == reports.total(sources, window)
        assert followers == reports.followers(sources, now)


@effort(4)
@given(timelines.timelines(), seeds, dialects, st.sampled_from(PRESETS))
def test_platforms_add_up(timeline: list[Step], seed: int, dialect: Dialect, days: int) -> None:
    """A creator's gains on both platforms together are its gains."""
    org, now = lived(timeline, seed, dialect)
    window = past(now, 1 - days, days)
    parts = [reports.ranking(org, window, now, platform=name) for name in ("instagram", "tiktok")]
    gains = [{creator.id: gained for creator, gained, _ in rows} for rows in parts]
    for creator, gained, _ in reports.ranking(org, window, now):
        assert added(part[creator.id] for part in gains) == gained


def test_percentages() -> None:
    """A change is in percent of what was before, to two decimals; 100 from nothing to something."""
    table = [
        (0, 0, 0.0),
        (7, 0, 100.0),
        (0.01, 0, 100.0),
        (0, 7, -100.0),
        (7, 7, 0.0),
        (15, 10, 50.0),
        (10, 15, -33.33),
        (3.5, 3.0, 16.67),
    ]
    for current, previous, expected in table:
        assert reports.change(current, previous, Dialect()) == expected
