"""Schedules of what is tracked, steered over HTTP, and the ground truth about them."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from creatoraudit_mock import ControlError, World
from creatoraudit_mock.control.client import ControlledWorld


def test_all_are_listed(remote: ControlledWorld, world: World) -> None:
    """Accounts and videos are there with ids and names, as the API knows them."""
    listed = [(one.id, one.type, one.name) for one in remote.resources()]

    assert listed == [
        *((one.id, "account", one.username) for one in world.accounts),
        *((one.id, "video", one.external_id) for one in world.videos),
    ]


def test_schedule(remote: ControlledWorld, world: World) -> None:
    """Last and next scrape are those that really happen."""
    account = world.accounts[0]
    shown = remote.resource(account.id)
    assert shown.last_scrape == world.refreshes(account)[-1]
    assert (shown.next_outcome, shown.is_held) == ("refreshed", False)
    assert shown.next_scrape is not None

    remote.advance_to(shown.next_scrape)

    assert remote.resource(account.id).last_scrape == shown.next_scrape


def test_refreshes(remote: ControlledWorld, world: World) -> None:
    """The ground truth is that of the world."""
    remote.advance("3d")

    assert remote.refreshes(world.accounts[0].id) == world.refreshes(world.accounts[0])


def test_refreshes_of_what_is_deleted(remote: ControlledWorld, world: World) -> None:
    """What the API has forgotten keeps its history."""
    account = world.accounts[0]
    before = world.refreshes(account)
    world.delete(account)

    assert remote.refreshes(account.id) == before
    with pytest.raises(ControlError, match="404"):
        remote.resource(account.id)


def test_hold_and_release(remote: ControlledWorld, world: World) -> None:
    """Nothing is scraped during a hold; what became due lands with the release."""
    account = world.accounts[0]
    before = world.refreshes(account)
    held = remote.hold(account.id)
    remote.advance("3d")
    assert (held.is_held, held.next_scrape) == (True, None)
    assert world.refreshes(account) == before

    released = remote.release(account.id)

    assert released.last_scrape == world.clock.now


def test_scrape_now(remote: ControlledWorld, world: World) -> None:
    """A scrape lands right now, and the API shows it."""
    remote.advance("10s")
    shown = remote.scrape_now(world.accounts[0].id)

    assert shown.last_scrape == world.clock.now
    assert world.accounts[0].last_scrape_time == "2026-01-05T09:00:10Z"


@pytest.mark.parametrize("twice", ["release", "scrape"])
def test_what_cannot_be(http: httpx.Client, world: World, twice: str) -> None:
    """What the world refuses is a conflict, in the world's own words."""
    path = f"/resources/{world.accounts[0].id}/{twice}"
    http.post(path)
    refused = http.post(path)

    assert refused.status_code == 409
    assert world.accounts[0].id in refused.json()["detail"]


def test_outage(remote: ControlledWorld, world: World) -> None:
    """During an outage nothing lands."""
    before = world.refreshes(world.accounts[0])
    remote.outage(duration="6h")
    remote.advance("5h")
    assert remote.resource(world.accounts[0].id).next_outcome in {"failed", "refreshed"}

    assert world.refreshes(world.accounts[0]) == before


def test_an_outage_to_come(remote: ControlledWorld, world: World) -> None:
    """An outage may be planned with a start and an end."""
    start = world.clock.now + timedelta(days=1)
    remote.outage(start=start, end=start + timedelta(days=1))
    remote.advance("3d")
    landed = world.refreshes(world.accounts[0])

    assert not [t for t in landed if start < t < start + timedelta(days=1)]


def test_unavailable(remote: ControlledWorld, world: World) -> None:
    """The platform stops serving an item for as long as one says."""
    shown = remote.set_unavailable(world.accounts[0].id, duration=timedelta(days=400))

    assert shown.next_outcome == "unavailable"


def test_missing_profile(remote: ControlledWorld, world: World) -> None:
    """A profile that does not exist is never refreshed."""
    remote.remove_profile("instagram", "ghost")
    ghost = world.track_account("instagram", "ghost")
    remote.advance("3d")

    assert remote.refreshes(ghost.id) == []


@pytest.mark.parametrize(
    ("window", "status", "said"),
    [
        ({"duration": "1h", "end": "2026-02-01T00:00:00Z"}, 422, "give either duration or end"),
        ({"start": "2026-01-05T08:00:00Z"}, 409, "the past is fixed"),
        ({"end": "2026-01-05T08:00:00Z"}, 409, "must end after it starts"),
        ({"duration": "1 h"}, 422, "duration='1 h': must look like"),
        ({"until": "1h"}, 422, "until='1h': is not known here; known: start, duration, end"),
    ],
)
def test_what_is_no_window(http: httpx.Client, window: object, status: int, said: str) -> None:
    """A window that cannot be is refused with a sentence that says why."""
    refused = http.post("/outages", json=window)

    assert refused.status_code == status
    assert said in refused.json()["detail"]


def test_a_body_may_be_left_out(http: httpx.Client, world: World) -> None:
    """Where everything has a default, so has the body: an outage from now on, for ever."""
    assert http.post("/outages").status_code == 204
    world.clock.advance("400d")

    assert world.refreshes(world.accounts[0])[-1] < world.clock.now - timedelta(days=399)


def test_beyond_the_calendar_is_for_ever(http: httpx.Client, world: World) -> None:
    """A duration that passes the year 9999 means for ever."""
    assert http.post("/outages", json={"duration": "999999w"}).status_code == 204
    assert world.log[-1].command.end == 253_402_300_799_000_000  # type: ignore[union-attr]


def test_an_unknown_resource(http: httpx.Client) -> None:
    """An id that nothing has is 404, and is named."""
    refused = http.post("/resources/nothing/hold")

    assert refused.status_code == 404
    assert "'nothing'" in refused.json()["detail"]
