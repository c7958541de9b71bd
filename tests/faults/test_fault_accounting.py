"""Faults are accounted for: in the journal, by name, and when a world lives again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock import Fault, World, WorldError


def test_the_trace_names_the_fault(world: World, client: httpx.Client) -> None:
    """The decision trace says which fault struck, before the reason for the status."""
    world.faults.add(Fault.status(503), name="lunch break", times=1)
    client.get("/accounts")
    client.get("/accounts")

    struck, spared = world.journal
    assert struck.trace[-2:] == (
        "fault 'lunch break'",
        "SERVICE_UNAVAILABLE: The service is unavailable for now.",
    )
    assert struck.faults == ("lunch break",)
    assert "fault 'lunch break'" in str(struck)
    assert spared.faults == ()


def test_the_reason_comes_last(world: World, client: httpx.Client) -> None:
    """Faults of form and delivery stand before the reason for the status too."""
    world.faults.add(Fault.stall("3s"), name="slow")
    client.get("/accounts")

    assert world.journal[-1].trace[-2:] == ("fault 'slow'", "200: no validator sent")


def test_the_journal_tells_of_the_delivery(world: World, client: httpx.Client) -> None:
    """How long the answer was under way, and that it never came."""
    world.faults.add(Fault.stall("3s"), times=1)
    world.faults.add(Fault.reset(), times=1)
    with pytest.raises(httpx.ReadError):
        client.get("/accounts")

    told = json.loads(world.journal.to_jsonl())
    assert told["delay"] == 3_000_000
    assert told["lost"] is True
    assert len(told["faults"]) == 2


def test_names_are_made(world: World) -> None:
    """A name says what happens to what; a number keeps equal ones apart."""
    add = world.faults.add
    names = [
        add(Fault.status(503), on="GET /accounts").name,
        add(Fault.status(503), on="GET /accounts").name,
        add(Fault.malformed_json()).name,
        add(Fault.reset(after_headers=True)).name,
    ]

    assert names == [
        "status 503 on list_accounts",
        "status 503 on list_accounts (2)",
        "malformed json on anything",
        "reset after headers on anything",
    ]
    assert [fault.name for fault in world.faults] == names


def test_a_name_is_used_once(world: World) -> None:
    """A taken name is refused, even that of a fault that is gone: traces tell faults by it."""
    world.faults.add(Fault.reset(), name="cut").remove()

    with pytest.raises(WorldError, match="'cut' has been planned already: choose another name"):
        world.faults.add(Fault.reset(), name="cut")


def test_a_removed_fault_strikes_no_more(world: World, client: httpx.Client) -> None:
    """By its name or as what `add` returned, it can be taken back."""
    one = world.faults.add(Fault.status(503), on="GET /accounts")
    world.faults.add(Fault.status(503), on="GET /videos", name="other")
    assert client.get("/accounts").status_code == 503
    one.remove()
    world.faults.remove("other")

    assert client.get("/accounts").status_code == 200
    assert client.get("/videos").status_code == 200
    assert (len(world.faults), one.hits) == (0, 1)


def test_clear(world: World, client: httpx.Client) -> None:
    """All of them at once."""
    for on in ("GET /accounts", "GET /videos"):
        world.faults.add(Fault.status(503), on=on)
    world.faults.clear()

    assert client.get("/accounts").status_code == client.get("/videos").status_code == 200
    assert list(world.faults) == []


def test_unknown_names(world: World) -> None:
    """A fault that is not planned can be neither found nor removed."""
    world.faults.add(Fault.reset(), name="cut")
    with pytest.raises(KeyError, match="no fault is named 'cat'; planned: 'cut'"):
        world.faults["cat"]
    with pytest.raises(WorldError, match="no planned fault with id 'cat'"):
        world.faults.remove("cat")


def test_unused(world: World, client: httpx.Client) -> None:
    """Faults that have struck nothing are known by name; optional ones may."""
    world.faults.add(Fault.status(503), on="GET /accounts", name="used")
    world.faults.add(Fault.status(503), on="GET /videos", name="idle")
    world.faults.add(Fault.status(503), on="GET /creators", name="spare", optional=True)
    client.get("/accounts")

    assert world.faults.unused() == ["idle"]
    with pytest.raises(AssertionError) as caught:
        world.faults.assert_used()
    assert str(caught.value).splitlines() == [
        "1 planned fault(s) struck no request:",
        "  'idle' for list_videos: met 0 of 1 requests in the journal",
        "remove them, plan them for requests that are sent, or add(..., optional=True)",
    ]
    client.get("/videos")
    world.faults.assert_used()


def test_reprs(world: World, client: httpx.Client) -> None:
    """What is printed shows how it stands."""
    one = world.faults.add(Fault.status(503), on="GET /accounts", after=1)
    client.get("/accounts")
    client.get("/accounts")
    assert repr(one) == "<PlannedFault 'status 503 on list_accounts': 1 hits in 2 requests>"
    assert repr(world.faults) == "<Faults: 1 planned, 0 unused>"
    assert repr(world.faults[one.name]) == repr(one)


def test_worlds_have_faults_of_their_own() -> None:
    """What is planned for one world happens in no other."""
    one, other = World(seed=1), World(seed=2)
    one.faults.add(Fault.status(503))
    with other.client() as client:
        assert client.get("/whoami").status_code == 200


# -- living again

FAULTS = {
    "status": Fault.status(503, retry_after=30, as_date=True),
    "handled": Fault.status(502, handled=True),
    "storm": Fault.rate_limited(),
    "page": Fault.proxy_page(),
    "stale": Fault.stale("5h"),
    "stale refresh": Fault.stale(refreshes=2),
    "twice": Fault.duplicate_item(0),
    "less": Fault.missing_item(),
    "partial": Fault.partial_batch(2),
    "gzip": Fault.gzip(),
    "malformed": Fault.malformed_json(),
    "type": Fault.wrong_content_type(),
    "tag": Fault.no_etag(),
    "skew": Fault.clock_skew(behind="5m"),
    "stall": Fault.stall("3s"),
    "slow": Fault.slow_body("3s", pieces=3),
    "cut": Fault.truncated_body(),
    "reset": Fault.reset(),
    "reset late": Fault.reset(after_headers=True),
}

ASKING: dict[str, Callable[[World, httpx.Client], object]] = {
    "list": lambda _, client: client.get("/accounts?limit=3"),
    "read": lambda world, client: client.get(f"/accounts/{world.accounts[0].id}"),
    "miss": lambda _, client: client.get("/accounts/nobody"),
    "batch": lambda world, client: client.post(
        "/accounts/metrics",
        json={"account_ids": [one.id for one in world.accounts], "period": "7d"},
    ),
    "track": lambda world, client: client.post(
        "/accounts", json={"platform": "tiktok", "username": f"new{len(world.accounts)}"}
    ),
    "hours": lambda world, _: world.clock.advance(hours=7),
    "clear": lambda world, _: world.faults.clear(),
}


@given(
    script=st.lists(st.sampled_from([*ASKING, *FAULTS]), max_size=25),
    seed=st.integers(0, 99),
    probability=st.sampled_from([0.5, 1.0]),
)
def test_a_world_with_faults_lives_again(
    script: list[str], seed: int, probability: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Planning and removing faults is history too: a replay is the same to the byte."""
    world = World("small", seed=seed)
    with world.client(timeout=1) as client:
        for name in script:
            if name in FAULTS:
                world.faults.add(FAULTS[name], probability=probability, times=3)
                continue
            try:
                ASKING[name](world, client)
            except httpx.TransportError:
                continue
    file = tmp_path_factory.mktemp("recording") / "world.jsonl"
    world.save(file)

    again = World.load(file)

    assert again.journal.to_jsonl() == world.journal.to_jsonl()
    assert list(again.log) == list(world.log)
    assert again.clock.now == world.clock.now
    assert list(map(repr, again.faults)) == list(map(repr, world.faults))


def test_every_kind_is_kept(tmp_path: Path) -> None:
    """A recording holds each kind of fault with all its settings."""
    world = World("small")
    for name, fault in FAULTS.items():
        world.faults.add(fault, name=name, after=1, probability=0.5, duration="1h", optional=True)
    world.save(tmp_path / "world.jsonl")

    again = World.load(tmp_path / "world.jsonl")

    assert [one.plan for one in again.faults] == [one.plan for one in world.faults]
    assert {one.plan.name: one.plan.fault for one in again.faults} == FAULTS
