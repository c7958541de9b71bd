"""Scenarios, worlds and schedules: every one can be lived in."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given

from creatoraudit_mock import Scenario, World
from effort import effort
from pytest_creatoraudit import strategies as st
from pytest_creatoraudit.strategies import Schedule, Timeline
from wire import wire


@effort(0.5)
@given(st.worlds(dialects=st.dialects()))
def test_worlds_answer(world: World) -> None:
    """A drawn world serves what it tracks, now and in a month."""
    with wire(world) as client:
        for _ in range(2):
            assert client.get("/overview").status_code == 200
            for account in world.accounts:
                assert client.get(f"/accounts/{account.id}").status_code == 200
            world.clock.advance("30d")


@given(st.scenarios(min_accounts=1, max_accounts=2, min_videos=1, max_videos=1, max_creators=0))
def test_numbers(scenario: Scenario) -> None:
    """There is as much in a world as was asked for."""
    world = World(scenario)
    assert 1 <= len(world.accounts) <= 2
    assert len(world.videos) == 1
    assert world.creators == []


@effort(0.5)
@given(st.scenarios(max_history="2d"))
def test_history(scenario: Scenario) -> None:
    """Nothing is older than was asked for."""
    world = World(scenario)
    oldest = world.clock.now - timedelta(days=2)
    for one in [*world.accounts, *world.videos]:
        assert one.added_at >= f"{oldest:%Y-%m-%dT%H:%M:%SZ}"


@given(st.scenarios())
def test_scenarios_stand_alone(scenario: Scenario) -> None:
    """The text of a scenario makes it again."""
    assert Scenario.from_text(scenario.source, "drawn.toml") == scenario


@given(st.schedules(min_interval=2, max_interval=6, max_first_refresh="1m"))
def test_schedules_can_be_tracked(schedule: Schedule) -> None:
    """A schedule's settings are what tracking takes, and its first refresh comes in time."""
    world = World()
    account = world.track_account("tiktok", "ada", **schedule.settings)
    world.clock.advance("1m")
    assert account.last_scrape_time is not None
    assert 2 <= account.scrape_interval_hours <= 6


@given(st.schedules(hardship=False))
def test_punctual(schedule: Schedule) -> None:
    """Without hardship nothing fails or is late."""
    assert set(schedule.hardship.values()) == {0.0, schedule.lateness}


@given(st.durations(min_value="1m", max_value="2h"))
def test_durations(text: str) -> None:
    """A duration lies within its bounds, in a form that the clock takes."""
    world = World()
    begun = world.clock.now
    world.clock.advance(text)
    assert timedelta(minutes=1) <= world.clock.now - begun <= timedelta(hours=2)


@effort(0.5)
@given(st.worlds(), st.timelines(max_events=4))
def test_stories_need_not_know_the_world(world: World, timeline: Timeline) -> None:
    """What a story tracks by itself is in no drawn world."""
    assert timeline.play(world) == []
