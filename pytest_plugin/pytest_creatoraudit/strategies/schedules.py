"""Schedules: when refreshes come, and how the service falls short of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from hypothesis import strategies as st

from pytest_creatoraudit.strategies.arguments import check_bounds, length, refuse
from pytest_creatoraudit.strategies.durations import spans
from pytest_creatoraudit.strategies.lengths import Duration, brief

_SHARES: Final = (0.0, 0.01, 0.1, 0.25)
_FIRST: Final = "5s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When the first refresh comes, the hours between refreshes, and the hardship on the way.

    Hardship is given in shares from 0 to 1: see `[hardship]` of scenario files.
    """

    first_refresh: str = _FIRST
    scrape_interval_hours: int = 24
    jitter: float = 0.0
    failed: float = 0.0
    late: float = 0.0
    lateness: float = 0.25
    skipped: float = 0.0

    @property
    def settings(self) -> dict[str, Any]:
        """What `World.track_account` and `track_video` take of it."""
        return {
            "first_refresh": self.first_refresh,
            "scrape_interval_hours": self.scrape_interval_hours,
        }

    @property
    def hardship(self) -> dict[str, float]:
        """The table `[hardship]` of a scenario file."""
        names = ("jitter", "failed", "late", "lateness", "skipped")
        return {name: getattr(self, name) for name in names}


@st.composite
def schedules(
    draw: st.DrawFn,
    *,
    min_interval: int = 1,
    max_interval: int = 24,
    max_first_refresh: Duration = "5m",
    hardship: bool = True,
) -> Schedule:
    """Schedules. Shrinks toward a punctual refresh a day, the first one after 5 seconds.

    Args:
        min_interval: the fewest hours between refreshes.
        max_interval: the most; beyond 24 it depends on the dialect.
        max_first_refresh: how long the first refresh takes at most.
        hardship: whether refreshes may fail, be late or be skipped.
    """
    check_bounds("interval", min_interval, max_interval, least=1, most=720)
    longest = length("max_first_refresh", max_first_refresh)
    if longest < 1:
        refuse("max_first_refresh", max_first_refresh, "a second or more")
    if not isinstance(hardship, bool):
        refuse("hardship", hardship, "True or False")
    usual = [hours for hours in (24,) if min_interval <= hours <= max_interval]
    hours = st.sampled_from(usual) if usual else st.nothing()
    first = st.just(min(longest, 5)) | spans(1, longest)
    share = st.sampled_from(_SHARES if hardship else _SHARES[:1])
    return Schedule(
        first_refresh=brief(draw(first)),
        scrape_interval_hours=draw(hours | st.integers(min_interval, max_interval)),
        **{name: draw(share) for name in ("jitter", "failed", "late", "skipped")},
    )
