"""Plans: drawn, told as one word, made smaller, and lived through."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given, settings

from pytest_creatoraudit.checking.drawing import HAPPENINGS, TROUBLES, Scope, corners, plans
from pytest_creatoraudit.checking.plan import (
    DAY,
    HOUR,
    Event,
    Fault,
    Happening,
    Plan,
    Tracked,
    Trouble,
    from_token,
    to_token,
)
from pytest_creatoraudit.checking.shrinking import shrunk
from pytest_creatoraudit.checking.stage import Staged

SCOPE = Scope(least_days=2, days=5, accounts=9, videos=2, faults=TROUBLES)


@settings(max_examples=100)
@given(plan=plans(SCOPE))
def test_any_plan_can_be_lived_through(plan: Plan) -> None:
    """Whatever is drawn is within its scope, and makes a world that reaches its end."""
    staged = Staged(plan)
    staged.clock.advance_to(staged.end)
    assert 2 <= plan.days <= 5
    assert len(staged.ids("account")) <= 9
    assert len(staged.ids("video")) <= 2
    assert len(staged.happened) == len(plan.events)


def test_what_is_held() -> None:
    """A switch that is held is held from the first world on."""
    scope = Scope(least_days=2, days=5, held={"delete_status": 200})
    assert {plan.dialect for plan in corners(scope)} == {(("delete_status", "200"),)}


@given(plan=plans(SCOPE))
def test_words(plan: Plan) -> None:
    """A plan and its word are the same."""
    assert from_token(to_token(plan)) == plan


@pytest.mark.parametrize("what", HAPPENINGS)
def test_what_happens(what: Happening) -> None:
    """Each kind of event happens at its own moment, and is told."""
    staged = Staged(Plan(days=2, tracked=(Tracked(),), events=(Event(at=HOUR, what=what),)))
    staged.clock.advance_to(staged.end)
    ((at, told),) = staged.happened
    assert at - staged.start == timedelta(hours=1)
    assert "not possible" not in told


@pytest.mark.parametrize("what", TROUBLES)
def test_what_goes_wrong(what: Trouble) -> None:
    """Each kind of fault is planned for its moment."""
    staged = Staged(Plan(days=2, tracked=(Tracked(),), faults=(Fault(at=HOUR, what=what),)))
    (planned,) = staged.world.faults
    assert planned.plan.start == staged.clock.instant + 3_600_000_000


def test_every_kind_is_drawn() -> None:
    """No kind of event or fault is left out."""
    assert (set(HAPPENINGS), set(TROUBLES)) == (set(get_args(Happening)), set(get_args(Trouble)))


def test_corners() -> None:
    """Every search begins with the plainest world and with a crowd, as large as is allowed."""
    plain, crowded = corners(SCOPE)
    assert (plain.count, crowded.count) == (1, 9)


def test_what_is_impossible() -> None:
    """An event that has become impossible does nothing, and is told so."""
    gone = Event(at=0, what="delete")
    staged = Staged(Plan(days=2, tracked=(Tracked(),), events=(gone, Event(at=60, what="pause"))))
    staged.clock.advance_to(staged.end)
    assert "pause was not possible" in staged.happened[1][1]


def test_the_smallest_plan() -> None:
    """Everything goes that the failure does not need; what it needs stays."""
    needed = Event(at=30 * HOUR, what="delete", target=2)
    plan = Plan(
        days=5,
        tracked=(Tracked(every=6), Tracked()),
        crowd=11,
        events=(Event(at=0, what="hold"), needed, Event(at=DAY, what="pause")),
        faults=(Fault(at=0, what="reset", times=8),),
        dialect=(("delete_status", "200"),),
        rate_limit=60,
        seed=9,
    )
    small = shrunk(plan, 2, lambda one: any(event.what == "delete" for event in one.events))
    assert small == Plan(days=2, tracked=(Tracked(),), events=(Event(at=0, what="delete"),))
