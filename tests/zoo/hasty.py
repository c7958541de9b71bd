"""Wrong pollers: too often, too seldom, and what they do when the service fails."""

from __future__ import annotations

import time
from typing import Any

import httpx

from zoo.habits import HOUR, Poller


class TightLoop(Poller):
    """Reads everything again every five seconds."""

    every = 5


class Hammering(Poller):
    """Asks twice a second whether the first refresh has come."""

    def start(self) -> None:
        """Wait for the data."""
        for path, name in self.paths():
            for _ in range(1_000):
                body = self.read(path)
                if body is None or body["data"]["last_scrape_time"] is not None:
                    break
                time.sleep(0.5)
            if body is not None:
                self.take(name, body["data"])


class TooSlow(Poller):
    """Looks every other day."""

    every = 48 * HOUR


class WaitsForNews(Poller):
    """Asks for nothing and waits to be told."""

    def round(self) -> None:
        """Nothing."""


class NoRetryAfter(Poller):
    """Has a back-off of its own, whatever Retry-After says."""

    def back_off(self, attempt: int, response: httpx.Response | None) -> None:
        """Wait longer each time."""
        time.sleep(2.0**attempt)


class HotRetries(Poller):
    """Tries again at once, until it works."""

    attempts = 50

    def back_off(self, attempt: int, response: httpx.Response | None) -> None:
        """Wait only if told to."""
        told = None if response is None else response.headers.get("retry-after")
        time.sleep(0.01 if told is None else float(told))


class GivesUp(Poller):
    """Strikes a resource off after one failure."""

    every = HOUR
    attempts = 1

    def read(self, path: str) -> Any:
        """Read, or never again."""
        response = self.once("GET", path, headers=self.validators(path))
        if response is None or response.status_code >= 500 or response.status_code == 404:
            self.gone.add(path)
            return None
        if response.status_code == 429:
            self.back_off(0, response)
        if response.status_code in {401, 403}:
            self.refused(response)
        if response.status_code == 200:
            self.keep(path, response)
        return self.bodies.get(path)


class Crashes(Poller):
    """Lets a failure of the service end the program."""

    def send(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        """Once, and well."""
        response = self.client.request(method, path, **options)
        if response.status_code in {401, 403}:
            self.refused(response)
        if response.status_code >= 429:
            response.raise_for_status()
        return response


class KeepsGoing(Poller):
    """Goes on asking with a key that is refused."""

    every = HOUR / 2

    def refused(self, response: httpx.Response) -> None:
        """It will pass."""


class CreatesTwice(Poller):
    """Retries a creation without an Idempotency-Key."""

    number = 0

    def round(self) -> None:
        """Track one more profile, then read."""
        self.number += 1
        profile = {"platform": "tiktok", "username": f"found{self.number}"}
        self.send("POST", "/accounts", json=profile)
        super().round()
