"""Batch metrics: what many resources gained in one window."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from creatoraudit_mock import World
from wire import UNKNOWN_ID, everything, wire, world_of

NAMES = {
    "views": "view_count",
    "plays": "play_count",
    "likes": "like_count",
    "comments": "comment_count",
    "shares": "share_count",
}
TODAY = date(2026, 1, 5)
BATCHES = {
    "/accounts/metrics": "account_ids",
    "/videos/metrics": "video_ids",
    "/account-videos/metrics": "instagram_post_ids",
}
EVERY = pytest.mark.parametrize(("path", "member"), BATCHES.items())

YOUNG = """
description = "One account and one video of each platform, about to be refreshed at first."

[[accounts]]
platform = "instagram"
username = "nasa"
posts_every = "12h"

[[accounts]]
platform = "tiktok"
username = "esa"
posts_every = "12h"

[[videos]]
platform = "instagram"
identifier = "C9DcwWg83bS"

[[videos]]
platform = "tiktok"
identifier = "7301234567890123999"
"""


def known_ids(client: httpx.Client, path: str) -> list[Any]:
    """Ids that a batch operation knows, two at least."""
    collection = path.removesuffix("/metrics")
    query = {"platform": "instagram"} if path.startswith("/account-videos") else {}
    return [row["id"] for row in client.get(collection, params=query).json()["data"]]


def batch(client: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    """The answer to a batch request, which must not be refused."""
    response = client.post(path, json=body)
    assert response.status_code == 200, response.text
    return dict(response.json())


def errors(client: httpx.Client, path: str, body: Any) -> list[tuple[str, str]]:
    """Fields and messages of a refusal."""
    response = client.post(path, json=body)
    assert response.status_code == 422, response.text
    return [(error["field"], error["message"]) for error in response.json()["errors"]]


def custom(first: date, last: date) -> dict[str, str]:
    """A window of one's own."""
    return {"period": "custom", "start_date": str(first), "end_date": str(last)}


# -- windows


@EVERY
@pytest.mark.parametrize(("period", "days"), [("7d", 7), ("30d", 30), ("90d", 90)])
def test_a_preset_ends_today(
    path: str, member: str, period: str, days: int, client: httpx.Client
) -> None:
    """A preset is that many days up to today, both ends counted (decision 55)."""
    meta = batch(client, path, period=period, **{member: known_ids(client, path)})["meta"]
    assert meta == {
        "period": period,
        "start_date": str(TODAY - timedelta(days - 1)),
        "end_date": str(TODAY),
        "days": days,
        "not_found": [],
    }


@EVERY
def test_thirty_days_by_default(path: str, member: str, client: httpx.Client) -> None:
    """Without a period the window is that of 30d."""
    ids = {member: known_ids(client, path)}
    assert batch(client, path, **ids) == batch(client, path, period="30d", **ids)


def test_today_is_of_the_virtual_clock(world: World, client: httpx.Client) -> None:
    """Presets end on the day that the clock shows, up to its last second."""
    world.clock.advance_to("2026-02-28T23:59:59Z")
    sent = {"account_ids": [UNKNOWN_ID], "period": "7d"}
    assert batch(client, "/accounts/metrics", **sent)["meta"]["end_date"] == "2026-02-28"
    world.clock.advance(seconds=1)
    assert batch(client, "/accounts/metrics", **sent)["meta"]["end_date"] == "2026-03-01"


@EVERY
def test_a_custom_window_says_what_was_asked(path: str, member: str, client: httpx.Client) -> None:
    """A custom window is echoed as sent, even where it reaches into the future (decision 59)."""
    window = custom(TODAY - timedelta(9), TODAY + timedelta(10))
    meta = batch(client, path, **window, **{member: known_ids(client, path)})["meta"]
    assert meta == {**window, "days": 20, "not_found": []}


@EVERY
def test_a_preset_in_other_words(path: str, member: str) -> None:
    """The dates of a preset, sent as a custom window, give the same numbers."""
    world = world_of(YOUNG)
    world.clock.advance(days=5)
    with wire(world) as client:
        ids = {member: known_ids(client, path)}
        preset = batch(client, path, period="7d", **ids)
        window = custom(TODAY - timedelta(1), TODAY + timedelta(5))
        assert batch(client, path, **window, **ids)["data"] == preset["data"]
    assert any(totals["views"] for totals in preset["data"].values())


