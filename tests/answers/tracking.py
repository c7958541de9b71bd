"""Switches about tracking."""

from typing import Any

import httpx

from creatoraudit_mock import Handle, World
from wire import KEYS, Answers, wire, world_of

NEW = {"platform": "instagram", "username": "newcomer"}
NASA = {"platform": "instagram", "username": "@NASA"}
CLIP = {"platform": "tiktok", "identifier": "7301234567890123456"}


QUOTA = "[organization]\naccount_quota = 3\n"


def with_room_for_one(world: World) -> World:
    """A world of the same dialect whose two accounts are one less than the quota."""
    return world_of(KEYS + QUOTA, dialect=world.dialect)


def early_data(world: World, client: httpx.Client) -> Any:
    """What shows of a new account, of a paused one and of one that does not exist."""
    world.remove_profile("tiktok", "ghost")
    found = []
    for body in (NEW, {"platform": "tiktok", "username": "idle", "is_active": False},
                 {"platform": "tiktok", "username": "ghost"}):  # fmt: skip
        shown = client.post("/accounts", json=body).json()["data"]
        assert shown["last_scrape_time"] is None
        assert shown["view_count"] == shown["total_post_count"] == 0
        found.append((shown["name"], shown["follower_count"] > 0))
    return found


def longest_interval(world: World, client: httpx.Client) -> Any:
    """The longest intervals that may be asked for, in creations and changes of both kinds."""
    found = []
    for method, path, body in (
        ("POST", "/accounts", NEW),
        ("PATCH", f"/accounts/{world.accounts[0].id}", {}),
        ("POST", "/videos", {**CLIP, "identifier": "7301234567890123457"}),
        ("PATCH", f"/videos/{world.videos[0].id}", {}),
    ):
        for hours in (721, 720, 169, 168, 25, 24):
            sent = {**body, "scrape_interval_hours": hours}
            if client.request(method, path, json=sent).is_success:
                found.append(hours)
                break
    return found


def hours_until_refresh(world: World, item: Handle) -> float:
    """How long it takes from now until an item is refreshed, to tenths of hours."""
    start, seen = world.clock.now, len(world.refreshes(item))
    world.clock.advance(days=3)
    return round((world.refreshes(item)[seen] - start).total_seconds() / 3600, 1)


def resume(world: World, client: httpx.Client) -> Any:
    """Hours from a resumption to the next refresh: overdue, not yet due, and never refreshed."""
    found = []
    account = world.accounts[0]
    for pause in (48, 6):
        client.patch(f"/accounts/{account.id}", json={"is_active": False})
        world.clock.advance(hours=pause)
        client.patch(f"/accounts/{account.id}", json={"is_active": True})
        found.append(hours_until_refresh(world, account) > 23.9)
    made = client.post("/accounts", json={**NEW, "is_active": False}).json()["data"]["id"]
    client.patch(f"/accounts/{made}", json={"is_active": True})
    return [*found, hours_until_refresh(world, world.accounts[-1])]


def resume_cascade(world: World, client: httpx.Client) -> Any:
    """Who is active after a creator's pause: paused before, running before, paused meanwhile."""
    creator = world.create_creator("Ada")
    accounts = [*world.accounts, world.track_account("tiktok", "third")]
    for account in accounts:
        world.link(creator, account)
    client.patch(f"/accounts/{accounts[0].id}", json={"is_active": False})
    client.patch(f"/creators/{creator.id}", json={"is_active": False})
    assert not any(account.is_active for account in accounts)
    for active in (True, False):
        client.patch(f"/accounts/{accounts[2].id}", json={"is_active": active})
    client.patch(f"/creators/{creator.id}", json={"is_active": True})
    return [account.is_active for account in accounts]


def link_to_paused(world: World, client: httpx.Client) -> Any:
    """Whether accounts are active that come to a paused creator in each of the three ways."""
    creator = client.post("/creators", json={"name": "Ada", "is_active": False}).json()["data"]
    first, second = world.accounts
    client.put(f"/creators/{creator['id']}/accounts/{first.id}")
    client.patch(f"/accounts/{second.id}", json={"creator_id": creator["id"]})
    client.post("/accounts", json={**NEW, "creator_id": creator["id"]})
    return [account.is_active for account in world.accounts]


