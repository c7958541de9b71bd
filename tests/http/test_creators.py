"""Creators over HTTP: create, read, change, archive, link, unlink, list, rank, delete."""

from typing import Any

import httpx
import pytest

from creatoraudit_mock import Dialect, Handle, World
from wire import UNKNOWN_ID, everything, wire

BASE = "https://api.creatoraudit.com/v2"


def created(client: httpx.Client, **body: Any) -> dict[str, Any]:
    """The creator that a POST has made, which must not be refused."""
    response = client.post("/creators", json={"name": "Cy", **body})
    assert response.status_code == 201, response.text
    return dict(response.json()["data"])


def shown(client: httpx.Client, item: Handle | str, kind: str = "creators") -> dict[str, Any]:
    """A creator, or an account, as GET shows it."""
    identifier = item if isinstance(item, str) else item.id
    response = client.get(f"/{kind}/{identifier}")
    assert response.status_code == 200, response.text
    return dict(response.json()["data"])


def listed(client: httpx.Client, **query: Any) -> list[str]:
    """The names on one page of creators."""
    return [row["name"] for row in client.get("/creators", params=query).json()["data"]]


def errors(response: httpx.Response) -> list[tuple[str, str]]:
    """Field and message of every fault in a refusal."""
    assert response.status_code == 422, response.text
    return [(error["field"], error["message"]) for error in response.json()["errors"]]


def accounts_of(world: World, creator: Handle) -> list[Handle]:
    """The accounts that belong to a creator."""
    return [account for account in world.accounts if account.creator_id == creator.id]


# -- create and read


def test_a_new_creator_has_the_defaults(client: httpx.Client) -> None:
    """A creator begins active, without metadata and without accounts."""
    creator = created(client)
    assert creator == {
        "id": creator["id"],
        "name": "Cy",
        "type": "creator",
        "is_active": True,
        "metadata": {},
        "accounts_summary": {"total": 0, "platforms": {}, "total_followers": 0},
    }


def test_all_settings_are_taken(client: httpx.Client) -> None:
    """Every member of the body is in the creator."""
    creator = created(client, is_active=False, metadata={"team": "south"})
    assert (creator["is_active"], creator["metadata"]) == (False, {"team": "south"})


def test_the_location_leads_to_the_creator(client: httpx.Client) -> None:
    """`Location` of a 201 is an absolute URL that answers with the same representation."""
    response = client.post("/creators", json={"name": "Cy"})
    assert response.headers["location"] == f"{BASE}/creators/{response.json()['data']['id']}"
    assert client.get(response.headers["location"]).content == response.content


def test_names_may_repeat(client: httpx.Client) -> None:
    """Two creators may have one name; nothing forbids it."""
    first, second = created(client), created(client)
    assert first["id"] != second["id"]
    assert listed(client).count("Cy") == 2


def test_the_figures_are_those_of_the_accounts(world: World, client: httpx.Client) -> None:
    """The summary counts the linked accounts by platform and adds up their followers."""
    ada = world.creators[0]
    accounts = accounts_of(world, ada)
    assert shown(client, ada)["accounts_summary"] == {
        "total": 2,
        "platforms": {"instagram": 1, "tiktok": 1},
        "total_followers": sum(account.follower_count for account in accounts),
    }


def test_an_account_that_waits_has_no_followers_yet(world: World, client: httpx.Client) -> None:
    """A linked account counts at once, its followers from its first refresh."""
    cy = created(client)
    account = world.track_account("tiktok", "cy", creator_id=cy["id"])
    assert shown(client, cy["id"])["accounts_summary"]["total_followers"] == 0
    world.clock.advance(seconds=5)
    assert shown(client, cy["id"])["accounts_summary"] == {
        "total": 1,
        "platforms": {"tiktok": 1},
        "total_followers": account.follower_count,
    }
    assert account.follower_count > 0


