"""Windows and daily series over HTTP, of creators and of all other levels."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import timelines
from creatoraudit_mock import Handle, World
from effort import effort
from timelines import Step, new_world
from wire import UNKNOWN_ID, everything, wire, world_of

TODAY = date(2026, 1, 5)
SUMS = ("views", "plays", "likes", "comments", "shares", "engagement")
LEVELS = ("accounts", "videos", "creators", "overview")
KINDS = ("analytics", "timeseries")
each_level = pytest.mark.parametrize("level", LEVELS)
each_kind = pytest.mark.parametrize("kind", KINDS)


def day(offset: int) -> str:
    """A date so many days from today."""
    return str(TODAY + timedelta(days=offset))


def path_of(world: World, level: str, number: int = 0) -> str:
    """The path of something at a level."""
    if level == "overview":
        return "/overview"
    items: list[Handle] = getattr(world, level)
    return f"/{level}/{items[number].id}"


def asked(client: httpx.Client, path: str, **query: str) -> dict[str, Any]:
    """The answer to a read, which must not be refused."""
    response = client.get(path, params=query)
    assert response.status_code == 200, response.text
    return dict(response.json())


def faults(response: httpx.Response) -> list[tuple[str, str]]:
    """Field and message of every fault in a refusal."""
    assert response.status_code == 422, response.text
    return [(error["field"], error["message"]) for error in response.json()["errors"]]


def summed(rows: list[dict[str, int]]) -> dict[str, int]:
    """The sums over rows of figures."""
    return {name: sum(row[name] for row in rows) for name in SUMS}


# -- windows


@each_level
def test_thirty_days_are_the_default(level: str, world: World, client: httpx.Client) -> None:
    """Without dates and without a period, both kinds of reads tell of the last 30 days."""
    for kind in KINDS:
        meta = asked(client, f"{path_of(world, level)}/{kind}")["meta"]
        assert meta == {"period": "30d", "start_date": day(-29), "end_date": day(0), "days": 30}


@each_level
def test_dates_name_a_window(level: str, world: World, client: httpx.Client) -> None:
    """Two dates are a window of their own, with both ends inside."""
    path, dates = path_of(world, level), {"start_date": day(-9), "end_date": day(-3)}
    for kind, query in [("analytics", {}), ("timeseries", {"period": "custom"})]:
        found = asked(client, f"{path}/{kind}", **dates, **query)
        assert found["meta"] == {"period": "custom", **dates, "days": 7}
        assert [row["date"] for row in found["data"]["series"]] == [
            day(offset) for offset in range(-9, -2)
        ]


@pytest.mark.parametrize("period", ["7d", "30d", "90d"])
def test_a_preset_overrules_dates(period: str, world: World, client: httpx.Client) -> None:
    """Dates beside a preset of a series are ignored; `meta` shows what was resolved."""
    path = f"{path_of(world, 'creators')}/timeseries"
    dated = asked(client, path, period=period, start_date="1999-01-01", end_date="1999-01-02")
    assert dated == asked(client, path, period=period)
    assert len(dated["data"]["series"]) == dated["meta"]["days"] == int(period[:-1])


def test_one_date_is_not_enough(world: World, client: httpx.Client) -> None:
    """A window needs both dates; a series needs them with `custom` alone."""
    path = path_of(world, "creators")
    for given_, other in [("start_date", "end_date"), ("end_date", "start_date")]:
        analytics = client.get(f"{path}/analytics", params={given_: day(-1)})
        assert faults(analytics) == [(other, f"is required when {given_} is given")]
        query = {"period": "custom", given_: day(-1)}
        series = client.get(f"{path}/timeseries", params=query)
        assert faults(series) == [(other, "is required when period is custom")]
        assert client.get(f"{path}/timeseries", params={given_: day(-1)}).status_code == 200
    found = faults(client.get(f"{path}/timeseries?period=custom"))
    assert {field for field, _ in found} == {"start_date", "end_date"}


@each_kind
@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (day(0), day(-1), "start_date"),
        (day(-366), day(0), "end_date"),
        ("2025-02-29", day(0), "start_date"),
        ("today", day(0), "start_date"),
        (day(-1), "2026-1-5", "end_date"),
    ],
)
def test_bad_dates_are_refused(
    kind: str, start: str, end: str, field: str, world: World, client: httpx.Client
) -> None:
    """Dates in the wrong order, too far apart or malformed are 422, even of an unknown creator."""
    dates = {"start_date": start, "end_date": end, "period": "custom"}
    for path in (path_of(world, "creators"), f"/creators/{UNKNOWN_ID}"):
        assert [name for name, _ in faults(client.get(f"{path}/{kind}", params=dates))] == [field]


@each_kind
def test_the_longest_window_is_a_leap_year(kind: str, world: World, client: httpx.Client) -> None:
    """366 days are allowed."""
    dates = {"start_date": day(-365), "end_date": day(0), "period": "custom"}
    assert asked(client, f"{path_of(world, 'creators')}/{kind}", **dates)["meta"]["days"] == 366


@each_level
def test_the_future_has_no_days_yet(level: str, world: World, client: httpx.Client) -> None:
    """A window may end or lie in the future: `meta` repeats it, the series ends today."""
    path = f"{path_of(world, level)}/analytics"
    found = asked(client, path, start_date=day(-2), end_date=day(3))
    assert (found["meta"]["end_date"], found["meta"]["days"]) == (day(3), 6)
    assert [row["date"] for row in found["data"]["series"]] == [day(-2), day(-1), day(0)]
    ahead = asked(client, path, start_date=day(1), end_date=day(3))["data"]
    assert ahead["series"] == []
    assert summed([ahead]) == dict.fromkeys(SUMS, 0)


# -- what is in them


@each_level
def test_the_days_add_up(level: str, world: World, client: httpx.Client) -> None:
    """The sums of a window are those of its series, which is the same in both kinds of reads."""
    path, dates = path_of(world, level), {"start_date": day(-44), "end_date": day(-2)}
    window = asked(client, f"{path}/analytics", **dates)["data"]
    series = asked(client, f"{path}/timeseries", period="custom", **dates)["data"]
    assert window["series"] == series["series"]
    assert {name: window[name] for name in SUMS} == summed(series["series"])
    assert window["views"] > 0
    assert window["followers"] == series["series"][-1]["followers"]


@each_level
def test_what_it_is_of(level: str, world: World, client: httpx.Client) -> None:
    """Type and id tell what the figures are of."""
    name = "organization" if level == "overview" else level.removesuffix("s")
    path = path_of(world, level)
    expected = world.organization.id if level == "overview" else path.rpartition("/")[2]
    for kind in KINDS:
        data = asked(client, f"{path}/{kind}")["data"]
        assert (data["type"], data[f"{name}_id"]) == (f"{name}_{kind}", expected)


def test_today_has_the_followers_of_the_summary(world: World, client: httpx.Client) -> None:
    """A window that ends today ends with the followers that the creator shows."""
    for creator in world.creators:
        data = asked(client, f"/creators/{creator.id}/analytics")["data"]
        assert data["followers"] == creator.accounts_summary["total_followers"]


def test_a_creator_without_accounts_has_no_days(world: World, client: httpx.Client) -> None:
    """Nothing is known of an empty group: no points, no sums, no followers."""
    creator = world.create_creator("Nobody")
    data = asked(client, f"/creators/{creator.id}/analytics")["data"]
    assert data["series"] == []
    assert {data[name] for name in (*SUMS, "followers")} == {0}


def test_days_begin_with_the_first_refresh() -> None:
    """There is no point before the UTC day of the first refresh, and none at all before it."""
    world = World(start="2026-01-05T23:59:50Z")
    creator = world.create_creator("Ada")
    world.link(creator, world.track_account("tiktok", "ada", first_refresh="20s"))
    path = f"/creators/{creator.id}/timeseries"
    with wire(world) as client:
        assert asked(client, path)["data"]["series"] == []
        world.clock.advance(seconds=15)
        assert asked(client, path)["data"]["series"] == []
        world.clock.advance(seconds=5)
        (point,) = asked(client, path)["data"]["series"]
        world.clock.advance(days=3)
        later = [row["date"] for row in asked(client, path)["data"]["series"]]
    assert (point["date"], point["views"]) == ("2026-01-06", 0)
    assert point["followers"] > 0
    assert later == ["2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09"]


def test_the_first_refresh_is_no_gain() -> None:
    """A lifetime of views is the level to begin with, not one day's success; the rest counts."""
    world = world_of(
        "description = ''\n[[accounts]]\nplatform = 'tiktok'\nusername = 'a'\nposts_every = '6h'\n"
    )
    path = f"/accounts/{world.accounts[0].id}/timeseries"
    world.clock.advance(seconds=5)
    before = world.accounts[0].view_count
    world.clock.advance(days=3)
    with wire(world) as client:
        days = asked(client, path)["data"]["series"]
    assert days[0]["views"] == 0
    assert sum(row["views"] for row in days) == world.accounts[0].view_count - before > 0