@EVERY
def test_dates_beside_a_preset_are_ignored(path: str, member: str, client: httpx.Client) -> None:
    """A preset names the window, whatever the dates (decision 60)."""
    ids = {member: known_ids(client, path)}
    dates = {"start_date": "2020-01-01", "end_date": "2019-01-01"}
    assert batch(client, path, period="7d", **dates, **ids) == batch(
        client, path, period="7d", **ids
    )


@EVERY
@pytest.mark.parametrize(
    ("window", "field", "message"),
    [
        ({}, "start_date", "is required when period is custom"),
        ({"end_date": "2026-01-01"}, "start_date", "is required when period is custom"),
        ({"start_date": "2026-01-01"}, "end_date", "is required when period is custom"),
        (
            {"start_date": "2026-01-01", "end_date": None},
            "end_date",
            "is required when period is custom",
        ),
        (custom(TODAY, TODAY - timedelta(1)), "start_date", "must not be after end_date"),
        (
            custom(TODAY - timedelta(366), TODAY),
            "end_date",
            "must be at most 365 days after start_date",
        ),
        (
            {"start_date": "2026-02-29", "end_date": "2026-03-01"},
            "start_date",
            "must be a date (YYYY-MM-DD)",
        ),
        (
            {"start_date": "2026-1-1", "end_date": "2026-03-01"},
            "start_date",
            "must be a date (YYYY-MM-DD)",
        ),
        (
            {"start_date": "2026-01-01", "end_date": "2026-01-05T00:00:00Z"},
            "end_date",
            "must be a date (YYYY-MM-DD)",
        ),
    ],
    ids=str,
)
def test_bad_custom_windows(
    path: str,
    member: str,
    window: dict[str, str],
    field: str,
    message: str,
    client: httpx.Client,
) -> None:
    """Custom without both dates, dates that are none, backwards, or too far apart: 422 by name."""
    body = {"period": "custom", **window, member: known_ids(client, path)}
    assert (field, message) in errors(client, path, body)


@EVERY
def test_the_longest_window(path: str, member: str, client: httpx.Client) -> None:
    """366 days are the most: a leap year."""
    window = custom(TODAY - timedelta(365), TODAY)
    meta = batch(client, path, **window, **{member: known_ids(client, path)})["meta"]
    assert meta["days"] == 366


@EVERY
@pytest.mark.parametrize("period", ["1d", "", "30D", "30", None, 30])
def test_unknown_periods(path: str, member: str, period: Any, client: httpx.Client) -> None:
    """Other periods are refused by name."""
    found = errors(client, path, {"period": period, member: known_ids(client, path)})
    assert {field for field, _ in found} == {"period"}


# -- ids


@EVERY
def test_one_entry_for_each_id(path: str, member: str, client: httpx.Client) -> None:
    """`data` has the ids in the order asked for; repeats count once (decision 63)."""
    first, second, *_ = known_ids(client, path)
    plain = batch(client, path, **{member: [second, first]})
    assert list(plain["data"]) == [str(second), str(first)]
    again = batch(client, path, **{member: [second, first, second, second, first]})
    assert again == plain


@pytest.mark.parametrize("path", ["/accounts/metrics", "/videos/metrics"])
def test_the_case_of_an_id_does_not_matter(path: str, client: httpx.Client) -> None:
    """A UUID in capitals is the same id, and comes back in small letters."""
    (first, *_) = known_ids(client, path)
    found = batch(client, path, **{BATCHES[path]: [first.upper(), first]})
    assert list(found["data"]) == [first]


@EVERY
def test_unknown_ids_are_listed(path: str, member: str, client: httpx.Client) -> None:
    """What is not tracked is left out of `data` and listed; the status stays 200."""
    (known, *_) = known_ids(client, path)
    strange: Any = 9_007_199_254_740_991 if isinstance(known, int) else UNKNOWN_ID
    found = batch(client, path, **{member: [strange, known, strange]})
    assert list(found["data"]) == [str(known)]
    assert found["meta"]["not_found"] == [str(strange)]


