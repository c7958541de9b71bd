"""A right poller in small steps, so that a wrong one is the same with one step done wrong."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

import httpx

from pytest_creatoraudit import Session

PASSING = {429, 500, 502, 503, 504}
HOUR = 3_600.0


class Refused(Exception):
    """The key is no good."""


class Poller:
    """Reads each resource by itself; what a poller is told by the documentation to do.

    Args:
        session: what to poll.
    """

    every: ClassVar[float] = 6 * HOUR
    attempts: ClassVar[int] = 6

    def __init__(self, session: Session) -> None:
        self.session = session
        self.client = session.client()
        self.etags: dict[str, str] = {}
        self.bodies: dict[str, Any] = {}
        self.last: dict[str, str] = {}
        self.gone: set[str] = set()

    def run(self) -> None:
        """Poll until the end."""
        try:
            self.start()
            while True:
                self.round()
                time.sleep(self.every)
        except Refused:
            return

    def start(self) -> None:
        """What is done once."""

    def round(self) -> None:
        """Read everything."""
        for path, name in self.paths():
            if path not in self.gone:
                body = self.read(path)
                if body is not None:
                    self.take(name, body["data"])

    def paths(self) -> Iterator[tuple[str, str]]:
        """Where the resources are."""
        yield from ((f"/accounts/{name}", name) for name in self.session.account_ids)
        yield from ((f"/videos/{name}", name) for name in self.session.video_ids)

    # -- requests

    def read(self, path: str) -> Any:
        """What is held of a path after a conditional read; None if nothing is."""
        response = self.send("GET", path, headers=self.validators(path))
        if response is None:
            return None
        if response.status_code == 404:
            self.gone.add(path)
            return None
        if response.status_code == 200:
            self.keep(path, response)
        return self.bodies.get(path)

    def validators(self, path: str) -> dict[str, str]:
        """The header for a conditional read."""
        return {"if-none-match": self.etags[path]} if path in self.etags else {}

    def keep(self, path: str, response: httpx.Response) -> None:
        """Hold on to an answer and its tag."""
        self.bodies[path] = response.json()
        self.etags.pop(path, None)
        if "etag" in response.headers:
            self.etags[path] = response.headers["etag"]

    def send(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        """A request, tried some times; None if all failed."""
        for attempt in range(self.attempts):
            response = self.once(method, path, **options)
            if response is not None and response.status_code in {401, 403}:
                self.refused(response)
            if response is not None and response.status_code not in PASSING:
                return response
            self.back_off(attempt, response)
        return None

    def once(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        """One attempt; None if the connection broke."""
        try:
            return self.client.request(method, path, **options)
        except httpx.TransportError:
            return None

    def back_off(self, attempt: int, response: httpx.Response | None) -> None:
        """Wait before the next attempt: as long as one is told, else longer each time."""
        told = None if response is None else response.headers.get("retry-after")
        time.sleep(2.0**attempt if told is None else float(told))

    def refused(self, response: httpx.Response) -> None:
        """Stop: a refusal does not pass by itself."""
        raise Refused(response.text)

    # -- what is new

    def take(self, name: str, row: dict[str, Any]) -> None:
        """Hand over what is new."""
        if self.is_new(name, row):
            self.last[name] = row["last_scrape_time"]
            self.hand_over(name, row)

    def is_new(self, name: str, row: dict[str, Any]) -> bool:
        """Whether it is of a refresh after the last one that was handed over."""
        stamp = row["last_scrape_time"]
        return stamp is not None and stamp > self.last.get(name, "")

    def hand_over(self, name: str, row: dict[str, Any]) -> None:
        """Hand one over."""
        self.session.deliver(name, row)


class ByList(Poller):
    """Walks the lists."""

    limit: ClassVar[int] = 200
    lists: ClassVar[tuple[str, ...]] = ("/accounts", "/videos")

    def round(self) -> None:
        """Walk them, page by page."""
        for path in self.lists:
            for row in self.rows(path):
                self.take(row["id"], row)

    def rows(self, path: str) -> Iterator[dict[str, Any]]:
        """All rows of a list."""
        cursor: str | None = None
        while True:
            page = self.read(self.page(path, cursor))
            yield from page["data"] if page is not None else ()
            if page is None or not page["pagination"]["has_next"]:
                return
            cursor = page["pagination"]["next_cursor"]

    def page(self, path: str, cursor: str | None) -> str:
        """Where a page is."""
        return f"{path}?limit={self.limit}" + (f"&cursor={cursor}" if cursor else "")


class WithMetrics(Poller):
    """Asks for the metrics of what is new, in batches."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.fresh: list[str] = []

    def round(self) -> None:
        """Read everything, then ask for metrics."""
        self.fresh = []
        super().round()
        self.ask(self.fresh)

    def hand_over(self, name: str, row: dict[str, Any]) -> None:
        """Hand it over, and remember to ask for its metrics."""
        super().hand_over(name, row)
        if name in self.session.account_ids:
            self.fresh.append(name)

    def ask(self, names: Iterable[str]) -> None:
        """Ask for the metrics of accounts."""
        listed = list(names)
        if listed:
            body = {"account_ids": listed, "period": "7d"}
            self.send("POST", "/accounts/metrics", json=body)
