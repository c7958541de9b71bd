"""Search: a text in usernames, creator names and captions."""

from typing import Any

import httpx
import pytest

from creatoraudit_mock import World
from wire import everything, wire, world_of

SECTIONS = ("accounts", "creators", "videos")


def found(client: httpx.Client, q: str, **more: Any) -> dict[str, list[dict[str, Any]]]:
    """The hits of a search, which must not be refused."""
    response = client.get("/search", params={"q": q, **more})
    assert response.status_code == 200, response.text
    return dict(response.json()["data"])


def faults(response: httpx.Response) -> list[tuple[str, str]]:
    """Field and message of every fault in a refusal."""
    assert response.status_code == 422, response.text
    return [(error["field"], error["message"]) for error in response.json()["errors"]]


@pytest.fixture
def crowd() -> World:
    """Thirty accounts, creators and videos, of which all names hold `crowd`."""
    world = World()
    for number in range(30):
        world.track_account(("tiktok", "instagram")[number % 2], f"crowd{number * 7 % 30:02}")
        world.create_creator(f"Crowd {number * 11 % 30:02}")
        world.track_video("tiktok", str(7_301_234_567_890_123_000 + number))
    world.clock.advance(seconds=5)
    return world


def test_usernames_and_names_are_searched(client: httpx.Client) -> None:
    """A text is found anywhere in the usernames of accounts and the names of creators."""
    hits = found(client, "ada")
    assert [hit["username"] for hit in hits["accounts"]] == ["ada.lin", "adalin"]
    assert [hit["name"] for hit in hits["creators"]] == ["Ada Lin"]
    middle = found(client, "kaf")
    assert [hit["username"] for hit in middle["accounts"]] == ["bo_okafor"]
    assert [hit["name"] for hit in middle["creators"]] == ["Bo Okafor"]


@pytest.mark.parametrize("q", ["ada lin", "ADA LIN", "aDa LiN", "a l"])
def test_case_does_not_matter(q: str, client: httpx.Client) -> None:
    """Neither the case of the text nor that of the name matters."""
    assert [hit["name"] for hit in found(client, q)["creators"]] == ["Ada Lin"]


def test_case_beyond_ascii_does_not_matter(world: World, client: httpx.Client) -> None:
    """Letters of other alphabets have two cases too."""
    world.create_creator("Ærø STRASSE")
    for q in ("ærø", "ÆRØ", "straße"):
        assert [hit["name"] for hit in found(client, q)["creators"]] == ["Ærø STRASSE"]


def test_captions_are_searched(world: World, client: httpx.Client) -> None:
    """Every refreshed video is found by any part of its caption, in any case."""
    for video in world.videos:
        caption = video.description
        if caption is None:
            continue
        for part in (caption, caption[3:9].upper()):
            assert video.id in {hit["id"] for hit in found(client, part)["videos"]}


def test_an_unknown_caption_is_not_found() -> None:
    """Before its first refresh a video has no caption to be found by."""
    world = World()
    video = world.track_video("tiktok", "7301234567890123456")
    with wire(world) as client:
        assert found(client, "e")["videos"] == []
        world.clock.advance(seconds=5)
        assert [hit["id"] for hit in found(client, video.description)["videos"]] == [video.id]


def test_hits_have_their_own_fields(world: World, client: httpx.Client) -> None:
    """Hits are short, and name some fields otherwise than the resources do."""
    account, creator, video = world.accounts[0], world.creators[0], world.videos[0]
    assert found(client, "ada.lin")["accounts"] == [
        {
            "id": account.id,
            "platform": "instagram",
            "username": "ada.lin",
            "display_name": account.name,
        }
    ]
    assert found(client, "ada lin")["creators"] == [{"id": creator.id, "name": "Ada Lin"}]
    assert found(client, video.description)["videos"] == [
        {
            "id": video.id,
            "platform": "tiktok",
            "caption": video.description,
            "account_id": video.account_id,
            "account_username": video.account_username,
        }
    ]


