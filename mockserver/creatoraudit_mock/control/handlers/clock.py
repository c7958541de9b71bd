"""The clock of a world."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from creatoraudit_mock.control.bodies import AdvanceClock, RunClock
from creatoraudit_mock.control.call import Call
from creatoraudit_mock.control.refusals import Refused
from creatoraudit_mock.control.texts import given
from creatoraudit_mock.control.views import clock_shown
from creatoraudit_mock.http.replies import Reply, json


def get_clock(call: Call) -> Reply:
    """Where it is, and what moves it."""
    return json(clock_shown(call.world.clock))


def advance_clock(call: Call) -> Reply:
    """Move it by a duration or to a moment; what happens meanwhile happens in order."""
    wish: AdvanceClock = call.body
    with _possible():
        if given(wish.by):
            call.world.clock.advance(wish.by)  # type: ignore[arg-type]  # it is given
        else:
            call.world.clock.advance_to(wish.to)  # type: ignore[arg-type]  # or else this is
    return get_clock(call)


def jump_to_next_event(call: Call) -> Reply:
    """Move it to the next scrape that is attempted; it stays where it is if there is none."""
    call.world.clock.advance_to_next_event()
    return get_clock(call)


def freeze_clock(call: Call) -> Reply:
    """Let it move only when told."""
    call.world.clock.freeze()
    return get_clock(call)


def run_clock(call: Call) -> Reply:
    """Let it follow real time at a speed."""
    wish: RunClock = call.body
    call.world.clock.run(wish.speed)
    return get_clock(call)


@contextmanager
def _possible() -> Iterator[None]:
    """Time goes forward only, and ends: that is a matter of now, not of what was asked."""
    try:
        yield
    except ValueError as error:
        raise Refused(409, f"{error}.") from None
    except OverflowError:
        raise Refused(409, "time goes forward only, and not to before the calendar.") from None
