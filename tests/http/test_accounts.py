"""Accounts over HTTP: create, read, change, pause, delete, add again."""

from typing import Any

import httpx
import pytest

from creatoraudit_mock import World
from wire import UNKNOWN_ID, everything, wire, world_of

NEW = {"platform": "instagram", "username": "brand.new"}
START = "2026-01-05T09:00:00Z"

CREATORS = """
description = "Two creators, one of them with an account."

[[creators]]
name = "Ada"

[[creators]]
name = "Bo"

[[accounts]]
platform = "tiktok"
username = "ada"
creator = "Ada"
added = "-3d"
"""


def created(client: httpx.Client, **body: Any) -> dict[str, Any]:
    """The account that a POST has made, which must not be refused."""
    response = client.post("/accounts", json={**NEW, **body})
    assert response.status_code == 201, response.text
    return dict(response.json()["data"])


def shown(client: httpx.Client, identifier: str) -> dict[str, Any]:
    """An account as GET shows it."""
    response = client.get(f"/accounts/{identifier}")
    assert response.status_code == 200, response.text
    return dict(response.json()["data"])


def errors(response: httpx.Response) -> list[tuple[str, str]]:
    """Field and message of every fault in a refusal."""
    assert response.status_code == 422, response.text
    return [(error["field"], error["message"]) for error in response.json()["errors"]]


# -- create


def test_a_new_account_has_the_defaults(client: httpx.Client) -> None:
    """What a body leaves out has its documented or assumed default."""
    account = created(client)
    expected = {
        "platform": "instagram",
        "username": "brand.new",
        "type": "account",
        "is_active": True,
        "is_unavailable": False,
        "creator_id": None,
        "creator_name": None,
        "category": None,
        "metadata": {},
        "added_at": START,
        "scrape_interval_hours": 24,
        "max_recent_posts_per_account": None,
        "post_lookback_days": None,
        "effective_max_recent_posts_per_account": None,
        "effective_post_lookback_days": None,
    }
    assert {name: account[name] for name in expected} == expected


def test_a_new_account_is_not_ready(client: httpx.Client) -> None:
    """Before the first refresh: no time of a scrape, no profile, counters of 0 (decision 39)."""
    account = created(client)
    assert account["first_scrape_time"] is account["last_scrape_time"] is None
    assert account["name"] is account["description"] is account["link_in_bio"] is None
    counts = {name: account[name] for name in account if name.endswith("_count")}
    assert set(counts.values()) == {0}
    assert account["is_verified"] is False


def test_saves_are_null_on_tiktok_from_the_start(client: httpx.Client) -> None:
    """TikTok has no saves and no cross-posts: null, not 0, even before the first refresh."""
    account = created(client, platform="tiktok")
    fields = ("saved_count", "fb_play_count", "ig_play_count", "fb_like_count")
    assert [account[name] for name in fields] == [None] * 4


def test_all_settings_are_taken(client: httpx.Client) -> None:
    """Every member of the body is in the account."""
    settings = {
        "category": "travel",
        "scrape_interval_hours": 6,
        "is_active": False,
        "metadata": {"team": "north"},
        "max_recent_posts_per_account": 7,
        "post_lookback_days": 90,
    }
    account = created(client, **settings)
    assert {name: account[name] for name in settings} == settings
    assert account["effective_max_recent_posts_per_account"] == 7
    assert account["effective_post_lookback_days"] == 90


def test_the_location_leads_to_the_account(client: httpx.Client) -> None:
    """`Location` of a 201 is an absolute URL that answers with the same representation."""
    response = client.post("/accounts", json=NEW)
    location = response.headers["location"]
    assert location == f"https://api.creatoraudit.com/v2/accounts/{response.json()['data']['id']}"
    assert client.get(location).content == response.content


def test_the_first_refresh_makes_it_ready(world: World, client: httpx.Client) -> None:
    """Seconds later the account is ready, and its first and last scrape are one."""
    account = created(client)
    world.clock.advance(seconds=5)
    ready = shown(client, account["id"])
    assert ready["first_scrape_time"] == ready["last_scrape_time"] == "2026-01-05T09:00:05Z"
    assert ready["name"] == "Brand New"
    assert ready["follower_count"] > 0


