"""The clock of a world, moved over HTTP."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from creatoraudit_mock import ControlClient, ControlError, World
from creatoraudit_mock.control.client import ControlledWorld

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_read(remote: ControlledWorld, world: World) -> None:
    """The clock tells its time, what moves it, and the next event."""
    shown = remote.clock()

    assert (shown.now, shown.mode, shown.speed) == (START, "frozen", 0)
    assert shown.next_event == world.clock.next_event()


@pytest.mark.parametrize("by", ["25h", "PT25H", "1d1h", timedelta(hours=25), 90_000])
def test_advance_by(remote: ControlledWorld, world: World, by: str | float | timedelta) -> None:
    """A duration in any form moves the clock by so much."""
    assert remote.advance(by).now == world.clock.now == START + timedelta(hours=25)


def test_advance_by_little(remote: ControlledWorld, world: World) -> None:
    """Microseconds are not lost on the way."""
    remote.advance(timedelta(microseconds=1_500_001))

    assert world.clock.now == START + timedelta(microseconds=1_500_001)


def test_advance_to(remote: ControlledWorld, world: World) -> None:
    """A moment is where the clock is then."""
    remote.advance_to("2026-01-06T00:00:00+01:00")

    assert world.clock.now == datetime(2026, 1, 5, 23, tzinfo=UTC)


def test_next_event(remote: ControlledWorld, world: World) -> None:
    """A jump leads to the next scrape."""
    event = world.clock.next_event()

    assert remote.advance_to_next_event().now == event


def test_next_event_of_a_world_without_any(remote: ControlledWorld, world: World) -> None:
    """Where nothing is scheduled the clock stays where it is."""
    for item in (*world.accounts, *world.videos):
        world.hold(item)
    shown = remote.advance_to_next_event()

    assert (shown.now, shown.next_event) == (START, None)


def test_run_and_freeze(remote: ControlledWorld) -> None:
    """A running clock follows real time at its speed, until it is frozen."""
    assert remote.run(3600).speed == 3600
    time.sleep(0.005)
    stopped = remote.freeze()

    assert stopped.now > START
    assert remote.clock() == stopped


@pytest.mark.parametrize("to", ["2026-01-05T08:59:59Z", "0001-01-01T00:00:00+10:00"])
def test_time_goes_forward_only(remote: ControlledWorld, to: str) -> None:
    """The past is refused as a conflict with the present."""
    with pytest.raises(ControlError, match="409 Conflict: time goes forward only"):
        remote.advance_to(to)


def test_time_has_an_end(remote: ControlledWorld, world: World) -> None:
    """A duration that passes the calendar is refused, and moves nothing."""
    with pytest.raises(ControlError, match="409 Conflict: the clock ends with the year 9999"):
        remote.advance("999999w")
    assert world.clock.now == START


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, 'give either by, such as "6h", or to'),
        ({"by": "6h", "to": "2026-02-01T00:00:00Z"}, 'give either by, such as "6h", or to'),
        ({"by": "6 hours"}, "by='6 hours': must look like 45s, 1h30m, 7d or PT6H"),
        ({"by": 6}, "by=6: expected `str`, got `int`"),
        ({"to": "tomorrow"}, "to='tomorrow': "),
    ],
)
def test_what_is_no_move(http: httpx.Client, body: object, said: str) -> None:
    """What is no move is refused with the member, the value and the way out."""
    refused = http.post("/clock/advance", json=body)

    assert refused.status_code == 422
    assert said in refused.json()["detail"]


def test_asking_moves_no_clock(control: ControlClient) -> None:
    """Requests of the control interface do not move a clock that moves with each API request."""
    made = control.create("empty", clock={"mode": "per-request", "step": "1h"})
    times = {made.clock().now for _ in range(3)}

    assert times == {START}
