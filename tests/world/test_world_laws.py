"""The laws of the design, each on whole worlds that are driven by arbitrary timelines."""

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterable
from itertools import zip_longest
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import timelines
from creatoraudit_mock import Dialect, World
from creatoraudit_mock.values import floor_second, format_instant
from effort import effort, repeats
from timelines import Step, new_world

SECOND = 1_000_000
seeds = st.integers(0, 2**32)
dialects = timelines.dialects()


def in_bulk(check: Callable[[list[Step], int, Dialect], None], times: int) -> None:
    """Check long timelines, drawn without Hypothesis because that is faster."""
    for _ in range(repeats(times)):
        seed = random.getrandbits(64)
        try:
            check(timelines.by_chance(seed, 40), seed, timelines.dialect_by_chance(seed))
        except AssertionError as error:
            error.add_note(f"{seed=}")
            raise


# -- law 1: the readiness signal


class Watch:
    """What a poller that looks at every moment has seen of each resource so far."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.times: dict[str, list[str]] = {}
        self.history: dict[str, list[int]] = {}

    def look(self) -> None:
        """Look once, and complain about whatever breaks the law."""
        for item, landed in timelines.truth(self.world):
            known = self.history.get(item, [])
            assert landed[: len(known)] == known, "history is only ever added to"
            self.history[item] = landed
        for item in timelines.tracked(self.world):
            self._look_at(item)

    def _look_at(self, item: str) -> None:
        shown, landed = self.world.show(item), self.history[item]
        last, first = shown["last_scrape_time"], shown["first_scrape_time"]
        assert last == (format_instant(landed[-1]) if landed else None)
        assert first == (format_instant(landed[0]) if landed else None)
        times = self.times.setdefault(item, [])
        if last is not None and (not times or times[-1] != last):
            assert not times or last > times[-1]
            times.append(last)


def check_law_1(timeline: list[Step], seed: int, dialect: Dialect) -> None:
    """`last_scrape_time` is null, then grows, and always is the last successful scrape."""
    world = new_world(seed, dialect)
    watch = Watch(world)
    world.clock.on_move.append(lambda _: watch.look())
    for step in timeline:
        target = world.clock.instant + (step[1] if step[0] == "advance" else 0)
        while (event := world.organization.next_event(world.clock.instant)) and event <= target:
            world.clock.advance_to(event)
        if step[0] == "advance":
            world.clock.advance_to(target)
        else:
            timelines.do(world, step)
        watch.look()
    for landed in watch.history.values():
        seconds = [floor_second(instant) for instant in landed]
        assert seconds == sorted(set(seconds)), "distinct even in whole seconds"


@effort(5)
@given(timelines.timelines(), seeds, dialects)
def test_last_scrape_time_only_grows(timeline: list[Step], seed: int, dialect: Dialect) -> None:
    """It is null until the first refresh, then strictly increasing, moved by refreshes only."""
    check_law_1(timeline, seed, dialect)


def test_last_scrape_time_only_grows_in_bulk() -> None:
    """The same for longer timelines."""
    in_bulk(check_law_1, 40)


def test_nothing_is_known_before_the_first_refresh() -> None:
    """Counters of an account are 0 and of a video null while `last_scrape_time` is null."""
    world = World()
    account = world.track_account("instagram", "nasa").fields
    video = world.track_video("tiktok", "7301234567890123456").fields
    assert account["last_scrape_time"] is None
    assert {account["follower_count"], account["view_count"], account["total_post_count"]} == {0}
    assert {video["last_scrape_time"], video["view_count"], video["description"]} == {None}


# -- law 2: the size of the steps


def check_law_2(timeline: list[Step], seed: int, dialect: Dialect) -> None:
    """A world that is stepped shows the same after each command as one that leaps."""
    leaping, stepping = new_world(seed, dialect), new_world(seed, dialect)
    pick = random.Random(seed).randint
    for step in timeline:
        if step[0] == "advance":
            _in_small_steps(stepping, step[1], pick)
            leaping.clock.advance_to(stepping.clock.instant)
        else:
            assert timelines.do(leaping, step) == timelines.do(stepping, step)
        assert timelines.picture(leaping) == timelines.picture(stepping)
        assert dict(timelines.truth(leaping)) == dict(timelines.truth(stepping))


def _in_small_steps(world: World, micros: int, pick: timelines.Pick) -> None:
    target = world.clock.instant + micros
    for _ in range(pick(0, 12)):
        if pick(0, 1) == 0:
            event = world.organization.next_event(world.clock.instant) or target
            world.clock.advance_to(min(event, target))
        else:
            world.clock.advance_to(pick(world.clock.instant, target))
        timelines.picture(world)
    world.clock.advance_to(target)


@effort(5)
@given(timelines.timelines(), seeds, dialects)
def test_one_leap_equals_many_small_steps(
    timeline: list[Step], seed: int, dialect: Dialect
) -> None:
    """How often the clock stops on its way makes no difference."""
    check_law_2(timeline, seed, dialect)


def test_one_leap_equals_many_small_steps_in_bulk() -> None:
    """The same for longer timelines."""
    in_bulk(check_law_2, 60)


# -- law 3: reading


def check_law_3(timeline: list[Step], seed: int, dialect: Dialect) -> None:
    """Worlds that are read in different orders, or not at all, are the same in the end."""
    forward, backward, unread = (new_world(seed, dialect) for _ in range(3))
    shuffled = random.Random(seed)
    for step in timeline:
        for world in (forward, backward, unread):
            timelines.do(world, step)
        ids = timelines.tracked(forward)
        seen = {item: timelines.show(forward.organization, item) for item in ids}
        for item in shuffled.sample(ids, len(ids)):
            assert timelines.show(backward.organization, item) == seen[item]
        next(iter(timelines.truth(backward)), None)
        backward.clock.next_event()
    digests = {timelines.digest(world) for world in (forward, backward, unread)}
    assert len(digests) == 1


@effort(5)
@given(timelines.timelines(), seeds, dialects)
def test_reading_changes_nothing(timeline: list[Step], seed: int, dialect: Dialect) -> None:
    """Neither that somebody reads nor in which order makes a difference."""
    check_law_3(timeline, seed, dialect)


def test_reading_changes_nothing_in_bulk() -> None:
    """The same for longer timelines."""
    in_bulk(check_law_3, 60)


def test_what_is_read_cannot_be_written_to() -> None:
    """A caller who changes the values that were shown changes their own copy only."""
    world = World()
    account = world.track_account("instagram", "nasa", metadata={"team": "north"})
    account.fields["metadata"]["team"] = "south"
    world.show(account.id)["username"] = "esa"
    account.metadata.clear()
    assert (account.metadata, account.username) == ({"team": "north"}, "nasa")


def check_span(timeline: list[Step], seed: int, dialect: Dialect) -> None:
    """A representation claims to hold until an instant: up to the moment before, it does."""
    world, fresh = new_world(seed, dialect), new_world(seed, dialect)
    for step in timeline:
        timelines.do(world, step)
        timelines.do(fresh, step)
    org, now = world.organization, world.clock.instant
    for account in org.accounts.values():
        shown = org.show_account(account, now)
        last = min(shown.until - 1, now + 400 * 24 * 3_600 * SECOND)
        other = fresh.organization.account(account.id)
        for instant in sorted({now, (now + last) // 2, last}):
            assert fresh.organization.show_account(other, instant).body == shown.body
            other.shown = None


@effort(3)
@given(timelines.timelines(), seeds, dialects)
def test_representations_hold_as_long_as_they_claim(
    timeline: list[Step], seed: int, dialect: Dialect
) -> None:
    """Up to its `until` a representation is the one that would be made anew."""
    check_span(timeline, seed, dialect)


# -- law 6: sameness


def test_what_was_shown_later_is_not_shown_of_earlier() -> None:
    """A look back at an account before its first refresh finds it as it was then."""
    world = World("empty")
    account = world.organization.account(world.track_account("tiktok", "nasa").id)
    earlier = world.organization.show_account(account, account.added_at)
    world.clock.advance(hours=25)
    world.organization.show_account(account, world.clock.instant)
    assert world.organization.show_account(account, account.added_at) == earlier


def test_the_same_script_ten_times() -> None:
    """The same seed and the same commands give the same everything, ten times over."""
    for seed in range(3):
        timeline = timelines.by_chance(seed, 60)
        digests = set()
        for _ in range(10):
            world = new_world(seed, timelines.dialect_by_chance(seed))
            timelines.run(world, timeline)
            digests.add(timelines.digest(world))
        assert len(digests) == 1


def test_another_process_with_another_hash_seed_agrees() -> None:
    """Neither the process nor `PYTHONHASHSEED` makes a difference."""
    script = (
        "import timelines\n"
        "for seed in range(4):\n"
        "    world = timelines.new_world(seed, timelines.dialect_by_chance(seed))\n"
        "    timelines.run(world, timelines.by_chance(seed, 60))\n"
        "    print(timelines.digest(world))\n"
    )
    paths = [str(Path(timelines.__file__).parent), os.environ.get("PYTHONPATH", "")]
    answers = set()
    for hash_seed in ("1", "4242"):
        env = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(paths)}
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)  # noqa: S603 - our own script
        answers.add(done.stdout)
    own = []
    for seed in range(4):
        world = new_world(seed, timelines.dialect_by_chance(seed))
        timelines.run(world, timelines.by_chance(seed, 60))
        own.append(timelines.digest(world) + "\n")
    assert answers == {"".join(own)}


@effort(3)
@given(timelines.timelines())
def test_another_seed_is_another_world(timeline: list[Step]) -> None:
    """The seed decides on everything that is left to chance, down to ids and keys."""
    one, other = new_world(1), new_world(2)
    for world in (one, other):
        timelines.run(world, timeline)
    assert one.api_key != other.api_key
    assert not {*timelines.tracked(one)} & {*timelines.tracked(other)}


@effort(3)
@given(timelines.timelines(), seeds, dialects)
def test_the_log_replays_to_the_same_world(
    timeline: list[Step], seed: int, dialect: Dialect
) -> None:
    """State is a fold of the log: its commands at their instants make the same world again."""
    world, replayed = new_world(seed, dialect), new_world(seed, dialect)
    timelines.run(world, timeline)
    for entry in world.log:
        replayed.clock.follow(entry.at)
        replayed.organization.execute(entry.command)
    assert timelines.digest(replayed) == timelines.digest(world)


@effort(3)
@given(timelines.timelines(), seeds, dialects)
def test_a_refused_command_leaves_no_trace(
    timeline: list[Step], seed: int, dialect: Dialect
) -> None:
    """Whatever is refused, the world goes on as if nobody had asked."""
    world, spared = new_world(seed, dialect), new_world(seed, dialect)
    for step in timeline:
        before = timelines.digest(world)
        if timelines.do(world, step) == "done":
            timelines.do(spared, step)
        else:
            assert timelines.digest(world) == before
    assert timelines.digest(world) == timelines.digest(spared)


# -- law 8: privacy


@effort(4)
@given(timelines.timelines(), timelines.timelines(), seeds, seeds, dialects)
def test_worlds_do_not_see_each_other(
    timeline: list[Step], distraction: list[Step], seed: int, other: int, dialect: Dialect
) -> None:
    """A world beside another one is the same as alone, even if both have one seed."""
    alone, beside = new_world(seed, dialect), new_world(seed, dialect)
    neighbour, twin = new_world(other), new_world(seed, dialect)
    timelines.run(alone, timeline)
    for mine, theirs in _interleaved(timeline, distraction):
        for step, world in ((theirs, neighbour), (mine, beside), (theirs, twin)):
            if step is not None:
                timelines.do(world, step)
    assert timelines.digest(beside) == timelines.digest(alone)


def _interleaved(
    one: Iterable[Step], other: Iterable[Step]
) -> list[tuple[Step | None, Step | None]]:
    return list(zip_longest(one, other))