def test_an_inactive_account_waits(world: World, client: httpx.Client) -> None:
    """An account that is created paused is registered and not refreshed."""
    account = created(client, is_active=False)
    world.clock.advance(days=30)
    assert shown(client, account["id"])["last_scrape_time"] is None


@pytest.mark.parametrize("username", ["BRAND.NEW", "@brand.new", "@Brand.New", "brand.new"])
def test_another_spelling_is_the_same_account(username: str, client: httpx.Client) -> None:
    """Case and a leading @ do not make another account: 409 (decision 51)."""
    created(client)
    response = client.post("/accounts", json={**NEW, "username": username})
    assert response.status_code == 409
    assert response.json()["detail"] == "The instagram account brand.new is already tracked."


def test_a_conflict_changes_nothing(world: World, client: httpx.Client) -> None:
    """The account that was there first keeps its settings."""
    created(client, category="first")
    before = everything(world)
    assert client.post("/accounts", json={**NEW, "category": "second"}).status_code == 409
    assert everything(world) == before


def test_the_username_is_kept_in_one_spelling(client: httpx.Client) -> None:
    """A handle is shown in lower case and without @, however it was sent."""
    assert created(client, username="@Brand.New")["username"] == "brand.new"


def test_the_same_name_on_the_other_platform_is_another(client: httpx.Client) -> None:
    """Platform and name together make an account."""
    first, second = created(client), created(client, platform="tiktok")
    assert first["id"] != second["id"]


@pytest.mark.parametrize("verb", ["POST", "PATCH"])
def test_an_unknown_creator_is_a_fault_of_its_member(verb: str, client: httpx.Client) -> None:
    """A creator that the organization does not have is 422, not 404."""
    path = "/accounts" if verb == "POST" else f"/accounts/{created(client, username='x')['id']}"
    response = client.request(verb, path, json={**NEW, "creator_id": UNKNOWN_ID})
    assert errors(response) == [("creator_id", "must be the id of a creator in your organization")]


def test_a_creator_is_linked_at_once() -> None:
    """`creator_id` links an account as it is created, in any case of its letters."""
    world = world_of(CREATORS)
    creator = next(iter(world.organization.creators))
    with wire(world) as client:
        account = created(client, creator_id=creator.upper())
    assert (account["creator_id"], account["creator_name"]) == (creator, "Ada")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"username": None}, ("username", "must be a string")),
        ({"username": ""}, None),
        ({"username": "@"}, None),
        ({"username": "@@nasa"}, None),
        ({"username": "na sa"}, None),
        ({"username": "x" * 65}, None),
        ({"username": "nasa\n"}, None),
        ({"username": "näsa"}, None),
        ({"username": 7}, ("username", "must be a string")),
        ({"platform": "Instagram"}, ("platform", "must be one of: instagram, tiktok")),
        ({"scrape_interval_hours": 0}, ("scrape_interval_hours", "must be at least 1")),
        ({"scrape_interval_hours": 169}, ("scrape_interval_hours", "must be at most 168")),
        ({"scrape_interval_hours": 1.5}, ("scrape_interval_hours", "must be an integer")),
        ({"scrape_interval_hours": "24"}, ("scrape_interval_hours", "must be an integer")),
        ({"scrape_interval_hours": True}, ("scrape_interval_hours", "must be an integer")),
        ({"scrape_interval_hours": None}, ("scrape_interval_hours", "must be an integer")),
        ({"is_active": 1}, ("is_active", "must be true or false")),
        ({"is_active": None}, ("is_active", "must be true or false")),
        ({"metadata": []}, ("metadata", "must be an object")),
        ({"metadata": {"a": 1}}, ("metadata.a", "must be a string")),
        ({"metadata": {"a": None}}, ("metadata.a", "must be a string")),
        ({"metadata": {"a": "x" * 256}}, ("metadata.a", "must be at most 255 characters")),
        ({"metadata": {str(n): "" for n in range(21)}}, ("metadata", "must have at most 20 keys")),
        ({"category": ""}, ("category", "must be at least 1 character")),
        ({"category": "x" * 256}, ("category", "must be at most 255 characters")),
        ({"creator_id": "ada"}, ("creator_id", "must be a UUID")),
        ({"post_lookback_days": 0}, ("post_lookback_days", "must be at least 1")),
    ],
    ids=str,
)
def test_bad_values_are_refused(
    body: dict[str, Any], fault: tuple[str, str] | None, world: World, client: httpx.Client
) -> None:
    """A value that the contract forbids is named, and no account is made."""
    before = everything(world)
    found = errors(client.post("/accounts", json={**NEW, **body}))
    assert [field for field, _ in found] == [fault[0] if fault else "username"]
    assert fault is None or found == [fault]
    assert everything(world) == before


