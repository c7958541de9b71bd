"""Collections under limits against a replay that walks from scrape to scrape."""

import random
from collections.abc import Iterator
from typing import Any

from hypothesis import given

import timelines
from creatoraudit_mock import World
from creatoraudit_mock.simulation import Tally
from creatoraudit_mock.world import Account
from effort import effort, repeats
from timelines import Step

DAY = 86_400_000_000


class Replay:
    """For each account, what its scrapes have brought in, remembered scrape by scrape."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.seen: dict[str, dict[int, tuple[int, int]]] = {}
        self.latest: dict[str, int] = {}
        world.clock.on_move.append(lambda _: self.collect())

    def accounts(self) -> Iterator[Account]:
        """All accounts that are tracked right now."""
        yield from self.world.organization.accounts.values()

    def collect(self) -> None:
        """Let the scrapes that have landed since the last look bring in what the caps allow."""
        for account in self.accounts():
            org, since = self.world.organization, self.latest.get(account.id, account.added_at - 1)
            weather, now = org.weather(account), self.world.clock.instant
            new = list(account.schedule.refreshes(since + 1, now, weather))
            # One at a time is looked at, so that the caps in force are those of the moment.
            assert len(new) <= 1
            for instant in new:
                self._scrape(account, instant)
                self.latest[account.id] = instant

    def _scrape(self, account: Account, instant: int) -> None:
        defaults = self.world.organization.settings.caps
        most, days = account.max_recent_posts_per_account, account.post_lookback_days
        limit = defaults.most if most is None else most
        oldest = defaults.lookback if days is None else days * DAY
        feed = account.profile.posts(0, account.profile.published(instant))
        seen = self.seen.setdefault(account.id, {})
        for index, post in enumerate(feed):
            among_newest = limit is None or index >= len(feed) - limit
            recent = oldest is None or instant - post.published < oldest
            if among_newest and recent:
                seen[index] = (seen.get(index, (instant, instant))[0], instant)

    def check(self) -> None:
        """Compare with what the world says now."""
        org, now = self.world.organization, self.world.clock.instant
        for account in self.accounts():
            expected = self.seen.get(account.id, {})
            collection = org.collection(account)
            found = {s.place: (s.first, s.last) for s in collection.sightings(now)}
            assert found == dict(sorted(expected.items()))
            assert collection.size(now) == len(expected)
            total = Tally()
            for index, (_, last) in expected.items():
                total = total.plus(account.profile.post(index).tally(last))
            assert (collection.tally(now) or Tally()) == total
            for index in (*expected, len(expected) + 7):
                one = collection.sighting(index, now)
                assert (one and (one.first, one.last)) == expected.get(index)


def _slowly(world: World, step: Step) -> None:
    """A step, but no scrape goes by without being looked at."""
    if step[0] == "advance":
        target = world.clock.instant + step[1]
        while (event := world.organization.next_event(world.clock.instant)) and event <= target:
            world.clock.advance_to(event)
        world.clock.advance_to(target)
    else:
        timelines.do(world, step)


def check_replay(timeline: list[Step], scenario: str) -> None:
    """Play a timeline and compare after each step."""
    world = timelines.new_world(scenario=scenario)
    replay = Replay(world)
    for step in timeline:
        _slowly(world, step)
        replay.collect()
        replay.check()


@effort(4)
@given(timelines.timelines())
def test_collection_equals_replay(timeline: list[Step]) -> None:
    """Whatever the limits and however they change, the closed form has what a replay collects."""
    check_replay(timeline, timelines.SCENARIO)


def test_collection_equals_replay_in_bulk() -> None:
    """The same for longer timelines, drawn without Hypothesis."""
    for _ in range(repeats(100)):
        seed = random.getrandbits(64)
        try:
            check_replay(timelines.by_chance(seed, 40), timelines.SCENARIO)
        except AssertionError as error:
            error.add_note(f"{seed=}")
            raise


@effort(3)
@given(timelines.timelines())
def test_collection_under_inherited_limits_equals_replay(timeline: list[Step]) -> None:
    """The same where accounts inherit limits from their organization."""
    limits = "[organization]\nmax_recent_posts_per_account = 4\npost_lookback_days = 12\n"
    check_replay(timeline, timelines.SCENARIO.replace("[organization]\n", limits))


def _world(**settings: Any) -> tuple[World, Account]:
    world = World()
    handle = world.track_account("instagram", "nasa", **settings)
    return world, world.organization.account(handle.id)


def _seen_at(instant: int, **limits: int) -> set[int]:
    """The posts that a first scrape at an instant collects."""
    world, account = _world(first_refresh="60d", **limits)
    world.clock.advance_to(instant)
    world.scrape_now(account.id)
    sightings = world.organization.collection(account).sightings(instant)
    return {sighting.place for sighting in sightings}


def test_a_post_leaves_when_it_reaches_the_age_limit() -> None:
    """Up to a moment before it is that old, a post is collected; then not any more."""
    _, account = _world()
    index = account.profile.published(account.added_at)
    limit = account.profile.post(index).published + 9 * DAY
    assert index in _seen_at(limit - 1, post_lookback_days=9)
    assert index not in _seen_at(limit, post_lookback_days=9)


def test_a_post_leaves_when_enough_newer_ones_have_appeared() -> None:
    """Up to a moment before the next one appears, the newest is collected; then that one."""
    _, account = _world()
    index = account.profile.published(account.added_at)
    limit = account.profile.post(index + 1).published
    assert _seen_at(limit - 1, max_recent_posts_per_account=1) == {index}
    assert _seen_at(limit, max_recent_posts_per_account=1) == {index + 1}


def test_new_limits_spare_what_the_same_instant_collected() -> None:
    """A scrape lands, then the limits are lifted at that instant: they hold for the next one."""
    world, account = _world(max_recent_posts_per_account=2)
    world.clock.advance_to_next_event()
    before = world.show(account.id)
    world.update(account.id, max_recent_posts_per_account=None)
    assert before["total_post_count"] == world.show(account.id)["total_post_count"] == 2


def test_new_limits_hold_for_a_scrape_of_the_same_instant() -> None:
    """The limits are tightened, then a scrape is made at that instant: it sees only two posts."""
    world, account = _world()
    world.clock.advance("3d")
    world.update(account.id, max_recent_posts_per_account=2)
    world.scrape_now(account.id)
    now = world.clock.instant
    sightings = list(world.organization.collection(account).sightings(now))
    assert [s.last == now for s in sightings[-3:]] == [False, True, True]
