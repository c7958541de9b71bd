"""What a test author expects of pause, hold, scrape_now, outages and the rest, case by case."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from creatoraudit_mock import Handle, World, WorldError
from creatoraudit_mock.scenario import from_text
from creatoraudit_mock.world import Misuse, NotFound, QuotaExceeded

HOURLY = {"scrape_interval_hours": 1}
FAIR = 'description = "No jitter."\n[hardship]\njitter = 0\n'


def fair_world(**settings: int | bool) -> tuple[World, Handle]:
    """An account that was refreshed 5 seconds ago, at 09:00:05, in a world without jitter."""
    world = World(from_text(FAIR))
    account = world.track_account("instagram", "nasa", **settings)
    world.clock.advance(10)
    return world, account


def times(world: World, account: Handle) -> list[str]:
    """When its refreshes landed, as hours of the clock."""
    return [f"{at:%H:%M:%S}" for at in world.refreshes(account)]


def test_the_first_refresh_comes_soon_then_one_each_interval() -> None:
    """Five seconds after the start, then hour by hour from there."""
    world, account = fair_world(**HOURLY)
    world.clock.advance("2h")
    assert times(world, account) == ["09:00:05", "10:00:05", "11:00:05"]


def test_no_refresh_lands_at_the_instant_of_creation() -> None:
    """Even a first refresh that takes no time comes with the next whole second."""
    world = World()
    account = world.track_account("instagram", "nasa", first_refresh=0)
    assert account.last_scrape_time is None
    world.clock.advance(1)
    assert times(world, account) == ["09:00:01"]


# -- pause and resume


def test_a_pause_stops_refreshes_and_keeps_what_is_known() -> None:
    """A paused account shows its last values for ever."""
    world, account = fair_world()
    before = account.fields
    world.update(account, is_active=False)
    world.clock.advance("30d")
    assert account.fields == before | {"is_active": False}


def test_resuming_early_keeps_the_appointment() -> None:
    """What was not yet due comes when it would have come anyway."""
    world, account = fair_world(**HOURLY)
    world.update(account, is_active=False)
    world.clock.advance("30m")
    world.update(account, is_active=True)
    world.clock.advance("1h")
    assert times(world, account) == ["09:00:05", "10:00:05"]


def test_resuming_late_catches_up_soon() -> None:
    """What is overdue comes five seconds after the resumption, and sets the pace anew."""
    world, account = fair_world(**HOURLY)
    world.update(account, is_active=False)
    world.clock.advance("90m")
    world.update(account, is_active=True)
    world.clock.advance("61m")
    assert times(world, account) == ["09:00:05", "10:30:15", "11:30:15"]


def test_an_item_that_begins_paused_waits_for_its_resumption() -> None:
    """It is never scraped until it is resumed; then soon."""
    world, account = fair_world(is_active=False)
    world.clock.advance("5d")
    assert times(world, account) == []
    world.update(account, is_active=True)
    world.clock.advance("5s")
    assert times(world, account) == ["09:00:15"]


def test_another_interval_counts_from_the_last_refresh() -> None:
    """A longer one moves the next refresh away, a shorter one that has passed brings it soon."""
    world, account = fair_world(**HOURLY)
    world.update(account, scrape_interval_hours=3)
    world.clock.advance("170m")
    assert times(world, account) == ["09:00:05"]
    world.update(account, scrape_interval_hours=2)
    world.clock.advance("5s")
    assert times(world, account) == ["09:00:05", "11:50:15"]


def test_a_change_that_changes_nothing_leaves_the_schedule_alone() -> None:
    """The same interval, the same activity or other settings do not move the next refresh."""
    world, account = fair_world()
    event = world.clock.next_event()
    world.update(account, scrape_interval_hours=24, is_active=True, metadata={"a": "b"})
    world.update(account, max_recent_posts_per_account=3, category="x")
    assert world.clock.next_event() == event


# -- hold and release


def test_a_hold_is_silent() -> None:
    """Nothing lands, and nothing of it shows."""
    world, account = fair_world(**HOURLY)
    before = account.fields
    world.hold(account)
    world.hold(account)
    world.clock.advance("9d")
    assert account.fields == before
    assert world.clock.next_event() is None


def test_a_release_lands_what_became_due() -> None:
    """It lands at that very instant; the next follows an interval later."""
    world, account = fair_world(**HOURLY)
    world.hold(account)
    world.clock.advance("90m")
    world.release(account)
    assert times(world, account) == ["09:00:05", "10:30:10"]
    world.clock.advance("1h")
    assert times(world, account) == ["09:00:05", "10:30:10", "11:30:10"]


def test_a_release_before_anything_was_due_keeps_the_appointment() -> None:
    """It is as if nobody had held it."""
    world, account = fair_world(**HOURLY)
    world.hold(account)
    world.clock.advance("30m")
    world.release(account)
    world.clock.advance("30m")
    assert times(world, account) == ["09:00:05", "10:00:05"]


def test_a_hold_outlasts_a_pause() -> None:
    """Resuming a held account does not release it, releasing a paused one does not resume it."""
    world, account = fair_world(**HOURLY)
    world.hold(account)
    world.update(account, is_active=False)
    world.clock.advance("5h")
    world.update(account, is_active=True)
    world.clock.advance("5h")
    assert len(times(world, account)) == 1
    world.update(account, is_active=False)
    world.release(account)
    world.clock.advance("5h")
    assert len(times(world, account)) == 1


def test_only_what_is_held_can_be_released() -> None:
    """The message says what to call before."""
    world, account = fair_world()
    with pytest.raises(Misuse, match=r"is not held: call hold\(\) before release\(\)"):
        world.release(account)


def test_hold_and_release_in_the_second_of_a_refresh() -> None:
    """The second is taken, so nothing lands twice in it."""
    world, account = fair_world(**HOURLY)
    world.clock.advance("2h")
    world.scrape_now(account)
    world.hold(account)
    world.release(account)
    assert times(world, account)[-2:] == ["11:00:05", "11:00:10"]


# -- scrape_now


def test_scrape_now_lands_now_and_sets_the_pace() -> None:
    """One lands at this instant, the next an interval later."""
    world, account = fair_world(**HOURLY)
    world.clock.advance("20m")
    world.scrape_now(account)
    assert account.last_scrape_time == "2026-01-05T09:20:10Z"
    world.clock.advance("1h")
    assert times(world, account) == ["09:00:05", "09:20:10", "10:20:10"]


def test_two_refreshes_cannot_share_a_second() -> None:
    """Timestamps show whole seconds: the second is refused, the message says how to go on."""
    world, account = fair_world()
    world.scrape_now(account)
    before = (account.fields, len(world.log))
    world.clock.advance(0.9)
    with pytest.raises(Misuse, match="advance the clock by a second before the next scrape_now"):
        world.scrape_now(account)
    assert (account.fields, len(world.log)) == (before[0], before[1] + 1)
    world.clock.advance(0.1)
    world.scrape_now(account)
    assert times(world, account) == ["09:00:05", "09:00:10", "09:00:11"]


@pytest.mark.parametrize("stop", [World.hold, lambda w, a: w.update(a, is_active=False)])
def test_scrape_now_does_not_set_going_what_is_stopped(
    stop: Callable[[World, Handle], None],
) -> None:
    """On a held or paused account one lands, and no other follows."""
    world, account = fair_world()
    stop(world, account)
    world.clock.advance("1h")
    world.scrape_now(account)
    world.clock.advance("30d")
    assert times(world, account) == ["09:00:05", "10:00:10"]


# -- outages and absences


def test_an_outage_begins_after_what_has_landed() -> None:
    """A refresh that landed at this very instant stays, read or unread."""
    for read in (True, False):
        world = World()
        account = world.track_account("instagram", "nasa")
        event = world.clock.advance_to_next_event()
        if read:
            assert account.last_scrape_time is not None
        world.outage(duration="6h")
        world.set_unavailable(account, duration="6h")
        assert world.refreshes(account) == [event]
        assert account.last_scrape_time == "2026-01-05T09:00:05Z"


def test_attempts_in_an_outage_fail() -> None:
    """From its first instant to the one before its end; the cadence goes on."""
    world, account = fair_world(**HOURLY)
    world.outage(start="2026-01-05T10:00:05Z", end="2026-01-05T12:00:05Z")
    world.clock.advance("4h")
    assert times(world, account) == ["09:00:05", "12:00:05", "13:00:05"]


def test_a_forced_refresh_survives_the_outage_around_it() -> None:
    """What `scrape_now` brought in stays, although every later attempt fails."""
    world, account = fair_world(**HOURLY)
    world.outage(duration="50h")
    world.clock.advance("30m")
    world.scrape_now(account)
    world.clock.advance("5h")
    assert account.last_scrape_time == "2026-01-05T09:30:10Z"
    assert times(world, account) == ["09:00:05", "09:30:10"]


def test_unavailable_shows_with_the_next_scrape() -> None:
    """The service learns of it when it looks, and of the return when it looks again."""
    world, account = fair_world(**HOURLY)
    world.set_unavailable(account, duration="2h")
    seen = []
    for _ in range(4):
        seen.append((account.is_unavailable, account.last_scrape_time[11:]))
        world.clock.advance("1h")
    assert seen == [
        (False, "09:00:05Z"),
        (True, "09:00:05Z"),
        (True, "09:00:05Z"),
        (False, "12:00:05Z"),
    ]


def test_a_scrape_that_fails_tells_nothing_of_availability() -> None:
    """An outage does not bring back what is gone."""
    world, account = fair_world(**HOURLY)
    world.set_unavailable(account, duration="30d")
    world.clock.advance("90m")
    assert account.is_unavailable
    world.outage(duration="5h")
    world.clock.advance("3h")
    assert account.is_unavailable


def test_scrape_now_brings_back_what_is_gone() -> None:
    """It succeeds whatever the weather, so the item is there again until the next look."""
    world, account = fair_world(**HOURLY)
    world.set_unavailable(account)
    world.clock.advance("90m")
    world.scrape_now(account)
    assert not account.is_unavailable
    world.clock.advance("1h")
    assert account.is_unavailable


def test_the_past_is_fixed() -> None:
    """Neither an outage nor an absence may begin before now, or end before it begins."""
    world, account = fair_world()
    early = world.clock.now - timedelta(microseconds=1)
    for begin in (world.outage, lambda **span: world.set_unavailable(account, **span)):
        with pytest.raises(Misuse, match=r"the past is fixed: .* 2026-01-05T09:00:10Z at the ear"):
            begin(start=early, duration="1h")
        with pytest.raises(Misuse, match="a span must end after it starts"):
            begin(start="2026-02-01T00:00:00Z", end="2026-01-31T00:00:00Z")
        with pytest.raises(Misuse, match="a span must end after it starts"):
            begin(duration=0)
        with pytest.raises(TypeError, match="either a duration or an end"):
            begin(duration=1, end="2026-02-01T00:00:00Z")


# -- coming and going


def test_a_video_knows_its_author_while_that_account_is_tracked() -> None:
    """It shows the account's id at once when that comes, and none when it has gone."""
    world = World()
    video = world.track_video("tiktok", "https://www.tiktok.com/@cy/video/7310000000000000017")
    seen = [video.account_id]
    account = world.track_account("tiktok", "Cy")
    world.track_account("instagram", "cy")
    seen.append(video.account_id)
    world.delete(account)
    assert [*seen, video.account_id] == [None, account.id, None]


