"""Collections: filters, sorts, pages, cursors and links."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import requests

from creatoraudit_mock import World
from wire import UNKNOWN_ID, wire, world_of

LISTS = ("/accounts", "/videos", "/account-videos")
COUNTERS = ("view_count", "like_count", "play_count")
SORTS = {
    "/accounts": ("added_at", "username", "last_scrape_time", "follower_count", *COUNTERS),
    "/videos": ("added_at", "create_time", *COUNTERS),
    "/account-videos": ("added_at", "create_time", *COUNTERS),
}
EACH_SORT = [(path, key) for path, keys in SORTS.items() for key in keys]

MIXED = """
description = "Some items were never refreshed, some are alike."

[[accounts]]
count = 3
platform = "instagram"
username = "old_{n}"
added = "-9d"

[[accounts]]
count = 3
platform = "tiktok"
username = "new_{n}"
first_refresh = "1h"

[[videos]]
count = 3
platform = "tiktok"
identifier = "73012345678900000{n:2}"
added = "-9d"

[[videos]]
count = 3
platform = "instagram"
identifier = "Cnew{n}abcdef"
first_refresh = "1h"
"""


def rows(client: httpx.Client, path: str, **query: Any) -> list[dict[str, Any]]:
    """The rows of one page."""
    response = client.get(path, params=query)
    assert response.status_code == 200, response.text
    return list(response.json()["data"])


def pages(client: httpx.Client, path: str, **query: Any) -> Iterator[dict[str, Any]]:
    """All pages, by cursor."""
    cursor = None
    while True:
        sent = query if cursor is None else {**query, "cursor": cursor}
        page = client.get(path, params=sent).json()
        yield page
        cursor = page["pagination"]["next_cursor"]
        if not page["pagination"]["has_next"]:
            return


def walked(client: httpx.Client, path: str, **query: Any) -> list[dict[str, Any]]:
    """The rows of all pages, by cursor."""
    return [row for page in pages(client, path, **query) for row in page["data"]]


def refused(client: httpx.Client, path: str, **query: Any) -> list[tuple[str, str]]:
    """Fields and messages of a refusal."""
    response = client.get(path, params=query)
    assert response.status_code == 422, response.text
    return [(error["field"], error["message"]) for error in response.json()["errors"]]


# -- the envelope


@pytest.mark.parametrize("path", LISTS)
def test_a_page_by_default(path: str, client: httpx.Client) -> None:
    """Without parameters: fifty rows at most, newest first, no count, and the sort echoed."""
    page = client.get(path).json()
    assert page["pagination"]["limit"] == 50
    assert "total_count" not in page["pagination"]
    assert page["filters"] == {"order_by": "added_at", "order_direction": "desc"}
    added = [row["added_at"] for row in page["data"]]
    assert added == sorted(added, reverse=True)


@pytest.mark.parametrize("path", LISTS)
def test_an_empty_collection(path: str) -> None:
    """A list without rows is one page, the last."""
    with wire(World()) as client:
        page = client.get(path, params={"include_total": "true"}).json()
    assert page["data"] == []
    expected = {"next_cursor": None, "has_next": False, "limit": 50, "total_count": 0}
    assert page["pagination"] == expected


def test_rows_are_the_representations(client: httpx.Client) -> None:
    """A row is what GET of the single resource shows."""
    for path in ("/accounts", "/videos"):
        for row in rows(client, path):
            assert client.get(f"{path}/{row['id']}").json()["data"] == row


def test_account_videos_come_with_refreshes(world: World, client: httpx.Client) -> None:
    """Posts appear when their account is refreshed, and not before."""
    made = client.post("/accounts", json={"platform": "tiktok", "username": "fresh"}).json()
    query = {"account_id": made["data"]["id"]}
    assert rows(client, "/account-videos", **query) == []
    world.clock.advance(seconds=4)
    assert rows(client, "/account-videos", **query) == []
    world.clock.advance(seconds=1)
    found = rows(client, "/account-videos", **query, limit=200)
    account = client.get(f"/accounts/{query['account_id']}").json()["data"]
    assert len(found) == account["total_post_count"] > 0
    assert {row["added_at"] for row in found} == {account["last_scrape_time"]}
    assert sum(row["view_count"] for row in found) == account["view_count"]


def test_account_videos_have_integer_ids_of_their_own(client: httpx.Client) -> None:
    """Ids of account videos are integers, disjoint between the platforms (decision 65)."""
    found = walked(client, "/account-videos", limit=200)
    ids = [row["id"] for row in found]
    assert all(type(one) is int for one in ids)
    assert len(set(ids)) == len(ids)
    by_platform = {p: {row["id"] % 2 for row in found if row["platform"] == p} for p in PLATFORMS}
    assert by_platform == {"instagram": {0}, "tiktok": {1}}


PLATFORMS = ("instagram", "tiktok")


# -- filters


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_filter_by_platform(path: str, platform: str, client: httpx.Client) -> None:
    """`platform` keeps the rows of that platform: all of them, and no others."""
    every = walked(client, path, limit=200)
    expected = [row for row in every if row["platform"] == platform]
    assert walked(client, path, limit=200, platform=platform) == expected != every


@pytest.mark.parametrize("path", ["/accounts", "/videos"])
@pytest.mark.parametrize("is_active", [True, False])
def test_filter_by_activity(path: str, is_active: bool, client: httpx.Client) -> None:  # noqa: FBT001
    """`is_active` tells tracked from paused."""
    every = rows(client, path)
    expected = [row for row in every if row["is_active"] is is_active]
    assert rows(client, path, is_active=str(is_active).lower()) == expected != every


@pytest.mark.parametrize("q", ["lin", "LIN", "bo", "a.l", "_o", "", "zzz", "%", "*", "."])
def test_filter_by_text(q: str, client: httpx.Client) -> None:
    """`q` keeps the usernames that contain the text, whatever its case; nothing is a wildcard."""
    expected = [row for row in rows(client, "/accounts") if q.lower() in row["username"]]
    assert rows(client, "/accounts", q=q) == expected


def test_filter_videos_by_text(client: httpx.Client) -> None:
    """`q` of videos looks into captions, whatever the case."""
    every = rows(client, "/videos")
    caption = next(row["description"] for row in every if row["description"])
    part = caption[3:12]
    expected = [row for row in every if part in (row["description"] or "")]
    assert rows(client, "/videos", q=part.swapcase()) == expected != every


def test_filter_by_category(client: httpx.Client) -> None:
    """`category` matches as a whole."""
    assert {row["username"] for row in rows(client, "/accounts", category="travel")} == {
        "ada.lin",
        "adalin",
    }
    assert rows(client, "/accounts", category="trave") == []


def test_filter_by_creator(client: httpx.Client) -> None:
    """`creator_id` keeps the accounts of one creator; of an unknown one there are none."""
    every = rows(client, "/accounts")
    creator = next(row["creator_id"] for row in every if row["creator_name"] == "Ada Lin")
    expected = [row for row in every if row["creator_id"] == creator]
    assert rows(client, "/accounts", creator_id=creator) == expected != []
    assert rows(client, "/accounts", creator_id=creator.upper()) == expected
    assert rows(client, "/accounts", creator_id=UNKNOWN_ID) == []


def test_filter_posts_by_account(world: World, client: httpx.Client) -> None:
    """`account_id` keeps the posts of one account."""
    every = walked(client, "/account-videos", limit=200)
    for account in world.accounts:
        found = walked(client, "/account-videos", limit=200, account_id=account.id)
        assert found == [row for row in every if row["account_id"] == account.id]
        assert len(found) == account.total_post_count


def test_filter_videos_by_account(client: httpx.Client) -> None:
    """`account_id` keeps the videos whose author is that tracked account."""
    assert rows(client, "/videos", account_id=UNKNOWN_ID) == []
    body = {"platform": "tiktok", "username": "guest_chef"}
    made = client.post("/accounts", json=body).json()["data"]["id"]
    (video,) = rows(client, "/videos", account_id=made)
    assert video["account_username"] == "guest_chef"


def test_filters_are_joined_with_and(client: httpx.Client) -> None:
    """A row has to pass all filters."""
    query = {"platform": "tiktok", "category": "travel", "is_active": "true", "q": "ada"}
    assert [row["username"] for row in rows(client, "/accounts", **query)] == ["adalin"]
    assert rows(client, "/accounts", **{**query, "is_active": "false"}) == []


def test_the_echo_holds_filters_and_sort(client: httpx.Client) -> None:
    """`filters` repeats the filters that were sent, typed, and the sort in effect (18)."""
    query = {"platform": "tiktok", "is_active": "true", "q": "", "limit": "3", "sort": "username"}
    assert client.get("/accounts", params=query).json()["filters"] == {
        "platform": "tiktok",
        "is_active": True,
        "q": "",
        "order_by": "username",
        "order_direction": "asc",
    }


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("/accounts", {"platform": "youtube"}, "platform"),
        ("/accounts", {"platform": "TIKTOK"}, "platform"),
        ("/accounts", {"platform": ""}, "platform"),
        ("/accounts", {"is_active": "yes"}, "is_active"),
        ("/accounts", {"is_active": "True"}, "is_active"),
        ("/accounts", {"is_active": "1"}, "is_active"),
        ("/accounts", {"is_active": ""}, "is_active"),
        ("/accounts", {"creator_id": "ada"}, "creator_id"),
        ("/accounts", {"q": "x" * 129}, "q"),
        ("/accounts", {"q": "a\0b"}, "q"),
        ("/accounts", {"order_by": "name"}, "order_by"),
        ("/accounts", {"order_by": ""}, "order_by"),
        ("/accounts", {"order_by": "-username"}, "order_by"),
        ("/accounts", {"order_by": "create_time"}, "order_by"),
        ("/videos", {"order_by": "username"}, "order_by"),
        ("/videos", {"account_id": "1"}, "account_id"),
        ("/account-videos", {"account_id": "nasa"}, "account_id"),
        ("/accounts", {"order_direction": "DESC"}, "order_direction"),
        ("/accounts", {"sort": "name"}, "sort"),
        ("/accounts", {"sort": "+username"}, "sort"),
        ("/accounts", {"sort": "--username"}, "sort"),
        ("/accounts", {"sort": "bad", "order_by": "username"}, "sort"),
        ("/accounts", {"include_total": "maybe"}, "include_total"),
        ("/accounts", {"include_total": ""}, "include_total"),
    ],
    ids=str,
)
def test_bad_parameters(path: str, query: dict[str, str], field: str, client: httpx.Client) -> None:
    """A value that a parameter does not take is named."""
    assert {name for name, _ in refused(client, path, **query)} == {field}


# -- sorts


@pytest.mark.parametrize(("path", "key"), EACH_SORT)
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_every_sort(path: str, key: str, direction: str) -> None:
    """Rows come by the key; nulls last both ways, ties by ascending id (decision 21)."""
    with wire(world_of(MIXED)) as client:
        found = walked(client, path, limit=200, order_by=key, order_direction=direction)
    known = [row for row in found if row[key] is not None]
    assert found == known + [row for row in found if row[key] is None]
    expected = sorted(known, key=lambda row: row["id"])
    expected.sort(key=lambda row: row[key], reverse=direction == "desc")
    assert known == expected
    nulls = [row["id"] for row in found if row[key] is None]
    assert nulls == sorted(nulls)
    assert bool(nulls) == (key == "last_scrape_time" or (path == "/videos" and key != "added_at"))


@pytest.mark.parametrize(("path", "key"), EACH_SORT)
def test_both_spellings_agree(path: str, key: str) -> None:
    """`sort=-key` is `order_by=key&order_direction=desc`, echo and cursors included."""
    with wire(world_of(MIXED)) as client:
        for sign, direction in (("", "asc"), ("-", "desc")):
            old = client.get(path, params={"sort": f"{sign}{key}", "limit": 2}).json()
            new = f"order_by={key}&order_direction={direction}&limit=2"
            assert client.get(f"{path}?{new}").json() == old


def test_order_by_alone_is_descending(client: httpx.Client) -> None:
    """Without a direction a sort is descending."""
    assert rows(client, "/accounts", order_by="username") == rows(
        client, "/accounts", sort="-username"
    )


def test_order_by_wins_over_sort(client: httpx.Client) -> None:
    """With both spellings the newer one counts."""
    both = client.get("/accounts", params={"sort": "added_at", "order_by": "username"}).json()
    assert both["filters"] == {"order_by": "username", "order_direction": "desc"}


def test_a_direction_alone_turns_the_default_sort(client: httpx.Client) -> None:
    """`order_direction` without a key applies to the default key (decision 20)."""
    page = client.get("/accounts", params={"order_direction": "asc"}).json()
    assert page["filters"] == {"order_by": "added_at", "order_direction": "asc"}
    assert page["data"] == rows(client, "/accounts")[::-1]


def test_a_direction_does_not_turn_the_older_spelling(client: httpx.Client) -> None:
    """`sort` carries its own direction."""
    page = client.get("/accounts", params={"sort": "username", "order_direction": "desc"}).json()
    assert page["filters"] == {"order_by": "username", "order_direction": "asc"}


# -- pages


@pytest.mark.parametrize("limit", [1, 50, 200])
def test_limits_in_range(limit: int, client: httpx.Client) -> None:
    """A page holds as many rows as asked for, or as there are."""
    page = client.get("/account-videos", params={"limit": limit}).json()
    total = len(walked(client, "/account-videos", limit=200))
    assert len(page["data"]) == min(limit, total)
    assert page["pagination"]["limit"] == limit


@pytest.mark.parametrize(
    "limit",
    ["0", "-1", "201", "", " ", "x", "1.0", "1e1", "+5", " 5", "5 ", "\u0665", "9" * 500, "null"],
)
@pytest.mark.parametrize("path", LISTS)
def test_limits_out_of_range(path: str, limit: str, client: httpx.Client) -> None:
    """Any other limit is refused, never clamped (decision 11)."""
    assert {field for field, _ in refused(client, path, limit=limit)} == {"limit"}


def test_a_limit_may_have_leading_zeros(client: httpx.Client) -> None:
    """`007` is an integer; the page says 7."""
    assert client.get("/accounts", params={"limit": "007"}).json()["pagination"]["limit"] == 7


@pytest.mark.parametrize("path", LISTS)
def test_the_total_counts_all_pages(path: str, client: httpx.Client) -> None:
    """`include_total` counts the rows of all pages, under the filters, on every page."""
    total = len(walked(client, path, limit=200, platform="tiktok"))
    query = {"limit": 1, "platform": "tiktok", "include_total": "true"}
    first, second, *_ = pages(client, path, **query)
    assert first["pagination"]["total_count"] == second["pagination"]["total_count"] == total


def test_no_total_unless_asked(client: httpx.Client) -> None:
    """`include_total=false` is as good as nothing."""
    page = client.get("/accounts", params={"include_total": "false"}).json()
    assert "total_count" not in page["pagination"]


@pytest.mark.parametrize(("path", "key"), EACH_SORT)
@pytest.mark.parametrize("limit", [1, 4])
def test_a_walk_meets_every_row_once(path: str, key: str, limit: int) -> None:
    """Page by page come the same rows in the same order as in one page, under every sort."""
    with wire(world_of(MIXED)) as client:
        query = {"sort": f"-{key}", "platform": "tiktok"}
        whole = rows(client, path, limit=200, **query)
        assert walked(client, path, limit=limit, **query) == whole


@pytest.mark.parametrize("limit", [1, 5])
def test_a_full_last_page_is_the_last(limit: int, client: httpx.Client) -> None:
    """No empty page follows a last page that is exactly full (decision 16)."""
    found = list(pages(client, "/accounts", limit=limit))
    assert [len(page["data"]) for page in found] == [limit] * (5 // limit)
    assert [page["pagination"]["has_next"] for page in found] == [True] * (5 // limit - 1) + [False]
    assert found[-1]["pagination"]["next_cursor"] is None


def test_limit_and_total_may_change_on_the_way(client: httpx.Client) -> None:
    """A cursor is bound to filter and sort alone (decision 14)."""
    cursor = client.get("/accounts?limit=2").json()["pagination"]["next_cursor"]
    rest = client.get("/accounts", params={"cursor": cursor, "limit": 9, "include_total": "true"})
    assert rest.json()["data"] == rows(client, "/accounts")[2:]


@pytest.mark.parametrize(
    "change",
    [
        {"platform": "tiktok"},
        {"q": "bo"},
        {"q": ""},
        {"order_by": "username"},
        {"order_direction": "asc"},
        {"sort": "added_at"},
        {"is_active": "true"},
    ],
    ids=str,
)
def test_a_cursor_under_another_filter_or_sort(
    change: dict[str, str], client: httpx.Client
) -> None:
    """A cursor of another filter or sort is refused by name."""
    cursor = client.get("/accounts?limit=2").json()["pagination"]["next_cursor"]
    message = "was not issued for this filter and sort"
    assert refused(client, "/accounts", cursor=cursor, **change) == [("cursor", message)]


def test_the_default_sort_may_be_spelled_out(client: httpx.Client) -> None:
    """The default sort, spelled out in either way, is the same sort to a cursor."""
    cursor = client.get("/accounts?limit=2").json()["pagination"]["next_cursor"]
    plain = rows(client, "/accounts", cursor=cursor)
    assert rows(client, "/accounts", cursor=cursor, sort="-added_at") == plain
    assert rows(client, "/accounts", cursor=cursor, order_by="added_at") == plain


def test_a_cursor_of_another_collection_or_world(client: httpx.Client) -> None:
    """A cursor is good for one collection of one organization."""
    cursor = client.get("/accounts?limit=2").json()["pagination"]["next_cursor"]
    assert refused(client, "/videos", cursor=cursor)
    with wire(World("small", seed=8)) as other:
        assert refused(other, "/accounts", cursor=cursor)


def test_every_altered_cursor_is_refused(client: httpx.Client) -> None:
    """Whatever character of a cursor is changed, dropped or added, it is no cursor any more."""
    cursor = client.get("/accounts?limit=2").json()["pagination"]["next_cursor"]
    altered = {
        cursor[:n] + ("A" if cursor[n] != "A" else "B") + cursor[n + 1 :]
        for n in range(len(cursor))
    }
    altered |= {
        cursor[:-1],
        cursor[1:],
        f"{cursor}=",
        f"{cursor}A",
        f" {cursor}",
        cursor.swapcase(),
    }
    for one in sorted(altered):
        assert refused(client, "/accounts", cursor=one)[0][0] == "cursor"


def test_cursors_are_opaque_base64url(client: httpx.Client) -> None:
    """A cursor fits into a URL as it is."""
    cursor = client.get("/accounts?limit=2").json()["pagination"]["next_cursor"]
    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert cursor.isascii()


def test_rows_that_come_and_go_on_the_way(world: World, client: httpx.Client) -> None:
    """A walk skips and repeats nothing that stays; the row of its cursor may go (decision 15)."""
    first = client.get("/accounts?limit=2").json()
    stays = [row["id"] for row in rows(client, "/accounts")[2:]]
    world.clock.advance(seconds=1)
    client.post("/accounts", json={"platform": "tiktok", "username": "newcomer"})
    client.delete(f"/accounts/{first['data'][-1]['id']}")
    rest = rows(client, "/accounts", cursor=first["pagination"]["next_cursor"])
    assert [row["id"] for row in rest] == stays


def test_a_new_row_behind_the_position_is_met(world: World, client: httpx.Client) -> None:
    """Walking upwards, what is added meanwhile comes at the end."""
    first = client.get("/accounts?order_direction=asc&limit=2").json()
    world.clock.advance(seconds=1)
    client.post("/accounts", json={"platform": "tiktok", "username": "newcomer"})
    cursor = first["pagination"]["next_cursor"]
    rest = rows(client, "/accounts", order_direction="asc", cursor=cursor)
    assert [row["username"] for row in rest][-1] == "newcomer"
    assert len(rest) == 4


# -- links


@pytest.mark.parametrize("path", LISTS)
def test_walking_by_link_is_walking_by_cursor(path: str) -> None:
    """`rel="next"` leads through the same pages as the cursors, and ends where they end."""
    with wire(world_of(MIXED)) as client:
        query = {"sort": "-view_count", "platform": "tiktok", "limit": "1"}
        by_cursor = list(pages(client, path, **query))[:9]
        response = client.get(path, params=query)
        by_link = [response.json()]
        while "next" in response.links and len(by_link) < 9:
            response = client.get(response.links["next"]["url"])
            by_link.append(response.json())
    assert by_link == by_cursor


@pytest.mark.parametrize(
    "query", ["", "limit=2", "q=%C3%BC%26%3E%3B%22&x=%FF&x=+&limit=1&platform="]
)
def test_first_leads_to_the_first_page(query: str, client: httpx.Client) -> None:
    """`rel="first"` leads to the first page from every page, and carries no cursor."""
    path = f"/accounts?{query}".removesuffix("&platform=")
    first = client.get(path)
    cursor = first.json()["pagination"]["next_cursor"]
    later = client.get(f"{path}&cursor={cursor}") if cursor else first
    for response in (first, later):
        url = response.links["first"]["url"]
        assert url.startswith("https://api.creatoraudit.com/v2/accounts?")
        assert "cursor" not in url
        assert client.get(url).content == first.content


def test_the_documented_link(client: httpx.Client) -> None:
    """Without parameters `rel="first"` is the very link that the documentation shows."""
    link = client.get("/accounts").headers["link"]
    assert link == '<https://api.creatoraudit.com/v2/accounts?limit=50>; rel="first"'


def test_the_last_page_has_no_next(client: httpx.Client) -> None:
    """Lack of `rel="next"` says the same as `has_next: false`."""
    assert "next" in client.get("/accounts?limit=4").links
    assert "next" not in client.get("/accounts?limit=5").links


def test_links_keep_the_parameters(client: httpx.Client) -> None:
    """Both links keep filters, sort, unknown parameters, and the limit in effect."""
    sent = {"platform": "instagram", "sort": "username", "include_total": "true", "trace": "a b"}
    links = client.get("/accounts", params={**sent, "limit": 1}).links
    first, following = (dict(httpx.URL(links[rel]["url"]).params) for rel in ("first", "next"))
    assert first == {**sent, "limit": "1"}
    assert {**following, "cursor": ""} == {**first, "cursor": ""}


def test_another_parser_reads_the_links_alike(client: httpx.Client) -> None:
    """The header parser of requests finds the same links."""
    response = client.get("/accounts", params={"limit": 1, "q": 'a", <b>; rel="next'})
    theirs = requests.utils.parse_header_links(response.headers["link"])
    assert {one["rel"]: one["url"] for one in theirs} == {
        rel: str(link["url"]) for rel, link in response.links.items()
    }
    response = client.get("/accounts", params={"limit": 1})
    theirs = requests.utils.parse_header_links(response.headers["link"])
    assert [one["rel"] for one in theirs] == ["first", "next"]


def test_head_of_a_list_has_the_links(client: httpx.Client) -> None:
    """HEAD answers with the links of GET."""
    assert client.head("/accounts?limit=2").links == client.get("/accounts?limit=2").links


@pytest.mark.parametrize(
    ("host", "base"),
    [
        ("example.org", "https://example.org"),
        ("example.org:8080", "https://example.org:8080"),
        ("[::1]:80", "https://[::1]:80"),
        ("evil.example/x?", "https://api.creatoraudit.com"),
        ("evil example", "https://api.creatoraudit.com"),
        ('a>; rel="next"', "https://api.creatoraudit.com"),
        ("a\r\nx-evil: 1", "https://api.creatoraudit.com"),
        ("", "https://api.creatoraudit.com"),
    ],
)
def test_addresses_follow_the_host_header(host: str, base: str, client: httpx.Client) -> None:
    """Links lead to where the client thinks the API is, unless that is no host at all."""
    response = client.get("/accounts", headers={"host": host})
    assert response.links["first"]["url"] == f"{base}/v2/accounts?limit=50"
    assert "x-evil" not in response.headers