def test_ids_of_another_kind_are_unknown(world: World, client: httpx.Client) -> None:
    """The id of a video is no account, and the other way round."""
    account, video = world.accounts[0].id, world.videos[0].id
    found = batch(client, "/accounts/metrics", account_ids=[video])
    assert (found["data"], found["meta"]["not_found"]) == ({}, [video])
    found = batch(client, "/videos/metrics", video_ids=[account])
    assert (found["data"], found["meta"]["not_found"]) == ({}, [account])


def test_ids_of_another_world_are_unknown(client: httpx.Client) -> None:
    """Ids of another organization are not found, like ids that never were."""
    foreign = World("small", seed=4).accounts[0].id
    found = batch(client, "/accounts/metrics", account_ids=[foreign])
    assert found["meta"]["not_found"] == [foreign]


def test_posts_belong_to_their_platform(client: httpx.Client) -> None:
    """An id in the other platform's list is not found."""
    (clip, *_) = client.get("/account-videos?platform=tiktok").json()["data"]
    wrong = batch(client, "/account-videos/metrics", instagram_post_ids=[clip["id"]])
    assert wrong["meta"]["not_found"] == [str(clip["id"])]
    right = batch(client, "/account-videos/metrics", tiktok_video_ids=[clip["id"]])
    assert list(right["data"]) == [str(clip["id"])]


def test_both_platforms_in_one_request(client: httpx.Client) -> None:
    """Posts of both platforms come in one `data`, Instagram's first."""
    ids = {
        platform: client.get(f"/account-videos?platform={platform}").json()["data"][0]["id"]
        for platform in ("instagram", "tiktok")
    }
    found = batch(
        client,
        "/account-videos/metrics",
        tiktok_video_ids=[ids["tiktok"]],
        instagram_post_ids=[ids["instagram"]],
    )
    assert list(found["data"]) == [str(ids["instagram"]), str(ids["tiktok"])]


def test_a_post_that_is_not_collected_yet_is_unknown(world: World, client: httpx.Client) -> None:
    """The next post of a feed has no metrics before a refresh has brought it in."""
    account = world.accounts[1]
    query = f"/account-videos?account_id={account.id}&limit=200"
    before = {row["id"] for row in client.get(query).json()["data"]}
    past = World("small")
    world.clock.advance(days=9)
    later = {row["id"] for row in client.get(query).json()["data"]} - before
    sent = {"tiktok_video_ids": sorted(later)}
    assert later
    with wire(past) as earlier:
        assert batch(earlier, "/account-videos/metrics", **sent)["data"] == {}
    assert batch(client, "/account-videos/metrics", **sent)["meta"]["not_found"] == []


