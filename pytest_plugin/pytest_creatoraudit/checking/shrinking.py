"""Smaller plans: what is taken away, or made usual, to see whether the failure stays.

Hypothesis finds the failure; it is made smaller here, since a plan knows better than its bytes what
makes it simple, and each try costs a whole run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, Final

from msgspec.structs import replace

from pytest_creatoraudit.checking.plan import HOUR, Event, Fault, Plan, Tracked

_LISTS: Final = ("events", "faults", "dialect", "tracked")


def shrunk(plan: Plan, least_days: int, still_fails: Callable[[Plan], bool]) -> Plan:
    """The smallest plan that is found in which the failure stays."""
    tried = {plan}
    while True:
        for candidate in simpler(plan, least_days):
            if candidate in tried:
                continue
            tried.add(candidate)
            if still_fails(candidate):
                plan = candidate
                break
        else:
            return plan


def simpler(plan: Plan, least_days: int) -> Iterator[Plan]:
    """Simpler plans, the simplest first."""
    yield from _bare(plan, least_days)
    plain: dict[str, Any] = {"crowd": 0, "days": least_days, "rate_limit": None, "seed": 0}
    plain |= {"dialect": (), "events": (), "faults": (), "tracked": plan.tracked[:1]}
    yield from (replace(plan, **{name: value}) for name, value in plain.items())
    yield from chain.from_iterable(_shorter(plan, name) for name in _LISTS)
    yield from _plainer(plan, "tracked", lambda _: iter((Tracked(),)))
    yield from _plainer(plan, "faults", _plainer_faults)
    yield from _plainer(plan, "events", _plainer_events)


def _bare(plan: Plan, least_days: int) -> Iterator[Plan]:
    """Nearly nothing, with one thing at a time: most failures need no more."""
    for days in sorted({least_days, plan.days}):
        bare = Plan(days=days, tracked=(Tracked(),))
        yield bare
        yield from (replace(bare, events=(one,)) for one in plan.events)
        yield from (replace(bare, faults=(one,)) for one in plan.faults)
    yield replace(bare, tracked=plan.tracked)
    yield replace(bare, crowd=plan.crowd, days=least_days)
    yield replace(plan, crowd=0, dialect=(), rate_limit=None)


def _shorter(plan: Plan, name: str) -> Iterator[Plan]:
    items = getattr(plan, name)
    for place in range(len(items)):
        left = items[:place] + items[place + 1 :]
        if left or name != "tracked":
            yield replace(plan, **{name: left})


def _plainer(plan: Plan, name: str, plainer: Callable[[Any], Iterator[Any]]) -> Iterator[Plan]:
    items = getattr(plan, name)
    for place, item in enumerate(items):
        for other in plainer(item):
            yield replace(plan, **{name: (*items[:place], other, *items[place + 1 :])})


def _plainer_faults(fault: Fault) -> Iterator[Fault]:
    yield replace(fault, times=1)
    yield replace(fault, times=fault.times // 2 or 1)
    yield replace(fault, seconds=None)
    yield from (replace(fault, at=at) for at in _earlier(fault.at))


def _plainer_events(event: Event) -> Iterator[Event]:
    yield replace(event, hours=1)
    yield replace(event, target=0)
    yield from (replace(event, at=at) for at in _earlier(event.at))


def _earlier(at: int) -> Iterator[int]:
    """Round times before one."""
    yield at // 2 // HOUR * HOUR
    yield at // HOUR * HOUR