@pytest.mark.parametrize("missing", ["platform", "username"])
def test_required_members(missing: str, client: httpx.Client) -> None:
    """Platform and username are required."""
    body = {name: value for name, value in NEW.items() if name != missing}
    assert errors(client.post("/accounts", json=body)) == [(missing, "is required")]


def test_a_body_is_required(client: httpx.Client) -> None:
    """No body at all is a fault of the body, not of its media type."""
    assert errors(client.post("/accounts")) == [("body", "is required")]


def test_unknown_members_are_ignored(client: httpx.Client) -> None:
    """Members that the contract does not know change nothing."""
    account = created(client, follower_count=9, id=UNKNOWN_ID, added_at="1999-01-01T00:00:00Z")
    assert (account["follower_count"], account["added_at"]) == (0, START)
    assert account["id"] != UNKNOWN_ID


def test_the_quota_counts_paused_accounts() -> None:
    """Paused accounts count; deleting one makes room again (decision 54)."""
    world = world_of("description = ''\n[organization]\naccount_quota = 2\n")
    with wire(world) as client:
        first = created(client, is_active=False)
        created(client, username="second")
        third = {**NEW, "username": "third"}
        assert client.post("/accounts", json=third).json()["code"] == "QUOTA_EXCEEDED"
        client.delete(f"/accounts/{first['id']}")
        assert client.post("/accounts", json=third).status_code == 201


# -- read


def test_a_read_in_upper_case(client: httpx.Client) -> None:
    """A UUID is the same in any case of its letters."""
    account = created(client)
    assert shown(client, account["id"].upper()) == account


@pytest.mark.parametrize("identifier", ["x", "1", UNKNOWN_ID[:-1], UNKNOWN_ID + "0", "%00", "%FF"])
@pytest.mark.parametrize("verb", ["GET", "PATCH", "DELETE"])
def test_a_malformed_id_is_a_fault(verb: str, identifier: str, client: httpx.Client) -> None:
    """An id that is no UUID is 422, not 404."""
    body: Any = {} if verb == "PATCH" else None
    found = errors(client.request(verb, f"/accounts/{identifier}", json=body))
    assert ("account_id", "must be a UUID") in found


@pytest.mark.parametrize("verb", ["GET", "PATCH", "DELETE"])
def test_an_unknown_id_is_not_found(verb: str, client: httpx.Client) -> None:
    """An id that nothing has is 404, with the documented sentence."""
    body: Any = {} if verb == "PATCH" else None
    response = client.request(verb, f"/accounts/{UNKNOWN_ID}", json=body)
    assert (response.status_code, response.json()["detail"]) == (404, "Account not found.")


def test_a_video_is_no_account(world: World, client: httpx.Client) -> None:
    """The id of a video names no account."""
    assert client.get(f"/accounts/{world.videos[0].id}").status_code == 404


# -- change


def test_a_patch_answers_with_the_account_after_it(world: World, client: httpx.Client) -> None:
    """The answer to PATCH is what GET shows from then on."""
    path = f"/accounts/{world.accounts[0].id}"
    response = client.patch(path, json={"category": "new", "scrape_interval_hours": 3})
    assert response.json()["data"]["category"] == "new"
    assert client.get(path).content == response.content


def test_a_patch_changes_only_what_it_names(world: World, client: httpx.Client) -> None:
    """All other fields stay as they were."""
    identifier = world.accounts[0].id
    before = shown(client, identifier)
    client.patch(f"/accounts/{identifier}", json={"category": "new"})
    assert shown(client, identifier) == {**before, "category": "new"}


