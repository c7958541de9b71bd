"""The retirement of this version of the API, where the dialect announces one.

It is told in /meta and in the headers `Deprecation` (RFC 9745) and `Sunset` (RFC 8594). The dates
are our invention: the version is deprecated from the first day of the world's history on.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from creatoraudit_mock.http.replies import Header
from creatoraudit_mock.values import SECOND, day_number, day_start, http_date
from creatoraudit_mock.world import Organization

_NOTICE: Final = 180
"""Days between deprecation and sunset."""


class Retirement(NamedTuple):
    """The days, counted from 1970-01-01, on which the version becomes deprecated and goes away."""

    deprecation: int
    sunset: int


def retirement(organization: Organization) -> Retirement | None:
    """When the version is retired, or None where nothing is announced."""
    if organization.dialect.deprecation == "absent":
        return None
    first = day_number(organization.genesis)
    return Retirement(first, first + _NOTICE)


def notices(organization: Organization) -> tuple[Header, ...]:
    """The header fields that announce it in every response to a key that was let in."""
    announced = retirement(organization)
    if announced is None:
        return ()
    return (
        ("deprecation", f"@{day_start(announced.deprecation) // SECOND}"),
        ("sunset", http_date(day_start(announced.sunset))),
    )
