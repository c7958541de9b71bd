"""What can be made to go wrong: outages, holds and faults."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

from creatoraudit_mock.contract import operations
from creatoraudit_mock.control.refusals import Refused
from creatoraudit_mock.control.texts import Body
from creatoraudit_mock.control.views import fault_shown
from creatoraudit_mock.dashboard.forms import arguments
from creatoraudit_mock.dashboard.views.frame import frame
from creatoraudit_mock.dashboard.views.rows import resource_row
from creatoraudit_mock.dashboard.visit import Visit
from creatoraudit_mock.values import FAR_FUTURE, Instant, to_datetime
from creatoraudit_mock.world import FAULTS

_CONDITIONS: Final = {"resource", "after", "probability", "start", "duration", "name", "optional"}
"""What the form hides at first."""


class FaultChoice(Body, frozen=True, kw_only=True):
    """The kind of fault that the form is for."""

    kind: str = "status"


class Field(NamedTuple):
    """A field of the form for a fault, for one argument of its kind."""

    name: str
    type: str
    default: str
    help: str


class Stretch(NamedTuple):
    """An outage, and how it stands."""

    start: datetime
    end: datetime | None
    """None: for ever."""
    state: str


def trouble(visit: Visit) -> dict[str, Any]:
    """What is planned or going on, and the forms for more."""
    world, kind = visit.world, visit.call.query.kind
    if kind not in FAULTS:
        raise Refused(422, f"kind={kind!r} must be one of: {', '.join(FAULTS)}.")
    with world.clock.lock:
        rows = [resource_row(world, record) for record in world.organization.everything()]
        faults = [fault_shown(one) for one in world.faults]
        unused = world.faults.unused()
        outages = world.organization.outages
    return {
        **frame(visit),
        "faults": faults,
        "unused": unused,
        "outages": [
            _stretch(start, end, world.clock.instant)
            for start, end in zip(outages.starts, outages.ends, strict=True)
        ],
        "held": [row for row in rows if row.shown.is_held],
        "free": [row for row in rows if not row.shown.is_held],
        "rows": rows,
        "kinds": {name: _summary(name) for name in FAULTS},
        "kind": kind,
        "fields": list(_fields(kind)),
        "is_conditional": bool(_CONDITIONS & set(visit.filled)),
        "operations": [(one.id, f"{one.method} {one.path}") for one in operations(world.dialect)],
    }


def _stretch(start: Instant, end: Instant, now: Instant) -> Stretch:
    # What begins now spares a scrape of this very instant, and so begins a microsecond later.
    is_to_come = start > now + 1
    state = "to come" if is_to_come else "over" if end <= now else "going on"
    return Stretch(to_datetime(start), None if end == FAR_FUTURE else to_datetime(end), state)


def _fields(kind: str) -> Iterator[Field]:
    helps = _helps(kind)
    for name, type_, default in arguments(kind):
        yield Field(name, type_, _written(type_, default), helps.get(name, ""))


def _written(type_: str, default: Any) -> str:
    """A default as somebody would write it into the form."""
    if default is None:
        return ""
    return f"{default}s" if type_ == "Duration" else str(default)


def _summary(kind: str) -> str:
    return (inspect.getdoc(FAULTS[kind]) or "").partition("\n")[0]


def _helps(kind: str) -> dict[str, str]:
    """What the docstring says of each argument."""
    text = (inspect.getdoc(FAULTS[kind]) or "").partition("Args:\n")[2].partition("\n\n")[0]
    lines = [line.strip().partition(": ") for line in text.splitlines()]
    return {name: said for name, _, said in lines}
