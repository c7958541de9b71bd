"""The scenarios that come with the package deliver what they promise."""

from collections import Counter
from datetime import timedelta

import pytest

from creatoraudit_mock import World
from creatoraudit_mock.scenario import load, names
from creatoraudit_mock.scenario.loading import from_text
from creatoraudit_mock.simulation import Outcome
from creatoraudit_mock.values import parse_instant
from creatoraudit_mock.world.catalogue import ACCOUNT_VIDEOS


@pytest.mark.parametrize("name", names())
def test_descriptions_are_one_sentence(name: str) -> None:
    """A description fits a line of a listing: a capital, a full stop, none in between."""
    text = load(name).description
    assert text[0].isupper()
    assert (text.count("."), text[-1]) == (1, ".")
    assert len(text) <= 100


@pytest.mark.parametrize("name", names())
def test_they_are_read_as_a_checked_file_would_be(name: str) -> None:
    """The contract takes what is in them: to check it finds nothing and changes nothing."""
    scenario = load(name)
    assert from_text(scenario.source, f"{name}.toml") == scenario


@pytest.mark.parametrize("name", names())
def test_they_show_themselves(name: str) -> None:
    """Every item has a representation at the start and a season later, for any seed."""
    for seed in range(2):
        world = World(name, seed=seed)
        for _ in range(2):
            assert all(item.fields["id"] == item.id for item in [*world.accounts, *world.videos])
            world.clock.advance(days=90)


def test_empty_is_empty() -> None:
    """Nothing is tracked; there is a key."""
    world = World("empty")
    assert (world.accounts, world.videos, world.organization.creators) == ([], [], {})
    assert world.clock.next_event() is None
    assert world.api_key


def test_first_refresh_has_one_account_that_waits() -> None:
    """It was added just now, and is null until its first refresh 45 seconds later."""
    world = World("first-refresh")
    (account,) = world.accounts
    assert (account.added_at, account.last_scrape_time) == ("2026-01-05T09:00:00Z", None)
    world.clock.advance(44.999999)
    before = account.fields
    assert before["last_scrape_time"] is None
    world.clock.advance("1ms")
    assert account.last_scrape_time == "2026-01-05T09:00:45Z"
    assert account.view_count > 0


def test_small_has_a_bit_of_everything() -> None:
    """A few accounts, videos and creators on both platforms, with months of history."""
    world = World("small")
    for items in (world.accounts, world.videos):
        assert 2 <= len(items) <= 9
        assert {item.platform for item in items} == {"instagram", "tiktok"}
    assert 2 <= len(world.organization.creators) <= 9
    assert {account.creator_name is not None for account in world.accounts} == {True}
    assert any(not account.is_active for account in world.accounts)
    ready = [account for account in world.accounts if account.is_active]
    assert all(account.view_count > 0 for account in ready)
    assert all(len(world.refreshes(account)) >= 30 for account in ready)
    oldest = min(world.refreshes(ready[0]))
    assert world.clock.now - oldest > timedelta(days=90)


def test_agency_is_large() -> None:
    """200 accounts of 40 creators, five each, and thousands of posts in their feeds."""
    world = World("agency")
    accounts = [account.fields for account in world.accounts]
    assert len(accounts) == 200
    assert Counter(Counter(row["creator_id"] for row in accounts).values()) == {5: 40}
    assert len(world.organization.creators) == 40
    assert all(row["last_scrape_time"] for row in accounts)
    total = ACCOUNT_VIDEOS.page(
        world.organization,
        world.clock.instant,
        filters={},
        order=ACCOUNT_VIDEOS.default,
        limit=1,
        count=True,
    ).total
    assert total is not None
    assert 2_000 < total == sum(row["total_post_count"] for row in accounts)


def test_flaky_fails_in_every_way() -> None:
    """In its first weeks scrapes fail, are late and find things gone."""
    world = World("flaky")
    org, now = world.organization, world.clock.instant
    world.clock.advance("10d")
    outcomes: Counter[Outcome] = Counter()
    for record in org.everything():
        attempts = record.schedule.attempts(now, world.clock.instant, org.weather(record))
        outcomes.update(attempt.outcome for attempt in attempts)
    assert min(outcomes[one] for one in set(Outcome) - {Outcome.SKIPPED}) >= 10


def test_flaky_has_an_outage() -> None:
    """From the second day on nothing is refreshed for 30 hours."""
    world = World("flaky")
    low, high = parse_instant("2026-01-06T09:00:00Z"), parse_instant("2026-01-07T15:00:00Z")
    org = world.organization
    everything = list(org.everything())
    for record in everything:
        assert not list(record.schedule.refreshes(low, high - 1, org.weather(record)))
    after = [next(r.schedule.refreshes(high, high * 2, org.weather(r)), 0) for r in everything]
    assert min(at for at in after if at) - high < 3_600_000_000


def test_flaky_has_an_account_that_vanishes_and_returns() -> None:
    """It is unavailable from the third day to the eighth: its freshness stands still meanwhile."""
    world = World("flaky")
    (account,) = (one for one in world.accounts if one.username == "vanishing")
    assert not account.is_unavailable
    world.clock.advance("4d")
    assert account.is_unavailable
    frozen = account.fields
    world.clock.advance("2d")
    assert account.fields == frozen
    world.clock.advance("3d")
    assert not account.is_unavailable
    assert account.last_scrape_time > frozen["last_scrape_time"]


def test_flaky_has_an_account_that_never_was() -> None:
    """It is unavailable from its first scrape on and never gets a `last_scrape_time`."""
    world = World("flaky")
    (account,) = (one for one in world.accounts if one.username == "nobody_there")
    world.clock.advance("300d")
    assert (account.is_unavailable, account.last_scrape_time) == (True, None)


def test_flaky_has_a_video_that_is_gone() -> None:
    """It was refreshed while it was there; its last values stay."""
    world = World("flaky")
    (video,) = (one for one in world.videos if one.platform == "instagram")
    world.clock.advance("3d")
    assert video.is_unavailable is True
    assert video.last_scrape_time < "2026-01-04T09:00:00Z"
    assert video.view_count > 0
