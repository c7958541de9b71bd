"""Rate limits: fixed windows per key on the virtual clock.

Source: documentation topic "Rate limits" for the three headers, the 429 and `Retry-After`; that
windows are fixed, aligned to the epoch, and free of charge for refused requests is our decision.
"""

from __future__ import annotations

from typing import NamedTuple

from creatoraudit_mock.values import SECOND, Instant
from creatoraudit_mock.world import RateLimit


class Allowance(NamedTuple):
    """What a request is told of its key's limit."""

    limit: int
    remaining: int
    reset: int
    """Unix seconds at which the window ends."""
    retry_after: int | None
    """Seconds to wait if the request is refused, at least one; None if it is let through."""


class _Tally(NamedTuple):
    """How many requests a key has sent in one window."""

    length: int
    start: Instant
    used: int


class RateLimiter:
    """Counts the requests of each key. Refused ones are not counted."""

    def __init__(self) -> None:
        self._tallies: dict[str, _Tally] = {}

    def take(self, key: str, limit: RateLimit, now: Instant) -> Allowance:
        """Let a request of a key through, or refuse it.

        Args:
            key: the key's name.
            limit: what holds for the key now; it may differ from call to call. Another number
                holds for the window under way; in a window of another length counting starts anew.
            now: the instant of the request; never earlier than that of the one before.
        """
        start = now - now % limit.window
        end = start + limit.window
        tally = self._tallies.get(key)
        current = tally is not None and tally[:2] == (limit.window, start)
        used = tally.used if current and tally else 0
        if used >= limit.requests:
            wait = -(-(end - now) // SECOND)
            return Allowance(limit.requests, 0, end // SECOND, wait)
        self._tallies[key] = _Tally(limit.window, start, used + 1)
        return Allowance(limit.requests, limit.requests - used - 1, end // SECOND, None)

    def give_back(self, key: str, allowance: Allowance) -> Allowance:
        """Undo the latest `take` of a key; return what is left to it now."""
        tally = self._tallies[key]
        self._tallies[key] = tally._replace(used=tally.used - 1)
        return allowance._replace(remaining=allowance.remaining + 1)
