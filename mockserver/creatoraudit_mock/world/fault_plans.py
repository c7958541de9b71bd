"""Which requests a fault strikes: the plan of a fault, and the operations that it fits."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any, NamedTuple

from msgspec import Struct

from creatoraudit_mock.contract import Operation, operations
from creatoraudit_mock.contract.dialect import BEST_GUESS, Dialect
from creatoraudit_mock.values import FAR_FUTURE, Instant, format_instant
from creatoraudit_mock.world.fault_checks import check_flag, check_share, check_text, check_whole
from creatoraudit_mock.world.faults import (
    AnyFault,
    DuplicateItem,
    Fault,
    Gzip,
    MissingItem,
    NoEtag,
    PartialBatch,
    RateLimited,
    Stale,
    Status,
)


class FaultPlan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A fault with the requests that it is for; all conditions must hold.

    Raises:
        ValueError: a condition that nothing could meet; the message names it.
    """

    name: str
    fault: AnyFault
    operation: str | None = None
    """Its id in the contract; None for every operation that the fault fits."""
    resource: str | None = None
    """An id that the request must name, in its path, query or body."""
    times: int | None = None
    """How often it strikes at most; None for no end."""
    after: int = 0
    """How many requests that meet all other conditions pass before the first is struck."""
    probability: float = 1.0
    start: Instant | None = None
    """The window `[start, end)` in which it strikes; without a start, at once."""
    end: Instant = FAR_FUTURE
    optional: bool = False
    """Whether it may go unused without being reported."""

    def __post_init__(self) -> None:
        check_text("name", self.name)
        if self.times is not None:
            check_whole("times", self.times, 1)
        check_whole("after", self.after, 0)
        check_share("probability", self.probability, zero=False)
        check_flag("optional", self.optional)
        if self.start is not None and self.end <= self.start:
            low, high = format_instant(self.start), format_instant(self.end)
            raise ValueError(f"the window must end after it starts, got {low} to {high}")

    def covers(self, operation: Operation, now: Instant) -> bool:
        """Whether a request of this operation may be struck at this instant."""
        # In another dialect an operation may lack what the fault needs.
        meant = self.operation in {None, operation.id} and fits(self.fault, operation)
        return meant and (self.start is None or self.start <= now) and now < self.end


class _Fit(NamedTuple):
    """The operations that a kind of fault makes sense for."""

    holds: Callable[[Any, Operation], bool]
    needs: str


def _has_status(fault: Status, operation: Operation) -> bool:
    return fault.code in operation.statuses


def _has_limit(_fault: Fault, operation: Operation) -> bool:
    return HTTPStatus.TOO_MANY_REQUESTS in operation.statuses


def _is_single(_fault: Fault, operation: Operation) -> bool:
    return operation.id in {"get_account", "get_video", "get_creator"}


def _is_list(_fault: Fault, operation: Operation) -> bool:
    return operation.id.startswith("list_")


def _is_batch(_fault: Fault, operation: Operation) -> bool:
    return operation.id.startswith("batch_")


def _has_tag(_fault: Fault, operation: Operation) -> bool:
    return operation.conditional


_LIST = _Fit(_is_list, "a list, such as 'GET /accounts'")
_FITS: dict[type[Fault], _Fit] = {
    Status: _Fit(_has_status, "an operation whose contract has this status"),
    RateLimited: _Fit(_has_limit, "an operation that needs a key"),
    Stale: _Fit(_is_single, "a GET of one account, video or creator"),
    DuplicateItem: _LIST,
    MissingItem: _LIST,
    PartialBatch: _Fit(_is_batch, "a batch, such as 'POST /accounts/metrics'"),
    Gzip: _Fit(_has_tag, "an operation with an ETag"),
    NoEtag: _Fit(_has_tag, "an operation with an ETag"),
}
"""What is not here fits everywhere."""


def fits(fault: Fault, operation: Operation) -> bool:
    """Whether a fault makes sense for an operation."""
    fit = _FITS.get(type(fault))
    return fit is None or fit.holds(fault, operation)


def default_name(fault: Fault, operation: str | None, taken: Container[str]) -> str:
    """A name made from the fault and what it is for, with a number if that is taken."""
    plain = f"{fault} on {operation or 'anything'}"
    name, number = plain, 1
    while name in taken:
        number += 1
        name = f"{plain} ({number})"
    return name


def operation_meant(fault: Fault, on: str | None, dialect: Dialect = BEST_GUESS) -> str | None:
    """The id of the operation that is meant by `on`: an id, or a method and a path template.

    Raises:
        ValueError: there is no such operation (the nearest is named), or the fault does not fit.
    """
    if on is None:
        return None
    check_text("on", on)
    known = {_plain(name): one for one in operations(dialect) for name in (one.id, _address(one))}
    found = known.get(_plain(on))
    if found is None:
        raise ValueError(f"on={on!r} is no operation; {_nearest(on)}")
    if not fits(fault, found):
        raise ValueError(f"on={on!r}: {fault} needs {_FITS[type(fault)].needs}")
    return found.id


def _address(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def _plain(on: str) -> str:
    """However the parameters are called, and with or without the version."""
    return re.sub(r"\{\w*\}", "{}", on.strip()).replace(" /v2/", " /")


def _nearest(on: str) -> str:
    names = [name for one in operations() for name in (_address(one), one.id)]
    near = get_close_matches(on, names, n=1, cutoff=0.5)
    listed = "`creatoraudit-mock routes` lists them all"
    return f"did you mean {near[0]!r}? {listed}" if near else listed