def test_an_empty_patch_changes_nothing(world: World, client: httpx.Client) -> None:
    """A body without members is valid and leaves the account as it is."""
    identifier = world.accounts[0].id
    before = shown(client, identifier)
    assert client.patch(f"/accounts/{identifier}", json={}).json()["data"] == before


def test_null_clears_what_can_be_empty(client: httpx.Client) -> None:
    """Null clears category and the two bounds."""
    account = created(client, category="a", max_recent_posts_per_account=3, post_lookback_days=4)
    cleared = {"category": None, "max_recent_posts_per_account": None, "post_lookback_days": None}
    changed = client.patch(f"/accounts/{account['id']}", json=cleared).json()["data"]
    assert {name: changed[name] for name in cleared} == cleared
    assert changed["effective_max_recent_posts_per_account"] is None


def test_null_unlinks_the_creator() -> None:
    """`creator_id: null` takes an account from its creator; another id moves it."""
    world = world_of(CREATORS)
    _, bo = world.organization.creators
    path = f"/accounts/{world.accounts[0].id}"
    with wire(world) as client:
        moved = client.patch(path, json={"creator_id": bo}).json()["data"]
        alone = client.patch(path, json={"creator_id": None}).json()["data"]
    assert (moved["creator_id"], moved["creator_name"]) == (bo, "Bo")
    assert (alone["creator_id"], alone["creator_name"]) == (None, None)


def test_null_leaves_what_cannot_be_empty(client: httpx.Client) -> None:
    """Null leaves is_active, metadata and the interval as they are."""
    account = created(client, metadata={"a": "b"}, scrape_interval_hours=5, is_active=False)
    nulls = {"metadata": None, "scrape_interval_hours": None, "is_active": None}
    assert client.patch(f"/accounts/{account['id']}", json=nulls).json()["data"] == account


def test_metadata_is_replaced_as_a_whole(client: httpx.Client) -> None:
    """New metadata take the place of the old; they are not merged."""
    account = created(client, metadata={"a": "1", "b": "2"})
    changed = client.patch(f"/accounts/{account['id']}", json={"metadata": {"b": "3"}})
    assert changed.json()["data"]["metadata"] == {"b": "3"}


@pytest.mark.parametrize("name", ["platform", "username", "id", "added_at", "last_scrape_time"])
def test_identity_cannot_be_changed(name: str, world: World, client: httpx.Client) -> None:
    """Members that PATCH does not have are ignored."""
    identifier = world.accounts[0].id
    before = shown(client, identifier)
    assert client.patch(f"/accounts/{identifier}", json={name: "x"}).json()["data"] == before


def test_a_refused_patch_changes_nothing(world: World, client: httpx.Client) -> None:
    """One bad member spoils the whole body, good members included."""
    before = everything(world)
    body = {"category": "new", "scrape_interval_hours": 0}
    assert client.patch(f"/accounts/{world.accounts[0].id}", json=body).status_code == 422
    body = {"category": "new", "creator_id": UNKNOWN_ID}
    assert client.patch(f"/accounts/{world.accounts[0].id}", json=body).status_code == 422
    assert everything(world) == before


def test_a_new_interval_holds_from_the_last_refresh(world: World, client: httpx.Client) -> None:
    """The next refresh follows the last one by the new interval."""
    account = created(client)
    world.clock.advance(hours=1)
    client.patch(f"/accounts/{account['id']}", json={"scrape_interval_hours": 2})
    world.clock.advance(hours=1, seconds=4)
    assert shown(client, account["id"])["last_scrape_time"] == "2026-01-05T09:00:05Z"
    world.clock.advance(seconds=1)
    assert shown(client, account["id"])["last_scrape_time"] == "2026-01-05T11:00:05Z"


# -- pause


