"""The clock: forward only, in integers, in three modes."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import VirtualClock, World
from creatoraudit_mock.clock import Mode
from creatoraudit_mock.simulation import Outcome
from creatoraudit_mock.values import FAR_FUTURE, SECOND
from effort import effort

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)


class Source:
    """Real time as a test wants it: nanoseconds that move when told, or a little at each look."""

    def __init__(self, at: int = 5_000_000_000, *, creep: int = 0) -> None:
        self.at = at
        self.creep = creep

    def __call__(self) -> int:
        """Look at it."""
        self.at += self.creep
        return self.at


def test_it_begins_at_a_fixed_instant() -> None:
    """Without a start it is always the same moment: neither now nor 1970."""
    assert VirtualClock().now == NINE
    assert VirtualClock().mode is Mode.FROZEN


def test_it_shows_its_time() -> None:
    """Its `repr` has the instant, the mode and the speed."""
    assert repr(VirtualClock()) == "<VirtualClock 2026-01-05T09:00:00.000000Z frozen>"
    scaled = VirtualClock(mode="scaled", speed=3600, source=Source())
    assert repr(scaled) == "<VirtualClock 2026-01-05T09:00:00.000000Z scaled x3600>"


@pytest.mark.parametrize(
    ("given_", "moved"),
    [
        (timedelta(hours=25), timedelta(hours=25)),
        (90, timedelta(seconds=90)),
        (0.25, timedelta(seconds=0.25)),
        ("1h30m", timedelta(minutes=90)),
        ("PT6H", timedelta(hours=6)),
        (0, timedelta(0)),
    ],
)
def test_advance_takes_any_duration(given_: Any, moved: timedelta) -> None:
    """It moves by just that and tells the new moment."""
    clock = VirtualClock()
    assert clock.advance(given_) == clock.now == NINE + moved


def test_advance_takes_keywords() -> None:
    """Keywords are those of `timedelta`."""
    assert VirtualClock().advance(days=1, hours=1, microseconds=1) == NINE + timedelta(
        hours=25, microseconds=1
    )


@pytest.mark.parametrize("parts", [((), {}), ((5,), {"hours": 1}), ((None,), {})])
def test_advance_needs_one_of_both(parts: tuple[tuple[Any, ...], dict[str, Any]]) -> None:
    """Nothing, or a duration and keywords at once, is a mistake."""
    with pytest.raises(TypeError, match="one duration, or keywords"):
        VirtualClock().advance(*parts[0], **parts[1])


@pytest.mark.parametrize("back", [-1, timedelta(seconds=-1), -0.001])
def test_advance_never_goes_back(back: Any) -> None:
    """A negative duration is refused and nothing moves."""
    clock = VirtualClock()
    with pytest.raises(ValueError, match="delta must not be negative"):
        clock.advance(back)
    assert clock.now == NINE


def test_advance_to_never_goes_back() -> None:
    """A moment in the past is refused; the message has both moments. Now itself is fine."""
    clock = VirtualClock()
    with pytest.raises(ValueError, match=r"forward only.*2026-01-05T08:59:59Z.*09:00:00Z already"):
        clock.advance_to("2026-01-05T08:59:59Z")
    assert clock.advance_to(NINE) == NINE


def test_time_ends() -> None:
    """The clock reaches the end of the year 9999 and refuses to pass it."""
    clock = VirtualClock()
    assert clock.advance_to(FAR_FUTURE) == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    with pytest.raises(ValueError, match="year 9999"):
        clock.advance(1)


@pytest.mark.parametrize("start", ["2026-01-05T09:00:00", "soon", ""])
def test_a_start_must_be_an_instant(start: str) -> None:
    """The message names the argument."""
    with pytest.raises(ValueError, match=r"^start must"):
        VirtualClock(start)


def test_a_mode_must_be_one_of_three() -> None:
    """The message has the choices and what was given."""
    with pytest.raises(ValueError, match=r"frozen, scaled, per-request; got 'fast'"):
        VirtualClock(mode="fast")


@effort(4)
@given(st.lists(st.integers(0, 10**13), max_size=10))
def test_many_steps_make_one_leap(steps: list[int]) -> None:
    """Integers inside: the sum of steps is the step of the sum, to the microsecond."""
    stepping, leaping = VirtualClock(), VirtualClock()
    for step in steps:
        stepping.advance(timedelta(microseconds=step))
    leaping.advance(timedelta(microseconds=sum(steps)))
    assert stepping.instant == leaping.instant


def test_moves_are_announced() -> None:
    """Whoever listens learns the instant of each move that was asked for, not of `follow`."""
    clock, heard = VirtualClock(), list[int]()
    clock.on_move.append(heard.append)
    clock.advance(5)
    clock.advance_to("2026-01-05T10:00:00Z")
    clock.follow(clock.instant + SECOND)
    assert heard == [clock.instant - 3596 * SECOND, clock.instant - SECOND]


def test_follow_stays_rather_than_going_back() -> None:
    """A replay whose entry lies in the past leaves the clock where it is."""
    clock = VirtualClock()
    clock.follow(clock.instant - 1)
    assert clock.now == NINE


# -- scaled


def test_scaled_time_follows_its_source() -> None:
    """So many virtual seconds for each real one, from the start on."""
    source = Source()
    clock = VirtualClock(mode="scaled", speed=3600, source=source)
    source.at += 1_500_000_000
    assert clock.now == NINE + timedelta(hours=1.5)
    assert (clock.mode, clock.speed) == (Mode.SCALED, 3600.0)


def test_a_source_that_stumbles_does_not_turn_time_back() -> None:
    """While the source is behind, time stands still; then it goes on as if nothing had been."""
    source = Source()
    clock = VirtualClock(mode="scaled", source=source)
    seen = []
    for real in (10, 7, 8, 10, 12):
        source.at = real * 1_000_000_000
        seen.append(clock.now - NINE)
    assert [gone.total_seconds() for gone in seen] == [5, 5, 5, 5, 7]


def test_a_scaled_clock_can_be_told_to_move() -> None:
    """A move adds to what the source brings, before and after."""
    source = Source()
    clock = VirtualClock(mode="scaled", speed=2, source=source)
    source.at += 1_000_000_000
    clock.advance(hours=1)
    source.at += 1_000_000_000
    assert clock.now == NINE + timedelta(hours=1, seconds=4)


def test_a_stumble_before_a_move_costs_nothing() -> None:
    """A move is a move by just that much, even while the source is behind."""
    source = Source(at=10_000_000_000)
    clock = VirtualClock(mode="scaled", source=source)
    source.at += 5_000_000_000
    assert clock.now == NINE + timedelta(seconds=5)
    source.at -= 4_000_000_000
    assert clock.advance(1) == NINE + timedelta(seconds=6)
    source.at += 4_000_000_000
    assert clock.now == NINE + timedelta(seconds=6)


def test_a_clock_that_runs_can_be_moved_by_nothing() -> None:
    """Real time goes on between two looks; a small move is a move all the same."""
    clock = VirtualClock(mode="scaled", speed=3600, source=Source(creep=1_000))
    for _ in range(50):
        before = clock.instant
        clock.advance(0)
        clock.follow(before)
        clock.advance_to_next_event()
        assert clock.instant >= before


def test_a_clock_that_runs_meets_its_events() -> None:
    """It moves to an event that is nearer than the time that a look takes."""
    clock = VirtualClock(mode="scaled", speed=3600, source=Source(creep=1_000_000))
    clock.events.append(lambda now: now + 1)
    for _ in range(50):
        event = clock.advance_to_next_event()
        assert event is not None
        assert clock.now >= event


def test_a_running_world_can_have_an_outage_from_now_on() -> None:
    """Real time goes on between the call and the command; the past stays untouched."""
    clock = VirtualClock(mode="scaled", speed=3600, source=Source(creep=1_000_000))
    world = World(clock=clock)
    account = world.track_account("instagram", "nasa")
    for _ in range(20):
        world.outage(duration="1h")
        world.set_unavailable(account, duration="1h")
    assert len(world.log) == 41


def test_freezing_and_running_again() -> None:
    """A frozen clock ignores its source; running again it goes on from where it stood."""
    source = Source()
    clock = VirtualClock(mode="scaled", source=source)
    source.at += 2_000_000_000
    clock.freeze()
    source.at += 60_000_000_000
    assert (clock.now, clock.mode, clock.speed) == (NINE + timedelta(seconds=2), Mode.FROZEN, 0.0)
    clock.run(10)
    source.at += 1_000_000_000
    assert clock.now == NINE + timedelta(seconds=12)


def test_a_waiting_clock_starts_with_the_first_request() -> None:
    """It shows its first instant until it is asked for the instant of a request."""
    source = Source()
    clock = VirtualClock(mode="scaled", source=source, waits=True)
    source.at += 60_000_000_000
    assert clock.now == NINE
    clock.tick()
    source.at += 1_000_000_000
    assert clock.now == NINE + timedelta(seconds=1)


def test_a_waiting_clock_that_is_frozen_stays_frozen() -> None:
    """Freezing ends the wait: the first request moves nothing."""
    source = Source()
    clock = VirtualClock(mode="scaled", source=source, waits=True)
    clock.freeze()
    source.at += 60_000_000_000
    clock.tick()
    assert (clock.now, clock.mode) == (NINE, Mode.FROZEN)


def test_scaled_time_stops_at_its_end() -> None:
    """However long it runs, the clock does not pass the year 9999."""
    source = Source()
    clock = VirtualClock("9999-12-31T23:59:58Z", mode="scaled", source=source)
    source.at += 10**15
    assert clock.instant == FAR_FUTURE


@pytest.mark.parametrize("speed", [0, -1, float("nan"), 1e10, float("inf")])
def test_a_speed_must_be_positive_and_finite(speed: float) -> None:
    """The message has the range and the value."""
    with pytest.raises(ValueError, match=rf"speed must be between .* got {speed!r}"):
        VirtualClock(source=Source()).run(speed)


def test_running_needs_a_source() -> None:
    """The message says what to give."""
    with pytest.raises(ValueError, match=r"VirtualClock\(source=\.\.\.\)"):
        VirtualClock().run(1)
    with pytest.raises(ValueError, match="no source of real time"):
        VirtualClock(mode="scaled")


# -- per request


def test_each_request_moves_the_clock() -> None:
    """Per-request mode moves by its step with each request, and by nothing else."""
    clock = VirtualClock(mode="per-request", step="10m")
    assert [clock.tick() - clock.instant for _ in range(3)] == [0, 0, 0]
    assert clock.now == NINE + timedelta(minutes=30)
    clock.advance(hours=1)
    assert clock.now == NINE + timedelta(minutes=90)


def test_time_stands_while_a_request_is_served() -> None:
    """A scaled clock shows one instant from a request's beginning to its end, then goes on."""
    real = iter(range(0, 10**12, 10**9))
    clock = VirtualClock(mode="scaled", source=lambda: next(real))
    with clock.serving() as now:
        assert [clock.instant, clock.instant] == [now, now]
    assert clock.instant > now


