"""What a poller handed over: payloads, each with the refresh that it is from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

from creatoraudit_mock.values import Instant, Moment, parse_instant

Handed: TypeAlias = tuple[Moment | Instant, str, Any]
"""When, for which resource, and the payload: the resource as the API showed it, or with more."""


class Delivery(NamedTuple):
    """One payload that was handed over."""

    at: Instant
    resource: str
    refresh: Instant | None
    """The payload's `last_scrape_time`; None if it is null, or no instant."""
    has_refresh: bool
    """Whether the payload says at all which refresh it is from."""
    payload: Mapping[str, Any]

    @property
    def garbled(self) -> str:
        """What is wrong with the payload's `last_scrape_time`; empty if nothing."""
        stamp = self.payload.get("last_scrape_time")
        is_one = stamp is None or self.refresh is not None
        return "" if is_one else f"its last_scrape_time is {stamp!r}"

    @classmethod
    def of(cls, handed: Handed) -> Delivery:
        """Take a delivery in.

        Raises:
            ValueError: the instant is none.
            TypeError: the instant is of a type that is none.
        """
        moment, resource, payload = handed
        fields = _resource_in(payload)
        refresh = refresh_of(fields.get("last_scrape_time"))
        at = instant_of(moment, "a delivery's instant")
        return cls(at, str(resource), refresh, "last_scrape_time" in fields, fields)


def deliveries_of(handed: Iterable[Handed] | None) -> list[Delivery] | None:
    """All deliveries, in order of time."""
    if handed is None:
        return None
    return sorted(map(Delivery.of, handed), key=lambda delivery: delivery.at)


def instant_of(moment: Moment | Instant, name: str) -> Instant:
    """The instant that is meant."""
    if isinstance(moment, int):
        return moment
    return parse_instant(moment, name=name)


def refresh_of(stamp: Any) -> Instant | None:
    """The instant of a `last_scrape_time`; None if it is none."""
    try:
        return parse_instant(stamp)
    except (ValueError, TypeError):
        return None


def _resource_in(payload: Any) -> Mapping[str, Any]:
    """The resource in a payload: itself, or under `data` as the API wraps it."""
    if not isinstance(payload, Mapping):
        return {}
    inner = payload.get("data")
    if "last_scrape_time" not in payload and isinstance(inner, Mapping):
        return inner
    return payload
