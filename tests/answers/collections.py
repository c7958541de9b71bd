"""Switches about collections."""

from typing import Any

import httpx

from creatoraudit_mock import World
from wire import Answers

NEXT = "/accounts?limit=1&cursor={}"


def sizes(_: World, client: httpx.Client) -> Any:
    """What page sizes out of range get: the status, or the size in effect."""
    found: list[Any] = []
    for limit in ("0", "-7", "201", "9" * 30, "2.5", ""):
        answer = client.get("/videos", params={"limit": limit}).json()
        found.append(answer.get("status") or answer["pagination"]["limit"])
    for path in ("/search?q=a&limit=26", "/creators/top?limit=26"):
        answer = client.get(path).json()
        found.append(answer.get("status") or answer["meta"].get("limit_per_section", "served"))
    return found


def forged(_: World, client: httpx.Client) -> Any:
    """What cursors get: one that is made up, one altered, and one of another walk."""
    good = first(client)["next_cursor"]
    answers = [client.get(NEXT.format(cursor)) for cursor in ("made-up", f"{good}A")]
    answers.append(client.get(NEXT.format(good) + "&platform=tiktok"))
    return [answer.status_code for answer in answers]


def lifetime(world: World, client: httpx.Client) -> Any:
    """What a cursor gets ten minutes after its issue, at their end, and after a month."""
    world.clock.advance("30s")
    good, found = first(client)["next_cursor"], []
    for pause in ("10m", "29.999999s", "0.000001s", "30d"):
        world.clock.advance(pause)
        answer = client.get(NEXT.format(good)).json()
        found.append([error["message"] for error in answer.get("errors", [])])
    return found


def another_size(_: World, client: httpx.Client) -> Any:
    """What a cursor gets under its own page size, under another one, and when a total is asked."""
    good = first(client)["next_cursor"]
    answers = [client.get(NEXT.format(good).replace("=1", size)) for size in ("=1", "=2")]
    answers.append(client.get(NEXT.format(good) + "&include_total=true"))
    return [answer.status_code for answer in answers]


def pages(_: World, client: httpx.Client) -> Any:
    """The pages of walks: how many rows each has, and whether it says that there are more."""
    found, url = [], "/accounts?limit=1"
    for _number in range(3):
        answer = client.get(url)
        pagination = answer.json()["pagination"]
        found.append((len(answer.json()["data"]), pagination["has_next"]))
        assert pagination["has_next"] is ("next" in answer.links)
        assert pagination["has_next"] is (pagination["next_cursor"] is not None)
        if not pagination["has_next"]:
            break
        url = answer.links["next"]["url"]
    empty = client.get("/accounts?q=nobody&limit=1").json()
    return found, empty["pagination"]["has_next"]


def total(_: World, client: httpx.Client) -> Any:
    """The total that nobody asked for, and the one that somebody did."""
    counts = [
        client.get(f"/accounts{query}").json()["pagination"].get("total_count", "absent")
        for query in ("", "?include_total=false", "?include_total=true")
    ]
    return tuple(counts)


def echo(_: World, client: httpx.Client) -> Any:
    """How sorts are told: none sent, both spellings, and a direction alone."""
    queries = ("", "?order_by=name", "?sort=-name&is_active=true", "?order_direction=desc")
    return [client.get(f"/creators{query}").json()["filters"] for query in queries]


def nulls(world: World, client: httpx.Client) -> Any:
    """Where an account without a refresh comes, ascending and descending, page by page."""
    world.track_account("tiktok", "late")
    found = []
    for direction in ("asc", "desc"):
        url, walk = f"/accounts?order_by=last_scrape_time&limit=1&order_direction={direction}", []
        while url:
            answer = client.get(url)
            walk += [row["username"] for row in answer.json()["data"]]
            url = answer.links.get("next", {}).get("url", "")
        found.append(walk.index("late"))
        assert sorted(walk) == ["esa", "late", "nasa"]
    return found


def legacy(_: World, client: httpx.Client) -> Any:
    """What a legacy sort by an unknown key gets, alone and beside a direction."""
    found = []
    for query in ("sort=popularity", "sort=--name", "sort=&order_direction=desc"):
        answer = client.get(f"/creators?{query}").json()
        found.append(answer.get("status") or answer["filters"]["order_direction"])
    return found


def caps(world: World, client: httpx.Client) -> Any:
    """How many of 26 finds a search brings when it is asked for 3 or for 25."""
    for number in range(26):
        world.create_creator(f"crowd {number}")
    found = []
    for limit in (3, 25):
        answer = client.get("/search", params={"q": "crowd", "limit": limit}).json()
        assert answer["meta"]["limit_per_section"] == limit
        found.append((answer["meta"]["effective_caps"]["videos"], len(answer["data"]["creators"])))
    return found


def first(client: httpx.Client) -> Any:
    """Where the first page of one account stands."""
    return client.get("/accounts?limit=1").json()["pagination"]


BY_NAME, DOWN = {"order_by": "name"}, {"order_direction": "desc"}
UP = {"order_direction": "asc"}

ANSWERS: Answers = {
    "limit_out_of_range": (
        sizes,
        {"refuse": [422] * 8, "clamp": [1, 1, 200, 200, 422, 422, 25, "served"]},
    ),
    "tampered_cursor": (forged, {422: [422, 422, 422], 400: [400, 400, 422]}),
    "cursor_lifetime": (
        lifetime,
        {"endless": [[]] * 4, "10m": [[], [], ["has expired"], ["has expired"]]},
    ),
    "limit_under_cursor": (another_size, {"free": [200, 200, 200], "bound": [200, 422, 200]}),
    "full_last_page": (
        pages,
        {
            "ends": ([(1, True), (1, False)], False),
            "continues": ([(1, True), (1, True), (0, False)], False),
        },
    ),
    "unrequested_total": (
        total,
        {"absent": ("absent", "absent", 2), "null": (None, None, 2)},
    ),
    "filters_echo": (
        echo,
        {
            "order_by": [
                {**BY_NAME, **UP},
                {**BY_NAME, **UP},
                {"is_active": True, **BY_NAME, **DOWN},
                {**BY_NAME, **DOWN},
            ],
            "sort": [
                {"sort": "name"},
                {"sort": "name"},
                {"is_active": True, "sort": "-name"},
                {"sort": "-name"},
            ],
            "supplied": [{}, BY_NAME, {"is_active": True, "sort": "-name"}, DOWN],
        },
    ),
    "null_order": (nulls, {"last": [2, 2], "largest": [2, 0]}),
    "bad_legacy_sort": (legacy, {"refuse": [422, 422, 422], "ignore": ["asc", "asc", "desc"]}),
    "search_cap": (
        caps,
        {10: [(3, 3), (10, 10)], 25: [(3, 3), (25, 25)], 5: [(3, 3), (5, 5)]},
    ),
}
