"""Switches about requests, replies and caches."""

import re
from typing import Any

import httpx

from creatoraudit_mock import World
from creatoraudit_mock.contract import operations
from wire import UNKNOWN_ID, Answers

MICROS = re.compile(r'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"')
SECONDS = re.compile(r'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"')


def request_id(_: World, client: httpx.Client) -> Any:
    """Whether the client's id comes back."""
    return client.get("/health", headers={"x-request-id": "mine"}).headers["x-request-id"] == "mine"


def timestamps(world: World, client: httpx.Client) -> Any:
    """Whether all timestamps have fractions, and whether all are whole."""
    world.clock.advance(hours=1, microseconds=7)
    world.scrape_now(world.accounts[0])
    text = client.get("/accounts").text + client.get("/videos").text
    return bool(MICROS.search(text)), bool(SECONDS.search(text))


def not_modified(_: World, client: httpx.Client) -> Any:
    """How much is left of 600 requests after a 200 and a 304."""
    etag = client.get("/whoami").headers["etag"]
    response = client.get("/whoami", headers={"if-none-match": etag})
    return response.status_code, response.headers["x-ratelimit-remaining"]


def validators(world: World, client: httpx.Client) -> Any:
    """What a validator gets as it is, marked as weak, marked within a list, and `*`."""
    path = f"/accounts/{world.accounts[0].id}"
    etag = client.get(path).headers["etag"]
    sent = (etag, f"W/{etag}", f'"x", W/{etag}', f'W/"x", {etag}', "*")
    return [client.get(path, headers={"if-none-match": one}).status_code for one in sent]


def tagged(world: World, client: httpx.Client) -> Any:
    """Which reads have an entity tag and answer `If-None-Match: *` with 304."""
    ada = world.create_creator("Ada")
    ids = {"account_id": world.accounts[0].id, "video_id": world.videos[0].id}
    found = set()
    for one in operations(world.dialect):
        path = one.path.format_map({**ids, "creator_id": ada.id}) + "?q=a"
        if one.method == "GET":
            is_tagged = "etag" in client.get(path).headers
            status = client.get(path, headers={"if-none-match": "*"}).status_code
            assert status == (304 if is_tagged else 200)
            found |= {one.id} if is_tagged else set()
    return found


def cache_control(world: World, client: httpx.Client) -> Any:
    """What caches are told beside a 200 and a 304."""
    path = f"/accounts/{world.accounts[0].id}"
    full = client.get(path)
    unchanged = client.get(path, headers={"if-none-match": full.headers["etag"]})
    return [(r.status_code, r.headers.get("cache-control")) for r in (full, unchanged)]


def retirement(world: World, client: httpx.Client) -> Any:
    """What /meta and the headers of a response say of the version's end."""
    meta = client.get("/meta")
    members = [meta.json()["data"][name] for name in ("status", "deprecation", "sunset")]
    known = [client.get(path).headers for path in ("/whoami", f"/accounts/{UNKNOWN_ID}")]
    client.headers["authorization"] = "Bearer x"
    unknown = client.get("/whoami").headers
    world.clock.advance(days=400)
    later = client.get("/meta").content == meta.content
    headers = [
        (told.get("deprecation"), told.get("sunset")) for told in (*known, meta.headers, unknown)
    ]
    return members, headers, later


ANSWERS: Answers = {
    "inbound_request_id": (request_id, {"adopt": True, "ignore": False}),
    "timestamps": (timestamps, {"seconds": (False, True), "microseconds": (True, False)}),
    "not_modified": (not_modified, {"counts": (304, "598"), "free": (304, "599")}),
    "validator_comparison": (
        validators,
        {"weak": [304, 304, 304, 304, 304], "strong": [304, 200, 200, 304, 304]},
    ),
    "etag_coverage": (
        tagged,
        {
            "all": {one.id for one in operations() if one.conditional},
            "resources": {"get_account", "get_video", "get_creator"},
        },
    ),
    "cache_control": (
        cache_control,
        {
            "revalidate": [(200, "private, no-cache"), (304, "private, no-cache")],
            "no-store": [(200, "private, no-store"), (304, "private, no-store")],
            "absent": [(200, None), (304, None)],
        },
    ),
    "deprecation": (
        retirement,
        {
            "absent": (["current", None, None], [(None, None)] * 4, True),
            "announced": (
                ["deprecated", "2025-12-26", "2026-06-24"],
                [("@1766707200", "Wed, 24 Jun 2026 00:00:00 GMT")] * 2 + [(None, None)] * 2,
                True,
            ),
        },
    ),
}
