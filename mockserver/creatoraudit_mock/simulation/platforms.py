"""What Instagram and TikTok themselves would show: profiles, their posts, and how both grow.

Independent of whether anybody tracks them: the same handle has the same history in a world,
however often it is added and deleted. All arithmetic is on integers, so every machine agrees.
"""

from __future__ import annotations

import enum
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

from creatoraudit_mock.simulation.analytics import Tally
from creatoraudit_mock.values import DAY, HOUR, SECOND, Chance, Instant, floor_second

_BITS = 16
_UNIT = 1 << _BITS
_MASK = _UNIT - 1
_COUNTERS = range(len(Tally._fields))
# Post numbers are one-to-one images of (profile, index), so that an identifier taken from a feed
# leads back to the very post: multiplication by an odd number is a bijection modulo a power of two.
_INDEX_BITS = 20
_SPACE = 1 << 60
_FACTOR = 0x9E3779B97F4A7C1 | 1
_INVERSE = pow(_FACTOR, -1, _SPACE)
_FLOOR = 2_000_000_000_000_000_000
_WORDS = (
    *("morning", "light", "studio", "street", "recipe", "travel", "training", "backstage"),
    *("sunset", "coffee", "unboxing", "tutorial", "market", "festival", "review", "launch"),
    *("behind", "scenes", "weekend", "city", "garden"),
)


class Platform(enum.StrEnum):
    """The two platforms that the service covers (documentation topic: Platforms)."""

    INSTAGRAM = "instagram"
    TIKTOK = "tiktok"


class Growth(NamedTuple):
    """Means per post: views, and the other counters as shares of them in units of 1/65536."""

    views: int
    shares: tuple[int, int, int, int, int]
    """Plays, likes, comments, shares, saves."""
    maturity: int
    """Seconds after which a post no longer gains anything."""


