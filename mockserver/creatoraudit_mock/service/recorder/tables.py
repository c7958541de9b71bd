"""From what was observed to the tables of a scenario file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from creatoraudit_mock.service.recorder.cadence import Cadence, stands_still
from creatoraudit_mock.service.recorder.observed import (
    Observed,
    SeenAccount,
    SeenCreator,
    SeenVideo,
    Tracked,
)
from creatoraudit_mock.service.recorder.pseudonyms import Kept, Pseudonyms
from creatoraudit_mock.values import DAY, HOUR, SECOND, Instant, format_instant, parse_instant

_LONGEST_FEED: Final = 20 * 365 * DAY
_UNITS: Final = ((DAY, "d"), (HOUR, "h"), (60 * SECOND, "m"), (SECOND, "s"))

Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wishes:
    """How much of the original a scenario keeps.

    `scale` multiplies followers, followed profiles and views; `texts` keeps categories and
    metadata, `names` user names, identifiers and the names of creators too.
    """

    scale: float = 1.0
    texts: bool = False
    names: bool = False


class Tables:
    """Makes the tables of one scenario."""

    def __init__(self, observed: Observed, pseudonyms: Pseudonyms, wishes: Wishes) -> None:
        self._seen = observed
        self._wishes = wishes
        self._names: Pseudonyms | Kept = Kept() if wishes.names else pseudonyms
        self._words: Pseudonyms | Kept = Kept() if wishes.texts or wishes.names else pseudonyms
        self._cadence = Cadence.fitted(observed)
        self._handles = {one.id: one.username for one in observed.accounts}
        self._creators = _called(observed.creators, self._names)

    def file(self) -> Table:
        """The whole scenario."""
        seen = self._seen
        counts = f"{len(seen.accounts)} accounts, {len(seen.videos)} videos"
        tables: Table = {
            "description": f"Recorded from a service: {counts}, {len(seen.creators)} creators.",
            "start": format_instant(seen.at),
            "organization": self._organization(),
            "hardship": _given(jitter=self._cadence.jitter, failed=self._cadence.failed),
            "dialect": self._dialect(),
            "creators": [self._creator(one) for one in seen.creators],
            "accounts": [self._account(one) for one in reversed(seen.accounts)],
            "videos": [self._video(one) for one in reversed(seen.videos)],
        }
        return {name: table for name, table in tables.items() if table}

    def _organization(self) -> Table:
        inherits = [one for one in self._seen.accounts if one.max_recent_posts_per_account is None]
        ages = [one for one in self._seen.accounts if one.post_lookback_days is None]
        return _given(
            name=self._names.name("organization", self._seen.organization_id or ""),
            first_refresh=span(self._cadence.first_refresh),
            rate_limit=self._seen.rate_limit or None,
            max_recent_posts_per_account=_usual(
                one.effective_max_recent_posts_per_account for one in inherits
            ),
            post_lookback_days=_usual(one.effective_post_lookback_days for one in ages),
        )

    def _dialect(self) -> Table:
        exact = any("." in one.added_at for one in self._seen.tracked)
        return {"timestamps": "microseconds"} if exact else {}

    def _creator(self, one: SeenCreator) -> Table:
        return _given(
            name=self._creators[one.id],
            is_active=None if one.is_active else False,
            metadata=self._words.labels(one.metadata or {}) or None,
        )

    def _account(self, one: SeenAccount) -> Table:
        has_data = one.last is not None
        return _given(
            platform=one.platform,
            username=self._names.handle(one.username),
            category=None if one.category is None else self._word("category", one.category),
            creator=self._creators.get(one.creator_id or ""),
            **self._tracked(one),
            max_recent_posts_per_account=one.max_recent_posts_per_account,
            post_lookback_days=one.post_lookback_days,
            followers=self._scaled(one.follower_count) if has_data else None,
            following=self._scaled(one.following_count) if has_data else None,
            verified=one.is_verified if has_data else None,
            posts=_posts(one) if has_data else None,
            posts_every=self._rhythm(one) if has_data else None,
            views_per_post=self._views(one) if has_data else None,
        )

    def _video(self, one: SeenVideo) -> Table:
        author = one.account_username or self._handles.get(one.account_id or "")
        number = self._names.number(one.platform, one.external_id)
        paused = None
        if not one.is_active and one.last is not None:
            paused = max(parse_instant(one.updated_at), one.last)
        return _given(
            platform=one.platform,
            identifier=number if author is None else self._link(one.platform, author, number),
            **self._tracked(one, paused),
        )

    def _link(self, platform: str, author: str, number: str) -> str:
        kind = "video" if platform == "tiktok" else "reel"
        return f"https://www.{platform}.com/@{self._names.handle(author)}/{kind}/{number}"

    def _tracked(self, one: Tracked, paused: Instant | None = None) -> Table:
        """What accounts and videos share: settings, and what befell their scrapes."""
        first, last = one.first, one.last
        if not one.is_active and last is not None:
            paused = paused or last
        return _given(
            added=self._offset(one.added),
            scrape_interval_hours=None if one.interval == DAY else one.scrape_interval_hours,
            is_active=False if not one.is_active and paused is None else None,
            first_refreshed=self._offset(first) if first != last else None,
            refreshed=self._offset(last),
            paused=self._offset(paused),
            metadata=self._words.labels(one.metadata or {}) or None,
            **self._trouble(one),
        )

    def _trouble(self, one: Tracked) -> Table:
        """Why nothing newer is there, and when something will be."""
        at, wait = self._seen.at, self._cadence.first_refresh
        if one.is_unavailable:
            return self._absence(one)
        if one.last is not None:
            return {"held": True} if one.is_active and stands_still(one, at) else {}
        waited = at - one.added
        if not one.is_active or waited < wait:
            return {}
        return {"first_refresh": span(waited + wait)}

    def _absence(self, one: Tracked) -> Table:
        """The platform stopped serving it after the last refresh, and a scrape has noticed."""
        at = self._seen.at
        if one.last is None:
            noticed = min(self._cadence.first_refresh, max(at - one.added, 0))
            return {"unavailable_from": self._offset(one.added), "first_refresh": span(noticed)}
        noticed = one.last + min(one.interval, max((at - one.last) // 2, SECOND))
        return {
            "unavailable_from": self._offset(min(one.last + SECOND, at)),
            "due": self._offset(noticed // SECOND * SECOND),
        }

    def _rhythm(self, one: SeenAccount) -> str | None:
        """How often it posts, from the posts that were read."""
        times = [
            parse_instant(post.create_time)
            for post in self._seen.posts
            if post.account_id == one.id and post.create_time is not None
        ]
        if len(times) < 2:  # noqa: PLR2004 - a distance has two ends
            return None
        every = (max(times) - min(times)) // (len(times) - 1)
        most = _LONGEST_FEED // max(_posts(one), 1)
        return span(min(max(every, HOUR), most) // SECOND * SECOND)

    def _views(self, one: SeenAccount) -> int | None:
        if one.total_post_count == 0:
            return None
        return self._scaled(one.view_count // one.total_post_count)

    def _scaled(self, count: int) -> int:
        return round(count * self._wishes.scale)

    def _word(self, kind: str, text: str) -> str:
        return self._words.name(kind, text)

    def _offset(self, instant: Instant | None) -> str | None:
        """An instant as a scenario writes it: from the start."""
        if instant is None:
            return None
        length = instant - self._seen.at
        return f"-{span(-length)}" if length < 0 else "0s" if length == 0 else f"+{span(length)}"


def span(length: int) -> str:
    """Microseconds as a duration text such as "3h7m12s"."""
    if length == 0:
        return "0s"
    parts, rest = [], length
    for unit, letter in _UNITS[:-1]:
        count, rest = divmod(rest, unit)
        parts += [f"{count}{letter}"] if count else []
    seconds = f"{rest / SECOND:.6f}".rstrip("0").rstrip(".")
    return "".join([*parts, f"{seconds}s"] if rest else parts)


def _posts(one: SeenAccount) -> int:
    """How many posts there are to be shown: those collected, unless limits leave others out."""
    return one.profile_post_count if one.is_capped else one.total_post_count


def _called(creators: Iterable[SeenCreator], names: Pseudonyms | Kept) -> dict[str, str]:
    """A name for each creator; those that share one are told apart."""
    called: dict[str, str] = {}
    used: Counter[str] = Counter()
    for one in creators:
        name = names.name("creator", one.name)
        used[name] += 1
        called[one.id] = name if used[name] == 1 else f"{name} ({used[name]})"
    return called


def _usual(values: Iterable[int | None]) -> int | None:
    counts = Counter(values)
    return counts.most_common(1)[0][0] if counts else None


def _given(**members: Any) -> Table:
    return {name: value for name, value in members.items() if value is not None}
