"""How often a key may ask."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from creatoraudit_mock.values import DAY, SECOND
from creatoraudit_mock.world.errors import Misuse

UNLIMITED: Final = 2**31 - 1
"""As good as no limit, and yet a number that clients in every language can read."""
_LONGEST: Final = 366 * DAY


class RateLimit(Struct, frozen=True):
    """So many requests in each window; when windows begin is a switch of the dialect.

    Source: documentation topic "Rate limits". No figure is published there; 600 is that of its
    example, and a minute is our decision.

    Raises:
        Misuse: a number that is not from 1 to `UNLIMITED`, or a window that is not whole seconds.
    """

    requests: int = 600
    window: int = 60 * SECOND
    """Microseconds; whole seconds, since clients are told in seconds when it ends."""

    def __post_init__(self) -> None:
        # The type too: not every caller has a type checker, and 2.5 would go out in a header.
        if type(self.requests) is not int or not 1 <= self.requests <= UNLIMITED:
            raise Misuse(
                f"a rate limit must be from 1 to {UNLIMITED} requests, got {self.requests!r}"
            )
        if self.window % SECOND or not SECOND <= self.window <= _LONGEST:
            seconds = self.window / SECOND
            raise Misuse(
                f"a rate window must be whole seconds, from 1 to 366 days, got {seconds:g} seconds"
            )
