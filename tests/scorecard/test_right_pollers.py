"""Pollers that do what the documentation says are clean, whatever happens to them."""

import random
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import Dialect, Fault, World, score
from polling import BROKEN, Desk, codes

PASSING = {429, 500, 502, 503, 504}


def is_whole(response: httpx.Response) -> bool:
    """Whether it is an answer, and not trouble that passes."""
    if response.status_code not in {200, 201}:
        return response.status_code not in PASSING
    with suppress(ValueError):
        return isinstance(response.json(), dict)
    return False


class Right:
    """The documentation's loop with conditional requests, back-off and memory.

    Args:
        desk: the world and the client.
        every: seconds between two rounds.
    """

    def __init__(self, desk: Desk, every: float = 3600) -> None:
        self.desk = desk
        self.every = every
        self.held: dict[str, Any] = {}
        self.last: dict[str, str] = {}
        self.handed: list[tuple[Any, str, Any]] = []

    def send(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        """Up to five attempts, as the documentation's sample has them."""
        delay = 1.0
        for _ in range(5):
            try:
                response = self.desk.client.request(method, path, **options)
            except httpx.TransportError:
                response = None
            if response is not None and is_whole(response):
                return response
            told = None if response is None else response.headers.get("retry-after")
            self.desk.wait(seconds=self.seconds(told, delay))
            delay *= 2
        return None

    def seconds(self, told: str | None, delay: float) -> float:
        """How long to wait: as told, in seconds or by a date, else the delay."""
        if told is None:
            return delay
        if told.replace(".", "").isdecimal():
            return float(told)
        return max((parsedate_to_datetime(told) - self.desk.world.clock.now).total_seconds(), 0)

    def read(self, path: str) -> Any:
        """What is held of a path after a conditional read."""
        etag, body = self.held.get(path, (None, None))
        response = self.send("GET", path, headers={"if-none-match": etag} if etag else {})
        if response is not None and response.status_code == 200:
            body = response.json()
            self.held[path] = (response.headers.get("etag"), body)
        return body

    def pages(self, path: str) -> list[Any]:
        """All rows of a list."""
        page, rows = self.read(path), []
        while page is not None:
            rows += page["data"]
            cursor = page["pagination"]["next_cursor"]
            page = self.read(f"{path}&cursor={cursor}") if page["pagination"]["has_next"] else None
        return rows

    def take(self, rows: list[Any]) -> None:
        """Hand over what is new, and ask for its metrics."""
        fresh = [
            row
            for row in {row["id"]: row for row in rows}.values()
            if row["last_scrape_time"] is not None
            and row["last_scrape_time"] > self.last.get(row["id"], "")
        ]
        for row in fresh:
            self.last[row["id"]] = row["last_scrape_time"]
            self.handed.append((self.desk.world.clock.now, row["id"], row))
        if fresh:
            ids = [row["id"] for row in fresh]
            self.send("POST", "/accounts/metrics", json={"account_ids": ids, "period": "30d"})

    def one_by_one(self, paths: list[str], rounds: int) -> None:
        """Poll single accounts."""
        for _ in range(rounds):
            for path in paths:
                shown = self.read(path)
                if shown is not None and "data" in shown:
                    self.take([shown["data"]])
            self.desk.wait(seconds=self.every)

    def by_list(self, rounds: int) -> None:
        """Poll the list of accounts."""
        for _ in range(rounds):
            self.take(self.pages("/accounts?limit=200"))
            self.desk.wait(seconds=self.every)


@pytest.mark.parametrize("scenario", ["first-refresh", "small", "flaky"])
def test_the_documented_loop(scenario: str) -> None:
    """Thirty days, one account after the other, every hour."""
    desk = Desk(World(scenario))
    right = Right(desk)
    right.one_by_one([f"/accounts/{a.id}" for a in desk.world.accounts], 24 * 30)
    score(desk.world, lag="1h", deliveries=right.handed).assert_clean()


@pytest.mark.parametrize("scenario", ["small", "agency", "flaky"])
def test_polling_lists(scenario: str) -> None:
    """A week, by list and batch."""
    desk = Desk(World(scenario))
    right = Right(desk, every=6 * 3600)
    right.by_list(28)
    assert score(desk.world, lag="6h", deliveries=right.handed).findings == ()


@pytest.mark.parametrize(
    "dialect",
    [
        pytest.param(Dialect.parse({name: value}), id=f"{name}={value}")
        for name, values in Dialect.alternatives().items()
        for value in values[1:]
    ],
)
def test_whatever_the_dialect(dialect: Dialect) -> None:
    """Law 10: no answer that the mock only assumes makes a right poller wrong."""
    desk = Desk(World("first-refresh", dialect=dialect))
    desk.world.set_rate_limit(3, window="60s")
    right = Right(desk, every=900)
    account = desk.world.accounts[0]
    right.send("POST", "/creators", json={"name": "Ada"}, headers={"idempotency-key": "1"})
    right.one_by_one([f"/accounts/{account.id}"], 8)
    right.every = 6 * 3600
    right.by_list(6)
    assert score(desk.world, lag="7h", deliveries=right.handed).findings == ()


ANSWERS = st.sampled_from([429, 500, 502, 503, BROKEN])
TOLD = st.sampled_from([None, "0", "1", "7", "30", "300", "0.5"])


@given(troubles=st.lists(st.tuples(st.integers(0, 12), ANSWERS, TOLD), max_size=30))
def test_whatever_fails(troubles: list[tuple[int, int, str | None]]) -> None:
    """Any failures at any requests: the right poller is not blamed for them."""
    desk = Desk(World("first-refresh"))
    for passing, status, told in troubles:
        desk.trouble.next += [*[(None, None)] * passing, (status, told)]
    right = Right(desk, every=1800)
    right.one_by_one([f"/accounts/{desk.world.accounts[0].id}"], 100)
    card = score(desk.world, lag="2h", deliveries=right.handed, until=desk.world.clock.now)
    assert card.findings == (), str(card)


@given(seed=st.integers(0, 2**32), worst=st.floats(1, 60))
def test_jittered_backoff(seed: int, worst: float) -> None:
    """Full jitter, as tenacity and the textbooks have it, is back-off."""
    chance = random.Random(seed)
    desk = Desk(World("first-refresh"))
    path = f"/accounts/{desk.world.accounts[0].id}"
    desk.fail(*[503] * 9)
    for attempt in range(9):
        desk.poll(path)
        desk.wait(seconds=chance.uniform(0, min(2.0**attempt, worst)))
    assert codes(score(desk.world)) == set()


FAULTS = {
    "status": Fault.status(500),
    "status with Retry-After": Fault.status(503, retry_after=90),
    "status with a date": Fault.status(503, retry_after=90, as_date=True),
    "429": Fault.rate_limited(retry_after=120),
    "429 without Retry-After": Fault.rate_limited(retry_after=None),
    "proxy page": Fault.proxy_page(504),
    "stale": Fault.stale(),
    "very stale": Fault.stale("3d"),
    "duplicate item": Fault.duplicate_item(),
    "missing item": Fault.missing_item(),
    "partial batch": Fault.partial_batch(),
    "malformed": Fault.malformed_json(),
    "wrong type": Fault.wrong_content_type(),
    "no etag": Fault.no_etag(),
    "clock skew": Fault.clock_skew(ahead="1h"),
    "stall": Fault.stall("20s"),
    "slow": Fault.slow_body("20s"),
    "truncated": Fault.truncated_body(),
    "reset": Fault.reset(),
    "reset after the head": Fault.reset(after_headers=True),
}


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("how", ["one by one", "lists"])
def test_whatever_is_injected(name: str, how: str) -> None:
    """One request in four is struck by a fault of one kind, for five days; nobody is blamed."""
    desk = Desk(World("first-refresh", seed=5))
    desk.world.faults.add(FAULTS[name], probability=0.25, optional=True)
    right = Right(desk, every=1800)
    if how == "lists":
        right.by_list(240)
    else:
        right.one_by_one([f"/accounts/{desk.world.accounts[0].id}"], 240)
    card = score(desk.world, lag="2h", deliveries=right.handed, until=desk.world.clock.now)
    assert card.findings == (), str(card)
