"""Wrong pollers, each with one fault that people really make."""

from __future__ import annotations

import time
from typing import Any

import httpx

from zoo.habits import HOUR, Poller


class TightLoop(Poller):
    """Reads everything again every five seconds."""

    every = 5


class TooSlow(Poller):
    """Looks every other day."""

    every = 48 * HOUR


class Unconditional(Poller):
    """Never sends If-None-Match."""

    def validators(self, path: str) -> dict[str, str]:
        """None."""
        return {}


class Rounding(Poller):
    """Hands over rounded followers."""

    def hand_over(self, name: str, row: dict[str, Any]) -> None:
        """Round, then hand over."""
        if "follower_count" in row:
            row = {**row, "follower_count": round(row["follower_count"], -2)}
        super().hand_over(name, row)


class AnyAnswer(Poller):
    """Takes every full answer for a refresh."""

    def read(self, path: str) -> Any:
        """Only what has changed."""
        before = self.etags.get(path)
        body = super().read(path)
        return None if before is not None and self.etags.get(path) == before else body

    def is_new(self, name: str, row: dict[str, Any]) -> bool:
        """It must be: the ETag has changed."""
        return row["last_scrape_time"] is not None


class NoRetryAfter(Poller):
    """Has a back-off of its own, whatever the API says."""

    def back_off(self, attempt: int, response: httpx.Response | None) -> None:
        """Wait longer each time."""
        time.sleep(2.0**attempt)
