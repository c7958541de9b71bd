"""Wrong pollers: what they hand over is not what happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from zoo.habits import HOUR, Poller


class Unready(Poller):
    """Hands over what has never been refreshed."""

    def take(self, name: str, row: dict[str, Any]) -> None:
        """Whatever it is."""
        stamp = row["last_scrape_time"] or ""
        if name not in self.last or stamp > self.last[name]:
            self.last[name] = stamp
            self.hand_over(name, row)


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


class Forgetful(Poller):
    """Forgets once a day what it has handed over, as if it were started anew."""

    rounds = 0

    def round(self) -> None:
        """Every fourth time with nothing in mind."""
        self.rounds += 1
        if self.rounds % 4 == 0:
            self.last.clear()
        super().round()


class LateNews(Poller):
    """Hands over a refresh that is older than the last, if it has not seen it before."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.seen: set[tuple[str, str]] = set()

    def is_new(self, name: str, row: dict[str, Any]) -> bool:
        """It was never handed over."""
        return row["last_scrape_time"] is not None and (
            (name, row["last_scrape_time"]) not in self.seen
        )

    def hand_over(self, name: str, row: dict[str, Any]) -> None:
        """Hand it over."""
        self.seen.add((name, row["last_scrape_time"]))
        super().hand_over(name, row)


class Rounding(Poller):
    """Hands over rounded numbers."""

    def hand_over(self, name: str, row: dict[str, Any]) -> None:
        """Round, then hand over."""
        super().hand_over(name, {**row, "view_count": round(row["view_count"], -2)})


class LocalClock(Poller):
    """Stamps what it hands over with its own time."""

    def hand_over(self, name: str, row: dict[str, Any]) -> None:
        """As of now."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        super().hand_over(name, {**row, "last_scrape_time": now})


class OncePerDay(Poller):
    """Drops a second refresh on the same day."""

    every = HOUR

    def is_new(self, name: str, row: dict[str, Any]) -> bool:
        """There is one for this day already."""
        stamp = row["last_scrape_time"]
        return stamp is not None and stamp[:10] > self.last.get(name, "")[:10]


class SkipsDips(Poller):
    """Takes a loss of followers for an error, and drops that refresh."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.most: dict[str, int] = {}

    def is_new(self, name: str, row: dict[str, Any]) -> bool:
        """Only growth is plausible."""
        followers = row.get("follower_count") or 0
        plausible = followers >= self.most.get(name, 0)
        self.most[name] = max(followers, self.most.get(name, 0))
        return plausible and super().is_new(name, row)


class ForgetsVideos(Poller):
    """Follows the accounts and forgets the videos."""

    def paths(self) -> Iterator[tuple[str, str]]:
        """Those of accounts."""
        yield from ((f"/accounts/{name}", name) for name in self.session.account_ids)
