"""What Instagram and TikTok themselves would show: profiles, their posts, and how both grow.

Independent of whether anybody tracks them: the same handle has the same history in a world,
however often it is added and deleted. All arithmetic is on integers, so every machine agrees.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import NamedTuple

from creatoraudit_mock.simulation.analytics import Tally
from creatoraudit_mock.values import DAY, HOUR, SECOND, Chance, Instant, floor_second

_UNIT = 1 << 16
_MASK = _UNIT - 1
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
        """The counters that the platform shows at an instant (zero before publication).

        Growth is fast at first and ends at `maturity`: the share reached at age a is
        1 - (1 - a / maturity) ** 3.
        """
        age = (instant - self.published) // SECOND
        if age >= self.maturity:
            return self.final
        if age <= 0:
            return Tally()
        whole = self.maturity**3
        grown = whole - (self.maturity - age) ** 3
        return Tally._make(count * grown // whole for count in self.final)

    @property
    def caption(self) -> str:
        """A few words; the same for ever."""
        picks = [_WORDS[(self.words[6] >> shift) % len(_WORDS)] for shift in (0, 16, 32)]
        return f"{' '.join(picks).capitalize()} #{picks[0]}"


@dataclass(frozen=True, slots=True)
class Habits:
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
        "_period",
        "_stream",
        "_trend",
        "born",
        "following",
        "handle",
        "is_verified",
        "number",
        "platform",
        "words",
    )

    def __init__(
        self, chance: Chance, platform: Platform, handle: str, genesis: Instant, habits: Habits
    ) -> None:
        self.platform = platform
        self.handle = handle
        self._stream = chance.stream("profile", platform, handle)
        self.words = words = self._stream.words(-1)
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
        return int(index) + (self.appearance(index) <= instant)

    def post(self, index: int) -> Post:
        """The post with this index, counted from 0 in order of appearance."""
        return self.posts(index, index + 1)[0]

    def posts(self, start: int, stop: int) -> list[Post]:
        """The posts of a range of indices."""
        found = []
        below, words = self._counts(start), self._stream.words(start)
        for index in range(start, stop):
            following = self._stream.words(index + 1)
            above = self._counts(index + 1, following)
            final = above.minus(below)
            published = self.appearance(index, words)
            number = post_number(self.number, index)
            found.append(Post(number, published, final, self._growth.maturity, words))
            below, words = above, following
        return found

    def totals(self, instant: Instant) -> Tally:
        """The sum over all posts at an instant. Mature posts telescope, so only young ones cost."""
        mature = self.published(instant - self._growth.maturity * SECOND)
        total = self._counts(mature)
        for post in self.posts(mature, self.published(instant)):
            total = total.plus(post.tally(instant))
        return total

    def _wobble(self, day: int) -> int:
        swing = self._followers // 200
        return self._stream.words(day, 1)[0] % (2 * swing + 1) - swing

    def appearance(self, index: int, words: tuple[int, ...] | None = None) -> Instant:
        """When a post appears: in the first half of its period, on a whole second."""
        chance = (words or self._stream.words(index))[5]
        seconds = self._period // (2 * SECOND)
        return self.born + index * self._period + chance % (seconds + 1) * SECOND

    def _counts(self, index: int, words: tuple[int, ...] | None = None) -> Tally:
        """The final counters of all posts before an index, as one expression.

        A post's own final counters are the difference of two neighbours: between 0.1 and 1.9
        times the mean, while the sum over any range needs only its two ends.
        """
        if index == 0:
            return Tally()
        return _cumulative(self._growth, index, words or self._stream.words(index))


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
    final = _cumulative(growth, 1, words)
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


def _cumulative(growth: Growth, index: int, words: tuple[int, ...]) -> Tally:
    common = (words[0] & _MASK) * 9 // 10
    views = growth.views * (index * _UNIT + common) // _UNIT
    counts = [views, views]
    for position, share in enumerate(growth.shares):
        if position == 0:
            counts[1] = views * share // _UNIT
            continue
        own = (words[0] >> 12 * position & _MASK) * 9 // 10
        mixed = (3 * common + own) // 4
        counts.append(growth.views * share * (index * _UNIT + mixed) // (_UNIT * _UNIT))
    return Tally._make(counts)
