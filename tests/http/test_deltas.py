"""Deltas: how many views videos gained in windows that end today."""

from typing import Any

import httpx
import pytest
from hypothesis import given

import timelines
from creatoraudit_mock import World
from effort import effort
from timelines import Step, new_world
from wire import UNKNOWN_ID, everything, wire


def deltas(client: httpx.Client, *ids: str, **more: Any) -> dict[str, Any]:
    """The answer to a batch of deltas, which must not be refused."""
    response = client.post("/videos/deltas", json={"video_ids": ids, **more})
    assert response.status_code == 200, response.text
    return dict(response.json())


@pytest.fixture
def ids(world: World) -> list[str]:
    """The ids of the videos of the small world."""
    return [video.id for video in world.videos]


def test_four_windows_are_the_default(ids: list[str], client: httpx.Client) -> None:
    """Without windows they are 1, 7, 14 and 30 days; every video has an entry."""
    answer = deltas(client, *ids)
    assert answer["meta"] == {"windows": [1, 7, 14, 30], "video_count": 4, "not_found": []}
    assert list(answer["data"]) == ids
    for entry in answer["data"].values():
        assert list(entry) == ["1d", "7d", "14d", "30d"]
        assert 0 <= entry["1d"] <= entry["7d"] <= entry["14d"] <= entry["30d"]


def test_they_are_those_of_the_metrics(ids: list[str], client: httpx.Client) -> None:
    """`7d`, `30d` and `90d` are the views that the batch metrics tell for these periods."""
    answer = deltas(client, *ids, windows=[7, 30, 90])["data"]
    for period in ("7d", "30d", "90d"):
        body = {"video_ids": ids, "period": period}
        metrics = client.post("/videos/metrics", json=body).json()["data"]
        assert {key: answer[key][period] for key in ids} == {
            key: metrics[key]["views"] for key in ids
        }
    assert answer[ids[0]]["7d"] > 0


@effort(2)
@given(timelines.timelines())
def test_they_always_agree_with_the_series(timeline: list[Step]) -> None:
    """Whatever has happened, a delta is the sum of the views of as many last days."""
    world = new_world()
    world.track_video("tiktok", timelines.VIDEOS[0])
    timelines.run(world, timeline)
    ids = [video.id for video in world.videos]
    if not ids:
        return
    with wire(world) as client:
        answer = deltas(client, *ids, windows=[1, 2, 7, 90])["data"]
        for key in ids:
            series = client.get(f"/videos/{key}/timeseries?period=90d").json()["data"]["series"]
            today = str(world.clock.now.date())
            assert [row["date"] for row in series][-1:] in ([], [today])
            views = [row["views"] for row in series]
            for days in (1, 2, 7, 90):
                assert answer[key][f"{days}d"] == sum(views[-days:])


def test_short_histories_begin_with_the_first_snapshot() -> None:
    """With one snapshot or none a delta is a real 0; later it counts from the first one."""
    world = World()
    video = world.track_video("tiktok", "7301234567890123456", scrape_interval_hours=1)
    with wire(world) as client:
        assert deltas(client, video.id, windows=[365])["data"] == {video.id: {"365d": 0}}
        world.clock.advance(seconds=5)
        first = video.view_count
        assert deltas(client, video.id, windows=[365])["data"] == {video.id: {"365d": 0}}
        world.clock.advance(days=1)
        gained = deltas(client, video.id, windows=[365])["data"][video.id]["365d"]
    assert gained == video.view_count - first > 0


def test_repeated_ids_and_windows_count_once(ids: list[str], client: httpx.Client) -> None:
    """Duplicates are dropped; ids and windows keep the order in which they first came."""
    answer = deltas(client, ids[1], ids[0], ids[1], windows=[30, 1, 30, 1])
    assert answer["meta"] == {"windows": [30, 1], "video_count": 2, "not_found": []}
    assert list(answer["data"]) == [ids[1], ids[0]]
    assert list(answer["data"][ids[0]]) == ["30d", "1d"]


def test_unknown_ids_are_listed(world: World, ids: list[str], client: httpx.Client) -> None:
    """What is no tracked video is left out of `data` and listed; the status stays 200."""
    account = world.accounts[0].id
    answer = deltas(client, UNKNOWN_ID, ids[0], account, UNKNOWN_ID)
    assert list(answer["data"]) == [ids[0]]
    assert answer["meta"]["not_found"] == [UNKNOWN_ID, account]
    assert answer["meta"]["video_count"] == 3


def test_a_paused_video_keeps_its_history(world: World, client: httpx.Client) -> None:
    """A pause stops gains and takes none away: they leave the windows as days go by."""
    video = world.videos[0]
    before = deltas(client, video.id, windows=[90])["data"]
    world.update(video, is_active=False)
    world.clock.advance(days=2)
    answer = deltas(client, video.id, windows=[1, 90])["data"][video.id]
    assert answer == {"1d": 0, "90d": before[video.id]["90d"]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "video_ids"),
        ({"video_ids": []}, "video_ids"),
        ({"video_ids": [UNKNOWN_ID] * 201}, "video_ids"),
        ({"video_ids": ["x"]}, "video_ids.0"),
        ({"video_ids": [UNKNOWN_ID, 1]}, "video_ids.1"),
        ({"video_ids": [UNKNOWN_ID], "windows": []}, "windows"),
        ({"video_ids": [UNKNOWN_ID], "windows": [*range(1, 12)]}, "windows"),
        ({"video_ids": [UNKNOWN_ID], "windows": [0]}, "windows.0"),
        ({"video_ids": [UNKNOWN_ID], "windows": [1, 366]}, "windows.1"),
        ({"video_ids": [UNKNOWN_ID], "windows": ["7d"]}, "windows.0"),
        ({"video_ids": [UNKNOWN_ID], "windows": None}, "windows"),
    ],
    ids=lambda value: str(value)[-30:],
)
def test_bad_values_are_refused(body: dict[str, Any], field: str, client: httpx.Client) -> None:
    """From 1 to 200 ids and from 1 to 10 windows of 1 to 365 days."""
    response = client.post("/videos/deltas", json=body)
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_the_bounds_are_inside(ids: list[str], client: httpx.Client) -> None:
    """200 ids, 10 windows, 1 and 365 days are allowed."""
    windows = [1, 365, *range(2, 10)]
    answer = deltas(client, *[ids[0]] * 199, UNKNOWN_ID, windows=windows)
    assert answer["meta"]["windows"] == windows


def test_reading_changes_nothing(world: World, ids: list[str], client: httpx.Client) -> None:
    """Deltas are a read, though asked for by POST: no trace, no entity tag."""
    before = everything(world)
    response = client.post("/videos/deltas", json={"video_ids": ids})
    assert "etag" not in response.headers
    assert everything(world) == before
