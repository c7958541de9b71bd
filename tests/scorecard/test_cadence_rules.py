"""CA1: how often, and how soon."""

from datetime import timedelta
from pathlib import Path

import pytest

from creatoraudit_mock import VirtualClock, World, score
from creatoraudit_mock.scorecard import Settings
from polling import Desk, accounts, codes, ready


def test_a_tight_loop() -> None:
    """CA101: what is ready is read again and again within seconds."""
    desk, account = ready()
    for _ in range(6):
        desk.poll(account)
        desk.wait(seconds=5)
    (finding,) = score(desk.world).findings
    assert (finding.code, finding.level, finding.count) == ("CA101", "error", 5)
    assert f"GET /v2/accounts/{account.id} at 2026-01-05T09:00:50Z" in finding.message
    assert "wait minutes to hours" in finding.message
    assert finding.entries == (1,)


def test_a_tight_loop_over_a_batch() -> None:
    """CA101: batches count, once their accounts are refreshed."""
    desk, account = ready()
    for _ in range(4):
        desk.post("/accounts/metrics", account_ids=[account.id])
        desk.wait(seconds=9)
    assert codes(score(desk.world)) == {"CA101"}


def test_a_loop_of_three() -> None:
    """Two re-reads are no loop."""
    desk, account = ready()
    for _ in range(3):
        desk.poll(account)
        desk.wait(seconds=5)
    assert score(desk.world).findings == ()


def test_ten_seconds_are_no_tight_loop() -> None:
    """The threshold itself is allowed, and can be moved."""
    desk, account = ready()
    for _ in range(6):
        desk.poll(account)
        desk.wait(seconds=10)
    assert codes(score(desk.world)) == set()
    assert codes(score(desk.world, settings=Settings(tight_gap=timedelta(seconds=11)))) == {"CA101"}


def test_reading_after_own_changes() -> None:
    """Who has changed something in between may look at once."""
    desk, account = ready()
    for name in "abcde":
        desk.client.patch(f"/accounts/{account.id}", json={"category": name})
        desk.get(f"/accounts/{account.id}")
    assert score(desk.world).findings == ()


def test_retrying_is_no_tight_loop() -> None:
    """Failed reads in between are not counted as re-reads."""
    desk, account = ready()
    for _ in range(4):
        desk.poll(account)
        desk.fail(503)
        desk.poll(account)
        desk.wait(seconds=5)
    assert score(desk.world).findings == ()


def test_what_is_asked_for_at_the_start() -> None:
    """Health, metadata and identity are not polled."""
    desk, _ = ready()
    for _ in range(5):
        for path in ("/health", "/meta", "/whoami", "/openapi.json"):
            desk.get(path)
    assert score(desk.world).findings == ()


def test_hammering() -> None:
    """CA102: twice a second for the first refresh."""
    desk = Desk(World("empty"))
    account = desk.world.track_account("instagram", "nasa", first_refresh="1h")
    for _ in range(10):
        desk.poll(account)
        desk.wait(seconds=0.5)
    (finding,) = score(desk.world).findings
    assert (finding.code, finding.count) == ("CA102", 9)


def test_waiting_for_the_first_refresh() -> None:
    """Every two seconds is what the documentation allows while waiting."""
    desk = Desk(World("empty"))
    account = desk.world.track_account("instagram", "nasa", first_refresh="1m")
    while desk.poll(account)["data"]["last_scrape_time"] is None:
        desk.wait(seconds=2)
    assert score(desk.world).findings == ()


def test_waiting_by_list() -> None:
    """A list in which something is not refreshed yet is waited for, too."""
    desk, _ = ready()
    desk.world.track_account("instagram", "esa", first_refresh="1h")
    for _ in range(10):
        desk.poll("/accounts")
        desk.wait(seconds=3)
    assert score(desk.world).findings == ()


def test_nothing_to_wait_for() -> None:
    """CA101: a paused account among the others is no reason to read the list every second."""
    desk, _ = ready()
    desk.world.track_account("instagram", "esa", is_active=False)
    for _ in range(10):
        desk.poll("/accounts")
        desk.wait(seconds=3)
    assert codes(score(desk.world)) == {"CA101"}


def test_waiting_for_posts() -> None:
    """An empty list of posts is waited for while its account is not refreshed."""
    desk = Desk(World("empty"))
    account = desk.world.track_account("instagram", "nasa", first_refresh="1h")
    desk.poll(account)
    for _ in range(10):
        desk.poll(f"/account-videos?account_id={account.id}")
        desk.wait(seconds=3)
    assert score(desk.world).findings == ()


def test_too_late() -> None:
    """CA103: every twelve hours is not enough for a lag of six."""
    desk, account = ready(first_refresh="8h")
    for _ in range(10):
        desk.poll(account)
        desk.wait(hours=12)
    assert codes(score(desk.world)) == set()
    (finding,) = score(desk.world, lag="6h").findings
    assert finding.code == "CA103"
    assert "account nasa" in finding.message
    assert "not within 6 h" in finding.message
    assert codes(score(desk.world, lag="12h")) == set()