@pytest.mark.parametrize("q", ["", " ", " \t\n ", "\u3000"])
def test_blank_texts_find_nothing(q: str, client: httpx.Client) -> None:
    """A blank text is no fault: three empty sections."""
    response = client.get("/search", params={"q": q})
    assert response.json()["data"] == {name: [] for name in SECTIONS}
    assert response.json()["meta"]["query"] == q


@pytest.mark.parametrize("q", ["%", "_", ".*", "[a-z]", "@ada", "nobody at all"])
def test_a_text_is_no_pattern(q: str, client: httpx.Client) -> None:
    """No character stands for others."""
    hits = found(client, q)
    assert all(q in hit["username"] for hit in hits["accounts"])
    assert hits["creators"] == hits["videos"] == []


@pytest.mark.parametrize(("limit", "cap"), [(1, 1), (9, 9), (10, 10), (11, 10), (25, 10)])
def test_sections_are_capped(limit: int, cap: int, crowd: World) -> None:
    """A section has at most 10 hits, whatever the limit; `meta` tells both."""
    with wire(crowd) as client:
        answer = client.get("/search", params={"q": "crowd", "limit": limit}).json()
        captions = found(client, "a", limit=limit)["videos"]
    assert [len(answer["data"][name]) for name in ("accounts", "creators")] == [cap, cap]
    assert len(captions) == cap
    assert answer["meta"] == {
        "query": "crowd",
        "limit_per_section": limit,
        "effective_caps": dict.fromkeys(SECTIONS, cap),
    }


def test_ten_is_the_default(crowd: World) -> None:
    """Without a limit there are 10 hits in a section."""
    with wire(crowd) as client:
        meta = client.get("/search?q=Crowd").json()["meta"]
    assert (meta["limit_per_section"], meta["query"]) == (10, "Crowd")


def test_the_order_is_fixed(crowd: World) -> None:
    """Accounts come by username, creators by name, videos newest first; a cap takes the first."""
    with wire(crowd) as client:
        hits = found(client, "crowd")
        videos = found(client, "a")["videos"]
        one = found(client, "crowd", limit=1)
    assert [hit["username"] for hit in hits["accounts"]] == [f"crowd{n:02}" for n in range(10)]
    assert [hit["name"] for hit in hits["creators"]] == [f"Crowd {n:02}" for n in range(10)]
    added = [video.id for video in crowd.videos]
    places = [added.index(hit["id"]) for hit in videos]
    assert places == sorted(places, reverse=True)
    assert one["accounts"] == hits["accounts"][:1]


def test_namesakes_come_by_id() -> None:
    """Equal names are told apart by their ids, so the order never depends on chance."""
    world = world_of("description = 'Nothing.'")
    made = [world.create_creator("Ada").id for _ in range(5)]
    with wire(world) as client:
        assert [hit["id"] for hit in found(client, "ada")["creators"]] == sorted(made)


@pytest.mark.parametrize("limit", ["0", "26", "-1", "x", "1.5", ""])
def test_bad_limits_are_refused(limit: str, client: httpx.Client) -> None:
    """The limit is from 1 to 25; above the service's own cap it is lowered, above 25 refused."""
    assert [name for name, _ in faults(client.get(f"/search?q=a&limit={limit}"))] == ["limit"]


def test_a_text_is_required(client: httpx.Client) -> None:
    """Leaving `q` out is a fault, other than sending it empty."""
    assert faults(client.get("/search")) == [("q", "is required")]


def test_long_texts_are_refused(client: httpx.Client) -> None:
    """A text may have 128 characters, not bytes, and no more."""
    assert found(client, "ü" * 128)["accounts"] == []
    refused = client.get("/search", params={"q": "ü" * 129})
    assert faults(refused) == [("q", "must be at most 128 characters")]


def test_what_is_deleted_is_not_found(world: World, client: httpx.Client) -> None:
    """Deleted and renamed things are not found under what they were called."""
    world.delete(world.accounts[0])
    world.update(world.creators[0], name="Somebody")
    hits = found(client, "ada")
    assert [hit["username"] for hit in hits["accounts"]] == ["adalin"]
    assert hits["creators"] == []


def test_searching_changes_nothing(world: World, client: httpx.Client) -> None:
    """A search leaves no trace."""
    before = everything(world)
    found(client, "a")
    assert everything(world) == before