@pytest.mark.parametrize("path", ["/accounts/metrics", "/videos/metrics"])
@pytest.mark.parametrize(
    ("ids", "field", "message"),
    [
        ([], "", "must have at least 1 item"),
        ([UNKNOWN_ID] * 201, "", "must have at most 200 items"),
        (["x"], ".0", "must be a UUID"),
        ([UNKNOWN_ID, 7], ".1", "must be a string"),
        ([None], ".0", "must be a string"),
        (UNKNOWN_ID, "", "must be a list"),
        ({}, "", "must be a list"),
        (None, "", "must be a list"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_bad_lists(path: str, ids: Any, field: str, message: str, client: httpx.Client) -> None:
    """A list that is none, empty, too long or holds what is no id is refused by name."""
    member = BATCHES[path]
    assert errors(client, path, {member: ids}) == [(f"{member}{field}", message)]


@pytest.mark.parametrize("path", ["/accounts/metrics", "/videos/metrics"])
def test_ids_are_required(path: str, client: httpx.Client) -> None:
    """A batch without a list is refused."""
    assert errors(client, path, {}) == [(BATCHES[path], "is required")]


@pytest.mark.parametrize("path", ["/accounts/metrics", "/videos/metrics"])
def test_two_hundred_are_not_too_many(path: str, client: httpx.Client) -> None:
    """The bound is included, and counts what was sent."""
    ids = [f"{n:08}-0000-4000-8000-000000000000" for n in range(200)]
    assert batch(client, path, **{BATCHES[path]: ids})["meta"]["not_found"] == ids


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({}, "instagram_post_ids", "must have at least 1 item, or tiktok_video_ids must"),
        (
            {"instagram_post_ids": [], "tiktok_video_ids": []},
            "instagram_post_ids",
            "must have at least 1 item, or tiktok_video_ids must",
        ),
        (
            {"instagram_post_ids": [1] * 101, "tiktok_video_ids": [1] * 100},
            "instagram_post_ids",
            "must have at most 200 items together with tiktok_video_ids",
        ),
        ({"tiktok_video_ids": [1] * 201}, "tiktok_video_ids", "must have at most 200 items"),
        ({"tiktok_video_ids": [0]}, "tiktok_video_ids.0", "must be at least 1"),
        ({"tiktok_video_ids": [-1]}, "tiktok_video_ids.0", "must be at least 1"),
        ({"tiktok_video_ids": [2**53]}, "tiktok_video_ids.0", f"must be at most {2**53 - 1}"),
        ({"tiktok_video_ids": ["1"]}, "tiktok_video_ids.0", "must be an integer"),
        ({"tiktok_video_ids": [1.5]}, "tiktok_video_ids.0", "must be an integer"),
        ({"tiktok_video_ids": [True]}, "tiktok_video_ids.0", "must be an integer"),
        ({"instagram_post_ids": None}, "instagram_post_ids", "must be a list"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_bad_lists_of_posts(
    body: dict[str, Any], field: str, message: str, client: httpx.Client
) -> None:
    """Posts: one id at least, 200 at most in both lists together, and integers."""
    assert (field, message) in errors(client, "/account-videos/metrics", body)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/accounts/metrics", {"account_ids": [UNKNOWN_ID] * 201}),
        ("/videos/metrics", {"video_ids": [UNKNOWN_ID] * 201}),
        ("/videos/deltas", {"video_ids": [UNKNOWN_ID] * 201}),
        (
            "/account-videos/metrics",
            {"instagram_post_ids": [1] * 150, "tiktok_video_ids": [1] * 51},
        ),
        ("/account-videos/metrics", {"instagram_post_ids": [1] * 201}),
    ],
    ids=lambda value: str(value)[:30],
)
def test_the_detail_names_the_bound(path: str, body: Any, client: httpx.Client) -> None:
    """The 422 of an oversized batch says in `detail` how many are allowed."""
    detail = client.post(path, json=body).json()["detail"]
    assert "at most 200 items" in detail


# -- numbers


def counters(client: httpx.Client, path: str) -> dict[str, int]:
    """The counters of a single resource, under the names of the batches."""
    data = client.get(path).json()["data"]
    return {name: data[field] for name, field in NAMES.items()}


def growth(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """The totals that must come out when counters went from one state to another."""
    gained = {name: after[name] - before[name] for name in NAMES}
    return {**gained, "engagement": gained["likes"] + gained["comments"] + gained["shares"]}


@pytest.mark.parametrize("kind", ["accounts", "videos"])
@pytest.mark.parametrize("position", [0, 1])
def test_gains_are_differences_of_counters(kind: str, position: int) -> None:
    """What GET showed after the last refresh, less what it showed after the first (decision 56)."""
    world = world_of(YOUNG)
    item = (world.accounts if kind == "accounts" else world.videos)[position]
    path, sent = f"/{kind}/{item.id}", {f"{kind[:-1]}_ids": [item.id], "period": "90d"}
    with wire(world) as client:
        world.clock.advance(seconds=5)
        first = counters(client, path)
        assert set(batch(client, f"/{kind}/metrics", **sent)["data"][item.id].values()) == {0}
        for hours in (23, 1, 24, 72):
            world.clock.advance(hours=hours)
            totals = batch(client, f"/{kind}/metrics", **sent)["data"][item.id]
            assert totals == growth(first, counters(client, path))
        assert totals["views"] > 0


@pytest.mark.parametrize("kind", ["accounts", "videos"])
def test_a_refresh_adds_what_it_brings(kind: str) -> None:
    """Around a single refresh the gain of the day grows by as much as the counters do."""
    world = world_of(YOUNG)
    item = (world.accounts if kind == "accounts" else world.videos)[0]
    path, day = f"/{kind}/{item.id}", TODAY + timedelta(1)
    sent = {f"{kind[:-1]}_ids": [item.id], **custom(day, day)}
    world.clock.advance(days=1, seconds=5)
    with wire(world) as client:
        counted = counters(client, path)
        gained = batch(client, f"/{kind}/metrics", **sent)["data"][item.id]
        world.clock.advance(hours=3)
        world.scrape_now(item)
        totals = batch(client, f"/{kind}/metrics", **sent)["data"][item.id]
        added = growth(counted, counters(client, path))
    assert {name: totals[name] - gained[name] for name in totals} == added
    assert added["views"] > 0


@pytest.mark.parametrize(
    ("platform", "member"), [("instagram", "instagram_post_ids"), ("tiktok", "tiktok_video_ids")]
)
def test_gains_of_a_post_are_differences_of_its_counters(platform: str, member: str) -> None:
    """For a post from a feed its first sighting is the baseline."""
    world = world_of(YOUNG)
    query = f"/account-videos?platform={platform}&limit=200"
    with wire(world) as client:
        first: dict[int, dict[str, int]] = {}
        for _ in range(4):
            world.clock.advance(days=1)
            rows = client.get(query).json()["data"]
            last = {row["id"]: {name: row[field] for name, field in NAMES.items()} for row in rows}
            first = {**last, **first}
        found = batch(client, "/account-videos/metrics", period="90d", **{member: [*last]})
    assert found["data"] == {str(one): growth(first[one], last[one]) for one in last}
    assert any(totals["views"] for totals in found["data"].values())


@pytest.mark.parametrize("path", ["/accounts/metrics", "/videos/metrics"])
def test_days_add_up_to_the_window(path: str, client: httpx.Client) -> None:
    """The gains of single days sum up to the gain of all of them together (law 5)."""
    ids = known_ids(client, path)
    first, last = TODAY - timedelta(12), TODAY + timedelta(1)
    whole = batch(client, path, **{BATCHES[path]: ids}, **custom(first, last))["data"]
    sums = {one: dict.fromkeys([*NAMES, "engagement"], 0) for one in whole}
    for n in range(14):
        day = first + timedelta(n)
        part = batch(client, path, **{BATCHES[path]: ids}, **custom(day, day))["data"]
        for one, totals in part.items():
            sums[one] = {name: sums[one][name] + value for name, value in totals.items()}
    assert sums == whole


def test_plays_are_views_on_tiktok(client: httpx.Client) -> None:
    """TikTok has no plays of its own; on Instagram there are more plays than views."""
    rows = {row["id"]: row["platform"] for row in client.get("/accounts").json()["data"]}
    found = batch(client, "/accounts/metrics", account_ids=[*rows], period="90d")["data"]
    for identifier, totals in found.items():
        tiktok = rows[identifier] == "tiktok"
        assert (totals["plays"] == totals["views"]) is tiktok or totals["views"] == 0


@pytest.mark.parametrize(
    "window",
    [
        custom(TODAY + timedelta(1), TODAY + timedelta(9)),
        custom(date(1, 1, 1), date(1, 12, 31)),
        custom(date(9999, 12, 31), date(9999, 12, 31)),
        custom(date(2024, 1, 1), date(2024, 12, 31)),
    ],
    ids=str,
)
@EVERY
def test_nothing_is_gained_outside_of_tracking(
    window: dict[str, str], path: str, member: str, client: httpx.Client
) -> None:
    """Before tracking began and in the future every gain is 0."""
    found = batch(client, path, **window, **{member: known_ids(client, path)})["data"]
    assert {value for totals in found.values() for value in totals.values()} == {0}


@EVERY
def test_a_batch_read_changes_nothing(
    path: str, member: str, world: World, client: httpx.Client
) -> None:
    """A POST that only reads leaves the world as it was, and the next answer the same."""
    body = {member: known_ids(client, path)}
    before = everything(world)
    first = client.post(path, json=body)
    assert client.post(path, json=body).content == first.content
    assert everything(world) == before


@EVERY
def test_a_batch_read_is_not_conditional(path: str, member: str, client: httpx.Client) -> None:
    """`If-None-Match` means nothing to a POST, not even `*`."""
    body = {member: known_ids(client, path)}
    assert client.post(path, json=body, headers={"if-none-match": "*"}).status_code == 200
