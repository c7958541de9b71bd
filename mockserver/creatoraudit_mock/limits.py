"""Rate limits: fixed windows per key on the virtual clock.

Source: documentation topic "Rate limits" for the three headers, the 429 and `Retry-After`; that
windows are fixed, and free of charge for refused requests, is our decision. When they begin is a
switch of the dialect.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from creatoraudit_mock.values import SECOND, Instant, ceil_second
from creatoraudit_mock.world import RateLimit

Beginnings: TypeAlias = Literal["aligned", "from-first"]
"""Windows begin at round instants for everybody, or with the first request of a key."""


class Allowance(Struct, frozen=True, gc=False):
    """What a request is told of its key's limit."""

    limit: int
    remaining: int
    reset: int
    """Unix seconds at which the window ends, a begun one counted."""
    wait: int | None
    """Microseconds to the end of the window if the request is refused; None if it is not."""

    @property
    def retry_after(self) -> int | None:
        """Seconds to wait if the request is refused, a begun one counted."""
        return None if self.wait is None else ceil_second(self.wait) // SECOND


class _Tally(Struct):
    """How many requests a key has sent in one window."""

    length: int
    end: Instant
    used: int = 0


class RateLimiter:
    """Counts the requests of each key. Refused ones are not counted.

    Args:
        windows: when a window begins.
    """

    def __init__(self, windows: Beginnings = "aligned") -> None:
        self._aligned = windows == "aligned"
        self._tallies: dict[str, _Tally] = {}

    def take(self, key: str, limit: RateLimit, now: Instant) -> Allowance:
        """Let a request of a key through, or refuse it.

        Args:
            key: the key's name.
            limit: what holds for the key now; it may differ from call to call. Another number
                holds for the window under way; in a window of another length counting starts anew.
            now: the instant of the request; never earlier than that of the one before.
        """
        tally = self._tallies.get(key)
        if tally is None or tally.length != limit.window or now >= tally.end:
            tally = self._tallies[key] = self._begun(limit.window, now)
        reset = ceil_second(tally.end) // SECOND
        if tally.used >= limit.requests:
            return Allowance(limit.requests, 0, reset, tally.end - now)
        tally.used += 1
        return Allowance(limit.requests, limit.requests - tally.used, reset, None)

    def give_back(self, key: str, allowance: Allowance) -> Allowance:
        """Undo the latest `take` of a key; return what is left to it now."""
        self._tallies[key].used -= 1
        return replace(allowance, remaining=allowance.remaining + 1)

    def _begun(self, length: int, now: Instant) -> _Tally:
        start = now - now % length if self._aligned else now
        return _Tally(length, start + length)
