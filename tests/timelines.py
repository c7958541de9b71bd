"""What may happen to a whole world, as data: drawn by Hypothesis or by a seeded generator."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from creatoraudit_mock import Dialect, Handle, World, WorldError
from creatoraudit_mock.world import Account, Organization, Video

Pick = Callable[[int, int], int]
Step = tuple[Any, ...]

SCENARIO = """
description = "For timelines."
[organization]
first_refresh = "7s"
account_quota = 3
[hardship]
jitter = 0.1
failed = 0.2
late = 0.3
lateness = 0.3
skipped = 0.1
"""
HANDLES = ("ada.lin", "bo_okafor", "cy")
# The author of the second may come to be tracked, and go.
VIDEOS = ("7301234567890123456", "https://www.tiktok.com/@cy/video/7310000000000000017")
HOURS = (1, 3, 24, 168)
_HOUR = 3_600_000_000
_WAITS = (0, 1, 400_000, 1_000_000, 5_000_000, _HOUR, 24 * _HOUR, 200 * _HOUR)


def steps(pick: Pick, most: int = 14) -> list[Step]:
    """A timeline: something is tracked, then commands and waits in any mixture."""
    first = ("track_account", pick(0, 1), pick(0, 2), HOURS[pick(0, 3)], pick(0, 9))
    return [first, *(_step(pick) for _ in range(pick(0, most)))]


@st.composite
def timelines(draw: st.DrawFn) -> list[Step]:
    """The same as a strategy."""
    return steps(lambda low, high: draw(st.integers(low, high)))


def by_chance(seed: int, most: int = 14) -> list[Step]:
    """The same from a seed."""
    return steps(random.Random(seed).randint, most)


def _step(pick: Pick) -> Step:
    kind = _KINDS[pick(0, len(_KINDS) - 1)]
    return kind, *(choices[pick(0, len(choices) - 1)] for choices in _DETAILS.get(kind, [_ANY]))


_ANY = range(10)
_SPAN = [_ANY, (0, 1, 30), range(1, 200)]
_DETAILS: dict[str, list[Sequence[int | None]]] = {
    "advance": [[wait * times for times in (1, 2, 3) for wait in _WAITS]],
    "track_account": [range(2), range(3), HOURS, _ANY],
    "track_video": [range(2), HOURS],
    "interval": [_ANY, HOURS],
    "caps": [_ANY, (None, 1, 2, 5), (None, 1, 9, 60)],
    "outage": [*_SPAN],
    "unavailable": [*_SPAN],
    "remove_profile": [range(6), (0, 1, 30), range(1, 200)],
    "track_post": [_ANY, _ANY],
    "link": [range(2), _ANY],
    "unlink": [range(2), _ANY],
    "archive": [_ANY, (False, True)],
}
"""What the details of a step are chosen from; otherwise it is one number that picks an item."""
_KINDS = (
    *("advance", "advance", "next_event", "next_event", "track_account", "track_video"),
    *("pause", "resume", "interval", "caps", "delete", "hold", "release", "release"),
    *("scrape_now", "outage", "unavailable", "metadata", "track_account", "delete"),
    *("remove_profile", "track_post"),
    *("create_creator", "link", "link", "unlink", "archive", "delete_creator"),
)

GROUPED: list[Step] = [
    ("create_creator", 0),
    ("track_account", 0, 0, 24, 0),
    ("link", 0, 0),
    ("advance", 30 * _HOUR),
    ("track_account", 1, 2, 3, 0),
    ("link", 0, 1),
    ("track_video", 0, 3),
    ("advance", 100 * _HOUR),
    ("pause", 0),
    ("advance", 50 * _HOUR),
]
"""A beginning for timelines that are about groups: a creator whose accounts have a history."""


SWITCHES = (
    *("early_data", "resume", "resume_cascade", "link_to_paused", "deleted_creator"),
    *("duplicate", "known_post", "missing_profile", "readded_id"),
    *("quota_counts", "quota_or_duplicate", "total_counts"),
)
"""What of the dialect the world itself obeys, and not only what is asked of it."""


def dialects() -> st.SearchStrategy[Dialect]:
    """Dialects that differ in what worlds do; the defaults are the simplest."""
    known = Dialect.alternatives()
    return st.builds(Dialect, **{name: st.sampled_from(known[name]) for name in SWITCHES})


def dialect_by_chance(seed: int) -> Dialect:
    """The same from a seed."""
    pick, known = random.Random(seed), Dialect.alternatives()
    return Dialect(**{name: pick.choice(known[name]) for name in SWITCHES})


def new_world(seed: int = 0, dialect: Dialect | None = None, scenario: str = SCENARIO) -> World:
    """A world in which scrapes go wrong in every way."""
    from creatoraudit_mock.scenario import from_text  # noqa: PLC0415

    return World(from_text(scenario, "timelines.toml"), seed=seed, dialect=dialect)


def tracked(world: World) -> list[str]:
    """The ids of all accounts and videos."""
    return [record.id for record in world.organization.everything()]


def do(world: World, step: Step) -> str:
    """Let a step happen; the answer tells whether and why it was refused."""
    kind, *rest = step
    ids = tracked(world)
    try:
        if kind in _FREE:
            _FREE[kind](world, *rest)
        elif ids:
            _AIMED[kind](world, ids[rest[0] % len(ids)], *rest[1:])
    except WorldError as error:
        return f"{type(error).__name__}: {error}"
    return "done"


def run(world: World, timeline: list[Step]) -> list[str]:
    """Let all steps happen."""
    return [do(world, step) for step in timeline]


def _advance(world: World, micros: int) -> None:
    world.clock.advance(timedelta(microseconds=micros))


def _next_event(world: World, early: int) -> None:
    event = world.clock.next_event()
    if event is None:
        return
    # Mostly exactly there, sometimes a moment before or after.
    target = event + timedelta(microseconds={8: -1, 9: 1}.get(early, 0))
    world.clock.advance_to(max(target, world.clock.now))


def _track_account(world: World, platform: int, handle: int, hours: int, extra: int) -> None:
    caps = {"max_recent_posts_per_account": 3} if extra == 1 else {}
    world.track_account(
        ("instagram", "tiktok")[platform],
        HANDLES[handle],
        scrape_interval_hours=hours,
        is_active=extra != 2,
        first_refresh=(0, "45s", "1.5s")[extra % 3],
        **caps,
    )


def _track_video(world: World, number: int, hours: int) -> None:
    world.track_video("tiktok", VIDEOS[number], scrape_interval_hours=hours)


def _caps(world: World, item: str, most: int | None, days: int | None) -> None:
    if item in world.organization.accounts:
        world.update(item, max_recent_posts_per_account=most, post_lookback_days=days)


def _outage(world: World, _: int, delay: int, length: int) -> None:
    start = world.clock.now + timedelta(hours=delay)
    world.outage(start=start, duration=timedelta(hours=length))


def _unavailable(world: World, item: str, delay: int, length: int) -> None:
    start = world.clock.now + timedelta(hours=delay)
    world.set_unavailable(item, start=start, duration=timedelta(hours=length))


def _remove_profile(world: World, profile: int, delay: int, length: int) -> None:
    platform, handle = ("instagram", "tiktok")[profile % 2], HANDLES[profile // 2]
    start = world.clock.now + timedelta(hours=delay) if delay else None
    world.remove_profile(platform, handle, start=start, duration=timedelta(hours=length))


def _track_post(world: World, item: str, number: int) -> None:
    """Track a post on its own that an account's feed has brought in, or will."""
    org = world.organization
    if account := org.accounts.get(item):
        place = max(account.profile.published(world.clock.instant) - number, 0)
        world.track_video(account.platform.value, str(account.profile.post(place).number))