def deletion(world: World, client: httpx.Client) -> Any:
    """What deletions answer, and whether the items are gone."""
    found = []
    for item, kind in [(world.accounts[0], "accounts"), (world.videos[0], "videos")]:
        path = f"/{kind}/{item.id}"
        last = client.get(path).content
        response = client.delete(path)
        assert response.content in (b"", last)
        found.append((response.status_code, bool(response.content), client.get(path).status_code))
    return found


def deleted_creator(world: World, client: httpx.Client) -> Any:
    """What deleting a creator answers, with an account and without, and the account's creator."""
    creator, account = world.create_creator("Ada"), world.accounts[0]
    world.link(creator, account)
    first = client.delete(f"/creators/{creator.id}").status_code
    owned = account.creator_id is not None
    second = client.delete(f"/creators/{world.create_creator('Bo').id}").status_code
    return first, owned, second


def duplicate(world: World, client: httpx.Client) -> Any:
    """What tracking the same again answers, whether that is what is there, and where it is."""
    found, before = [], len(world.log)
    for path, body, item in (
        ("/accounts", {**NASA, "scrape_interval_hours": 1}, world.accounts[0]),
        ("/videos", CLIP, world.videos[0]),
    ):
        answer = client.post(path, json=body)
        there = answer.content == client.get(f"{path}/{item.id}").content
        place = answer.headers.get("location", "").removeprefix(f"{world.base_url}{path}/")
        found.append((answer.status_code, there, place == item.id))
    assert len(world.log) == before
    return found


def existing_id(world: World, client: httpx.Client) -> Any:
    """Of what conflicts tell the id: an account, a video, the creator that has an account."""
    creators = [world.create_creator(name) for name in ("Ada", "Bo")]
    account = world.accounts[0]
    world.link(creators[0], account)
    answers = [
        (client.post("/accounts", json=NASA), account),
        (client.post("/videos", json=CLIP), world.videos[0]),
        (client.put(f"/creators/{creators[1].id}/accounts/{account.id}"), creators[0]),
    ]
    assert {answer.status_code for answer, _ in answers} == {409}
    return [answer.json().get("existing_id") == item.id for answer, item in answers]


def known_post(world: World, client: httpx.Client) -> Any:
    """What tracking a post answers that is in a feed already, and one that is not yet."""
    profile = world.organization.account(world.accounts[0].id).profile
    now = world.clock.instant
    shown = client.get("/account-videos?platform=instagram&limit=1").json()["data"][0]
    unseen = profile.post(profile.published(now)).number
    return [
        client.post("/videos", json={"platform": "instagram", "identifier": str(n)}).status_code
        for n in (shown["external_id"], unseen)
    ]


def missing_profile(world: World, client: httpx.Client) -> Any:
    """What tracking a profile that does not exist answers, and what a poller sees later."""
    world.remove_profile(NEW["platform"], "Newcomer", duration="10d")
    answer = client.post("/accounts", json=NEW)
    body = answer.json()
    if answer.status_code != 201:
        problem = body["code"], [error["field"] for error in body.get("errors", [])]
        world.clock.advance(days=11)
        assert client.post("/accounts", json=NEW).status_code == 201
        return answer.status_code, *problem
    seen = [(body["data"]["is_unavailable"], body["data"]["last_scrape_time"])]
    for days in (1, 11):
        world.clock.advance(days=days)
        shown = client.get(f"/accounts/{body['data']['id']}").json()["data"]
        seen.append((shown["is_unavailable"], shown["last_scrape_time"] and "refreshed"))
    return seen


