"""What every response begins with: when, which one it is, and how often its key may still ask."""

from __future__ import annotations

from typing import Final

from creatoraudit_mock.http.replies import Header, RawHeader
from creatoraudit_mock.http.tenants import Tenant
from creatoraudit_mock.limits import Allowance
from creatoraudit_mock.values import Instant, http_date

LIMIT: Final = "x-ratelimit-limit"
"""A header field of every response to a key that was let in, and of no other."""


def stamp(at: Instant, request_id: str, told: Allowance | None) -> tuple[Header, ...]:
    """The header fields; those of the limit only for a key that was let in."""
    dated = ("date", http_date(at)), ("x-request-id", request_id)
    if told is None:
        return dated
    return (
        *dated,
        (LIMIT, str(told.limit)),
        ("x-ratelimit-remaining", str(told.remaining)),
        ("x-ratelimit-reset", str(told.reset)),
    )


def raw_stamp(at: Instant, request_id: str, told: Allowance) -> list[RawHeader]:
    """The same as ASGI has them."""
    return [(name.encode(), value.encode()) for name, value in stamp(at, request_id, told)]


def number(tenant: Tenant, adopted: str) -> str:
    """The id of a request: the client's own, or one that repeats with the world."""
    return adopted or tenant.request_ids(len(tenant.journal))