def test_what_is_added_again_starts_afresh() -> None:
    """A new id, a new `added_at`, nothing known; the truth about the old one stays."""
    world, account = fair_world()
    world.clock.advance("1h")
    world.delete(account)
    again = world.track_account("instagram", "nasa")
    assert again.id != account.id
    assert (again.added_at, again.last_scrape_time) == ("2026-01-05T10:00:10Z", None)
    assert again.view_count == 0
    assert times(world, account) == ["09:00:05"]
    world.clock.advance("90d")
    assert times(world, account) == ["09:00:05"]


def test_what_is_deleted_is_not_found() -> None:
    """Every way to ask for it, except for its truth, says so."""
    world, account = fair_world()
    world.delete(account)
    for ask in (world.hold, world.release, world.scrape_now, world.delete, world.show):
        with pytest.raises(NotFound, match=f"no account.* with id '{account.id}'"):
            ask(account.id)
    with pytest.raises(NotFound):
        world.update(account, is_active=False)
    assert world.clock.next_event() is None


def test_a_quota_counts_what_is_tracked() -> None:
    """Paused accounts count, deleted ones do not, videos never; a duplicate is a conflict first."""
    world = World(from_text(f"{FAIR}[organization]\naccount_quota = 2\n"))
    first = world.track_account("instagram", "a", is_active=False)
    world.track_account("instagram", "b")
    world.track_video("tiktok", "7301234567890123456")
    with pytest.raises(QuotaExceeded, match="quota of 2 tracked accounts"):
        world.track_account("instagram", "c")
    with pytest.raises(WorldError, match="already tracked"):
        world.track_account("instagram", "b")
    world.delete(first)
    world.track_account("instagram", "c")


def test_a_release_in_an_outage_lands_nothing() -> None:
    """What became due during a hold does not land while scrapes cannot succeed."""
    world = World()
    account = world.track_account("tiktok", "somebody", first_refresh="10s")
    world.hold(account)
    world.clock.advance(hours=1)
    world.outage(duration="2h")
    world.clock.advance("1s")
    world.release(account)
    world.clock.advance(hours=1)

    assert world.refreshes(account) == []