def test_members_come_and_go_with_their_history(world: World, client: httpx.Client) -> None:
    """A creator's past is that of the accounts that are linked now, as far back as it goes."""
    first, second = world.creators[:2]
    account = next(one for one in world.accounts if one.creator_id == first.id)
    own = asked(client, f"/accounts/{account.id}/analytics")["data"]
    before = [asked(client, f"/creators/{c.id}/analytics")["data"] for c in (first, second)]
    world.unlink(first, account)
    world.link(second, account)
    after = [asked(client, f"/creators/{c.id}/analytics")["data"] for c in (first, second)]
    for name in (*SUMS, "followers"):
        assert after[0][name] == before[0][name] - own[name]
        assert after[1][name] == before[1][name] + own[name]


@each_level
def test_reading_changes_nothing(level: str, world: World, client: httpx.Client) -> None:
    """No analytics leave a trace in the world."""
    before = everything(world)
    for kind in KINDS:
        client.get(f"{path_of(world, level)}/{kind}?period=90d")
    assert everything(world) == before


@each_kind
@pytest.mark.parametrize(("level", "name"), [("accounts", "Account"), ("videos", "Video")])
def test_what_is_not_tracked_is_not_found(
    level: str, name: str, kind: str, client: httpx.Client
) -> None:
    """Analytics of an unknown id are 404."""
    response = client.get(f"/{level}/{UNKNOWN_ID}/{kind}")
    assert (response.status_code, response.json()["detail"]) == (404, f"{name} not found.")


