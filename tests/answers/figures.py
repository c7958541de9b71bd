"""Switches about figures."""

from datetime import timedelta
from typing import Any

import httpx

from creatoraudit_mock import World
from wire import UNKNOWN_ID, Answers


def fields(response: httpx.Response) -> list[str]:
    """What a response says is wrong."""
    return [error["field"] for error in response.json().get("errors", [])]


def preset_end(world: World, client: httpx.Client) -> Any:
    """The last days of 7 days, on all endpoints that tell theirs, and how many days it are."""
    account = world.accounts[0].id
    answers = [
        client.post("/accounts/metrics", json={"account_ids": [account], "period": "7d"}),
        client.get(f"/accounts/{account}/timeseries?period=7d"),
        client.get("/creators/top?period=7d"),
    ]
    windows = [answer.json()["meta"] for answer in answers]
    return {(meta["end_date"], meta["days"]) for meta in windows}


def dates_with_preset(world: World, client: httpx.Client) -> Any:
    """What dates beside a preset get, in a body and in a query, and one date without a preset."""
    video, dates = world.videos[0].id, {"start_date": "2026-01-02", "end_date": "2026-01-01"}
    batch = client.post("/videos/metrics", json={"video_ids": [video], "period": "7d", **dates})
    series = client.get(f"/videos/{video}/timeseries", params={"end_date": "2026-01-01"})
    custom = {"period": "custom", "start_date": "2026-01-01", "end_date": "2026-01-02"}
    good = client.get(f"/videos/{video}/timeseries", params=custom)
    return fields(batch), fields(series), fields(good)


def spans(world: World, client: httpx.Client) -> Any:
    """Which numbers of days a custom window may have."""
    path, today = f"/accounts/{world.accounts[0].id}/analytics", world.clock.now.date()
    allowed = []
    for days in (90, 91, 366, 367, 3660, 3661):
        dates = {"start_date": today - timedelta(days - 1), "end_date": today}
        response = client.get(path, params={name: str(day) for name, day in dates.items()})
        assert fields(response) in ([], ["end_date"])
        allowed += [days] if response.status_code == 200 else []
    return allowed


def future(world: World, client: httpx.Client) -> Any:
    """What windows that end today and tomorrow get, and the last day of their data."""
    path, found = f"/accounts/{world.accounts[0].id}/analytics", []
    for end in ("2026-01-05", "2026-01-06"):
        response = client.get(path, params={"start_date": "2026-01-01", "end_date": end})
        body = response.json()
        last = body["data"]["series"][-1]["date"] if "data" in body else fields(response)
        found.append((response.status_code, last))
    return found


def quiet_days(world: World, client: httpx.Client) -> Any:
    """How many of 7 days have a row, and how many rows gained nothing, after 3 days of hold."""
    video = world.videos[0]
    world.clock.advance(hours=10)
    world.hold(video)
    world.clock.advance(days=3)
    body = client.get(f"/videos/{video.id}/timeseries?period=7d").json()
    rows = [(row["views"], row["engagement"]) for row in body["data"]["series"]]
    batch = client.post("/videos/metrics", json={"video_ids": [video.id], "period": "7d"}).json()
    assert sum(views for views, _ in rows) == batch["data"][video.id]["views"] > 0
    return len(rows), rows.count((0, 0))


def short_history(world: World, client: httpx.Client) -> Any:
    """Which look-backs of a video with 10 days of history found a change."""
    video = world.videos[0].id
    sent = {"video_ids": [video], "windows": [2, 10, 11, 30]}
    found = client.post("/videos/deltas", json=sent).json()["data"][video]
    return [name for name, views in found.items() if views > 0]


def engagement_rate(_: World, client: httpx.Client) -> Any:
    """How many times the ratio the rate is, and how many decimals it shows at most."""
    figures = client.get("/overview").json()["data"]["current"]
    dates = {"start_date": "2025-12-30", "end_date": "2026-01-05"}
    totals = client.get("/overview/analytics", params=dates).json()["data"]
    rate = figures["engagement_rate"]
    return round(rate * totals["views"] / totals["engagement"]), len(str(rate).partition(".")[2])


def from_nothing(world: World, client: httpx.Client) -> Any:
    """The changes from nothing to something, and from nothing to nothing."""
    found = [client.get("/overview?period=90d").json()["data"]["changes"]]
    for item in (*world.accounts, *world.videos):
        world.delete(item)
    found.append(client.get("/overview?period=90d").json()["data"]["changes"])
    return [set(changes.values()) for changes in found]


def batch_size(_: World, client: httpx.Client) -> Any:
    """How many ids the three batches take: accounts, videos, and both lists of posts together."""
    most = []
    for path, body in (
        ("/accounts/metrics", lambda n: {"account_ids": [UNKNOWN_ID] * n}),
        ("/videos/metrics", lambda n: {"video_ids": [UNKNOWN_ID] * n}),
        (
            "/account-videos/metrics",
            lambda n: {
                "instagram_post_ids": [1] * (n // 2),
                "tiktok_video_ids": [2] * (n - n // 2),
            },
        ),
    ):
        taken = [n for n in (100, 101, 200, 201) if client.post(path, json=body(n)).is_success]
        most.append(max(taken))
    return most


def total_counts(world: World, client: httpx.Client) -> Any:
    """On which platforms posts have more views and plays in all than their own."""
    rows = client.get("/account-videos?limit=200").json()["data"]
    rows += [world.show(video.id) for video in world.videos]
    more = {row["platform"] for row in rows if row["total_views"] > row["view_count"] > 100}
    assert more == {row["platform"] for row in rows if row["total_plays"] > row["play_count"] > 100}
    return more


ANSWERS: Answers = {
    "preset_end": (preset_end, {"today": {("2026-01-05", 7)}, "yesterday": {("2026-01-04", 7)}}),
    "dates_with_preset": (
        dates_with_preset,
        {"ignore": ([], [], []), "refuse": (["end_date", "start_date"], ["end_date"], [])},
    ),
    "longest_span": (
        spans,
        {366: [90, 91, 366], 3660: [90, 91, 366, 367, 3660], 90: [90]},
    ),
    "future_end": (
        future,
        {
            "allow": [(200, "2026-01-05"), (200, "2026-01-05")],
            "refuse": [(200, "2026-01-05"), (422, ["end_date"])],
        },
    ),
    "quiet_days": (quiet_days, {"zero": (7, 3), "omitted": (4, 0)}),
    "short_history": (
        short_history,
        {"partial": ["2d", "10d", "11d", "30d"], "zero": ["2d", "10d"]},
    ),
    "engagement_rate": (engagement_rate, {"percentage": (100, 2), "ratio": (1, 4)}),
    "change_from_nothing": (
        from_nothing,
        {"hundred": [{100.0}, {0.0}], "zero": [{0.0}, {0.0}], "null": [{None}, {None}]},
    ),
    "batch_size": (batch_size, {200: [200, 200, 200], 100: [100, 200, 100]}),
    "total_counts": (total_counts, {"same": set(), "cross-posted": {"instagram"}}),
}
