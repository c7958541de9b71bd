"""What can go wrong between the service and its client: one small class for each kind of fault.

A fault only says what happens; which requests it happens to is a matter of its plan.
"""

from __future__ import annotations

import enum
from typing import Any, ClassVar, Final, TypeAlias

from msgspec import Struct

from creatoraudit_mock.values import SECOND, Duration, parse_duration

STATUSES: Final = {500: "INTERNAL_ERROR", 502: "UPSTREAM_ERROR", 503: "SERVICE_UNAVAILABLE"}
"""The service's own failures, with the code that its problem documents carry."""


class Stage(enum.IntEnum):
    """Where on a request's way a fault acts. At each stage one fault strikes at most."""

    ANSWER = enum.auto()
    """In place of the answer."""
    CONTENT = enum.auto()
    """On what the answer says; its validator is made from it."""
    FORM = enum.auto()
    """On the finished answer."""
    DELIVERY = enum.auto()
    """On the way to the client."""


class Fault(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """Something that goes wrong; made by the functions below, planned with `world.faults.add`."""

    stage: ClassVar[Stage]

    @property
    def kind(self) -> str:
        """The name of the function that makes faults of this kind."""
        return str(self.__struct_config__.tag)

    def __str__(self) -> str:
        return self.kind.replace("_", " ")

    @staticmethod
    def status(
        code: int = 503,
        *,
        retry_after: Duration | None = None,
        as_date: bool = False,
        handled: bool = False,
    ) -> Status:
        """The service fails, and says so in a problem document.

        Args:
            code: 500, 502 or 503.
            retry_after: whole seconds for the `Retry-After` header; None sends none.
            as_date: write `Retry-After` as a date, as HTTP allows though the API's pages do not.
            handled: let the request take effect all the same; only its answer is lost.

        Raises:
            ValueError: another code, a fraction of a second, or a date of nothing.
        """
        seconds = _retry_after(retry_after)
        return Status(code=code, retry_after=seconds, as_date=as_date, handled=handled)


class Status(Fault, frozen=True, kw_only=True, tag="status"):
    """See `Fault.status`."""

    stage = Stage.ANSWER
    code: int
    retry_after: int | None = None
    """Seconds."""
    as_date: bool = False
    handled: bool = False

    def __str__(self) -> str:
        return f"status {self.code}"

    def __post_init__(self) -> None:
        _among("code", self.code, tuple(STATUSES))
        _check_date(self.retry_after, as_date=self.as_date)


AnyFault: TypeAlias = Status
"""Every kind there is, for whoever reads faults from a recording."""


def _retry_after(value: Duration | None) -> int | None:
    """Whole seconds, the only form of a duration that the header has."""
    if value is None:
        return None
    micros = parse_duration(value, name="retry_after")
    if micros % SECOND:
        raise ValueError(f"retry_after must be whole seconds, got {value!r}")
    return micros // SECOND


def _check_date(retry_after: int | None, *, as_date: bool) -> None:
    if as_date and retry_after is None:
        raise ValueError("as_date=True needs retry_after beside it, got retry_after=None")


def _among(name: str, value: Any, known: tuple[Any, ...]) -> None:
    # The type too: True is 1, and 503.0 would not do as a status.
    if type(value) is not type(known[0]) or value not in known:
        listed = ", ".join(map(str, known))
        raise ValueError(f"{name} must be one of {listed}; got {value!r}")
