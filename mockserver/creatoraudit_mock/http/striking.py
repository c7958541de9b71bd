"""Planned faults on a request's way: each stage of the gate lets those that are due strike.

A fault strikes what the API would answer; what is refused has been refused before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from creatoraudit_mock.contract import Operation, RequestInvalid
from creatoraudit_mock.faults import Sighting
from creatoraudit_mock.http.exchange import Exchange
from creatoraudit_mock.http.replies import Header, Refusal, Reply
from creatoraudit_mock.http.retries import answered_once
from creatoraudit_mock.values import SECOND, http_date
from creatoraudit_mock.world import STATUSES, FaultPlan, Stage, Status, WorldError

Handler = Callable[[Exchange], Reply]


def meet(exchange: Exchange, operation: Operation) -> None:
    """Find the planned faults that may strike this request, once it is known to be a good one."""
    organization = exchange.organization
    if organization.faults:
        seen = Sighting(operation, exchange.path, _names(exchange), exchange.now)
        plans, tally = organization.faults.values(), exchange.tenant.fault_tally
        exchange.due = tally.meet(plans, seen, organization.chance)


def answered(handler: Handler, exchange: Exchange, operation: Operation) -> Reply:
    """The handler's reply, or what a fault puts in its place."""
    for plan in _due(exchange, Stage.ANSWER):
        _strike(exchange, plan)
        if plan.fault.handled:
            # Whatever it comes to, the client is not told.
            with suppress(Refusal, RequestInvalid, WorldError):
                answered_once(handler, exchange, operation)
        return _ANSWERS[type(plan.fault)](plan.fault, exchange)
    return answered_once(handler, exchange, operation)


def _status(fault: Status, exchange: Exchange) -> Reply:
    headers = _retry_after(fault.retry_after, exchange, as_date=fault.as_date)
    raise Refusal(STATUSES[fault.code], headers=headers)


_ANSWERS: dict[type, Callable[[Any, Exchange], Reply]] = {
    Status: _status,
}


def _due(exchange: Exchange, stage: Stage) -> Iterator[FaultPlan]:
    return (plan for plan in exchange.due if plan.fault.stage is stage)


def _strike(exchange: Exchange, plan: FaultPlan) -> None:
    exchange.tenant.fault_tally.strike(plan.name)
    exchange.faults.append(plan.name)
    exchange.trace.append(f"fault {plan.name!r}")


def _names(exchange: Exchange) -> frozenset[str]:
    """Every text that could be an id, wherever the request has it."""
    sent = exchange.arguments
    found: list[Any] = [*sent.path.values(), *sent.query.values()]
    for value in sent.body.values():
        found.extend(value if isinstance(value, list) else [value])
    return frozenset(value for value in found if isinstance(value, str))


def _retry_after(seconds: int | None, exchange: Exchange, *, as_date: bool) -> tuple[Header, ...]:
    if seconds is None:
        return ()
    text = http_date(exchange.now + seconds * SECOND) if as_date else str(seconds)
    return (("retry-after", text),)
