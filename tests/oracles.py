"""Naive models: they step through time, cycle by cycle, over plain dicts and lists.

Written from the documented rules and not from the closed form. All they share with it is the
luck of each cycle, which they take from the same keyed hash.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

from creatoraudit_mock.simulation import Hardship
from creatoraudit_mock.values import Stream

MICROS = 1_000_000
HOUR = 3_600 * MICROS
DAY = 24 * HOUR

Plan = dict[str, Any]


class Refused(Exception):
    """The model's word for a command that makes no sense."""


def new_plan(stream: Stream, hardship: Hardship, added: int, delay: int, hours: int) -> Plan:
    """A resource that was added just now, and whose first scrape is due after a delay."""
    due = whole_second(added + max(delay, 1))
    return {
        "stream": stream,
        "hardship": hardship,
        "hours": hours,
        "active": True,
        "held": False,
        "first_due": due,
        "due": due,
        "segment": 0,
        "cycle": 0,
        "outages": [],
        "absences": [],
        "attempts": [],
        "refreshes": [],
    }


def whole_second(instant: int) -> int:
    """The next whole second, or this one."""
    return instant + -instant % MICROS


def step_to(plan: Plan, instant: int) -> None:
    """Let every cycle up to an instant happen, one after the other."""
    while (cycle := upcoming(plan)) and cycle[0] <= instant:
        finish(plan, cycle)


def upcoming(plan: Plan) -> tuple[int, str] | None:
    """When the next cycle runs, and how it would go in good weather."""
    if plan["due"] is None:
        return None
    luck, offsets = plan["stream"].words(plan["segment"], plan["cycle"])[:2]
    hardship, seconds = plan["hardship"], plan["hours"] * 3_600
    instant, skipped = plan["due"] + plan["cycle"] * seconds * MICROS, False
    if plan["cycle"] > 0:
        instant += MICROS * portion(offsets % 2**32, floor(hardship.jitter * seconds))
        if luck % 2**16 < hardship.late * 2**16:
            instant += MICROS * portion(offsets // 2**32, floor(hardship.lateness * seconds))
        skipped = luck // 2**16 % 2**16 < hardship.skipped * 2**16
    failed = luck // 2**32 < hardship.failed * 2**32
    return instant, "skipped" if skipped else "failed" if failed else "refreshed"


def portion(chance: int, most: int) -> int:
    """A whole number from 0 to `most`, by a chance from 0 to 2**32."""
    return floor(Fraction(chance, 2**32) * (most + 1))


def finish(plan: Plan, cycle: tuple[int, str]) -> None:
    """Write down how a cycle went, and go on to the next."""
    instant, outcome = cycle
    if outcome != "skipped":
        if any(low <= instant < high for low, high in plan["outages"]):
            outcome = "failed"
        elif any(low <= instant < high for low, high in plan["absences"]):
            outcome = "unavailable"
        plan["attempts"].append((instant, outcome))
        if outcome == "refreshed":
            plan["refreshes"].append(instant)
    plan["cycle"] += 1


def next_attempt(plan: Plan, instant: int) -> tuple[int, str] | None:
    """The first scrape after an instant, if need be one that has not happened yet."""
    later: list[tuple[int, str]] = [a for a in plan["attempts"] if a[0] > instant]
    if later:
        return later[0]
    ahead: Plan = plan | {"attempts": [], "refreshes": []}
    while plan["due"] is not None:
        cycle = upcoming(ahead)
        assert cycle is not None
        finish(ahead, cycle)
        if ahead["attempts"] and ahead["attempts"][-1][0] > instant:
            last: tuple[int, str] = ahead["attempts"][-1]
            return last
    return None


def begin_anew(plan: Plan, now: int) -> None:
    """What a change of interval, activity or hold does to the schedule."""
    plan["segment"] += 1
    plan["cycle"] = 0
    plan["due"] = None
    if plan["active"] and not plan["held"]:
        wanted = due_since_last(plan)
        plan["due"] = whole_second(wanted if wanted > now else now + 5 * MICROS)


def due_since_last(plan: Plan) -> int:
    """When the next scrape is due, seen from the last refresh."""
    if plan["refreshes"]:
        return int(plan["refreshes"][-1] + plan["hours"] * HOUR)
    return int(plan["first_due"])


def second_is_taken(plan: Plan, now: int) -> bool:
    """Whether a refresh landed within this very second."""
    return bool(plan["refreshes"]) and plan["refreshes"][-1] // MICROS >= now // MICROS


def land(plan: Plan, now: int) -> None:
    """A refresh at this very instant; the schedule goes on from it, if it goes on at all."""
    if second_is_taken(plan, now):
        raise Refused
    plan["attempts"].append((now, "refreshed"))
    plan["refreshes"].append(now)
    plan["segment"] += 1
    plan["cycle"], plan["due"] = 1, now
    if not plan["active"] or plan["held"]:
        plan["segment"] += 1
        plan["cycle"], plan["due"] = 0, None


def hold(plan: Plan, now: int) -> None:
    """Nothing lands from here on."""
    if not plan["held"]:
        plan["held"] = True
        begin_anew(plan, now)


def release(plan: Plan, now: int) -> None:
    """What became due meanwhile lands now."""
    if not plan["held"]:
        raise Refused
    plan["held"] = False
    overdue = plan["active"] and due_since_last(plan) <= now
    if overdue and not second_is_taken(plan, now) and not in_trouble(plan, now):
        land(plan, now)
    else:
        begin_anew(plan, now)


def in_trouble(plan: Plan, now: int) -> bool:
    """Whether a scrape at this instant could not succeed."""
    spans = [*plan["outages"], *plan["absences"]]
    return any(low <= now < high for low, high in spans)


def change(plan: Plan, now: int, *, active: bool | None = None, hours: int | None = None) -> None:
    """A PATCH: the schedule starts afresh if it makes a difference to it."""
    before = plan["active"] and not plan["held"], plan["hours"]
    plan["active"] = plan["active"] if active is None else active
    plan["hours"] = plan["hours"] if hours is None else hours
    if (plan["active"] and not plan["held"], plan["hours"]) != before:
        begin_anew(plan, now)


def trouble(plan: Plan, kind: str, now: int, low: int, high: int) -> None:
    """An outage or absence. What happened at this very instant has happened already."""
    plan[kind].append((max(low, now + 1), high))


def is_unavailable(plan: Plan, instant: int) -> bool:
    """What the last scrape that got through to the platform found."""
    told = [o for at, o in plan["attempts"] if at <= instant and o != "failed"]
    return bool(told) and told[-1] == "unavailable"