def _link(world: World, creator: int, account: int) -> None:
    if world.creators and world.accounts:
        world.link(_among(world.creators, creator), _among(world.accounts, account))


def _unlink(world: World, creator: int, account: int) -> None:
    if world.creators and world.accounts:
        world.unlink(_among(world.creators, creator), _among(world.accounts, account))


def _archive(world: World, creator: int, active: bool) -> None:  # noqa: FBT001 - one of a step's details
    if world.creators:
        world.update(_among(world.creators, creator), is_active=active)


def _delete_creator(world: World, creator: int) -> None:
    if world.creators:
        world.delete(_among(world.creators, creator))


def _among(handles: list[Handle], number: int) -> Handle:
    return handles[number % len(handles)]


_FREE: dict[str, Callable[..., None]] = {
    "create_creator": lambda world, number: world.create_creator(f"Creator {number % 3}"),
    "link": _link,
    "unlink": _unlink,
    "archive": _archive,
    "delete_creator": _delete_creator,
    "advance": _advance,
    "next_event": _next_event,
    "track_account": _track_account,
    "track_video": _track_video,
    "outage": _outage,
    "remove_profile": _remove_profile,
}
_AIMED: dict[str, Callable[..., None]] = {
    "pause": lambda world, item: world.update(item, is_active=False),
    "resume": lambda world, item: world.update(item, is_active=True),
    "interval": lambda world, item, hours: world.update(item, scrape_interval_hours=hours),
    "metadata": lambda world, item: world.update(item, metadata={"seen": "yes"}),
    "caps": _caps,
    "delete": lambda world, item: world.delete(item),
    "hold": lambda world, item: world.hold(item),
    "release": lambda world, item: world.release(item),
    "scrape_now": lambda world, item: world.scrape_now(item),
    "unavailable": _unavailable,
    "track_post": _track_post,
}


def show(org: Organization, item: str) -> bytes:
    """The representation of one account or video, with the account's posts."""
    record, now = org.tracked(item), org.clock.instant
    if isinstance(record, Account):
        posts = [post.body for post in org.show_posts(record, now)]
        return b"\n".join([org.show_account(record, now).body, *posts])
    assert isinstance(record, Video)
    return org.show_video(record, now).body


def picture(world: World) -> dict[str, bytes]:
    """Everything that the API would show right now."""
    org, now = world.organization, world.clock.instant
    creators = {c.id: org.show_creator(c, now).body for c in org.creators.values()}
    return {item: show(org, item) for item in tracked(world)} | creators


def truth(world: World) -> Iterator[tuple[str, list[int]]]:
    """The instants of all refreshes, of deleted resources too."""
    org = world.organization
    for item in [*tracked(world), *org.departed]:
        yield item, list(org.refreshes(item))


def digest(world: World) -> str:
    """A fingerprint of all that a world shows, knows and has logged."""
    parts = [picture(world), dict(truth(world)), list(world.log), world.api_key]
    return hashlib.sha256(repr(parts).encode()).hexdigest()
