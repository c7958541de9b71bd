"""`[[faults]]`: the kind, its own arguments, and the conditions of its plan, all in one table."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import msgspec

from creatoraudit_mock.contract.dialect import Dialect
from creatoraudit_mock.scenario.format import FaultTable
from creatoraudit_mock.values import FAR_FUTURE, Instant, parse_duration
from creatoraudit_mock.world import FAULTS, Fault, FaultPlan, default_name, operation_meant


class PlannedFault(NamedTuple):
    """A fault as a scenario plans it, with its window relative to the world's start."""

    plan: FaultPlan
    start: int | None
    end: int | None

    def beginning(self, start: Instant) -> FaultPlan:
        """The plan for a world that starts at an instant."""
        low = None if self.start is None else min(start + self.start, FAR_FUTURE)
        high = FAR_FUTURE if self.end is None else min(start + self.end, FAR_FUTURE)
        return msgspec.structs.replace(self.plan, start=low, end=high)


def planned_fault(
    table: Mapping[str, Any], taken: Collection[str], dialect: Dialect
) -> PlannedFault:
    """The fault of a table; `taken` are the names of those before it.

    Raises:
        ValueError: an unknown kind, or a value that is refused in Python too.
        TypeError: an unknown key, or a value of the wrong type.
    """
    given = _conditions(table)
    own = FaultTable.__struct_fields__
    fault = _fault(given.fault, {name: table[name] for name in table if name not in own})
    plan = _plan(fault, given, operation_meant(fault, given.on, dialect), taken)
    if plan.name in taken:
        raise ValueError(f"name {plan.name!r} is taken already")
    start = None if given.start is None else _length("start", given.start)
    if given.duration is None:
        return PlannedFault(plan, start, None)
    return PlannedFault(plan, start, (start or 0) + _length("duration", given.duration, least=1))


def _conditions(table: Mapping[str, Any]) -> FaultTable:
    own = FaultTable.__struct_fields__
    try:
        return msgspec.convert({name: table[name] for name in table if name in own}, FaultTable)
    except msgspec.ValidationError as error:
        raise ValueError(str(error).replace(" - at `$.", " - at `")) from None


def _plan(
    fault: Fault, given: FaultTable, operation: str | None, taken: Collection[str]
) -> FaultPlan:
    return FaultPlan(
        name=default_name(fault, operation, taken) if given.name is None else given.name,
        fault=fault,  # type: ignore[arg-type]  # every Fault is one of the kinds
        operation=operation,
        times=given.times,
        after=given.after,
        probability=given.probability,
        optional=given.optional,
    )


def _fault(kind: str, arguments: dict[str, Any]) -> Fault:
    make = FAULTS.get(kind)
    if make is None:
        raise ValueError(f"fault must be one of: {', '.join(FAULTS)}; got {kind!r}")
    known = inspect.signature(make).parameters
    for name in arguments:
        if name not in known:
            takes = ", ".join([*known, *FaultTable.__struct_fields__])
            raise TypeError(f"unknown field `{name}`; a {kind} takes {takes}")
    for name, one in known.items():
        if one.default is one.empty and name not in arguments:
            raise TypeError(f"missing required field `{name}`")
    return make(**arguments)


def _length(name: str, text: str, least: int = 0) -> int:
    length = parse_duration(text.removeprefix("+"), name=name)
    if length < least:
        raise ValueError(f"{name} must be longer than nothing, got {text!r}")
    return length