BODIES: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"name": ""}, ("name", "must be at least 1 character")),
    ({"name": "x" * 256}, ("name", "must be at most 255 characters")),
    ({"name": 7}, ("name", "must be a string")),
    ({"is_active": 1}, ("is_active", "must be true or false")),
    ({"metadata": []}, ("metadata", "must be an object")),
    ({"metadata": {"a": 1}}, ("metadata.a", "must be a string")),
    ({"metadata": {"a": "x" * 256}}, ("metadata.a", "must be at most 255 characters")),
    ({"metadata": {str(n): "" for n in range(21)}}, ("metadata", "must have at most 20 keys")),
]


@pytest.mark.parametrize("verb", ["POST", "PATCH"])
@pytest.mark.parametrize(("body", "fault"), BODIES, ids=lambda value: str(value)[:40])
def test_bad_values_are_refused(
    verb: str, body: dict[str, Any], fault: tuple[str, str], world: World, client: httpx.Client
) -> None:
    """A value that the contract forbids is named, and nothing changes."""
    path = "/creators" if verb == "POST" else f"/creators/{world.creators[0].id}"
    before = everything(world)
    response = client.request(verb, path, json={"name": "Cy", **body})
    assert errors(response) == [fault]
    assert everything(world) == before


@pytest.mark.parametrize("member", ["name", "is_active"])
def test_null_is_no_value_of_a_new_creator(member: str, client: httpx.Client) -> None:
    """What may be left out of a POST may still not be null."""
    found = errors(client.post("/creators", json={"name": "Cy", member: None}))
    assert [field for field, _ in found] == [member]


def test_a_name_is_required(client: httpx.Client) -> None:
    """A creator needs a name."""
    assert errors(client.post("/creators", json={})) == [("name", "is required")]


@pytest.mark.parametrize("length", [1, 255])
def test_names_of_every_length(length: int, client: httpx.Client) -> None:
    """Both bounds of a name's length are inside."""
    assert created(client, name="ü" * length)["name"] == "ü" * length


READS = ("/creators/{}", "/creators/{}/analytics", "/creators/{}/timeseries")


@pytest.mark.parametrize(
    ("verb", "path"),
    [*(("GET", path) for path in READS), ("PATCH", READS[0]), ("DELETE", READS[0])],
)
def test_an_unknown_creator_is_not_found(
    verb: str, path: str, world: World, client: httpx.Client
) -> None:
    """An id that no creator has is 404, even if it is an account's; no UUID at all is 422."""
    body: Any = {} if verb == "PATCH" else None
    for identifier in (UNKNOWN_ID, world.accounts[0].id):
        response = client.request(verb, path.format(identifier), json=body)
        assert (response.status_code, response.json()["detail"]) == (404, "Creator not found.")
    malformed = client.request(verb, path.format("ada"), json=body)
    assert errors(malformed) == [("creator_id", "must be a UUID")]


# -- change


def test_a_patch_answers_with_the_creator_after_it(world: World, client: httpx.Client) -> None:
    """The answer to PATCH is what GET shows from then on, and only what was named is new."""
    path = f"/creators/{world.creators[0].id}"
    before = client.get(path).json()["data"]
    response = client.patch(path, json={"name": "Ada King"})
    assert response.json()["data"] == {**before, "name": "Ada King"}
    assert client.get(path).content == response.content


@pytest.mark.parametrize("body", [{}, {"name": None, "is_active": None, "metadata": None}])
def test_null_leaves_everything_as_it_is(
    body: dict[str, Any], world: World, client: httpx.Client
) -> None:
    """Null means the same as leaving a member out: no change."""
    for creator in world.creators:
        before = shown(client, creator)
        assert client.patch(f"/creators/{creator.id}", json=body).json()["data"] == before


def test_null_for_activity_pauses_and_resumes_nothing(world: World, client: httpx.Client) -> None:
    """`is_active: null` does not reach the accounts either."""
    ada = world.creators[0]
    first, second = accounts_of(world, ada)
    world.update(first, is_active=False)
    client.patch(f"/creators/{ada.id}", json={"is_active": None})
    assert (first.is_active, second.is_active) == (False, True)