def test_time_goes_on_after_a_fault() -> None:
    """A request that ends in an exception does not stop a scaled clock."""
    real = iter(range(0, 10**12, 10**9))
    clock = VirtualClock(mode="scaled", source=lambda: next(real))
    with suppress(ZeroDivisionError), clock.serving() as now:
        raise ZeroDivisionError
    assert clock.instant > now


def test_requests_cannot_pass_the_end_of_time() -> None:
    """The last step is cut short instead of failing the request."""
    clock = VirtualClock("9999-12-31T23:59:50Z", mode="per-request", step="1h")
    assert clock.tick() == clock.tick() == FAR_FUTURE


def test_requests_leave_a_frozen_clock_alone() -> None:
    """A frozen clock tells the time of a request and stays."""
    clock = VirtualClock()
    assert clock.tick() == clock.instant == VirtualClock().instant


# -- events


def _first_after(plan: list[int], now: int) -> int | None:
    return next((at for at in plan if at > now), None)


def test_the_earliest_event_of_all_comes_first() -> None:
    """Several sources of events are merged; one that has none does not matter."""
    clock = VirtualClock()
    start = clock.instant
    plans: list[list[int]] = [[start + 7, start + 9], [start + 8], []]
    clock.events += [partial(_first_after, plan) for plan in plans]
    visited = []
    while clock.advance_to_next_event() is not None:
        visited.append(clock.instant - start)
    assert visited == [7, 8, 9]
    assert clock.next_event() is None
    assert clock.instant - start == 9


