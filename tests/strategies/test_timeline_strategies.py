"""Timelines: stories that every world takes, and plain data."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as hypothesis_strategies

from creatoraudit_mock import Dialect, World, WorldError
from effort import effort
from pytest_creatoraudit import strategies as st
from pytest_creatoraudit.strategies import (
    Advance,
    Event,
    FaultPlan,
    Hold,
    KeyState,
    Link,
    Outage,
    RateLimit,
    Release,
    ScrapeNow,
    Timeline,
    Track,
    faults,
)
from shrinking import simplest

SMALL = st.labels(World("small"))
STORIES = st.timelines(tracked=SMALL, faults=st.fault_plans(), max_events=12)


@effort(0.5)
@given(STORIES, st.dialects())
def test_every_story_can_be_played(timeline: Timeline, dialect: Dialect) -> None:
    """The world takes every event, in any dialect, and the clock ends at the horizon."""
    world = World("small", dialect=dialect)
    begun = world.clock.now
    assert timeline.play(world) == []
    assert world.clock.now - begun == timedelta(days=7)


@given(STORIES)
def test_stories_are_in_order(timeline: Timeline) -> None:
    """Events come in the order of time, none after the horizon."""
    offsets = [event.offset for event in timeline]
    assert offsets == sorted(offsets)
    assert all(offset <= timedelta(days=7) for offset in offsets)
    assert len(timeline) <= 12


@given(STORIES)
def test_repr_makes_it_again(timeline: Timeline) -> None:
    """A timeline can be pasted into a test."""
    assert eval(repr(timeline), vars(st)) == timeline  # noqa: S307 - our own text


@given(STORIES)
def test_json_keeps_it(timeline: Timeline) -> None:
    """A timeline can be written as JSON and read again."""
    assert Timeline.from_data(json.loads(json.dumps(timeline.data()))) == timeline


@effort(0.5)
@given(STORIES)
def test_a_story_is_the_same_every_time(timeline: Timeline) -> None:
    """Played twice, it gives the same log."""
    one, other = World("small"), World("small")
    timeline.play(one)
    timeline.play(other)
    assert list(one.log) == list(other.log)


@given(st.timelines(kinds=["outage", "advance"], min_events=2, max_events=3, horizon="2h"))
def test_options(timeline: Timeline) -> None:
    """Kinds, number and horizon are what was asked for."""
    assert {event.kind for event in timeline} <= {"outage", "advance"}
    assert 2 <= len(timeline) <= 3
    assert timeline.horizon == "2h"


@pytest.mark.parametrize("kind", st.EVENT_KINDS)
def test_every_kind_happens(kind: str) -> None:
    """Each kind of event is drawn."""
    drawn = st.timelines(kinds=[kind, "track", "hold", "pause", "link"])
    timeline = simplest(drawn, lambda one: any(event.kind == kind for event in one))
    assert timeline.play(World()) == []


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (Advance(at="1h"), "+1h advance"),
        (Outage(at="6h", duration="2h"), "+6h outage for 2h"),
        (Hold(at="1d", on="tiktok/@ada"), "+1d hold tiktok/@ada"),
        (ScrapeNow(on="tiktok/@ada"), "+0s scrape_now tiktok/@ada"),
        (st.Unavailable(on="tiktok/1", duration="3d"), "+0s tiktok/1 unavailable for 3d"),
        (st.Interval(on="tiktok/1", hours=6), "+0s interval of tiktok/1 becomes 6h"),
        (
            Track(on="tiktok/@ada"),
            "+0s track tiktok/@ada every 24h, first refresh after 5s",
        ),
        (Link(on="tiktok/@ada", creator="Bo"), "+0s link tiktok/@ada to Bo"),
        (RateLimit(requests=5), "+0s rate limit of 5 requests in 1m"),
        (RateLimit(requests=None), "+0s no rate limit"),
        (KeyState(state="disabled"), "+0s key 'Default key' becomes disabled"),
        (
            FaultPlan(arguments={"code": 503}, on="get_account", times=2, after=1, duration="1h"),
            "+0s status(code=503) on get_account, 2 times, after 1 requests, for 1h",
        ),
        (FaultPlan(fault="gzip", times=None), "+0s gzip() on anything"),
        (Timeline((Outage(at="1h"),), "2h"), "+1h outage for 1h\n+2h end"),
    ],
)
def test_told_in_a_line(event: Event | Timeline, told: str) -> None:
    """`str` tells what happens and when."""
    assert str(event) == told


@pytest.mark.parametrize(
    ("events", "horizon", "message"),
    [
        ((Advance(at="2h"), Advance(at="1h")), "7d", "got \\+1h advance after \\+2h"),
        ((Advance(at="2h"),), "1h", "within horizon='1h'; got \\+2h advance"),
        ((), "0.5s", "horizon must be whole seconds"),
    ],
)
def test_disorder_is_refused(events: Any, horizon: str, message: str) -> None:
    """Events out of order or beyond the horizon make no timeline."""
    with pytest.raises(ValueError, match=message):
        Timeline(events, horizon)


def test_an_event_needs_a_time() -> None:
    """A time in no known form is refused at once."""
    with pytest.raises(ValueError, match="at must look like '45s'"):
        Advance(at="soon")


def test_what_the_world_refuses_is_raised() -> None:
    """An event that cannot be fails the story."""
    with pytest.raises(WorldError, match="is not held"):
        Timeline((Release(on="tiktok/@adalin"),)).play(World("small"))


def test_a_label_must_be_known() -> None:
    """An event aimed at nothing fails the story and says what comes near."""
    with pytest.raises(LookupError, match="tracks no 'tiktok/@adaline'; did you mean"):
        Timeline((Hold(on="tiktok/@adaline"),)).play(World("small"))
    with pytest.raises(LookupError, match="it has nothing"):
        Hold(on="tiktok/@ada").apply(World())


def test_refused_events_can_be_skipped() -> None:
    """Without `strict` the story goes on and tells what was skipped."""
    story = Timeline((Hold(on="tiktok/@ada"), Outage(at="1h")))
    world = World()
    ((event, error),) = story.play(world, strict=False)
    assert event is story.events[0]
    assert isinstance(error, LookupError)
    assert len(world.log) > 1


def test_one_refresh_in_a_second() -> None:
    """Where a refresh has just landed, `scrape_now` leaves it at that."""
    world = World()
    account = world.track_account("tiktok", "ada")
    Timeline((ScrapeNow(on="tiktok/@ada"), ScrapeNow(on="tiktok/@ada")), "0s").play(world)
    assert len(world.refreshes(account)) == 1


def test_links_make_their_creator() -> None:
    """A creator that is not there yet is made once."""
    world = World("small")
    tied = tuple(
        Link(on=label, creator="New") for label in ("tiktok/@adalin", "instagram/@ada.lin")
    )
    for event in tied:
        st.Unlink(on=event.on).apply(world)
        event.apply(world)
    assert [one.name for one in world.creators].count("New") == 1


def test_labels() -> None:
    """Accounts are called by their handle, videos by their number."""
    world = World()
    world.track_account("instagram", "Ada")
    world.track_video("tiktok", "7301234567890123456")
    assert st.labels(world) == ("instagram/@ada", "tiktok/7301234567890123456")


CASES = [
    (kind, on, arguments)
    for kind, (operations, variants) in faults._MADE.items()
    for on in (None, *operations)
    for arguments in variants
]


@given(st.dialects(), hypothesis_strategies.sampled_from(CASES))
def test_every_plan_fits(dialect: Dialect, case: tuple[str, str | None, dict[str, Any]]) -> None:
    """Every kind can be planned for each operation that it is drawn for, in any dialect."""
    kind, on, arguments = case
    world = World(dialect=dialect)
    FaultPlan(fault=kind, on=on, arguments=arguments).apply(world)
    assert len(world.faults) == 1


@given(st.fault_plans(kinds=["stall", "stale"], on="get_account", max_times=2, max_at="1h"))
def test_fault_options(plan: FaultPlan) -> None:
    """Kind, operation, count and time are what was asked for."""
    assert plan.fault in {"stall", "stale"}
    assert plan.on == "get_account"
    assert plan.times in {1, 2}
    assert plan.offset <= timedelta(hours=1)


def test_every_kind_of_fault_can_be_drawn() -> None:
    """The kinds are those of `Fault`."""
    from creatoraudit_mock.world import FAULTS  # noqa: PLC0415 - a table of the inside

    assert set(st.FAULT_KINDS) == set(FAULTS)