def test_metadata_are_replaced_as_a_whole(world: World, client: httpx.Client) -> None:
    """New metadata take the place of the old; they are not merged."""
    path = f"/creators/{world.creators[0].id}"
    assert client.get(path).json()["data"]["metadata"] == {"team": "north"}
    for metadata in ({"floor": "2"}, {}):
        changed = client.patch(path, json={"metadata": metadata}).json()["data"]
        assert changed["metadata"] == metadata


def test_a_new_name_shows_in_the_accounts(world: World, client: httpx.Client) -> None:
    """After a rename the accounts show the new name, under a new entity tag."""
    ada = world.creators[0]
    path = f"/accounts/{accounts_of(world, ada)[0].id}"
    before = client.get(path)
    client.patch(f"/creators/{ada.id}", json={"name": "Ada King"})
    after = client.get(path, headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.json()["data"] == {**before.json()["data"], "creator_name": "Ada King"}


def test_archiving_pauses_every_account(world: World, client: httpx.Client) -> None:
    """Archiving a creator pauses all its accounts and no others; nothing is refreshed then."""
    ada, bo = world.creators[:2]
    client.patch(f"/creators/{ada.id}", json={"is_active": False})
    assert [account.is_active for account in accounts_of(world, ada)] == [False, False]
    assert [account.is_active for account in accounts_of(world, bo)] == [True, True]
    landed = [world.refreshes(account) for account in accounts_of(world, ada)]
    world.clock.advance(days=9)
    assert [world.refreshes(account) for account in accounts_of(world, ada)] == landed


def test_reviving_resumes_every_account(world: World, client: httpx.Client) -> None:
    """Reviving a creator resumes all its accounts, those paused one by one too (decision 45)."""
    ada = world.creators[0]
    first, second = accounts_of(world, ada)
    world.update(first, is_active=False)
    for active in (False, True):
        client.patch(f"/creators/{ada.id}", json={"is_active": active})
    assert first.is_active is second.is_active is True
    before = [len(world.refreshes(account)) for account in (first, second)]
    world.clock.advance(days=2)
    after = [len(world.refreshes(account)) for account in (first, second)]
    assert all(new > old for new, old in zip(after, before, strict=True))


# -- link and unlink


def test_a_first_link_is_created(world: World, client: httpx.Client) -> None:
    """The first PUT of a link answers 201 with the link and its address; the account shows it."""
    account = world.track_account("tiktok", "cy")
    ada = world.creators[0]
    path = f"/creators/{ada.id}/accounts/{account.id}"
    response = client.put(path)
    link = {"type": "creator_account_link", "creator_id": ada.id, "account_id": account.id}
    assert (response.status_code, response.json()) == (201, {"data": link})
    assert response.headers["location"] == BASE + path
    found = shown(client, account, "accounts")
    assert (found["creator_id"], found["creator_name"]) == (ada.id, "Ada Lin")
    assert shown(client, ada)["accounts_summary"]["total"] == 3


def test_a_repeated_link_is_no_news(world: World, client: httpx.Client) -> None:
    """The second PUT of a link answers 200 with the same record, and changes nothing."""
    ada = world.creators[0]
    path = f"/creators/{ada.id}/accounts/{accounts_of(world, ada)[0].id}"
    before = client.get("/creators").content
    response = client.put(path)
    assert response.status_code == 200
    assert "location" not in response.headers
    assert response.json()["data"]["creator_id"] == ada.id
    assert client.get("/creators").content == before


def test_an_account_of_another_creator_conflicts(world: World, client: httpx.Client) -> None:
    """An account belongs to one creator at most: linking it to another is 409, nothing changes."""
    ada, bo = world.creators[:2]
    account = accounts_of(world, ada)[0]
    before = everything(world)
    response = client.put(f"/creators/{bo.id}/accounts/{account.id}")
    assert (response.status_code, response.json()["code"]) == (409, "CONFLICT")
    assert everything(world) == before


def test_an_unlinked_account_may_go_elsewhere(world: World, client: httpx.Client) -> None:
    """After unlinking, 204, the account stands alone and can be linked to another creator."""
    ada, bo = world.creators[:2]
    account = accounts_of(world, ada)[0]
    response = client.delete(f"/creators/{ada.id}/accounts/{account.id}")
    assert (response.status_code, response.content) == (204, b"")
    assert account.creator_id is account.creator_name is None
    assert shown(client, ada)["accounts_summary"]["total"] == 1
    assert client.put(f"/creators/{bo.id}/accounts/{account.id}").status_code == 201


def test_what_is_not_linked_cannot_be_unlinked(world: World, client: httpx.Client) -> None:
    """Unlinking twice, or from another creator, is 404 and changes nothing."""
    ada, bo = world.creators[:2]
    account = accounts_of(world, ada)[0]
    before = everything(world)
    assert client.delete(f"/creators/{bo.id}/accounts/{account.id}").status_code == 404
    assert everything(world) == before
    statuses = [
        client.delete(f"/creators/{ada.id}/accounts/{account.id}").status_code for _ in range(2)
    ]
    assert statuses == [204, 404]


@pytest.mark.parametrize("verb", ["PUT", "DELETE"])
def test_both_ends_of_a_link_must_exist(verb: str, world: World, client: httpx.Client) -> None:
    """A link of what is not there is 404, naming what; a malformed id is 422."""
    creator, account = world.creators[0].id, world.accounts[0].id
    for path, detail in [
        (f"/creators/{UNKNOWN_ID}/accounts/{account}", "Creator not found."),
        (f"/creators/{creator}/accounts/{UNKNOWN_ID}", "Account not found."),
    ]:
        response = client.request(verb, path)
        assert (response.status_code, response.json()["detail"]) == (404, detail)
    malformed = client.request(verb, f"/creators/x/accounts/{account}x")
    assert {field for field, _ in errors(malformed)} == {"creator_id", "account_id"}


@pytest.mark.parametrize("active", [True, False])
def test_a_link_leaves_activity_alone(*, active: bool, world: World, client: httpx.Client) -> None:
    """Linking to an active or an archived creator neither pauses nor resumes the account."""
    account = world.track_account("tiktok", "cy", is_active=active)
    for creator in world.creators:
        path = f"/creators/{creator.id}/accounts/{account.id}"
        assert client.put(path).status_code == 201
        assert account.is_active is active
        client.delete(path)
        assert account.is_active is active


# -- delete


def test_a_deleted_creator_leaves_its_accounts(world: World, client: httpx.Client) -> None:
    """Deleting a creator answers 204, then 404; its accounts stay as they were, unlinked."""
    ada = world.creators[0]
    accounts = accounts_of(world, ada)
    before = [shown(client, account, "accounts") for account in accounts]
    statuses = [client.delete(f"/creators/{ada.id}").status_code for _ in range(2)]
    assert statuses == [204, 404]
    assert client.get(f"/creators/{ada.id}").status_code == 404
    alone = {"creator_id": None, "creator_name": None}
    after = [shown(client, account, "accounts") for account in accounts]
    assert after == [{**account, **alone} for account in before]


def test_a_dialect_answers_deletions_with_a_body() -> None:
    """With `delete_status=200` a deletion answers what was deleted, a creator or a link."""
    world = World("small", dialect=Dialect(delete_status=200))
    ada = world.creators[0]
    account = accounts_of(world, ada)[0]
    with wire(world) as client:
        unlinked = client.delete(f"/creators/{ada.id}/accounts/{account.id}")
        last = shown(client, ada)
        deleted = client.delete(f"/creators/{ada.id}")
    assert (unlinked.status_code, deleted.status_code) == (200, 200)
    assert unlinked.json()["data"]["account_id"] == account.id
    assert deleted.json()["data"] == last


def test_a_deleted_account_leaves_its_creator(world: World, client: httpx.Client) -> None:
    """When a linked account is deleted, the creator's figures shrink by it."""
    ada = world.creators[0]
    first, second = accounts_of(world, ada)
    followers = second.follower_count
    client.delete(f"/accounts/{first.id}")
    assert shown(client, ada)["accounts_summary"] == {
        "total": 1,
        "platforms": {"tiktok": 1},
        "total_followers": followers,
    }


# -- conditional


def test_the_tag_changes_with_the_bytes(world: World, client: httpx.Client) -> None:
    """Hour by hour, a creator's tag is new exactly when a refresh has moved its followers."""
    path = f"/creators/{world.creators[0].id}"
    before = client.get(path)
    statuses = set()
    for _ in range(60):
        world.clock.advance(hours=1)
        plain = client.get(path)
        response = client.get(path, headers={"if-none-match": before.headers["etag"]})
        assert response.status_code == (304 if plain.content == before.content else 200)
        assert (plain.headers["etag"] == before.headers["etag"]) is (response.status_code == 304)
        statuses.add(response.status_code)
        before = plain
    assert statuses == {200, 304}


def test_a_members_refresh_moves_the_followers(world: World, client: httpx.Client) -> None:
    """A refresh of a linked account shows in the creator, one of another account does not."""
    ada, bo = world.creators[:2]
    path = f"/creators/{ada.id}"
    tag = client.get(path).headers["etag"]
    world.clock.advance(seconds=1)
    world.scrape_now(accounts_of(world, bo)[0])
    assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    for account in accounts_of(world, ada):
        world.scrape_now(account)
    response = client.get(path, headers={"if-none-match": tag})
    assert response.status_code == 200
    figures = response.json()["data"]["accounts_summary"]["total_followers"]
    assert figures == sum(account.follower_count for account in accounts_of(world, ada))


# -- list


def test_the_list_is_by_name(client: httpx.Client) -> None:
    """Creators are listed by name, ascending unless told otherwise, in both spellings."""
    names = ["Ada Lin", "Archive", "Bo Okafor"]
    assert listed(client) == listed(client, order_by="name") == listed(client, sort="name") == names
    turned = [{"order_direction": "desc"}, {"order_by": "name", "order_direction": "desc"}]
    for query in (*turned, {"sort": "-name"}):
        assert listed(client, **query) == names[::-1]


def test_the_list_says_what_it_shows(client: httpx.Client) -> None:
    """Each row is the creator itself, and `filters` tells filter and sort."""
    response = client.get("/creators", params={"is_active": "false"})
    assert response.json()["filters"] == {
        "is_active": False,
        "order_by": "name",
        "order_direction": "asc",
    }
    (row,) = response.json()["data"]
    assert row == shown(client, row["id"])


def test_the_list_is_filtered_by_activity(client: httpx.Client) -> None:
    """`is_active` tells active creators from archived ones."""
    assert listed(client, is_active="true") == ["Ada Lin", "Bo Okafor"]
    assert listed(client, is_active="false") == ["Archive"]


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_pages_have_every_creator_once(direction: str, client: httpx.Client) -> None:
    """A walk in pages of two meets each creator once, namesakes by id, and counts them all."""
    same = [created(client, name="Bo Okafor")["id"] for _ in range(4)]
    query: dict[str, Any] = {"limit": 2, "order_direction": direction, "include_total": "true"}
    found: list[str] = []
    while True:
        page = client.get("/creators", params=query).json()
        found += [row["id"] for row in page["data"]]
        assert page["pagination"]["total_count"] == 7
        if not page["pagination"]["has_next"]:
            break
        query["cursor"] = page["pagination"]["next_cursor"]
    whole = client.get("/creators", params={"order_direction": direction}).json()["data"]
    assert found == [row["id"] for row in whole]
    namesakes = [row["id"] for row in whole if row["name"] == "Bo Okafor"]
    assert namesakes == sorted(namesakes)
    assert set(same) < set(namesakes)


def test_a_cursor_is_of_its_filter(client: httpx.Client) -> None:
    """A cursor of all creators is refused for the active ones, or for the other direction."""
    cursor = client.get("/creators?limit=1").json()["pagination"]["next_cursor"]
    for query in ("is_active=true", "order_direction=desc"):
        refused = client.get(f"/creators?limit=1&cursor={cursor}&{query}")
        assert [field for field, _ in errors(refused)] == ["cursor"]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "order_by=added_at", "sort=id", "is_active=maybe"]
)
def test_bad_queries_are_refused(query: str, client: httpx.Client) -> None:
    """A parameter with a value that it cannot have is 422 and named."""
    found = errors(client.get(f"/creators?{query}"))
    assert [field for field, _ in found] == [query.partition("=")[0]]