def test_the_last_refresh_is_not_due_yet() -> None:
    """A refresh whose deadline lies beyond the last request is not held against the client."""
    desk, account = ready()
    desk.poll(account)
    desk.wait(hours=25)
    desk.poll(account)
    desk.wait(days=30)
    assert codes(score(desk.world, lag="2h")) == set()
    end = desk.world.clock.now
    assert codes(score(desk.world, lag="2h", until=end)) == {"CA103"}


def test_refusals_excuse() -> None:
    """Time in which the API fails the client is not counted, up to an hour for each failure."""
    desk, account = ready()
    desk.poll(account)
    desk.wait(hours=23, minutes=30)
    desk.poll(account)
    for _ in range(20):
        desk.wait(minutes=30)
        desk.fail(503)
        desk.poll(account)
    desk.wait(minutes=30)
    desk.poll(account)
    assert codes(score(desk.world, lag="1h")) == set()


def test_one_failure_excuses_an_hour() -> None:
    """Who comes back only a day after a failure is late."""
    desk, account = ready()
    desk.poll(account)
    for _ in range(3):
        desk.wait(hours=25)
        desk.fail(503)
        desk.poll(account)
        desk.wait(hours=23)
        desk.poll(account)
    assert codes(score(desk.world, lag="6h")) == {"CA103"}


def test_a_list_shows_refreshes() -> None:
    """Refreshes may be seen in lists, and confirmed by a 304."""
    desk, _ = ready()
    accounts(desk, 3)
    for _ in range(100):
        desk.poll("/accounts?limit=200")
        desk.wait(hours=1)
    assert codes(score(desk.world, lag="1h")) == set()


def test_what_was_seen_once_is_not_followed() -> None:
    """A list at the start does not oblige to follow everything in it; `resources` does."""
    desk, account = ready()
    others = accounts(desk, 3)
    desk.poll("/accounts?limit=200")
    for _ in range(60):
        desk.poll(account)
        desk.wait(hours=1)
    assert codes(score(desk.world, lag="1h")) == set()
    assert codes(score(desk.world, lag="1h", resources=[account.id])) == set()
    told = score(desk.world, lag="1h", resources=[others[0].id])
    assert codes(told) == {"CA103"}


def test_deleted_accounts_are_not_late() -> None:
    """What is deleted need not be seen any more."""
    desk, account = ready()
    other = accounts(desk, 1)[0]
    desk.poll(account)
    desk.poll(other)
    desk.wait(hours=24)
    desk.world.delete(other)
    for _ in range(30):
        desk.poll(account)
        desk.wait(hours=1)
    assert codes(score(desk.world, lag="1h")) == set()


def test_bursts() -> None:
    """CA104, which reading one by one (CA501) goes with: both are advice."""
    desk = Desk(World("empty"))
    made = accounts(desk, 20)
    for _ in range(3):
        for account in made:
            desk.poll(account)
        desk.wait(hours=1)
    card = score(desk.world)
    assert codes(card) == {"CA104", "CA501"}
    assert {finding.level for finding in card.findings} == {"advice"}
    card.assert_clean()


def test_spread_reads() -> None:
    """Three seconds between them are no burst; ten a minute are few enough."""
    desk = Desk(World("empty"))
    made = accounts(desk, 20)
    for _ in range(3):
        for account in made:
            desk.poll(account)
            desk.wait(seconds=8)
        desk.wait(hours=1)
    assert score(desk.world).findings == ()


def test_each_request_moves_the_clock() -> None:
    """Where requests move the clock, their gaps say nothing of the client; a note says so."""
    world = World("small", clock=VirtualClock(mode="per-request", step="1s"))
    desk = Desk(world)
    for _ in range(10):
        desk.poll(world.accounts[0])
    card = score(world)
    assert card.findings == ()
    assert "each request moved the clock" in card.notes[0]
    assert "CA101" in card.notes[0]


def _hasty(speed: float) -> World:
    """A run in which the same was read ten times in a row, its clock frozen afterwards."""
    clock = VirtualClock(mode="scaled", speed=speed, source=lambda: 0)
    world = World("small", clock=clock)
    desk = Desk(world)
    for _ in range(10):
        desk.poll(world.accounts[0])
        desk.wait(seconds=2)
    clock.freeze()
    return world


def test_real_time_is_judged() -> None:
    """A clock that keeps to real time shows the client's own gaps."""
    assert {finding.code for finding in score(_hasty(1)).findings} == {"CA101"}


@pytest.mark.parametrize("speed", [0.5, 3600])
def test_other_speeds_are_not_judged(speed: float, tmp_path: Path) -> None:
    """On a faster or slower clock gaps are the machine's too; exported and saved runs know it."""
    world = _hasty(speed)
    world.export(tmp_path / "run.jsonl")
    for card in (
        score(world),
        score(tmp_path / "run.jsonl"),
        score(World.replay(world.recording())),
    ):
        assert card.findings == ()
        assert card.notes[0].startswith(f"the clock ran at {speed:g} times real time, so")
        assert "CA101" in card.notes[0]
