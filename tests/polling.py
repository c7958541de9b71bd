"""Pollers in pieces, right and wrong, and a service that fails when it is told to.

Runs are real: requests go through a world's client, and its frozen clock is moved by hand.
"""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import httpx
import msgspec

from creatoraudit_mock import Handle, Scorecard, World

TITLES = {429: "RATE_LIMITED", 500: "INTERNAL_ERROR", 502: "UPSTREAM_ERROR"}
BROKEN = 0
"""In place of a status: the connection breaks after the request was served."""


class Trouble(httpx.BaseTransport):
    """A transport that spoils answers, and has the journal tell of it as a fault would.

    Args:
        world: whose answers.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._inner = world.transport()
        self.next: list[tuple[int | None, str | None]] = []
        """What becomes of the coming answers: a status (None: well) and a Retry-After."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer, well or not."""
        response = self._inner.handle_request(request)
        if not self.next:
            return response
        status, retry_after = self.next.pop(0)
        if status is None:
            return response
        headers = {} if retry_after is None else {"retry-after": retry_after}
        body = json.dumps({"status": status, "code": TITLES.get(status, "SERVICE_UNAVAILABLE")})
        journal = self._world.journal
        spoiled: dict[str, Any] = {"faults": ("trouble",), "lost": not status}
        if status:
            spoiled |= {
                "status": status,
                "response_headers": tuple(headers.items()),
                "response_body": body.encode(),
            }
        journal._kept[-1] = msgspec.structs.replace(journal[-1], **spoiled)
        if not status:
            raise httpx.ReadError("the connection broke", request=request)
        return httpx.Response(status, headers=headers, text=body)


class Desk:
    """A world, a client, and the habits of a good poller.

    Args:
        world: what to poll.
        agent: who the client says it is.
    """

    def __init__(self, world: World, agent: str = "poller/1") -> None:
        self.world = world
        self.trouble = Trouble(world)
        self.client = httpx.Client(
            base_url=world.base_url,
            headers={"authorization": f"Bearer {world.api_key}", "user-agent": agent},
            transport=self.trouble,
        )
        self.etags: dict[str, str] = {}
        self.kept: dict[str, Any] = {}

    def wait(self, **parts: float) -> None:
        """Let virtual time pass."""
        self.world.clock.advance(**parts)

    def fail(self, *statuses: int, retry_after: str | None = None) -> None:
        """Spoil the coming answers."""
        self.trouble.next += [(status, retry_after) for status in statuses]

    def get(self, path: str, etag: str | None = None, **options: Any) -> httpx.Response:
        """A GET, with a validator if one is given."""
        headers = {} if etag is None else {"if-none-match": etag}
        return self.client.get(path, headers=headers, **options)

    def poll(self, item: Handle | str) -> Any:
        """A conditional read as it should be: what is held afterwards."""
        path = item if isinstance(item, str) else f"/{item.type}s/{item.id}"
        try:
            response = self.get(path, self.etags.get(path))
        except httpx.TransportError:
            return self.kept.get(path)
        if response.status_code == httpx.codes.OK:
            self.etags[path] = response.headers["etag"]
            self.kept[path] = response.json()
        return self.kept.get(path)

    def post(self, path: str, key: str | None = None, **body: Any) -> httpx.Response | None:
        """A POST; None if the connection broke."""
        headers = {} if key is None else {"idempotency-key": key}
        try:
            return self.client.post(path, json=body, headers=headers)
        except httpx.TransportError:
            return None


def codes(card: Scorecard) -> set[str]:
    """The codes of all findings, advice too."""
    return {finding.code for finding in card.findings}


def ready(first_refresh: str = "45s", **settings: Any) -> tuple[Desk, Handle]:
    """A desk and an account that has just been refreshed for the first time."""
    world = World("empty", seed=7)
    account = world.track_account("instagram", "nasa", first_refresh=first_refresh, **settings)
    world.clock.advance(first_refresh)
    return Desk(world), account


def accounts(desk: Desk, count: int) -> list[Handle]:
    """More accounts, refreshed."""
    made = [
        desk.world.track_account("tiktok", f"user{n}", first_refresh="1s") for n in range(count)
    ]
    desk.wait(seconds=1)
    return made


def polled(world: World, requests: int) -> None:
    """Let somebody poll until a journal has so many requests, with ETags and now and then amiss."""
    world.set_rate_limit(None)
    tags: dict[str, str] = {}
    with world.client(headers={"user-agent": "sample-poller/1.0"}) as client:
        for n in count():
            if len(world.journal) >= requests:
                break
            for account in world.accounts:
                headers = {"If-None-Match": tags[account.id]} if account.id in tags else {}
                answer = client.get(f"/accounts/{account.id}", headers=headers)
                tags[account.id] = answer.headers.get("etag", "")
            client.get("/accounts" if n % 3 else "/nowhere")
            world.clock.advance("30m")
