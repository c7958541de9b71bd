"""Videos over HTTP: every way to name a post, and the life of what is tracked."""

from itertools import combinations
from typing import Any

import httpx
import pytest

from creatoraudit_mock import World
from wire import UNKNOWN_ID, everything

REEL = 3_405_692_211_234_567_890
CODE = "C9DcwWg83bS"

SPELLINGS = {
    "instagram": [
        str(REEL),
        f"{REEL}_1234567",
        CODE,
        f"https://www.instagram.com/p/{CODE}/",
        f"https://www.instagram.com/reel/{CODE}/?igsh=abc",
        f"https://instagram.com/reels/{CODE}",
        f"http://m.instagram.com/tv/{CODE}#top",
        f"instagram.com/p/{CODE}",
        f"https://www.instagram.com/nasa/reel/{CODE}/",
        f"HTTPS://WWW.INSTAGRAM.COM/p/{CODE}/",
        f"  {CODE}  ",
    ],
    "tiktok": [
        "7301234567890123999",
        "https://www.tiktok.com/@nasa/video/7301234567890123999",
        "https://www.tiktok.com/@nasa/video/7301234567890123999?is_from_webapp=1",
        "https://www.tiktok.com/@nasa/photo/7301234567890123999",
        "https://m.tiktok.com/v/7301234567890123999.html",
        "tiktok.com/@nasa/video/7301234567890123999",
    ],
}
WRONG = {
    "instagram": [
        "",
        " ",
        "ab",
        "https://www.instagram.com/",
        "https://www.instagram.com/nasa/",
        f"https://www.tiktok.com/p/{CODE}",
        f"https://instagram.com.evil.example/p/{CODE}",
        f"https://notinstagram.com/p/{CODE}",
        f"ftp://www.instagram.com/p/{CODE}",
        "https://www.tiktok.com/@nasa/video/7301234567890123999",
        f"{CODE}!",
        "ünïcode",
        "x" * 29,
        "https://[::1/p/x",
        "/p/",
        "javascript:alert(1)",
    ],
    "tiktok": [
        CODE,
        "12345678901234",
        "7301234567890123999_5",
        "https://www.tiktok.com/@nasa",
        "https://www.tiktok.com/@nasa/video/",
        "https://www.tiktok.com/@nasa/video/abc",
        f"https://www.instagram.com/p/{CODE}/",
        "٧٣٠١٢٣٤٥٦٧٨٩٠١٢٣٩٩٩",
        "-7301234567890123999",
    ],
}


def tracked(client: httpx.Client, platform: str, identifier: str, **more: Any) -> dict[str, Any]:
    """The video that a POST has made, which must not be refused."""
    body = {"platform": platform, "identifier": identifier, **more}
    response = client.post("/videos", json=body)
    assert response.status_code == 201, response.text
    return dict(response.json()["data"])


@pytest.mark.parametrize(
    ("platform", "identifier"),
    [(platform, one) for platform, spellings in SPELLINGS.items() for one in spellings],
    ids=str,
)
def test_every_way_to_name_a_post(platform: str, identifier: str, client: httpx.Client) -> None:
    """Address, shortcode and id come down to the platform's number of the post."""
    video = tracked(client, platform, identifier)
    expected = str(REEL) if platform == "instagram" else "7301234567890123999"
    assert video["external_id"] == expected
    assert video["shortcode"] == (CODE if platform == "instagram" else None)


@pytest.mark.parametrize(
    ("platform", "first", "second"),
    [(p, a, b) for p, spellings in SPELLINGS.items() for a, b in combinations(spellings[:7], 2)],
    ids=str,
)
def test_duplicates_across_spellings(
    platform: str, first: str, second: str, client: httpx.Client
) -> None:
    """A post that is tracked under one name is a conflict under any other."""
    tracked(client, platform, first)
    response = client.post("/videos", json={"platform": platform, "identifier": second})
    assert response.status_code == 409


@pytest.mark.parametrize("short", ["https://vm.tiktok.com/ZMabcdef1/", "tiktok.com/t/ZMabcdef1"])
def test_short_links_stand_for_one_post(short: str, client: httpx.Client) -> None:
    """A short link of TikTok is taken, and is the same post each time."""
    tracked(client, "tiktok", "https://vt.tiktok.com/ZMabcdef1")
    assert (
        client.post("/videos", json={"platform": "tiktok", "identifier": short}).status_code == 409
    )


@pytest.mark.parametrize(
    ("platform", "identifier"),
    [(platform, one) for platform, wrong in WRONG.items() for one in wrong],
    ids=str,
)
def test_what_names_no_post_is_refused(
    platform: str, identifier: str, world: World, client: httpx.Client
) -> None:
    """Anything else is a fault of `identifier`, and tracks nothing."""
    before = everything(world)
    response = client.post("/videos", json={"platform": platform, "identifier": identifier})
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["identifier"]
    assert everything(world) == before


def test_the_same_number_on_the_other_platform_is_another(client: httpx.Client) -> None:
    """Platform and number together make a post."""
    first = tracked(client, "instagram", "7301234567890123999")
    assert tracked(client, "tiktok", "7301234567890123999")["id"] != first["id"]