# -- top


def top(client: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    """The rows of the ranking."""
    rows: list[dict[str, Any]] = client.get("/creators/top", params=query).json()["data"]
    return rows


@pytest.mark.parametrize("period", ["7d", "30d", "90d"])
def test_the_ranking_is_by_views(period: str, world: World, client: httpx.Client) -> None:
    """Most views come first; ranks count from 1; each row has the figures of its accounts."""
    rows = top(client, period=period)
    assert [row["rank"] for row in rows] == [1, 2, 3]
    assert rows == sorted(rows, key=lambda row: (-row["views"], row["id"]))
    assert rows[0]["views"] > rows[1]["views"] > 0
    for row, creator in ((row, world.show(row["id"])) for row in rows):
        assert (row["name"], row["type"]) == (creator["name"], "creator")
        assert row["followers"] == creator["accounts_summary"]["total_followers"]


def test_the_ranking_agrees_with_the_metrics(world: World, client: httpx.Client) -> None:
    """A row's sums are those of the batch metrics of the creator's accounts."""
    for row in top(client, period="7d"):
        ids = [account.id for account in world.accounts if account.creator_id == row["id"]]
        body = {"account_ids": ids, "period": "7d"}
        metrics = client.post("/accounts/metrics", json=body).json()["data"].values()
        for name in ("views", "plays", "likes", "comments", "shares", "engagement"):
            assert row[name] == sum(figures[name] for figures in metrics)


def test_ties_are_ranked_by_id(client: httpx.Client) -> None:
    """Creators with equally many views come in the order of their ids."""
    for name in ("D", "C", "B", "A"):
        created(client, name=name)
    ids = [row["id"] for row in top(client) if row["views"] == 0]
    assert len(ids) >= 4
    assert ids == sorted(ids)


@pytest.mark.parametrize("platform", ["instagram", "tiktok"])
def test_a_platform_counts_only_its_accounts(
    platform: str, world: World, client: httpx.Client
) -> None:
    """With a platform, the views and followers of other accounts count for nothing."""
    for row in top(client, platform=platform):
        chosen = [
            account
            for account in world.accounts
            if (account.creator_id, account.platform) == (row["id"], platform)
        ]
        assert row["followers"] == sum(account.follower_count for account in chosen)
    parts = [top(client, platform=one) for one in ("instagram", "tiktok")]
    views = sum(row["views"] for rows in parts for row in rows)
    assert views == sum(row["views"] for row in top(client)) > 0


def test_the_limit_cuts_the_ranking(client: httpx.Client) -> None:
    """The best `limit` creators are shown, 10 unless told otherwise, and `meta` says how many."""
    for number in range(27):
        created(client, name=f"No. {number}")
    assert [len(top(client, **query)) for query in ({}, {"limit": 1}, {"limit": 25})] == [10, 1, 25]
    assert top(client, limit=1) == top(client)[:1]
    for limit in (0, 26):
        assert errors(client.get(f"/creators/top?limit={limit}"))[0][0] == "limit"


def test_the_ranking_tells_its_window(client: httpx.Client) -> None:
    """`meta` has the resolved days and the limit; 30 days and 10 creators are the defaults."""
    assert client.get("/creators/top").json()["meta"] == {
        "period": "30d",
        "start_date": "2025-12-07",
        "end_date": "2026-01-05",
        "days": 30,
        "limit": 10,
    }


@pytest.mark.parametrize("query", ["period=custom", "period=1d", "platform=x", "limit=x"])
def test_bad_rankings_are_refused(query: str, client: httpx.Client) -> None:
    """The ranking knows three windows and two platforms."""
    found = errors(client.get(f"/creators/top?{query}"))
    assert [field for field, _ in found] == [query.partition("=")[0]]


def test_top_is_no_id(world: World, client: httpx.Client) -> None:
    """`/creators/top` is the ranking by GET alone: it is never taken for a creator's id."""
    assert client.get("/creators/top").status_code == 200
    assert world.journal[-1].operation == "list_top_creators"
    assert client.delete("/creators/top").status_code == 405