class Post(NamedTuple):
    """One post on a platform: when it appeared and what it will have gained in the end."""

    number: int
    published: Instant
    final: Tally
    maturity: int
    words: tuple[int, ...]

    def tally(self, instant: Instant) -> Tally:
        """The counters that the platform shows at an instant (zero before publication)."""
        whole, [grown] = self.maturity**3, _grown([self.published], self.maturity, instant)
        return Tally._make([count * grown // whole for count in self.final])

    @property
    def caption(self) -> str:
        """A few words; the same for ever."""
        picks = [_WORDS[(self.words[6] >> shift) % len(_WORDS)] for shift in (0, 16, 32)]
        return f"{' '.join(picks).capitalize()} #{picks[0]}"


class Stretch(Struct, frozen=True, gc=False):
    """Some posts of a feed, one after the other."""

    start: int
    """The index of the first."""
    dates: array[int]
    """When each appears."""
    climbs: array[int] | list[int]
    """What all posts before each gain in the end: the counters of the first, those of the next."""


_NOTHING = Stretch(0, array("q"), array("q"))
_LARGE = 1 << 35
"""With as many views per post as that, or more, counters may not fit into 64 bits one day."""
_NOTHING_LARGE = Stretch(0, array("q"), [])


class Habits(Struct, frozen=True):
    """What a scenario may fix about a profile; None leaves it to chance."""

    followers: int | None = None
    posts_every: int | None = None
    """Microseconds between posts, on average."""
    history: int = 30 * DAY
    """How long before the world begins the profile's first post appeared."""
    anchor: Instant | None = None
    """When there are just so many `followers`; None: where growth begins."""
    following: int | None = None
    verified: bool | None = None
    views: int | None = None
    """Views of a post in the end, on average."""


class Profile:
    """A profile on a platform, for ever: its feed and its audience.

    Args:
        chance: the world's chance.
        platform: where it lives.
        handle: its lower-case user name.
        genesis: the instant at which the world begins.
        habits: what is fixed about it.
    """

    __slots__ = (
        "_correction",
        "_followers",
        "_growth",
        "_known",
        "_period",
        "_stream",
        "_trend",
        "born",
        "following",
        "handle",
        "is_verified",
        "number",
        "platform",
    )

    def __init__(
        self, chance: Chance, platform: Platform, handle: str, genesis: Instant, habits: Habits
    ) -> None:
        self.platform = platform
        self.handle = handle
        self._stream = chance.stream("profile", platform, handle)
        words = self._stream.words(-1)
        size, rhythm, taste, rates, growth, *_ = words
        self.number = words[7] >> 24
        by_chance = (1_000 + size % 9_000) * 10 ** ((size >> 32) % 3)
        self._followers = by_chance if habits.followers is None else habits.followers
        self.following = 20 + taste % 900 if habits.following is None else habits.following
        badge = self._followers >= 100_000 and bool(taste >> 63)  # noqa: PLR2004
        self.is_verified = badge if habits.verified is None else habits.verified
        self._period = habits.posts_every or (24 + rhythm % 73) * HOUR
        self.born = genesis - habits.history
        # Per day, between -0.05 % and +0.25 % of the audience.
        self._trend = self._followers * (growth % 601 - 100) // 200_000
        self._growth = _growth_of(platform, self._followers, taste, rates)
        if habits.views is not None:
            self._growth = self._growth._replace(views=habits.views)
        self._known = _NOTHING if self._growth.views < _LARGE else _NOTHING_LARGE
        """Posts that were asked for last. They never change, so whoever asks for them again soon,
        a day later for most of them, need not work them out again."""
        self._correction = 0
        if habits.followers is not None and habits.anchor is not None:
            self._correction = habits.followers - self._audience(habits.anchor)

    def __repr__(self) -> str:
        return f"<Profile {self.platform}:{self.handle}>"

    def followers(self, instant: Instant) -> int:
        """The audience at an instant: a trend and a daily wobble, so it may dip."""
        return max(self._audience(instant) + self._correction, 0)

    def _audience(self, instant: Instant) -> int:
        day, rest = divmod(instant - self.born, DAY)
        second = rest // SECOND
        before, after = self._wobble(day), self._wobble(day + 1)
        wobble = (before * (86_400 - second) + after * second) // 86_400
        trend = self._trend * ((instant - self.born) // SECOND) // 86_400
        return self._followers + trend + wobble

    def published(self, instant: Instant) -> int:
        """How many posts have appeared at or before an instant."""
        if instant < self.born:
            return 0
        index = (instant - self.born) // self._period
        return index + (self.appearance(index) <= instant)

    def post(self, index: int) -> Post:
        """The post with this index, counted from 0 in order of appearance."""
        return self.posts(index, index + 1)[0]

    def posts(self, start: int, stop: int) -> list[Post]:
        """The posts of a range of indices."""
        words = [self._stream.words(index) for index in range(start, stop + 1)]
        climbs = [_climb(self._growth, index, found[0]) for index, found in enumerate(words, start)]
        return [
            Post(
                post_number(self.number, index),
                self._date(index, found[5]),
                Tally._make(map(int.__sub__, after, before)),
                self._growth.maturity,
                found,
            )
            for index, found, (before, after) in zip(
                range(start, stop), words, pairwise(climbs), strict=False
            )
        ]

    def totals(self, instant: Instant) -> Tally:
        """The sum over all posts at an instant."""
        return Tally._make(self._sums(instant, _COUNTERS))

    def total(self, instant: Instant, counter: int) -> int:
        """One counter, by its place in a tally, of all posts at an instant."""
        return self._sums(instant, (counter,))[0]

    def _sums(self, instant: Instant, counters: Iterable[int]) -> list[int]:
        """Some counters of all posts at an instant.

        Mature posts telescope, so only those that may be young cost anything. The post of a period
        has not appeared before it begins.
        """
        if instant < self.born:
            return [0 for _ in counters]
        maturity, age = self._growth.maturity, instant - self.born
        start = max((age - maturity * SECOND) // self._period, 0)
        stop = age // self._period + 1
        posts = self._stretch(start, stop + 1)
        first = start - posts.start
        grown = _grown(posts.dates[first : stop - posts.start], maturity, instant)
        columns = [
            posts.climbs[first * len(_COUNTERS) + counter :: len(_COUNTERS)] for counter in counters
        ]
        return [_shown(climb, grown, maturity**3) for climb in columns]

    def _stretch(self, start: int, stop: int) -> Stretch:
        """Posts among which are those of a range of indices."""
        known = self._known
        if known.start <= start and stop <= known.start + len(known.dates):
            return known
        skipped = start - known.start if start >= known.start else len(known.dates)
        dates, climbs = known.dates[skipped:], known.climbs[skipped * len(_COUNTERS) :]
        for index in range(start + len(dates), stop):
            words = self._stream.words(index)
            dates.append(self._date(index, words[5]))
            climbs.extend(_climb(self._growth, index, words[0]))
        # Replaced as a whole, never changed: others may be reading it meanwhile.
        known = self._known = Stretch(start, dates, climbs)
        return known

    def _wobble(self, day: int) -> int:
        swing = self._followers // 200
        return self._stream.words(day, 1)[0] % (2 * swing + 1) - swing

    def appearance(self, index: int) -> Instant:
        """When a post appears: in the first half of its period, on a whole second."""
        known = self._known
        if 0 <= index - known.start < len(known.dates):
            return known.dates[index - known.start]
        return self._date(index, self._stream.words(index)[5])

    def _date(self, index: int, luck: int) -> Instant:
        seconds = self._period // (2 * SECOND)
        return self.born + index * self._period + luck % (seconds + 1) * SECOND


@lru_cache(maxsize=256)  # tests make many worlds of one scenario and seed
def lone_post(
    chance: Chance, platform: Platform, number: int, seen: Instant, followers: int = 50_000
) -> Post:
    """A post that belongs to no tracked profile, known by its number alone.

    It was published up to five days before it was first `seen`, and grows for half a year.
    """
    stream = chance.stream("post", platform, number)
    words = stream.words(0)
    published = floor_second(seen) - words[5] % (5 * 86_400) * SECOND
    growth = _growth_of(platform, followers + words[0] % 400_000, words[1], words[2])
    final = Tally._make(_climb(growth, 1, words[0]))
    return Post(number, published, final, 180 * 86_400, words)


def post_number(profile: int, index: int) -> int:
    """The number that a platform gives to a profile's post."""
    return _FLOOR + (profile << _INDEX_BITS | index) * _FACTOR % _SPACE


def post_origin(number: int) -> tuple[int, int] | None:
    """The (profile number, index) behind a post's number, or None if the number is not ours."""
    rest = number - _FLOOR
    if not 0 <= rest < _SPACE:
        return None
    image = rest * _INVERSE % _SPACE
    return image >> _INDEX_BITS, image & ((1 << _INDEX_BITS) - 1)


def _growth_of(platform: Platform, followers: int, taste: int, rates: int) -> Growth:
    views = max(followers * (10 + taste % 50) // 100, 20)
    tiktok = platform is Platform.TIKTOK
    shares = (
        _UNIT if tiktok else _UNIT * (110 + rates % 30) // 100,
        _UNIT * (40 + (rates >> 8) % 80) // 1000,
        _UNIT * (2 + (rates >> 16) % 8) // 1000,
        _UNIT * (2 + (rates >> 24) % 18) // 1000,
        0 if tiktok else _UNIT * (5 + (rates >> 32) % 25) // 1000,
    )
    return Growth(views, shares, (7 + (taste >> 16) % 8) * 86_400)


def _climb(growth: Growth, index: int, luck: int) -> Sequence[int]:
    """What all posts before one gain in the end, counter by counter.

    A post's own final counter is the difference of two neighbours: between 0.1 and 1.9 times the
    mean, while the sum over any range needs only its two ends.
    """
    if not index:
        return (0,) * len(_COUNTERS)
    views, (plays, likes, comments, shares, saves), _ = growth
    begin, lot = index << _BITS, (luck & _MASK) * 9 // 10
    viewed, lot = views * (begin + lot) >> _BITS, 3 * lot
    # From likes on, a quarter of a counter's luck is its own.
    liked = begin + (lot + (luck >> 12 & _MASK) * 9 // 10 >> 2)
    commented = begin + (lot + (luck >> 24 & _MASK) * 9 // 10 >> 2)
    shared = begin + (lot + (luck >> 36 & _MASK) * 9 // 10 >> 2)
    saved = begin + (lot + (luck >> 48 & _MASK) * 9 // 10 >> 2)
    return (
        viewed,
        viewed * plays >> _BITS,
        views * likes * liked >> 2 * _BITS,
        views * comments * commented >> 2 * _BITS,
        views * shares * shared >> 2 * _BITS,
        views * saves * saved >> 2 * _BITS,
    )


def _shown(climb: Sequence[int], grown: Iterable[int], whole: int) -> int:
    """The sum over posts of which each has gained a part of the whole, and those before all."""
    total = before = climb[0]
    for after, part in zip(climb[1:], grown, strict=False):
        total += (after - before) * part // whole
        before = after
    return total


def _grown(dates: Iterable[Instant], maturity: int, instant: Instant) -> list[int]:
    """How much of their final counters posts have at an instant, in parts of `maturity` ** 3.

    Growth is fast at first and ends at `maturity`: the share reached at age a is
    1 - (1 - a / maturity) ** 3.
    """
    whole = maturity**3
    return [
        0 if age <= 0 else whole if age >= maturity else whole - (maturity - age) ** 3
        for date in dates
        for age in ((instant - date) // SECOND,)
    ]