def test_a_new_video_has_the_defaults(client: httpx.Client) -> None:
    """What a body leaves out has its default; all that a scrape brings is null (decision 39)."""
    video = tracked(client, "instagram", CODE)
    expected = {
        "type": "video",
        "is_active": True,
        "is_unavailable": False,
        "scrape_interval_hours": 24,
        "metadata": {},
        "added_at": "2026-01-05T09:00:00Z",
        "updated_at": "2026-01-05T09:00:00Z",
        "platform_data": {},
        "account_id": None,
    }
    assert {name: video[name] for name in expected} == expected
    rest = video.keys() - expected.keys() - {"id", "platform", "external_id", "shortcode"}
    assert {name: video[name] for name in rest} == dict.fromkeys(rest)


def test_the_location_leads_to_the_video(client: httpx.Client) -> None:
    """`Location` of a 201 is an absolute URL that answers with the same representation."""
    response = client.post("/videos", json={"platform": "instagram", "identifier": CODE})
    assert response.headers["location"].startswith("https://api.creatoraudit.com/v2/videos/")
    assert client.get(response.headers["location"]).content == response.content


def test_the_first_refresh_makes_it_ready(world: World, client: httpx.Client) -> None:
    """Seconds later counters are numbers; plays are there too, and saves on Instagram alone."""
    reel, clip = (
        tracked(client, "instagram", CODE),
        tracked(client, "tiktok", "7301234567890123999"),
    )
    world.clock.advance(seconds=5)
    reel, clip = (client.get(f"/videos/{one['id']}").json()["data"] for one in (reel, clip))
    assert reel["last_scrape_time"] == clip["last_scrape_time"] == "2026-01-05T09:00:05Z"
    assert isinstance(reel["saved_count"], int)
    assert clip["saved_count"] is None
    assert clip["play_count"] == clip["view_count"]
    for video in (reel, clip):
        assert video["total_views"] == video["view_count"]
        assert video["total_plays"] == video["play_count"]


def test_an_inactive_video_waits(world: World, client: httpx.Client) -> None:
    """A video that is created paused is not refreshed until it is resumed."""
    video = tracked(client, "instagram", CODE, is_active=False)
    world.clock.advance(days=3)
    path = f"/videos/{video['id']}"
    assert client.get(path).json()["data"]["last_scrape_time"] is None
    client.patch(path, json={"is_active": True})
    world.clock.advance(seconds=5)
    assert client.get(path).json()["data"]["last_scrape_time"] is not None


def test_the_author_shows_after_the_first_refresh(world: World, client: httpx.Client) -> None:
    """Who published a post is learned by scraping it."""
    video = tracked(client, "tiktok", "https://www.tiktok.com/@Guest/video/7301234567890123999")
    assert video["account_username"] is None
    world.clock.advance(seconds=5)
    assert client.get(f"/videos/{video['id']}").json()["data"]["account_username"] == "guest"


def test_a_post_of_a_tracked_account_shows_the_account(world: World, client: httpx.Client) -> None:
    """`account_id` is the tracked account of the author, as account comes and goes."""
    url = "https://www.tiktok.com/@guest/video/7301234567890123999"
    video = tracked(client, "tiktok", url)
    world.clock.advance(seconds=5)

    def account_id() -> str | None:
        found: str | None = client.get(f"/videos/{video['id']}").json()["data"]["account_id"]
        return found

    assert account_id() is None
    made = client.post("/accounts", json={"platform": "tiktok", "username": "guest"}).json()
    assert account_id() == made["data"]["id"]
    client.delete(f"/accounts/{made['data']['id']}")
    assert account_id() is None


def test_a_namesake_on_the_other_platform_is_not_the_author(client: httpx.Client) -> None:
    """An account with the author's handle on another platform is somebody else."""
    client.post("/accounts", json={"platform": "instagram", "username": "guest"})
    url = "https://www.tiktok.com/@guest/video/7301234567890123999"
    assert tracked(client, "tiktok", url)["account_id"] is None


def test_a_post_from_a_feed_can_be_tracked_too(world: World, client: httpx.Client) -> None:
    """An account video may be tracked by itself: a resource of its own, with a UUID (52)."""
    (post, *_) = client.get("/account-videos?platform=tiktok").json()["data"]
    video = tracked(client, "tiktok", post["external_id"])
    world.clock.advance(seconds=5)
    video = client.get(f"/videos/{video['id']}").json()["data"]
    assert video["account_id"] == post["account_id"]
    assert (video["description"], video["create_time"]) == (
        post["description"],
        post["create_time"],
    )
    assert client.get("/account-videos?platform=tiktok").json()["data"]


def test_a_post_and_its_video_grow_alike(world: World, client: httpx.Client) -> None:
    """At the same instant the post of a feed and the video of the same post count the same."""
    account = world.accounts[1]
    (post, *_) = client.get(f"/account-videos?account_id={account.id}").json()["data"]
    video = tracked(client, post["platform"], post["external_id"])
    world.clock.advance(hours=1)
    world.scrape_now(account)
    world.scrape_now(video["id"])
    (post, *_) = client.get(f"/account-videos?account_id={account.id}").json()["data"]
    video = client.get(f"/videos/{video['id']}").json()["data"]
    names = [name for name in post if name.endswith("_count")]
    assert {name: video[name] for name in names} == {name: post[name] for name in names}


