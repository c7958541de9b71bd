"""One request on its way through the gate: what it says, and what has been found out about it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from msgspec import Struct

from creatoraudit_mock.contract import Arguments, Operation
from creatoraudit_mock.http.reading import Reading
from creatoraudit_mock.http.tenants import Tenant
from creatoraudit_mock.limits import Allowance
from creatoraudit_mock.values import Instant
from creatoraudit_mock.world import FaultPlan, Key, Organization

_NONE: Final = Arguments({}, {}, {}, {}, ())


class Exchange(Struct, eq=False):
    """A request and the decisions about it so far."""

    reading: Reading
    tenant: Tenant
    key: Key | None
    connection: str
    """The client's address; in-process clients have none."""
    now: Instant = 0
    arguments: Arguments = _NONE
    allowance: Allowance | None = None
    """What is left to the key, once it has been admitted."""
    adopted_id: str = ""
    """The id that the client gave its request, if it is taken over."""
    request_id: str = ""
    trace: list[str] = []
    due: tuple[FaultPlan, ...] = ()
    """The planned faults that may strike this request, in the order of planning."""
    faults: list[str] = []
    """The names of those that have."""
    is_foreign: bool = False
    """Whether somebody before the service answers, who knows nothing of its headers."""

    @property
    def organization(self) -> Organization:
        """The organization that answers."""
        return self.tenant.organization

    @property
    def operation(self) -> Operation | None:
        """What is asked for; None if the path or method is unknown."""
        return self.reading.operation

    @property
    def is_read(self) -> bool:
        """Whether it asks for something and changes nothing."""
        return self.operation is not None and self.operation.scope == "read"

    @property
    def method(self) -> str:
        """As sent."""
        return self.reading.method

    @property
    def path(self) -> str:
        """The decoded path."""
        return self.reading.path

    @property
    def headers(self) -> dict[str, str]:
        """Lower-case names; repeated fields joined by a comma (RFC 9110 section 5.3)."""
        return self.reading.headers

    @property
    def query(self) -> list[tuple[str, str]]:
        """The decoded query parameters in the order sent."""
        return self.reading.query

    @property
    def base_url(self) -> str:
        """Where this API is, as the client addressed it, with `/v2`."""
        return self.reading.base_url


@lru_cache(maxsize=256)
def line(what: str, name: str) -> str:
    """A line of the trace that many requests have: one text for all of them."""
    return f"{what} {name}"
