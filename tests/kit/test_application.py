"""`create_app` for any ASGI server, and handles on what a world tracks."""

from __future__ import annotations

import copy

import httpx
import pytest
from starlette.types import ASGIApp

from creatoraudit_mock import VirtualClock, World, create_app
from creatoraudit_mock.transport.for_httpx import InProcessTransport
from creatoraudit_mock.world import NotFound
from stepping import stepped


def _client(app: ASGIApp, key: str | None = None) -> httpx.Client:
    headers = {"authorization": f"Bearer {key}"} if key else {}
    transport = InProcessTransport(stepped(app), "mock")
    return httpx.Client(base_url="http://mock/v2", headers=headers, transport=transport)


def test_app_without_worlds_is_small_in_real_time() -> None:
    """Without a world the application has the scenario `small`, whose clock follows real time."""
    with _client(create_app()) as client:
        reply = client.get("/health")

    assert reply.status_code == 200


def test_app_takes_its_scenario_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """`CREATORAUDIT_MOCK_SCENARIO` names the scenario of an application without worlds."""
    monkeypatch.setenv("CREATORAUDIT_MOCK_SCENARIO", "agency")
    key = World("agency").api_key
    with _client(create_app(), key) as client:
        page = client.get("/accounts", params={"limit": 1, "include_total": True}).json()

    assert page["pagination"]["total_count"] == 200


def test_key_chooses_the_world() -> None:
    """Of several worlds the one answers whose key is sent."""
    worlds = [World("empty", seed=1), World("small", seed=2)]
    app = create_app(*worlds)
    counts = []
    for world in worlds:
        with _client(app, world.api_key) as client:
            counts.append(len(client.get("/accounts").json()["data"]))

    assert counts == [0, 5]


def test_worlds_with_one_key_are_refused() -> None:
    """Two worlds that nobody could tell apart are refused, with the way out."""
    with pytest.raises(ValueError, match="same API key: give them different seeds"):
        create_app(World(), World())


def test_handle_shows_the_present() -> None:
    """A handle's fields are those of the API right now."""
    world = World()
    account = world.track_account("tiktok", "somebody", first_refresh="10s")
    before = account.last_scrape_time
    world.clock.advance("10s")

    assert (before, account.last_scrape_time) == (None, "2026-01-05T09:00:10Z")
    assert account.fields["username"] == "somebody"


def test_handle_names_its_fields() -> None:
    """A field that the API does not have is an error that lists those that it has."""
    account = World().track_account("tiktok", "somebody")

    with pytest.raises(AttributeError, match="account has no field 'folowers'; it has id, "):
        _ = account.folowers


def test_handle_can_be_copied_and_printed() -> None:
    """A handle survives what Python does to objects behind one's back."""
    account = World().track_account("tiktok", "somebody")

    assert copy.copy(account).id == account.id
    assert repr(account) == f"<Handle {account.id}>"


def test_handle_of_something_deleted() -> None:
    """The fields of a deleted account are gone; its refreshes are still known."""
    world = World("small")
    account = world.accounts[0]
    landed = world.refreshes(account)
    world.delete(account)

    with pytest.raises(NotFound, match=f"no account, video or creator with id '{account.id}'"):
        _ = account.fields
    assert world.refreshes(account) == landed != []


def test_wrong_settings_speak_the_api() -> None:
    """What the API would refuse is refused in its words, with the value."""
    with pytest.raises(ValueError, match="scrape_interval_hours=0 must be at least 1"):
        World().track_account("tiktok", "somebody", scrape_interval_hours=0)


def test_misspelt_settings_are_named() -> None:
    """A setting that the API does not know is refused, though the API would ignore it."""
    with pytest.raises(TypeError, match="track_account takes no scrape_intervall"):
        World().track_account("tiktok", "somebody", scrape_intervall=3)


def test_start_and_clock_exclude_each_other() -> None:
    """A world with a clock of its own takes no start."""
    with pytest.raises(TypeError, match="either a start or a clock"):
        World(clock=VirtualClock(), start="2026-01-01T00:00:00Z")


def test_missing_library_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client library that is not installed is named, with the command that installs it."""
    monkeypatch.setitem(__import__("sys").modules, "httpx2", None)

    with pytest.raises(ModuleNotFoundError, match="pip install httpx2"):
        World().client("httpx2")


def test_worlds_share_a_clock() -> None:
    """Two worlds on one clock move together, and each logs the move."""
    clock = VirtualClock()
    worlds = [World(clock=clock), World(clock=clock)]
    clock.advance(hours=1)

    assert [len(world.log) for world in worlds] == [1, 1]


def test_creators_in_python() -> None:
    """A creator can be made, linked, shown, changed and deleted without HTTP."""
    world = World()
    creator = world.create_creator("Ada", metadata={"team": "north"})
    account = world.track_account("tiktok", "ada")
    world.link(creator, account)
    world.update(creator, name="Ada Lin", is_active=False)
    shown = creator.accounts_summary, account.creator_name, account.is_active
    world.unlink(creator, account)
    world.delete(creator)

    assert shown == (
        {"total": 1, "platforms": {"tiktok": 1}, "total_followers": 0},
        "Ada Lin",
        False,
    )
    assert (world.creators, account.creator_id) == ([], None)


def test_wrong_key_state_is_named() -> None:
    """A key state that does not exist is refused with those that do."""
    with pytest.raises(ValueError, match="one of: active, disabled, deleted; got 'lost'"):
        World().set_key("Default key", "lost")


def test_keys_can_be_added() -> None:
    """A key issued in Python is known at once, with the scopes that it was given."""
    world = World()
    reader = world.add_key("reader", "read")
    with world.client(headers={"authorization": f"Bearer {reader}"}) as client:
        read = client.get("/accounts").status_code
        write = client.post("/accounts", json={"platform": "tiktok", "username": "x"}).status_code

    assert (read, write) == (200, 403)


def test_wrong_scopes_are_named() -> None:
    """A scope that does not exist is refused with those that do, and no key is issued."""
    world = World()
    with pytest.raises(ValueError, match="scopes must be of read, write, admin; got root"):
        world.add_key("mine", "root")

    assert len(world.organization.keys) == 1