def test_a_patch_moves_updated_at(world: World, client: httpx.Client) -> None:
    """Changing a video is an update; so is a refresh."""
    video = world.videos[0]
    path = f"/videos/{video.id}"
    client.patch(path, json={"metadata": {"a": "b"}})
    shown = client.get(path).json()["data"]
    assert (shown["metadata"], shown["updated_at"]) == ({"a": "b"}, "2026-01-05T09:00:00Z")
    world.clock.advance(days=2)
    shown = client.get(path).json()["data"]
    assert shown["updated_at"] == shown["last_scrape_time"]


def test_null_leaves_settings_as_they_are(world: World, client: httpx.Client) -> None:
    """No setting of a video can be emptied, so null changes none."""
    path = f"/videos/{world.videos[1].id}"
    names = ("metadata", "is_active", "scrape_interval_hours")
    before = client.get(path).json()["data"]
    after = client.patch(path, json=dict.fromkeys(names)).json()["data"]
    assert {name: after[name] for name in names} == {name: before[name] for name in names}
    assert before["metadata"] == {"campaign": "spring"}


def test_a_pause_freezes_a_video(world: World, client: httpx.Client) -> None:
    """While paused a video shows what it last had."""
    path = f"/videos/{world.videos[0].id}"
    paused = client.patch(path, json={"is_active": False}).json()["data"]
    world.clock.advance(days=9)
    assert client.get(path).json()["data"] == paused
    assert paused["view_count"] > 0


def test_delete_and_add_again(world: World, client: httpx.Client) -> None:
    """Deleted, a video is 404 twice; tracked again it is a new one without history."""
    old = world.videos[0].fields
    path = f"/videos/{old['id']}"
    assert client.delete(path).status_code == 204
    for verb in ("GET", "DELETE"):
        response = client.request(verb, path)
        assert (response.status_code, response.json()["detail"]) == (404, "Video not found.")
    new = tracked(client, old["platform"], old["external_id"])
    assert new["id"] != old["id"]
    assert new["last_scrape_time"] is new["view_count"] is None
    sent = {"video_ids": [old["id"], new["id"]]}
    found = client.post("/videos/metrics", json=sent).json()
    assert found["meta"]["not_found"] == [old["id"]]
    assert set(found["data"][new["id"]].values()) == {0}


@pytest.mark.parametrize("verb", ["GET", "PATCH", "DELETE"])
def test_ids_that_name_nothing(verb: str, world: World, client: httpx.Client) -> None:
    """Unknown is 404, an account's id too; malformed is 422."""
    body: Any = {} if verb == "PATCH" else None
    for identifier, status in [(UNKNOWN_ID, 404), (world.accounts[0].id, 404), ("deltas2", 422)]:
        assert client.request(verb, f"/videos/{identifier}", json=body).status_code == status


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "identifier"),
        ({"identifier": None}, "identifier"),
        ({"identifier": 7301234567890123999}, "identifier"),
        ({"identifier": "x" * 2049}, "identifier"),
        ({"identifier": "a\0b"}, "identifier"),
        ({"identifier": CODE, "platform": "youtube"}, "platform"),
        ({"identifier": CODE, "scrape_interval_hours": 0}, "scrape_interval_hours"),
        ({"identifier": CODE, "metadata": {"x" * 256: ""}}, "metadata"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_values_are_refused(body: dict[str, Any], field: str, client: httpx.Client) -> None:
    """A value that the contract forbids is named."""
    response = client.post("/videos", json={"platform": "instagram", **body})
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_tracked_videos_grow() -> None:
    """Every running video of `small` shows more views after ten days than before."""
    world = World("small")
    running = [video for video in world.videos if video.is_active]
    before = [video.view_count for video in running]
    world.clock.advance(days=10)

    assert all(video.view_count > count for video, count in zip(running, before, strict=True))


def test_video_tracked_again_is_the_same_post() -> None:
    """A video that is deleted and tracked again was published when it was published."""
    world = World()
    first = world.track_video("tiktok", "7301234567890123999", first_refresh="1s")
    world.clock.advance("1s")
    published = first.create_time
    world.delete(first)
    world.clock.advance(days=30)
    again = world.track_video("tiktok", "7301234567890123999", first_refresh="1s")
    world.clock.advance("1s")

    assert again.create_time == published


@pytest.mark.parametrize("body", [{}, {"is_active": None, "metadata": None}])
def test_empty_change_changes_nothing(body: dict[str, Any]) -> None:
    """A PATCH that asks for nothing leaves the video, its `updated_at` and its ETag alone."""
    world = World("small")
    video = world.videos[0]
    with world.client() as client:
        etag = client.get(f"/videos/{video.id}").headers["etag"]
        world.clock.advance("5s")
        client.patch(f"/videos/{video.id}", json=body)

        assert client.get(f"/videos/{video.id}").headers["etag"] == etag
