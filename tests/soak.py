"""A long mixed life: requests of all kinds, one after the other, while time passes.

As a command it tells how memory grows: `python tests/soak.py [--requests N] [--forget] [--live]`.
"""

from __future__ import annotations

import argparse
import gc
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from creatoraudit_mock import MockServer, World
from creatoraudit_mock.http import replies
from creatoraudit_mock.http.reading import Readings
from wire import UNKNOWN_ID

POOL = 12
"""How many handles and videos there are to be tracked, deleted and tracked again."""


class Soak:
    """One client that asks for whatever there is.

    Args:
        world: whose API it uses.
        client: how it reaches it.
    """

    def __init__(self, world: World, client: httpx.Client) -> None:
        world.set_rate_limit(None)
        self._world = world
        self._client = client
        self._dice = random.Random(1)
        self._etags: dict[str, str] = {}
        self._made: list[str] = []
        self.count = 0
        """How many requests it has sent."""

    def run(self, requests: int, deeds: Sequence[Callable[[Soak], None]]) -> None:
        """Send so many requests, give or take a few; a minute passes with each ten of them."""
        end = self.count + requests
        while self.count < end:
            for _ in range(5):
                self._dice.choice(deeds)(self)
            self._world.clock.advance(30)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request; no answer is a fault of the mock."""
        self.count += 1
        response = self._client.request(method, path, **options)
        assert response.status_code < 500, f"{method} {path}: {response.text}"
        return response

    # -- reading

    def get(self) -> None:
        """Read something, with the validator from last time if there was one."""
        path = self._dice.choice(READS).format(**self._ids())
        known = {"if-none-match": self._etags[path]} if path in self._etags else {}
        self._etags[path] = self.ask("GET", path, headers=known).headers["etag"]

    def walk(self) -> None:
        """Page through a collection."""
        path = self._dice.choice(("/accounts", "/videos", "/account-videos"))
        query: dict[str, Any] = {"limit": 50, "order_by": "view_count"}
        while True:
            page = self.ask("GET", path, params=query).json()["pagination"]
            if not page["has_next"]:
                return
            query["cursor"] = page["next_cursor"]

    def batch(self) -> None:
        """Ask for many figures at once."""
        ids = [account.id for account in self._world.accounts[:5]]
        self.ask("POST", "/accounts/metrics", json={"account_ids": [*ids, UNKNOWN_ID]})

    def err(self) -> None:
        """Ask for what is not there, cannot be understood, or is none of one's business."""
        self.ask("GET", f"/accounts/{self._dice.getrandbits(128):032x}")
        self.ask("GET", f"/accounts/00000000-0000-4000-8000-{self._dice.getrandbits(48):012x}")
        self.ask("GET", f"/nowhere/{self._dice.getrandbits(64)}?{self._dice.getrandbits(64)}=1")
        self.ask("GET", f"/search?q={self._dice.getrandbits(64)}")
        self.ask("GET", "/whoami", headers={"authorization": f"Bearer {self._dice.random()}"})
        self.ask("POST", "/accounts", content=b"{", headers={"content-type": "application/json"})

    # -- writing

    def make(self) -> None:
        """Track something anew, and delete what was tracked before too much else."""
        number = self._dice.randrange(POOL)
        kind, body = self._dice.choice(
            (
                ("accounts", {"platform": "tiktok", "username": f"soak{number}"}),
                ("videos", {"platform": "tiktok", "identifier": f"73{number:017d}"}),
                ("creators", {"name": f"Soak {number}"}),
            )
        )
        headers = {"idempotency-key": str(self.count)}
        response = self.ask("POST", f"/{kind}", json=body, headers=headers)
        if response.status_code == 201:
            self._made.append(f"/{kind}/{response.json()['data']['id']}")
        if len(self._made) > POOL:
            self.ask("DELETE", self._made.pop(0))

    def change(self) -> None:
        """Pause, resume, relabel, relink or limit something that will be deleted one day."""
        if self._made:
            path = self._dice.choice(self._made)
            body: dict[str, Any] = {"is_active": self._dice.random() < 0.5}
            if path.startswith("/accounts"):
                body["max_recent_posts_per_account"] = self._dice.choice((None, 10, 20))
            self.ask("PATCH", path, json={**body, "metadata": {"turn": str(self.count)}})

    def link(self) -> None:
        """Link an account to a creator, and unlink it again."""
        ids = self._ids()
        self.ask("PUT", "/creators/{creator_id}/accounts/{account_id}".format_map(ids))
        self.ask("DELETE", "/creators/{creator_id}/accounts/{account_id}".format_map(ids))

    def _ids(self) -> dict[str, str]:
        world, choice = self._world, self._dice.choice
        # The first ones are never deleted.
        return {
            "account_id": choice(world.accounts[:5]).id,
            "video_id": choice(world.videos[:4]).id,
            "creator_id": world.creators[0].id,
        }


READS = (
    *("/accounts/{account_id}", "/videos/{video_id}", "/creators/{creator_id}") * 4,
    *("/accounts?limit=10", "/videos?q=a", "/creators", "/overview", "/whoami", "/meta"),
    *("/accounts/{account_id}/analytics", "/videos/{video_id}/timeseries", "/creators/top"),
)
Deeds = Sequence[Callable[[Soak], None]]
READING: Deeds = (*[Soak.get] * 8, Soak.batch, Soak.walk, Soak.err)
WRITING: Deeds = (Soak.make, Soak.change, Soak.change, Soak.link)
MIXED: Deeds = (*READING, *WRITING)


@contextmanager
def client(world: World, *, live: bool) -> Iterator[httpx.Client]:
    """A client of a world, in-process or over a socket."""
    if not live:
        with world.client() as made:
            yield made
        return
    with MockServer() as server:
        base_url, key = server.add(world)
        headers = {"authorization": f"Bearer {key}"}
        with httpx.Client(base_url=base_url, headers=headers, trust_env=False) as made:
            yield made


def forget(world: World) -> None:
    """Drop what grows by design (journal, log, the deleted) and what is kept for speed."""
    world.readings = Readings()
    for kept in (replies.header, replies._on_the_wire):
        kept.cache_clear()
    world.journal._kept.clear()
    world.log._entries.clear()
    world.organization.departed.clear()
    gc.collect()


def megabytes() -> float:
    """The resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def main() -> None:
    """Print how memory grows."""
    options = argparse.ArgumentParser()
    options.add_argument("--requests", type=int, default=200_000)
    options.add_argument("--forget", action="store_true", help="drop what grows by design")
    options.add_argument("--live", action="store_true", help="over a socket")
    chosen = options.parse_args()
    world = World("small")
    with client(world, live=chosen.live) as made:
        soak = Soak(world, made)
        for mark in range(0, chosen.requests + 1, chosen.requests // 4):
            while soak.count < mark:
                soak.run(500, MIXED)
                if chosen.forget:
                    forget(world)
            held = f"journal {len(world.journal):7,}, log {len(world.log):7,}"
            print(f"{soak.count:9,} requests: {megabytes():7.1f} MB; {held}", flush=True)


if __name__ == "__main__":
    main()