def readded_id(world: World, client: httpx.Client) -> Any:
    """Whether what is tracked again has its old id, date of addition, history and readiness."""
    found = []
    for path, item, body in (
        ("/accounts", world.accounts[0], NASA),
        ("/videos", world.videos[0], CLIP),
    ):
        kind = path.strip("/")
        before = client.get(f"{path}/{item.id}").json()["data"]
        client.delete(f"{path}/{item.id}")
        world.clock.advance(days=2)
        answer = client.post(path, json=body)
        again = answer.json()["data"]
        series = client.get(f"{path}/{again['id']}/timeseries").json()["data"]["series"]
        ids = {f"{kind[:-1]}_ids": [again["id"]]}
        gained = client.post(f"{path}/metrics", json=ids).json()["data"][again["id"]]["views"]
        assert gained == sum(row["views"] for row in series)
        found.append(
            (
                answer.status_code,
                *(again[name] == before[name] for name in ("id", "added_at", "last_scrape_time")),
                gained > 0,
            )
        )
    assert found[0] == found[1]
    return found[0]


def quota_counts(world: World, _: httpx.Client) -> Any:
    """What is refused with room for one more: a paused account, two active ones, resumptions."""
    world = with_room_for_one(world)
    client = wire(world)
    made = [
        client.post("/accounts", json={**NEW, "username": name, "is_active": active})
        for name, active in (("idle", False), ("first", True), ("second", True))
    ]
    idle = client.get("/accounts?q=idle").json()["data"][0]["id"]
    resumed = client.patch(f"/accounts/{idle}", json={"is_active": True})
    creator = world.create_creator("Ada", is_active=False)
    world.link(creator, idle)
    revived = client.patch(f"/creators/{creator.id}", json={"is_active": True})
    assert creator.is_active is revived.is_success
    codes = [answer.json().get("code") for answer in (*made, resumed, revived)]
    return [code or "done" for code in codes]


def quota_or_duplicate(world: World, _: httpx.Client) -> Any:
    """What a duplicate gets before and after the quota is full."""
    client = wire(with_room_for_one(world))
    found = [client.post("/accounts", json=NASA).status_code]
    assert client.post("/accounts", json=NEW).status_code == 201
    return [*found, client.post("/accounts", json=NASA).status_code]


ANSWERS: Answers = {
    "early_data": (
        early_data,
        {
            "absent": [(None, False), (None, False), (None, False)],
            "profile": [("Newcomer", True), (None, False), (None, False)],
        },
    ),
    "longest_interval": (
        longest_interval,
        {168: [168] * 4, 720: [720] * 4, 24: [24] * 4},
    ),
    "resume": (
        resume,
        {"at-once": [False, False, 0.0], "next-interval": [True, True, 24.0]},
    ),
    "resume_cascade": (
        resume_cascade,
        {"all": [True, True, True], "paused-with-it": [False, True, False]},
    ),
    "link_to_paused": (link_to_paused, {"leave": [True] * 3, "pause": [False] * 3}),
    "delete_status": (deletion, {204: [(204, False, 404)] * 2, 200: [(200, True, 404)] * 2}),
    "deleted_creator": (deleted_creator, {"unlinks": (204, False, 204), 409: (409, True, 204)}),
    "duplicate": (duplicate, {409: [(409, False, False)] * 2, 200: [(200, True, True)] * 2}),
    "existing_id": (existing_id, {"absent": [False] * 3, "present": [True] * 3}),
    "known_post": (known_post, {"separate": [201, 201], 409: [409, 201]}),
    "missing_profile": (
        missing_profile,
        {
            "unavailable": [(False, None), (True, None), (False, "refreshed")],
            422: (422, "VALIDATION_ERROR", ["username"]),
            502: (502, "UPSTREAM_ERROR", []),
        },
    ),
    "readded_id": (
        readded_id,
        {"new": (201, False, False, False, False), "same": (201, True, True, True, True)},
    ),
    "quota_counts": (
        quota_counts,
        {
            "all": ["done", "QUOTA_EXCEEDED", "QUOTA_EXCEEDED", "done", "done"],
            "active": ["done", "done", "QUOTA_EXCEEDED", "QUOTA_EXCEEDED", "QUOTA_EXCEEDED"],
        },
    ),
    "quota_or_duplicate": (quota_or_duplicate, {409: [409, 409], 403: [409, 403]}),
}