def test_a_pause_stops_refreshes_and_keeps_history(world: World, client: httpx.Client) -> None:
    """While paused nothing moves; everything that was collected can still be read."""
    account = world.accounts[0]
    before = shown(client, account.id)
    window = {"account_ids": [account.id], "period": "custom"}
    window |= {"start_date": "2025-11-01", "end_date": "2026-01-05"}
    gained = client.post("/accounts/metrics", json=window).json()
    posts = client.get(f"/account-videos?account_id={account.id}").json()["data"]
    client.patch(f"/accounts/{account.id}", json={"is_active": False})
    world.clock.advance(days=9)
    assert shown(client, account.id) == {**before, "is_active": False}
    assert client.post("/accounts/metrics", json=window).json() == gained
    assert client.get(f"/account-videos?account_id={account.id}").json()["data"] == posts
    assert posts


def test_resuming_makes_up_for_the_pause(world: World, client: httpx.Client) -> None:
    """An account that became overdue while paused is refreshed within seconds (decision 44)."""
    account = world.accounts[0]
    client.patch(f"/accounts/{account.id}", json={"is_active": False})
    world.clock.advance(days=9)
    client.patch(f"/accounts/{account.id}", json={"is_active": True})
    world.clock.advance(seconds=5)
    assert shown(client, account.id)["last_scrape_time"] == "2026-01-14T09:00:05Z"


# -- delete


def test_delete(world: World, client: httpx.Client) -> None:
    """A deletion answers 204 with nothing; afterwards the account is 404, also to delete."""
    path = f"/accounts/{world.accounts[0].id}"
    response = client.delete(path)
    assert (response.status_code, response.content) == (204, b"")
    assert "content-type" not in response.headers
    for verb in ("GET", "DELETE", "DELETE"):
        assert client.request(verb, path).status_code == 404


def test_delete_takes_everything_with_it(world: World, client: httpx.Client) -> None:
    """Account videos, metrics and the row in the list go with the account (decision 47)."""
    account, posts_of = world.accounts[0], "/account-videos?account_id="
    (first, *_) = client.get(f"{posts_of}{account.id}").json()["data"]
    client.delete(f"/accounts/{account.id}")
    assert client.get(f"{posts_of}{account.id}").json()["data"] == []
    assert account.id not in {row["id"] for row in client.get("/accounts").json()["data"]}
    sent = {"account_ids": [account.id]}
    assert client.post("/accounts/metrics", json=sent).json()["meta"]["not_found"] == [account.id]
    sent = {"instagram_post_ids": [first["id"]]}
    found = client.post("/account-videos/metrics", json=sent).json()
    assert found["meta"]["not_found"] == [str(first["id"])]


def test_deleting_twice_is_logged_once(world: World, client: httpx.Client) -> None:
    """A deletion that finds nothing changes nothing."""
    path = f"/accounts/{world.accounts[0].id}"
    client.delete(path)
    before = everything(world)
    client.delete(path)
    assert everything(world) == before


def test_adding_again_begins_anew(world: World, client: httpx.Client) -> None:
    """Tracked again, an account has a new id, and no refresh and no history (decision 48)."""
    old = world.accounts[0].fields
    client.delete(f"/accounts/{old['id']}")
    world.clock.advance(hours=1)
    new = created(client, platform=old["platform"], username=old["username"])
    assert new["id"] != old["id"]
    assert new["added_at"] == "2026-01-05T10:00:00Z"
    assert new["last_scrape_time"] is new["first_scrape_time"] is None
    assert client.get(f"/account-videos?account_id={new['id']}").json()["data"] == []
    totals = client.post("/accounts/metrics", json={"account_ids": [new["id"]]}).json()["data"]
    assert set(totals[new["id"]].values()) == {0}


def test_the_deleted_id_stays_deleted(world: World, client: httpx.Client) -> None:
    """Tracking the profile again does not bring the old id back."""
    old = world.accounts[0].fields
    client.delete(f"/accounts/{old['id']}")
    created(client, platform=old["platform"], username=old["username"])
    assert client.get(f"/accounts/{old['id']}").status_code == 404


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", ""])
def test_a_body_of_a_deletion_is_ignored(
    content_type: str, world: World, client: httpx.Client
) -> None:
    """DELETE takes no body, so a body is neither read nor judged."""
    path = f"/accounts/{world.accounts[0].id}"
    headers = {"content-type": content_type}
    assert client.request("DELETE", path, content=b"{", headers=headers).status_code == 204
