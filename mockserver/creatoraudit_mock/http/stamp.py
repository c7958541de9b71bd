"""What every response begins with: when, which one it is, and how often its key may still ask."""

from __future__ import annotations

from typing import Final

from creatoraudit_mock.http.replies import Header, RawHeader
from creatoraudit_mock.http.tenants import Tenant
from creatoraudit_mock.limits import Allowance
from creatoraudit_mock.values import Instant, http_date

LIMIT: Final = "x-ratelimit-limit"
"""A header field of every response to a key that was let in, and of no other."""
_NAMES: Final = ("date", "x-request-id", LIMIT, "x-ratelimit-remaining", "x-ratelimit-reset")
_RAW_NAMES: Final = [name.encode() for name in _NAMES]


def stamp(at: Instant, request_id: str, told: Allowance | None) -> tuple[Header, ...]:
    """The header fields; those of the limit only for a key that was let in."""
    return tuple(zip(_NAMES, _values(at, request_id, told), strict=False))


def raw_stamp(at: Instant, request_id: str, told: Allowance) -> list[RawHeader]:
    """The same as ASGI has them."""
    values = [value.encode() for value in _values(at, request_id, told)]
    return list(zip(_RAW_NAMES, values, strict=True))


def _values(at: Instant, request_id: str, told: Allowance | None) -> tuple[str, ...]:
    if told is None:
        return http_date(at), request_id
    return http_date(at), request_id, str(told.limit), str(told.remaining), str(told.reset)


def number(tenant: Tenant, adopted: str) -> str:
    """The id of a request: the client's own, or one that repeats with the world."""
    return adopted or tenant.request_ids(len(tenant.journal))
