"""Planned faults on a request's way: at each stage of the gate, those that are due strike.

A fault strikes what the API would answer; what is refused has been refused before. One that finds
nothing to spoil (no tag to drop, no body to cut) does not strike, and is not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeAlias, TypeVar

from creatoraudit_mock.contract import Operation, RequestInvalid
from creatoraudit_mock.faults import Delivery, Sighting, at_once
from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.replies import Refusal, Reply
from creatoraudit_mock.http.retries import answered_once
from creatoraudit_mock.http.spoiling import ANSWERS, CONTENTS, DELIVERIES, FORMS, Struck
from creatoraudit_mock.world import FaultPlan, Stage, WorldError

Handler = Callable[[Exchange], Reply]
_T = TypeVar("_T", Reply, Delivery)
_Acts: TypeAlias = Mapping[type, Callable[[Any, _T, Struck], _T | None]]
_ANYBODYS = {"content-length", "content-type", "date", "server"}
"""Headers that somebody before the service knows too."""


def meet(exchange: Exchange, operation: Operation) -> None:
    """Find the planned faults that may strike this request, once it is known to be a good one."""
    organization = exchange.organization
    if organization.faults:
        seen = Sighting(operation, exchange.path, _names(exchange), exchange.now)
        plans, tally = organization.faults.values(), exchange.tenant.fault_tally
        exchange.due = tally.meet(plans, seen, organization.chance)


def answered(handler: Handler, exchange: Exchange, operation: Operation) -> Reply:
    """The handler's reply, what faults make of it, or what one puts in its place."""
    for plan in exchange.due:
        if plan.fault.stage is Stage.ANSWER:
            _strike(exchange, plan)
            if getattr(plan.fault, "handled", False):
                # Whatever it comes to, the client is not told.
                with suppress(Refusal, RequestInvalid, WorldError):
                    answered_once(handler, exchange, operation)
            return ANSWERS[type(plan.fault)](plan.fault, exchange)
    return _spoiled(CONTENTS, answered_once(handler, exchange, operation), exchange)


def sent(reply: Reply, exchange: Exchange) -> Reply:
    """A finished reply in the form in which it leaves, and the way in which it travels."""
    if not exchange.due:
        return reply
    if exchange.is_foreign:
        own = tuple(header for header in reply.headers if header[0] in _ANYBODYS)
        reply = reply.but(headers=own)
    reason = exchange.trace.pop()
    reply = _spoiled(FORMS, reply, exchange)
    usual = at_once(exchange.organization.clock, exchange.now, reply.body)
    delivery = _spoiled(DELIVERIES, usual, exchange)
    exchange.trace.append(reason)  # it comes last
    return reply if delivery is usual else reply.but(delivery=delivery)


def _spoiled(acts: _Acts[_T], thing: _T, exchange: Exchange) -> _T:
    """What the faults that are due make of something; at each stage one of them at most."""
    done: set[Stage] = set()
    for plan in exchange.due:
        act = acts.get(type(plan.fault))
        if act is None or plan.fault.stage in done:
            continue
        spoiled = act(plan.fault, thing, Struck(exchange, plan.resource))
        if spoiled is not None:
            thing = spoiled
            done.add(plan.fault.stage)
            _strike(exchange, plan)
    return thing


def _strike(exchange: Exchange, plan: FaultPlan) -> None:
    exchange.tenant.fault_tally.strike(plan.name)
    exchange.faults.append(plan.name)
    exchange.trace.append(f"fault {plan.name!r}")


def _names(exchange: Exchange) -> frozenset[str]:
    """Every text that could be an id, wherever the request has it."""
    given = exchange.arguments
    found: list[Any] = [*given.path.values(), *given.query.values()]
    for value in given.body.values():
        found.extend(value if isinstance(value, list) else [value])
    return frozenset(value for value in found if isinstance(value, str))
