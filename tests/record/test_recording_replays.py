"""A recorded scenario makes a world that answers as the service did."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from creatoraudit_mock import MockServer, World
from creatoraudit_mock.scenario import Scenario
from creatoraudit_mock.service import Caller, Key
from creatoraudit_mock.service.recorder import Pseudonyms, Recorded, Wishes, record, write
from pytest_creatoraudit.strategies import scenarios

Row = dict[str, Any]

MANY = 100
FIGURES = 5
"""Of so many things of each kind the figures are compared too."""

EXACT = (
    *("platform", "is_active", "is_unavailable", "scrape_interval_hours", "added_at"),
    *("first_scrape_time", "last_scrape_time", "is_verified", "follower_count"),
    *("following_count", "max_recent_posts_per_account", "post_lookback_days"),
    *("effective_max_recent_posts_per_account", "effective_post_lookback_days", "updated_at"),
)
"""Members that a replay shows as they were."""


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """One live server for all."""
    with MockServer() as server:
        yield server


def recorded(server: MockServer, world: World, wishes: Wishes | None = None) -> Recorded:
    """Record a world over a real socket."""
    live = server.add(world)
    return record_live(live.base_url, Key(live.api_key), wishes)


def record_live(base_url: str, key: Key, wishes: Wishes | None = None) -> Recorded:
    """Record whatever a key leads to."""
    with Caller(base_url, key) as caller:
        return record(caller, key, wishes)


def assert_replays(server: MockServer, world: World, seed: int) -> None:
    """Record a world and hold its replay against it."""
    live = server.add(world)
    key = Key(live.api_key)
    made = record_live(live.base_url, key)
    world.set_rate_limit(None)  # comparing takes many more requests than recording
    assert_alike(world, replay(made, seed), Pseudonyms(key))


def replay(made: Recorded, seed: int = 0) -> World:
    """The world of a recorded scenario, with a chance of its own."""
    return World(Scenario.from_text(made.text), seed=seed)


def rows(client: Any, path: str, **params: Any) -> list[Row]:
    """All rows of a collection."""
    found: list[Row] = []
    query: dict[str, Any] = {"limit": 200, **params}
    while True:
        page = client.get(path, params=query).json()
        found += page["data"]
        if not page["pagination"]["has_next"]:
            return found
        query["cursor"] = page["pagination"]["next_cursor"]


def shape(value: Any) -> Any:
    """What a value looks like: types by member, the forms that occur in a list."""
    if isinstance(value, dict):
        return tuple(sorted((name, shape(part)) for name, part in value.items()))
    if isinstance(value, list):
        return ("list", *sorted({repr(shape(part)) for part in value}))
    if isinstance(value, bool) or value is None:
        return str(type(value))
    return "number" if isinstance(value, int | float) else "text"


def unlabelled(row: Row) -> Row:
    """A row whose labels are known by their number, since their names are pseudonyms."""
    return {**row, "metadata": len(row["metadata"])} if "metadata" in row else row


def called(row: Row, names: Pseudonyms | None = None) -> str:
    """What tells a thing from others of its kind in a replay, or what it will be called there."""
    if row["type"] == "account":
        return f"{row['platform']} {names.handle(row['username']) if names else row['username']}"
    if row["type"] == "video":
        number = row["external_id"]
        shown = names.number(row["platform"], number) if names else number
        return f"{row['platform']} {shown}"
    return names.name("creator", row["name"]) if names else str(row["name"])


def assert_alike(world: World, other: World, names: Pseudonyms) -> None:
    """Every GET that both answer has the same shape, counts and freshness."""
    other.set_rate_limit(None)
    assert other.clock.now == world.clock.now.replace(microsecond=0)
    with world.client() as client, other.client() as replayed:
        for path in ("/accounts", "/videos", "/creators"):
            theirs = {called(row, names): row for row in rows(client, path)}
            ours = {called(row): row for row in rows(replayed, path)}
            assert ours.keys() == theirs.keys(), path
            for name, row in theirs.items():
                assert shape(unlabelled(row)) == shape(unlabelled(ours[name])), (path, name)
                assert_counts(row, ours[name])
            for name in list(theirs)[:FIGURES]:
                for part in ("", "/analytics?period=7d", "/timeseries?period=7d"):
                    told = client.get(f"{path}/{theirs[name]['id']}{part}")
                    same = replayed.get(f"{path}/{ours[name]['id']}{part}")
                    assert told.status_code == same.status_code
                    assert figures(told.json()) == figures(same.json()), (path, name, part)
    assert_collections_alike(world, other)


def figures(answer: Row) -> Any:
    """The shape of an answer about one thing."""
    return shape({**answer, "data": unlabelled(answer["data"])})


def assert_counts(row: Row, copy: Row) -> None:
    """What one thing shows of its age, its settings and its audience is the same."""
    for member in EXACT:
        assert row.get(member) == copy.get(member), member
    if row["type"] == "creator":
        assert row["accounts_summary"] == copy["accounts_summary"]
    if row["type"] == "account":
        assert (row["creator_id"] is None) == (copy["creator_id"] is None)
        # With limits on collection it depends on which scrape came before which post.
        slack = 0 if row["effective_max_recent_posts_per_account"] is None else 2
        slack += 0 if row["effective_post_lookback_days"] is None else 2
        assert abs(row["total_post_count"] - copy["total_post_count"]) <= slack


QUERIES = (
    ("/accounts", {"is_active": "true"}),
    ("/accounts", {"is_active": "false"}),
    ("/accounts", {"platform": "tiktok"}),
    ("/videos", {"platform": "instagram"}),
    ("/videos", {"is_active": "false"}),
    ("/creators", {"is_active": "false"}),
)


def assert_collections_alike(world: World, other: World) -> None:
    """Collections have as many rows under every filter, and the organization the same shape."""
    with world.client() as client, other.client() as replayed:
        for path, params in QUERIES:
            assert len(rows(client, path, **params)) == len(rows(replayed, path, **params))
        ages = [
            [one["last_scrape_time"] for one in rows(c, "/accounts", order_by="last_scrape_time")]
            for c in (client, replayed)
        ]
        assert ages[0] == ages[1]
        # What sums up thousands of posts, day by day, takes seconds.
        sums = ("/creators/top", "/overview/timeseries?period=7d") if len(ages[0]) < MANY else ()
        for path in ("/whoami", "/overview", *sums):
            assert shape(client.get(path).json()) == shape(replayed.get(path).json()), path


@pytest.mark.parametrize(
    ("scenario", "later"),
    [
        ("empty", "0s"),
        ("first-refresh", "0s"),
        ("first-refresh", "50h"),
        ("small", "0s"),
        ("small", "31h"),
        ("flaky", "0s"),
        ("flaky", "30h"),
        ("flaky", "4d"),
        ("agency", "5h"),
    ],
)
def test_a_replay_answers_as_the_service_did(server: MockServer, scenario: str, later: str) -> None:
    """Shipped scenarios at several moments, recorded over a socket, come back alike."""
    world = World(scenario, seed=11)
    world.clock.advance(later)
    assert_replays(server, world, seed=5)


@settings(
    max_examples=int(os.environ.get("RECORD_EXAMPLES", "12")),
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(scenario=scenarios(), hours=st.integers(0, 400), seed=st.integers(0, 9))
def test_a_replay_of_any_scenario_answers_alike(
    server: MockServer, scenario: Any, hours: int, seed: int
) -> None:
    """Drawn organizations at any moment, recorded over a socket, come back alike."""
    world = World(scenario, seed=seed)
    world.clock.advance(hours=hours)
    assert_replays(server, world, seed + 1)


def eventful() -> World:
    """A world in which something is paused, stands still, is gone, late, unlinked or waiting."""
    world = World("small", seed=8)
    paused, held, gone, moved, *_ = world.accounts
    video = next(one for one in world.videos if one.is_active)
    with world.client() as client:
        client.patch(f"/accounts/{paused.id}", json={"is_active": False}).raise_for_status()
        client.patch(f"/accounts/{moved.id}", json={"creator_id": None}).raise_for_status()
        world.hold(held)
        world.set_unavailable(gone)
        world.clock.advance("3d")
        client.patch(f"/videos/{video.id}", json={"is_active": False}).raise_for_status()
        creator = world.create_creator("Resting")
        body = {"is_active": False}
        client.patch(f"/creators/{creator.id}", json=body).raise_for_status()
        world.clock.advance("4d")
    world.track_account("tiktok", "waiting", first_refresh="2h")
    world.clock.advance("10m")
    world.track_account("instagram", "just_added")
    return world


def test_an_eventful_world_replays(server: MockServer) -> None:
    """What is paused, held, gone, moved or waiting is so in the replay, in creators too."""
    assert_replays(server, eventful(), seed=3)


def test_a_replay_goes_on_as_the_service_would(server: MockServer) -> None:
    """In the days after the start the same things are refreshed, and the same ones are not."""
    world = eventful()
    live = server.add(world)
    key = Key(live.api_key)
    other, names = replay(record_live(live.base_url, key), seed=3), Pseudonyms(key)
    moved = []
    for one, called_as in ((world, names), (other, None)):
        with one.client() as client:
            before = {called(row, called_as): row for row in rows(client, "/accounts")}
            one.clock.advance("3d")
            after = {called(row, called_as): row for row in rows(client, "/accounts")}
        fresh = [n for n in after if after[n]["last_scrape_time"] != before[n]["last_scrape_time"]]
        moved.append(sorted(fresh))
    assert moved[0] == moved[1]
    assert 0 < len(moved[0]) < len(world.accounts)


def test_recording_again_gives_the_same_file(server: MockServer) -> None:
    """Nothing in a file depends on when, or how often, it is written."""
    live = server.add(World("small", seed=2))
    key = Key(live.api_key)
    assert record_live(live.base_url, key).text == record_live(live.base_url, key).text


def test_another_key_gives_other_names(server: MockServer) -> None:
    """Pseudonyms belong to a key, so that two files of two keys cannot be joined."""
    world = World("first-refresh", seed=2)
    other = World("first-refresh", seed=3)
    one, two = recorded(server, world).text, recorded(server, other).text
    named = [line for line in one.splitlines() if line.startswith("username")]
    assert len(named) == 1
    assert named[0] not in two


def test_a_recording_of_a_replay_is_the_same_but_for_names(server: MockServer) -> None:
    """With names kept, recording a replay gives the tables that it was made from, times and all."""
    wishes = Wishes(names=True)
    first = recorded(server, World("flaky", seed=4), wishes)
    second = recorded(server, replay(first, seed=9), wishes)
    ages = ("added", "refreshed", "first_refreshed", "paused", "followers", "posts ")
    lines = [
        sorted(line for line in made.text.splitlines() if line.startswith(ages))
        for made in (first, second)
    ]
    assert lines[0] == lines[1]


def test_a_replay_lives_on(server: MockServer) -> None:
    """After the start everything that runs is refreshed again, within an interval or two."""
    world = replay(recorded(server, World("small", seed=1)))
    before = {one.id: one.last_scrape_time for one in world.accounts}
    world.clock.advance("3d")
    running = [one for one in world.accounts if one.is_active]
    assert running
    assert all(one.last_scrape_time > (before[one.id] or "") for one in running)


def test_figures_are_scaled(server: MockServer) -> None:
    """A tenth of the followers, the same posts and ages."""
    world = World("small", seed=1)
    other = replay(recorded(server, world, Wishes(scale=0.1)))
    followers = sorted(one.follower_count for one in world.accounts)
    assert sorted(one.follower_count for one in other.accounts) == [
        round(count / 10) for count in followers
    ]
    posts = [sorted(o.profile_post_count for o in w.accounts) for w in (world, other)]
    assert posts[0] == posts[1]


def test_only_gets_are_sent_and_the_second_look_is_conditional(server: MockServer) -> None:
    """Nothing is written at the service; what was read is asked again with its validator."""
    world = World("small", seed=1)
    recorded(server, world)
    assert {entry.method for entry in world.journal} == {"GET"}
    assert sum(entry.status == 304 for entry in world.journal) == 3
    assert len(world.journal) < 25


def test_a_budget_is_kept(server: MockServer) -> None:
    """Where posts do not fit, they are left out with a note; where nothing fits, it is refused."""
    world = World("agency", seed=1)
    live = server.add(world)
    key = Key(live.api_key)
    with Caller(live.base_url, key, budget=10) as caller:
        made = record(caller, key)
    assert made.observed.posts == []
    assert any(note.startswith("posts were not read") for note in made.observed.notes)
    assert len(world.journal) <= 10


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """Writing goes beside the file and is then renamed; a failure leaves nothing behind."""
    file = tmp_path / "mine.toml"
    write("a = 1\n", file)
    assert file.read_text() == "a = 1\n"
    with pytest.raises(OSError, match="directory"):
        write("b = 2\n", tmp_path / "mine.toml" / "none.toml")
    assert [one.name for one in tmp_path.iterdir()] == ["mine.toml"]