def test_looking_at_the_next_event_moves_nothing() -> None:
    """`next_event` tells, `advance_to_next_event` goes; both say the same moment."""
    world = World("first-refresh")
    event = world.clock.next_event()
    assert world.clock.now == NINE
    assert event == NINE + timedelta(seconds=45)
    assert world.clock.advance_to_next_event() == event == world.clock.now


def test_events_are_exactly_the_attempts() -> None:
    """Going from event to event visits each scrape of each resource, and nothing else."""
    world = World("flaky")
    org, start = world.organization, world.clock.instant
    visited = []
    while world.clock.instant < start + 4 * 86_400 * SECOND:
        world.clock.advance_to_next_event()
        visited.append(world.clock.instant)
    attempts = [
        attempt
        for record in org.everything()
        for attempt in record.schedule.attempts(start + 1, visited[-1], org.weather(record))
    ]
    assert visited == sorted({attempt.instant for attempt in attempts})
    assert {attempt.outcome for attempt in attempts} == set(Outcome) - {Outcome.SKIPPED}


def test_a_world_without_resources_has_no_events() -> None:
    """Nothing is scheduled: the clock stays and says so."""
    world = World()
    assert world.clock.advance_to_next_event() is None
    paused = world.track_account("instagram", "nasa", is_active=False)
    assert (world.clock.next_event(), paused.last_scrape_time) == (None, None)


def test_a_leap_beyond_the_calendar_is_refused() -> None:
    """Nobody gets past the year 9999, however the leap is written."""
    for leap in ({"days": 1e10}, {"days": 3_000_000}):
        with pytest.raises(ValueError, match="the clock ends with the year 9999"):
            VirtualClock().advance(**leap)


def test_waiting_moves_a_clock_that_nobody_else_moves() -> None:
    """Without a waiter the clock goes to the instant waited for; a past one is there already."""
    clock = VirtualClock(NINE)
    instant = clock.instant + 30 * SECOND
    clock.wait_until(instant)
    clock.wait_until(instant - SECOND)
    assert clock.instant == instant
    asyncio.run(clock.wait_until_async(instant + SECOND))
    assert clock.instant == instant + SECOND


def test_a_waiter_is_asked_instead() -> None:
    """With a waiter it alone decides when the wait is over."""
    asked = []

    class Patient:
        def wait_until(self, instant: int) -> None:
            asked.append(("sync", instant))

        async def wait_until_async(self, instant: int) -> None:
            asked.append(("async", instant))

    clock = VirtualClock(NINE)
    clock.waiter = Patient()
    clock.wait_until(5)
    asyncio.run(clock.wait_until_async(6))
    assert (asked, clock.now) == ([("sync", 5), ("async", 6)], NINE)
