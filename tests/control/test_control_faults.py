"""Faults, planned over HTTP with the tables of scenario files."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import httpx
import pytest

from creatoraudit_mock import ControlError, World
from creatoraudit_mock.control.client import ControlledWorld


def test_a_fault_strikes(remote: ControlledWorld, api: httpx.Client) -> None:
    """A planned fault strikes as often as it was asked to, and tells so."""
    planned = remote.plan_fault("status", on="GET /accounts", code=503, retry_after=30, times=2)
    seen = [api.get("/accounts").status_code for _ in range(3)]

    assert seen == [503, 503, 200]
    assert (planned.name, planned.on, planned.hits) == (
        "status 503 on list_accounts",
        "list_accounts",
        0,
    )
    assert [(one.met, one.hits) for one in remote.faults()] == [(3, 2)]


def test_of_one_resource(remote: ControlledWorld, api: httpx.Client, world: World) -> None:
    """A fault may be for one resource only."""
    wanted, other = world.accounts[0].id, world.accounts[1].id
    remote.plan_fault("status", resource=wanted)

    assert api.get(f"/accounts/{wanted}").status_code == 503
    assert api.get(f"/accounts/{other}").status_code == 200


def test_a_window_counts_from_now(remote: ControlledWorld, api: httpx.Client) -> None:
    """Start and duration are counted from the moment of planning."""
    remote.advance("1d")
    planned = remote.plan_fault("status", start="+1h", duration="30m")
    seen = []
    for _ in range(3):
        seen.append(api.get("/accounts").status_code)
        remote.advance("1h")

    assert planned.start == datetime(2026, 1, 6, 10, tzinfo=UTC)
    assert planned.end == datetime(2026, 1, 6, 10, 30, tzinfo=UTC)
    assert seen == [200, 503, 200]


def test_moving_the_clock_ends_a_stall(
    remote: ControlledWorld, api: httpx.Client, world: World
) -> None:
    """A response that is held on a frozen clock comes when somebody else moves the clock."""
    remote.plan_fault("stall", delay="30s", times=1)
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(api.get, "/accounts", timeout=20)
        while not world.journal:
            time.sleep(0.001)
        assert not held.done()
        remote.advance("30s")

        assert held.result().status_code == 200


def test_a_fault_is_removed(remote: ControlledWorld, api: httpx.Client) -> None:
    """A removed fault strikes no more, whatever its name has in it."""
    remote.plan_fault("status", name="a/b c?")
    remote.remove_fault("a/b c?")

    assert remote.faults() == []
    assert api.get("/accounts").status_code == 200


def test_unused(remote: ControlledWorld, api: httpx.Client) -> None:
    """What has struck nothing is told, but for what may go unused."""
    remote.plan_fault("status", name="used", on="list_accounts", times=1)
    remote.plan_fault("gzip", name="unused")
    remote.plan_fault("gzip", name="optional", optional=True)
    api.get("/accounts")

    assert [one.name for one in remote.unused_faults()] == ["unused"]


@pytest.mark.parametrize(
    ("table", "status", "said"),
    [
        ({"fault": "stats"}, 422, "fault must be one of: status, "),
        ({"fault": "status", "code": 418}, 422, "418"),
        ({"fault": "status", "delay": "1s"}, 422, "unknown field `delay`; a status takes code"),
        ({"fault": "stall"}, 422, "missing required field `delay`"),
        ({"fault": "status", "on": "GET /acounts"}, 422, "did you mean 'GET /accounts'?"),
        ({"fault": "status", "times": 0}, 422, "times"),
        ({"fault": "status", "resource": "nothing"}, 404, "'nothing'"),
        ({"fault": "status", "resource": 5}, 404, "'5'"),
        ({}, 422, "missing required field `fault`"),
        ({"fault": "status", "start": "999999w", "duration": "1s"}, 422, "must end after"),
    ],
)
def test_what_is_no_fault(
    http: httpx.Client, world: World, table: object, status: int, said: str
) -> None:
    """What is no fault is refused as it is in a scenario file, and nothing is planned."""
    refused = http.post("/faults", json=table)

    assert refused.status_code == status
    assert said in refused.json()["detail"]
    assert len(world.faults) == 0


def test_a_name_that_is_taken(remote: ControlledWorld) -> None:
    """A name is never used twice."""
    remote.plan_fault("gzip", name="one")
    with pytest.raises(ControlError, match="name 'one' is taken already"):
        remote.plan_fault("gzip", name="one")


def test_removing_what_is_not_there(remote: ControlledWorld) -> None:
    """A fault that is not planned cannot be removed."""
    with pytest.raises(ControlError, match="404"):
        remote.remove_fault("nothing")
