"""Equal requests are read once; what is remembered of them changes no answer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from creatoraudit_mock import Dialect, Fault, World
from creatoraudit_mock.http.reading import Reading, Readings
from creatoraudit_mock.journal import MASK
from creatoraudit_mock.world import AddKey, WorldError
from wire import wire


def kept(world: World) -> list[Any]:
    """The readings that a world remembers."""
    return list(world.readings._kept.values())


def test_equal_requests_are_read_once() -> None:
    """The same bytes again are one reading and two entries of the journal that share it."""
    world = World("small")
    with wire(world) as client:
        client.get("/accounts")
        client.get("/accounts")
    assert len(kept(world)) == 1
    first, second = world.journal
    assert first.request_headers is second.request_headers


@pytest.mark.parametrize("headers", [{"if-none-match": '"x"'}, {"accept": "application/json"}])
def test_other_headers_are_another_request(headers: dict[str, str]) -> None:
    """Whatever differs in a header is read anew."""
    world = World("small")
    with wire(world) as client:
        client.get("/accounts")
        client.get("/accounts", headers=headers)
    assert len(kept(world)) == 2


def test_arguments_of_writes_are_not_shared() -> None:
    """What a write brings becomes part of the world, so two equal ones do not share it."""
    world = World("small")
    body = {"platform": "tiktok", "username": "somebody", "metadata": {"team": "a"}}
    with wire(world) as client:
        client.post("/accounts", json=body)
    (reading,) = kept(world)
    assert reading.arguments is None


def test_arguments_of_reads_are_kept() -> None:
    """A batch of ids is checked against the contract once."""
    world = World("small")
    body = {"account_ids": [world.accounts[0].id], "period": "7d"}
    with wire(world) as client:
        client.post("/accounts/metrics", json=body)
    (reading,) = kept(world)
    assert reading.arguments.body["account_ids"] == body["account_ids"]


def test_large_requests_are_not_kept() -> None:
    """A body beyond any batch is read and let go."""
    world = World("small")
    with wire(world) as client:
        client.post("/accounts/metrics", content=b" " * 20_000)
    assert kept(world) == []


def test_only_the_latest_are_kept() -> None:
    """Clients that never repeat themselves do not fill the memory."""
    world = World("small")
    world.set_rate_limit(None)
    with wire(world) as client:
        for number in range(600):
            client.get("/accounts", headers={"x-request-id": f"r{number}"})
    assert len(kept(world)) == 600 - 512


def test_a_changed_key_counts_at_once() -> None:
    """What is remembered of a request does not let its key in."""
    world = World("small")
    with wire(world) as client:
        before = client.get("/accounts").status_code
        world.set_key("Default key", state="disabled")
        after = client.get("/accounts").status_code
    assert (before, after) == (200, 403)


def test_another_key_is_masked_from_then_on() -> None:
    """A text that becomes a key is masked in requests that were read before it was one."""
    world = World("small")
    with wire(world) as client:
        client.get("/accounts", params={"q": "plain-looking"})
        world.organization.execute(AddKey(name="other", scopes=("read",), secret="plain-looking"))
        client.get("/accounts", params={"q": "plain-looking"})
    assert [entry.target for entry in world.journal] == [
        "/v2/accounts?q=plain-looking",
        f"/v2/accounts?q={MASK}",
    ]


class Oblivion(Readings):
    """Keeps nothing."""

    def keep(self, mark: tuple[object, ...], reading: Reading) -> None:
        """Forget it."""


def unchanged(client: httpx.Client, path: str) -> None:
    """Ask again for what has just been answered."""
    tag = client.get(path).headers["etag"]
    client.get(path, headers={"if-none-match": tag})


def held(world: World, client: httpx.Client) -> None:
    """Ask for an account with the first validator that was ever given for it, or any."""
    path = f"/accounts/{world.accounts[0].id}"
    given = [dict(entry.response_headers).get("etag") for entry in world.journal.where(route=path)]
    client.get(path, headers={"if-none-match": next(filter(None, given), "*")})


def forget(world: World) -> None:
    """Let go of all representations."""
    for record in world.organization.everything():
        record.shown = None


STEPS: dict[str, Callable[[World, httpx.Client], object]] = {
    "account": lambda world, client: client.get(f"/accounts/{world.accounts[0].id}"),
    "video": lambda world, client: client.get(f"/videos/{world.videos[0].id}"),
    "creator": lambda world, client: client.get(
        f"/creators/{next(iter(world.organization.creators))}"
    ),
    "unchanged": lambda world, client: unchanged(client, f"/accounts/{world.accounts[0].id}"),
    "held": held,
    "any": lambda world, client: client.get(
        f"/accounts/{world.accounts[0].id}", headers={"if-none-match": "*"}
    ),
    "head": lambda world, client: client.head(f"/accounts/{world.accounts[0].id}"),
    "accounts": lambda _, client: client.get("/accounts", params={"order_by": "view_count"}),
    "videos": lambda _, client: client.get("/videos", params={"limit": 2, "include_total": True}),
    "posts": lambda _, client: client.get("/account-videos", params={"limit": 3}),
    "metrics": lambda world, client: client.post(
        "/accounts/metrics",
        json={"account_ids": [one.id for one in world.accounts], "period": "7d"},
    ),
    "pause": lambda world, client: client.patch(
        f"/accounts/{world.accounts[0].id}", json={"is_active": False}
    ),
    "resume": lambda world, client: client.patch(
        f"/accounts/{world.accounts[0].id}", json={"is_active": True}
    ),
    "track": lambda world, client: client.post(
        "/accounts", json={"platform": "tiktok", "username": f"u{len(world.accounts)}"}
    ),
    "limit": lambda world, _: world.set_rate_limit(len(world.journal) % 5 + 1, window="2h"),
    "minute": lambda world, _: world.clock.advance(minutes=1),
    "hours": lambda world, _: world.clock.advance(hours=7),
    "days": lambda world, _: world.clock.advance(hours=49),
    "scrape": lambda world, _: world.scrape_now(world.videos[0].id),
    "outage": lambda world, _: world.outage(duration="30h"),
    "gone": lambda world, _: world.set_unavailable(world.accounts[0].id, duration="60h"),
    "disable": lambda world, _: world.set_key("Default key", state="disabled"),
    "enable": lambda world, _: world.set_key("Default key", state="active"),
    "fault": lambda world, _: world.faults.add(
        Fault.stale(), start=world.clock.now + timedelta(minutes=1), optional=True
    ),
}


@example(script=["account", "accounts", "metrics", "posts", *["hours"] * 4], dialect=Dialect())
@example(script=["fault", "account", "minute", "account"], dialect=Dialect())
@example(script=["held", "any", "head", "days"] * 2, dialect=Dialect(not_modified="free"))
@example(script=["gone", "accounts", "days", "outage", "videos", "days"], dialect=Dialect())
@example(script=["track", "accounts", "hours", "accounts"], dialect=Dialect())
@example(script=["limit", "unchanged", "minute", "unchanged"], dialect=Dialect(not_modified="free"))
@given(
    script=st.lists(st.sampled_from(sorted(STEPS)), min_size=4, max_size=25),
    dialect=st.sampled_from(
        [
            Dialect(),
            Dialect(cursor_lifetime="10m", deprecation="announced", rate_window="from-first"),
            Dialect(not_modified="free", cache_control="absent"),
        ]
    ),
)
def test_memory_changes_no_answer(script: list[str], dialect: Dialect) -> None:
    """A world that remembers answers, byte for byte, as one that reads everything anew."""
    remembering, forgetting = (World("small", dialect=dialect) for _ in range(2))
    forgetting.readings = Oblivion()
    with remembering.client() as quick, forgetting.client() as slow:
        for name in [*script, *script[:4]]:
            forget(forgetting)
            for world, client in ((remembering, quick), (forgetting, slow)):
                with suppress(ValueError, KeyError, WorldError):
                    STEPS[name](world, client)
    assert remembering.journal.to_jsonl() == forgetting.journal.to_jsonl()