# -- law 5 on the wire


@effort(1)
@given(timelines.timelines(), st.sampled_from(["7d", "30d", "90d"]))
def test_all_reports_agree(timeline: list[Step], period: str) -> None:
    """Batch, series, ranking and overview tell the same sums, after whatever has happened."""
    world = new_world()
    timelines.run(world, [*timelines.GROUPED, *timeline])
    with wire(world) as client:
        gains = {
            **_checked_gains(client, world.accounts, "account", period),
            **_checked_gains(client, world.videos, "video", period),
        }
        top = client.get(f"/creators/top?limit=25&period={period}").json()["data"]
        for row in top:
            members = [a.id for a in world.accounts if a.creator_id == row["id"]]
            expected = summed([gains[item] for item in members])
            path = f"/creators/{row['id']}/timeseries"
            assert summed([row]) == expected
            assert summed(asked(client, path, period=period)["data"]["series"]) == expected
        whole = summed([*gains.values()])
        days = asked(client, "/overview/timeseries", period=period)["data"]["series"]
        assert summed(days) == whole
        overview = asked(client, "/overview", period=period)["data"]["current"]
        assert overview["total_views"] == whole["views"]


def _checked_gains(
    client: httpx.Client, items: list[Handle], kind: str, period: str
) -> dict[str, dict[str, int]]:
    """The batch metrics of all items, each of which equals the sum of its series."""
    if not items:
        return {}
    body = {f"{kind}_ids": [item.id for item in items], "period": period}
    gains: dict[str, dict[str, int]] = client.post(f"/{kind}s/metrics", json=body).json()["data"]
    assert gains.keys() == {item.id for item in items}
    for identifier, sums in gains.items():
        found = asked(client, f"/{kind}s/{identifier}/timeseries", period=period)
        assert summed(found["data"]["series"]) == sums
    return gains
