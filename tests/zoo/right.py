"""Right pollers in different styles: none of them may ever be blamed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hishel
import httpx
import httpx2
import requests
import stamina
import tenacity
from hishel.httpx import CacheTransport

from pytest_creatoraudit import Session
from zoo.habits import HOUR, PASSING, ByList, Poller, Refused, WithMetrics


def one_by_one(session: Session) -> None:
    """One resource after the other."""
    Poller(session).run()


def by_list(session: Session) -> None:
    """Lists, page by page."""
    ByList(session).run()


def with_metrics(session: Session) -> None:
    """Batch metrics of what is new."""
    WithMetrics(session).run()


def batch_only(session: Session) -> None:
    """Looks at the lists for what is new, and hands over its metrics from a batch."""
    Batches(session).run()


class Batches(ByList):
    """Hands over metrics only."""

    lists = ("/accounts",)

    def round(self) -> None:
        """Walk the list, then ask."""
        rows = {row["id"]: row for row in self.rows("/accounts")}
        fresh = [name for name, row in rows.items() if self.is_new(name, row)]
        if fresh:
            self.ask(rows, fresh)

    def ask(self, rows: dict[str, Any], fresh: list[str]) -> None:
        """One batch for all."""
        body = {"account_ids": fresh, "period": "30d"}
        answer = self.send("POST", "/accounts/metrics", json=body)
        if answer is not None and answer.status_code == 200:
            for name, metrics in answer.json()["data"].items():
                self.last[name] = rows[name]["last_scrape_time"]
                self.session.deliver(name, metrics)


def generator(session: Session) -> None:
    """A generator of news, and a loop over it."""
    for name, row in news(Poller(session)):
        session.deliver(name, row)


def news(poller: Poller) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is new, for ever, or until the key is refused."""
    found: list[tuple[str, dict[str, Any]]] = []
    poller.hand_over = lambda name, row: found.append((name, row))  # type: ignore[method-assign]
    while True:
        try:
            poller.round()
        except Refused:
            return
        yield from found
        found.clear()
        time.sleep(poller.every)


def threads(session: Session) -> None:
    """A thread for each resource, each with a poller of its own."""
    names, pause = [*session.account_ids, *session.video_ids], Pause()
    workers = [threading.Thread(target=Single(session, name, pause).run) for name in names]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


class Pause:
    """Until when nobody asks: a 429 concerns all that use the key."""

    def __init__(self) -> None:
        self.until = 0.0

    def kept(self, ask: Callable[[], httpx.Response | None]) -> httpx.Response | None:
        """Ask, when it is time."""
        while (left := self.until - time.time()) > 0:
            time.sleep(left)
        response = ask()
        if response is not None and response.status_code == 429:
            wait = float(response.headers.get("retry-after", 1))
            self.until = max(self.until, time.time() + wait)
        return response


class Single(Poller):
    """Follows one resource only.

    Args:
        session: what to poll.
        name: its id.
        pause: when all of them may ask.
    """

    def __init__(self, session: Session, name: str, pause: Pause) -> None:
        super().__init__(session)
        self.name = name
        self.pause = pause

    def once(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        """One attempt, when all may ask."""
        return self.pause.kept(lambda: super(Single, self).once(method, path, **options))

    def paths(self) -> Iterator[tuple[str, str]]:
        """The one."""
        yield from (pair for pair in super().paths() if pair[1] == self.name)


def pool(session: Session) -> None:
    """A pool of four threads that reads all at once, every six hours."""
    poller, pause = Poller(session), Pause()
    once = poller.once
    poller.once = lambda *args, **options: pause.kept(lambda: once(*args, **options))  # type: ignore[method-assign]
    with ThreadPoolExecutor(4) as workers:
        while True:
            paths = [pair for pair in poller.paths() if pair[0] not in poller.gone]
            try:
                bodies = list(workers.map(poller.read, [path for path, _ in paths]))
            except Refused:
                return
            for (_, name), body in zip(paths, bodies, strict=True):
                if body is not None:
                    poller.take(name, body["data"])
            time.sleep(poller.every)


def cached(session: Session) -> None:
    """Leaves revalidation to hishel."""
    poller = Cached(session)
    key = {"authorization": f"Bearer {session.api_key}"}
    with TemporaryDirectory() as folder:
        storage = hishel.SqliteStorage(database_path=Path(folder) / "cache.db")
        transport = CacheTransport(httpx.HTTPTransport(), storage, rfc={"shared": False})
        with httpx.Client(base_url=session.base_url, headers=key, transport=transport) as client:
            poller.client = client
            poller.run()


class Cached(Poller):
    """Keeps no tags of its own."""

    def validators(self, path: str) -> dict[str, str]:
        """The cache has them."""
        return {}


class Failed(Exception):
    """To be tried again; `answer` may say when."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer


def _wait(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    answer = error.answer if isinstance(error, Failed) else None
    told = None if answer is None else answer.headers.get("retry-after")
    return float(told) if told is not None else min(2.0**state.attempt_number, 60)


class Tenacious(Poller):
    """Retries by tenacity."""

    def send(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        """Six attempts."""
        retrying = tenacity.Retrying(stop=tenacity.stop_after_attempt(6), wait=_wait)
        try:
            return retrying(self._attempt, method, path, **options)
        except tenacity.RetryError:
            return None

    def _attempt(self, method: str, path: str, **options: Any) -> httpx.Response:
        response = self.once(method, path, **options)
        if response is None or response.status_code in PASSING:
            raise Failed(response)
        return response


def by_tenacity(session: Session) -> None:
    """Retries by tenacity."""
    _stopping(Tenacious(session))


class Stamina(Tenacious):
    """Retries by stamina, which is told how long to wait."""

    def send(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        """Six attempts."""
        try:
            for attempt in stamina.retry_context(on=_backoff, attempts=6, timeout=None):
                with attempt:
                    return self._attempt(method, path, **options)
        except Failed:
            return None
        return None


def _backoff(error: Exception) -> bool | float:
    answer = error.answer if isinstance(error, Failed) else None
    told = None if answer is None else answer.headers.get("retry-after")
    return float(told) if told is not None else isinstance(error, Failed)


def by_stamina(session: Session) -> None:
    """Retries by stamina."""
    _stopping(Stamina(session))


def _stopping(poller: Poller) -> None:
    """Both libraries do not look at 401 and 403."""

    def send(*args: Any, **options: Any) -> httpx.Response | None:
        response = original(*args, **options)
        if response is not None and response.status_code in {401, 403}:
            poller.refused(response)
        return response

    original = poller.send
    poller.send = send  # type: ignore[method-assign]
    poller.run()


def by_requests(session: Session) -> None:
    """An unmodified program on requests, which asks the API's real address."""
    _elsewhere(session, requests.Session(), requests.RequestException)


def by_httpx2(session: Session) -> None:
    """The same on httpx2."""
    _elsewhere(session, httpx2.Client(), httpx2.TransportError)


def _elsewhere(session: Session, client: Any, broken: type[Exception]) -> None:
    headers = {"Authorization": f"Bearer {session.api_key}"}

    class Elsewhere(Poller):
        def once(self, method: str, path: str, **options: Any) -> Any:
            sent = {**headers, **options.pop("headers", {})}
            try:
                return client.request(
                    method, session.base_url + path, headers=sent, timeout=10, **options
                )
            except broken:
                return None

    with client:
        Elsewhere(session).run()


class Impatient(Poller):
    """Polls every ten minutes for news within the hour."""

    every = HOUR / 6


def every_ten_minutes(session: Session) -> None:
    """Fresh data, within the hour."""
    Impatient(session).run()
