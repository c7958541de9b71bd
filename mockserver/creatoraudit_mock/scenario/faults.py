"""`[[faults]]`: the kind, its own arguments, and the conditions of its plan, all in one table."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from creatoraudit_mock.scenario.format import FaultTable
from creatoraudit_mock.values import Instant, parse_duration
from creatoraudit_mock.world import FAULTS, Fault, FaultPlan, default_name, operation_meant


class PlannedFault(NamedTuple):
    """A fault as a scenario plans it, with its window relative to the world's start."""

    plan: FaultPlan
    start: int | None
    end: int | None

    def beginning(self, start: Instant) -> FaultPlan:
        """The plan for a world that starts at an instant."""
        low = None if self.start is None else start + self.start
        if self.end is None:
            return msgspec.structs.replace(self.plan, start=low)
        return msgspec.structs.replace(self.plan, start=low, end=start + self.end)


def planned_fault(table: Mapping[str, Any], taken: set[str]) -> PlannedFault:
    """The fault of a table; `taken` are the names of those before it.

    Raises:
        ValueError: an unknown kind, or a value that is refused in Python too.
        TypeError: an unknown key, or a value of the wrong type.
    """
    conditions = {name: table[name] for name in table if name in FaultTable.__struct_fields__}
    try:
        given = msgspec.convert(conditions, FaultTable)
    except msgspec.ValidationError as error:
        raise ValueError(str(error).replace(" - at `$.", " - at `")) from None
    rest = {name: value for name, value in table.items() if name not in conditions}
    fault = _fault(given.fault, rest)
    operation = operation_meant(fault, given.on)
    plan = FaultPlan(
        name=given.name or default_name(fault, operation, taken),
        fault=fault,  # type: ignore[arg-type]  # every Fault is one of the kinds
        operation=operation,
        times=given.times,
        after=given.after,
        probability=given.probability,
        optional=given.optional,
    )
    if plan.name in taken:
        raise ValueError(f"name {plan.name!r} is taken already")
    low = None if given.start is None else _offset("start", given.start)
    span = None if given.duration is None else _offset("duration", given.duration)
    return PlannedFault(plan, low, None if span is None else (low or 0) + span)


def _fault(kind: str, arguments: dict[str, Any]) -> Fault:
    make = FAULTS.get(kind)
    if make is None:
        raise ValueError(f"fault must be one of: {', '.join(FAULTS)}; got {kind!r}")
    known = inspect.signature(make).parameters
    unknown = [name for name in arguments if name not in known]
    if unknown:
        own = [*known, *FaultTable.__struct_fields__]
        raise TypeError(f"unknown field `{unknown[0]}`; a {kind} takes {', '.join(own)}")
    needed = [name for name, one in known.items() if one.default is one.empty]
    for name in needed:
        if name not in arguments:
            raise TypeError(f"missing required field `{name}`")
    return make(**arguments)


def _offset(name: str, text: str) -> int:
    length = parse_duration(text.removeprefix("+"), name=name)
    if name == "duration" and length == 0:
        raise ValueError(f"duration must be longer than nothing, got {text!r}")
    return length
