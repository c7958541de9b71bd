"""The organization's overview: a window beside the one before, and what has changed."""

from typing import Any

import httpx
import pytest

from creatoraudit_mock import World
from wire import everything, wire, world_of

FIGURES = (
    "total_views",
    "engagement_rate",
    "active_accounts",
    "account_videos",
    "tracked_videos",
)
PERIODS = {"7d": 7, "30d": 30, "90d": 90}
each_period = pytest.mark.parametrize(("period", "days"), PERIODS.items())

EMPTY = "description = 'Nothing is tracked.'\n"


def overview(client: httpx.Client, **query: str) -> dict[str, Any]:
    """The overview, which must not be refused."""
    response = client.get("/overview", params=query)
    assert response.status_code == 200, response.text
    return dict(response.json()["data"])


def window(client: httpx.Client, start: str, end: str) -> dict[str, Any]:
    """The whole organization between two dates."""
    dates = {"start_date": start, "end_date": end}
    return dict(client.get("/overview/analytics", params=dates).json()["data"])


def test_seven_days_are_the_default(client: httpx.Client) -> None:
    """Without a period the overview is of the last 7 days."""
    assert overview(client) == overview(client, period="7d") != overview(client, period="30d")


def test_the_window_before_is_as_long(client: httpx.Client) -> None:
    """`previous` covers the 7 days just before the 7 that end today."""
    found = overview(client)
    assert found["type"] == "overview"
    current = window(client, "2025-12-30", "2026-01-05")
    previous = window(client, "2025-12-23", "2025-12-29")
    for name, part in (("current", current), ("previous", previous)):
        assert found[name]["total_views"] == part["views"] > 0
        rate = round(part["engagement"] * 100 / part["views"], 2)
        assert found[name]["engagement_rate"] == rate > 0


@each_period
def test_the_views_are_those_of_everything(
    period: str, days: int, world: World, client: httpx.Client
) -> None:
    """`total_views` is the sum over all accounts and all individually tracked videos."""
    views = 0
    for kind, items in (("account", world.accounts), ("video", world.videos)):
        body = {f"{kind}_ids": [item.id for item in items], "period": period}
        answer = client.post(f"/{kind}s/metrics", json=body).json()
        views += sum(figures["views"] for figures in answer["data"].values())
        assert answer["meta"]["days"] == days
    assert overview(client, period=period)["current"]["total_views"] == views


@each_period
def test_the_present_becomes_the_past(period: str, days: int, world: World) -> None:
    """When a window's length has passed, what was current is previous, to the last day's end."""
    with wire(world) as client:
        world.clock.advance_to("2026-01-05T23:59:59.999999Z")
        before = overview(client, period=period)["current"]
        world.clock.advance(days=days)
        assert overview(client, period=period)["previous"] == before


@each_period
def test_changes_are_percentages(period: str, days: int, client: httpx.Client) -> None:
    """Each change is the difference in percent of what was before, to two decimals."""
    found = overview(client, period=period)
    assert days == PERIODS[period]
    for name in FIGURES:
        now, before = found["current"][name], found["previous"][name]
        change = found["changes"][f"{name}_pct"]
        if before:
            assert change == round((now - before) * 100 / before, 2)
        else:
            assert change == (100.0 if now else 0.0)


def test_nothing_is_no_change() -> None:
    """An empty organization has zeros all over: from 0 to 0 is 0 percent, not null."""
    with wire(world_of(EMPTY)) as client:
        found = overview(client)
    assert found["current"] == found["previous"] == dict.fromkeys(FIGURES, 0)
    assert found["changes"] == {f"{name}_pct": 0.0 for name in FIGURES}


def test_from_nothing_to_something_is_all() -> None:
    """What is new this week has changed by 100 percent (decision 62)."""
    world = world_of(EMPTY)
    world.track_account("tiktok", "ada")
    world.track_video("tiktok", "7301234567890123456")
    world.clock.advance(days=2)
    with wire(world) as client:
        found = overview(client)
    assert found["previous"] == dict.fromkeys(FIGURES, 0)
    assert all(found["current"][name] > 0 for name in FIGURES)
    assert found["changes"] == {f"{name}_pct": 100.0 for name in FIGURES}


def test_the_engagement_rate_without_views_is_zero() -> None:
    """Before anything is gained the rate is 0.0, not null (decision 61)."""
    world = world_of(EMPTY)
    world.track_account("tiktok", "ada")
    world.clock.advance(seconds=5)
    with wire(world) as client:
        found = overview(client)["current"]
    assert (found["total_views"], found["engagement_rate"]) == (0, 0.0)
    assert (found["active_accounts"], found["tracked_videos"]) == (1, 0)


def test_paused_accounts_are_not_active(world: World, client: httpx.Client) -> None:
    """A pause counts in the window in which it began, not in the one before."""
    assert overview(client)["current"]["active_accounts"] == 4
    world.update(world.accounts[0], is_active=False)
    found = overview(client)
    assert found["current"]["active_accounts"] == 3
    assert found["previous"]["active_accounts"] == 4
    assert found["changes"]["active_accounts_pct"] == -25.0
    world.clock.advance(days=7)
    found = overview(client)
    assert found["current"]["active_accounts"] == found["previous"]["active_accounts"] == 3


def test_a_pause_within_a_window_is_over_at_its_end(world: World, client: httpx.Client) -> None:
    """What counts is whether an account is active at the very end of a window."""
    world.update(world.accounts[0], is_active=False)
    world.clock.advance(days=1)
    world.update(world.accounts[0], is_active=True)
    assert overview(client)["current"]["active_accounts"] == 4
    world.clock.advance(days=6)
    assert overview(client)["previous"]["active_accounts"] == 3  # it ends on the day of the pause
    world.clock.advance(days=1)
    assert overview(client)["previous"]["active_accounts"] == 4


def test_archived_creators_take_their_accounts_along(world: World, client: httpx.Client) -> None:
    """Archiving a creator makes its two accounts inactive."""
    world.update(world.creators[0], is_active=False)
    assert overview(client)["current"]["active_accounts"] == 2


def test_videos_are_counted(world: World, client: httpx.Client) -> None:
    """Collected posts and tracked videos are counted apart, paused videos too."""
    found = overview(client)
    posts = client.get("/account-videos?include_total=true&limit=1").json()["pagination"]
    assert found["current"]["account_videos"] == posts["total_count"]
    assert found["current"]["tracked_videos"] == len(world.videos) == 4
    assert found["previous"]["tracked_videos"] == 3
    assert 0 < found["previous"]["account_videos"] < found["current"]["account_videos"]


def test_what_is_deleted_leaves_both_windows(world: World, client: httpx.Client) -> None:
    """Nothing deleted is counted any more, not even in the past."""
    for item in (*world.accounts, *world.videos):
        world.delete(item)
    found = overview(client, period="90d")
    assert found["current"] == found["previous"] == dict.fromkeys(FIGURES, 0)


@pytest.mark.parametrize("period", ["custom", "14d", "", "7D", "7"])
def test_other_periods_are_refused(period: str, client: httpx.Client) -> None:
    """The overview knows three windows."""
    response = client.get("/overview", params={"period": period})
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["period"]


def test_reading_changes_nothing(world: World, client: httpx.Client) -> None:
    """The overview leaves no trace."""
    before = everything(world)
    first = client.get("/overview").content
    assert client.get("/overview").content == first
    assert everything(world) == before
