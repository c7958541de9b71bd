"""What the world does differently in other dialects, seen from the ground truth."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import timelines
from creatoraudit_mock import Dialect, World
from creatoraudit_mock.scenario import from_text
from creatoraudit_mock.simulation import Window
from creatoraudit_mock.values import day_number
from creatoraudit_mock.world import Duplicate, Misuse, UpstreamFailed, reports
from effort import effort
from timelines import Step

FAIR = 'description = "No jitter."\n[hardship]\njitter = 0\n'
seeds = st.integers(0, 2**32)
hours = st.integers(0, 400)

AGAIN: list[Step] = [("track_account", 0, 0, 3, 0), ("track_video", 0, 3)]
"""The account and the video of `timelines.GROUPED` that are tracked anew."""


def fair_world(**switches: str | int) -> World:
    """A world without chance in its schedules."""
    return World(from_text(FAIR), dialect=Dialect.parse(switches))


@effort(4)
@given(timelines.timelines(), timelines.timelines(), seeds, hours, timelines.dialects())
def test_what_comes_back_has_a_gap(
    before: list[Step], after: list[Step], seed: int, away: int, dialect: Dialect
) -> None:
    """Nothing is refreshed while it is deleted, and what was refreshed before is history."""
    switches = {**dialect.values(), "readded_id": "same"}
    world = timelines.new_world(seed, Dialect(**switches))
    timelines.run(world, [*timelines.GROUPED, *before])
    deleted = world.clock.instant
    known = dict(timelines.truth(world))
    added = {item: world.show(item)["added_at"] for item in timelines.tracked(world)}
    for item in timelines.tracked(world):
        world.delete(item)
    world.clock.advance(hours=away)
    back = world.clock.instant
    timelines.run(world, [*AGAIN, *after])
    for item, landed in timelines.truth(world):
        assert not any(deleted < at < back for at in landed)
        assert landed[: len(known.get(item, []))] == known.get(item, [])
    again = added.keys() & {*timelines.tracked(world)}
    assert all(world.show(item)["added_at"] == added[item] for item in again)


def test_what_comes_back_is_counted_while_it_was_there() -> None:
    """Neither an account nor a video counts in a window that ends while it was deleted."""
    world = fair_world(readded_id="same")
    items = [
        world.track_account("instagram", "ada"),
        world.track_video("tiktok", "7301234567890123456"),
    ]
    days, seen = [], []
    for step in ("there", "deleted", "back"):
        if step == "deleted":
            for item in items:
                world.delete(item)
        elif step == "back":
            world.track_account("instagram", "ada")
            world.track_video("tiktok", "7301234567890123456")
        days.append(day_number(world.clock.instant))
        world.clock.advance(days=1)
    org, now = world.organization, world.clock.instant
    for day in days:
        found = reports.figures(org, Window(day, day), now)
        seen.append((found.active_accounts, found.tracked_videos))
    assert seen == [(1, 1), (0, 0), (1, 1)]


def test_what_comes_back_has_new_settings_and_a_refresh_soon() -> None:
    """The id, the date of addition and the figures stay; settings are those that were sent."""
    world = fair_world(readded_id="same")
    creator = world.create_creator("Ada")
    account = world.track_account("instagram", "ada", category="art", creator_id=creator.id)
    world.clock.advance(hours=30)
    world.hold(account)
    before = account.fields
    world.delete(account)
    world.clock.advance(days=3)
    again = world.track_account("instagram", "Ada", scrape_interval_hours=6, metadata={"a": "b"})
    sent = {"scrape_interval_hours": 6, "metadata": {"a": "b"}, "category": None}
    gone = {"creator_id": None, "creator_name": None}
    assert again.fields == {**before, **sent, **gone}
    seen = len(world.refreshes(again))
    world.clock.advance(hours=12)
    later = world.refreshes(again)[seen:]
    assert [f"{at:%d %H:%M:%S}" for at in later] == ["09 15:00:05", "09 21:00:05"]


@pytest.mark.parametrize("held", [False, True])
def test_a_resumption_counts_a_whole_interval(*, held: bool) -> None:
    """In that dialect nothing lands earlier, be the interval changed or a hold released."""
    world = fair_world(resume="next-interval")
    account = world.track_account("instagram", "ada", scrape_interval_hours=24)
    world.clock.advance(hours=1)
    world.update(account, is_active=False)
    world.clock.advance(hours=100)
    if held:
        world.hold(account)
    world.update(account, is_active=True)
    resumed = world.clock.now
    world.clock.advance(hours=2)
    if held:
        world.release(account)
    world.update(account, scrape_interval_hours=12)
    world.clock.advance(hours=30)
    waits = [(at - resumed).total_seconds() / 3600 for at in world.refreshes(account)[1:]]
    assert waits == [12, 24]


def test_a_resumption_may_be_overridden() -> None:
    """A forced refresh lands at once, and intervals count from it."""
    world = fair_world(resume="next-interval")
    account = world.track_account("instagram", "ada", is_active=False)
    world.update(account, is_active=True)
    world.clock.advance(hours=1)
    world.scrape_now(account)
    world.clock.advance(hours=30)
    assert [f"{at:%d %H:%M}" for at in world.refreshes(account)] == ["05 10:00", "06 10:00"]


@pytest.mark.parametrize(("moves", "is_active"), [("unlink", True), ("relink", True), ("", False)])
def test_who_leaves_a_group_is_not_resumed_by_it(moves: str, *, is_active: bool) -> None:
    """An account that was paused with a creator stays paused if it belongs to it no longer."""
    world = fair_world(resume_cascade="paused-with-it")
    first, second = world.create_creator("Ada"), world.create_creator("Bo")
    account = world.track_account("instagram", "ada", creator_id=first.id)
    world.update(first, is_active=False)
    if moves:
        world.unlink(first, account)
    if moves == "relink":
        world.link(second, account)
        world.update(second, is_active=True)
    world.update(first, is_active=True)
    assert account.is_active is not is_active


def test_a_group_that_is_joined_pauses_along() -> None:
    """With both switches set, a creator resumes what it paused when it was linked."""
    world = fair_world(resume_cascade="paused-with-it", link_to_paused="pause")
    creator = world.create_creator("Ada", is_active=False)
    account = world.track_account("instagram", "ada", creator_id=creator.id)
    own = world.track_account("tiktok", "ada", is_active=False)
    world.update(own, creator_id=creator.id)
    wilful = world.track_account("tiktok", "bo")
    world.update(wilful, creator_id=creator.id, is_active=True)
    assert (account.is_active, own.is_active, wilful.is_active) == (False, False, True)
    world.update(creator, is_active=True)
    assert (account.is_active, own.is_active, wilful.is_active) == (True, False, True)


def test_a_profile_vanishes_and_returns() -> None:
    """A tracked account becomes unavailable meanwhile; deleted and added again it still is."""
    world = fair_world()
    account = world.track_account("instagram", "ada")
    world.clock.advance(hours=1)
    world.remove_profile("instagram", "@Ada", duration="3d")
    assert not account.is_unavailable
    world.clock.advance(hours=24)
    assert account.is_unavailable
    world.delete(account)
    again = world.track_account("instagram", "ada")
    world.clock.advance(hours=1)
    assert (again.is_unavailable, again.last_scrape_time) == (True, None)
    world.clock.advance(days=3)
    assert not again.is_unavailable


def test_a_profile_is_missing_from_the_very_instant() -> None:
    """Who looks at once finds nothing; before a later start and after the end there is one."""
    world = fair_world(missing_profile=502)
    world.remove_profile("tiktok", "ada", start="2026-01-05T10:00:00Z", duration="1h")
    world.delete(world.track_account("tiktok", "ada"))
    world.clock.advance(hours=1)
    with pytest.raises(UpstreamFailed, match="tiktok did not deliver the profile ada"):
        world.track_account("tiktok", "ada")
    world.clock.advance(hours=1)
    world.track_account("tiktok", "ada")
    with pytest.raises(Misuse, match="the past is fixed"):
        world.remove_profile("tiktok", "ada", start="2026-01-05T10:00:00Z")
    with pytest.raises(ValueError, match="platform='vine' must be one of"):
        world.remove_profile("vine", "ada")


def test_a_scenario_may_lack_profiles() -> None:
    """Its missing profiles are missing from the beginning, on their platform only."""
    text = '[[missing_profiles]]\nplatform = "tiktok"\nusername = "ghost{n}"\ncount = 2\n'
    world = World(from_text(FAIR + text))
    accounts = [
        world.track_account(platform, name)
        for platform in ("instagram", "tiktok")
        for name in ("ghost1", "ghost2", "ghost3")
    ]
    world.clock.advance(hours=1)
    assert [a.is_unavailable for a in accounts] == [False, False, False, True, True, False]


def test_a_duplicate_may_be_what_is_there() -> None:
    """In that dialect tracking again from Python gives the account that there is, unchanged."""
    world = fair_world(duplicate=200)
    account = world.track_account("instagram", "ada")
    again = world.track_account("instagram", "ada", scrape_interval_hours=1)
    assert (again.id, again.scrape_interval_hours, len(world.log)) == (account.id, 24, 1)
    with pytest.raises(Duplicate):
        world.execute(world.log[0].command)


@effort(3)
@given(timelines.timelines(), seeds)
def test_totals_hold_the_own_counters(timeline: list[Step], seed: int) -> None:
    """With cross-posts the totals are never less than a post's own counters, nor do they shrink."""
    world = timelines.new_world(seed, Dialect(total_counts="cross-posted"))
    seen: dict[int, tuple[int, int]] = {}
    for step in [*timelines.GROUPED, *timeline]:
        timelines.do(world, step)
        org, now = world.organization, world.clock.instant
        for shown in (row.fields for a in org.accounts.values() for row in org.show_posts(a, now)):
            totals = shown["total_views"], shown["total_plays"]
            assert totals >= (shown["view_count"], shown["play_count"])
            if shown["platform"] == "tiktok":
                assert totals == (shown["view_count"], shown["play_count"])
            before = seen.get(shown["id"], (0, 0))
            assert all(new >= old for new, old in zip(totals, before, strict=True))
            seen[shown["id"]] = totals


@effort(2)
@given(timelines.timelines(), seeds, timelines.dialects())
def test_recordings_replay_in_their_dialect(
    tmp_path_factory: pytest.TempPathFactory, timeline: list[Step], seed: int, dialect: Dialect
) -> None:
    """A saved world is the same world when it is loaded, whatever dialect it speaks."""
    world = timelines.new_world(seed, dialect)
    timelines.run(world, [*timelines.GROUPED, *timeline])
    file: Path = tmp_path_factory.mktemp("recording") / "world.jsonl"
    world.save(file)
    again = World.load(file)
    assert again.dialect == dialect
    assert timelines.digest(again) == timelines.digest(world)
