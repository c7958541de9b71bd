"""A crowd: clients that use one live world at once, each sure of what is its own."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self

import httpx

from creatoraudit_mock.server import LiveWorld
from wire import complaints

Fields = dict[str, Any]


class Member:
    """One client, and all that the service has acknowledged to it.

    Args:
        live: the world that all members use.
        number: which one it is; what it makes bears this number, so nobody else makes it.
        shared: accounts of nobody, that all members link and unlink.
    """

    def __init__(self, live: LiveWorld, number: int, shared: list[str]) -> None:
        self._live = live
        self._number = number
        self._shared = shared
        self._dice = random.Random(number)
        self._client: httpx.Client
        self._made = 0
        self.sent: list[str] = []
        """The ids of all requests."""
        self.accounts: dict[str, Fields] = {}
        self.videos: dict[str, Fields] = {}
        self.creators: dict[str, Fields] = {}
        """What must be shown of each of its resources, by id."""

    @contextmanager
    def connected(self) -> Iterator[Self]:
        """Have connections to the service."""
        with httpx.Client(timeout=60, trust_env=False) as self._client:
            yield self

    def be_busy(self, seconds: float) -> None:
        """Do whatever comes to mind, and check each time that it was done."""
        end = time.monotonic() + seconds
        with self.connected():
            self.make_creator()
            self.scribble()
            while time.monotonic() < end:
                self._dice.choice(DEEDS)(self)

    def ask(self, method: str, path: str, *expected: int, **options: Any) -> httpx.Response:
        """Send a request under an id of its own; the answer is by the contract and as expected."""
        request_id = f"{self._number}-{len(self.sent)}"
        self.sent.append(request_id)
        headers = {"authorization": f"Bearer {self._live.api_key}", "x-request-id": request_id}
        headers |= options.pop("headers", {})
        url = self._live.base_url + path
        response = self._client.request(method, url, headers=headers, **options)
        where, body = response.request.url.path, response.content
        found = complaints(method, where, response.status_code, response.headers, body)
        assert not found, f"{request_id}: {method} {path}: {found}"
        assert response.status_code in (expected or {200}), f"{method} {path}: {response.text}"
        return response

    # -- deeds

    def track_account(self) -> None:
        """Track an account, sometimes twice with one key because the first answer was lost."""
        self._made += 1
        body = {"platform": "tiktok", "username": f"member{self._number}.{self._made}"}
        headers = {"idempotency-key": f"{self._number}-{self._made}"}
        first = self.ask("POST", "/accounts", 201, json=body, headers=headers)
        if self._dice.random() < 0.2:
            # Ten virtual minutes may have passed meanwhile: then it is a duplicate.
            again = self.ask("POST", "/accounts", 201, 409, json=body, headers=headers)
            assert again.status_code == 409 or again.json() == first.json()
        self._keep(self.accounts, first, **body, is_active=True, metadata={}, creator_id=None)

    def track_video(self) -> None:
        """Track a video."""
        self._made += 1
        number = 7_300_000_000_000_000_000 + self._number * 10**9 + self._made
        body = {"platform": "tiktok", "identifier": str(number)}
        response = self.ask("POST", "/videos", 201, json=body)
        self._keep(self.videos, response, external_id=str(number), is_active=True, metadata={})

    def make_creator(self) -> None:
        """Create a creator."""
        self._made += 1
        body = {"name": f"Member {self._number}.{self._made}", "metadata": {"is": "new"}}
        self._keep(self.creators, self.ask("POST", "/creators", 201, json=body), **body)

    def update(self) -> None:
        """Change something of its own, and read what has been written."""
        kind, mine = self._any_kind()
        if mine:
            identifier = self._dice.choice([*mine])
            changes: Fields = {"metadata": {"turn": str(len(self.sent))}}
            if kind != "creators":  # archiving a creator would pause its accounts as well
                changes["is_active"] = self._dice.random() < 0.7
            self.ask("PATCH", f"/{kind}/{identifier}", json=changes)
            mine[identifier].update(changes)
            self._look(kind, identifier)

    def delete(self) -> None:
        """Delete something of its own; then it is gone."""
        kind, mine = self._any_kind()
        if len(mine) > 3:
            identifier = self._dice.choice([*mine])
            del mine[identifier]
            self.ask("DELETE", f"/{kind}/{identifier}", 204)
            self.ask("GET", f"/{kind}/{identifier}", 404)
            for account in self.accounts.values():
                if account["creator_id"] == identifier:
                    account["creator_id"] = None

    def link(self) -> None:
        """Let an account of its own belong to a creator of its own, or to none any longer."""
        if not self.accounts or not self.creators:
            return
        identifier = self._dice.choice([*self.accounts])
        account = self.accounts[identifier]
        if account["creator_id"] is None:
            creator = self._dice.choice([*self.creators])
            self.ask("PUT", f"/creators/{creator}/accounts/{identifier}", 201)
            account["creator_id"] = creator
        else:
            self.ask("DELETE", f"/creators/{account['creator_id']}/accounts/{identifier}", 204)
            account["creator_id"] = None
        self._look("accounts", identifier)

    def contend(self) -> None:
        """Try to get an account that all want: who has it has it alone, until it lets go."""
        identifier = self._dice.choice(self._shared)
        creator = next(iter(self.creators), None)
        path = f"/creators/{creator}/accounts/{identifier}"
        if creator is not None and self.ask("PUT", path, 201, 409).status_code == 201:
            held = self.ask("GET", f"/accounts/{identifier}").json()["data"]
            assert held["creator_id"] == creator
            self.ask("DELETE", path, 204)

    def scribble(self) -> None:
        """Write to something that all write to."""
        identifier = self._dice.choice(self._shared)
        body = {"metadata": {"by": str(self._number), "turn": str(len(self.sent))}}
        shown = self.ask("PATCH", f"/accounts/{identifier}", json=body).json()["data"]
        assert shown["metadata"] == body["metadata"]

    def walk(self) -> None:
        """Page through everything: all of its own is there, and nothing twice."""
        kind, mine = self._any_kind()
        shown = [row["id"] for row in self.pages(kind, self._dice.choice((7, 60, 200)))]
        assert len(shown) == len(set(shown))
        assert mine.keys() <= set(shown)

    def read(self) -> None:
        """Read something of its own, and the same again with its validator."""
        kind, mine = self._any_kind()
        if mine:
            path = f"/{kind}/{self._dice.choice([*mine])}"
            etag = self.ask("GET", path).headers["etag"]
            self.ask("GET", path, 200, 304, headers={"if-none-match": etag})
            self.ask("GET", f"{path}/analytics")

    def pages(self, kind: str, limit: int) -> Iterator[Fields]:
        """All rows of a collection, page by page."""
        query: Fields = {"limit": limit}
        while True:
            page = self.ask("GET", f"/{kind}", params=query).json()
            yield from page["data"]
            if not page["pagination"]["has_next"]:
                return
            query["cursor"] = page["pagination"]["next_cursor"]

    def _any_kind(self) -> tuple[str, dict[str, Fields]]:
        kind = self._dice.choice(("accounts", "videos", "creators"))
        mine: dict[str, Fields] = getattr(self, kind)
        return kind, mine

    def _keep(self, mine: dict[str, Fields], response: httpx.Response, **fields: Any) -> None:
        shown = response.json()["data"]
        assert shown == {**shown, **fields}
        mine[shown["id"]] = fields

    def _look(self, kind: str, identifier: str) -> None:
        shown = self.ask("GET", f"/{kind}/{identifier}").json()["data"]
        assert shown == {**shown, **getattr(self, kind)[identifier]}


DEEDS: list[Callable[[Member], None]] = [
    *[Member.track_account, Member.track_video, Member.make_creator],
    *[Member.update, Member.link, Member.contend, Member.scribble, Member.read] * 3,
    *[Member.delete, Member.walk] * 2,
]
"""What a member does, the more often the more it stands here."""
