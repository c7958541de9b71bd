"""Plans, drawn by Hypothesis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar, get_args

from hypothesis import strategies as st
from msgspec.structs import replace

from creatoraudit_mock import Dialect
from pytest_creatoraudit.checking.plan import (
    DAY,
    HOUR,
    Event,
    Fault,
    Happening,
    Plan,
    Tracked,
    Trouble,
)
from pytest_creatoraudit.strategies.dialects import dialects

HAPPENINGS: Final[tuple[Happening, ...]] = get_args(Happening)
TROUBLES: Final[tuple[Trouble, ...]] = get_args(Trouble)
USUAL_TROUBLES: Final[tuple[Trouble, ...]] = TROUBLES[:8]
"""What befalls every API; the rest is asked for by name."""

Item = TypeVar("Item")

_STEP: Final = 600
_COUNTS: Final = (3, 2, 4, 1, 0)
"""Events, and faults, of one plan; many things happen at once, since failures are made small."""
_INTERVALS: Final = (24, 6, 12, 1, 48)
_FIRSTS: Final = (45, 0, 600, 3 * HOUR, 2 * DAY)
_LENGTHS: Final = (1, 3, 12, 24)
_CROWDS: Final = (0,) * 18 + (11, 60)
_SWITCHES: Final = 8
"""Of the dialect, that differ from their defaults at most."""
_LIMITS: Final = (None, None, None, 60)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What plans may contain."""

    least_days: int
    """Enough for one refresh to be late."""
    days: int
    accounts: int = 60
    videos: int = 1
    faults: tuple[Trouble, ...] = USUAL_TROUBLES
    happenings: tuple[Happening, ...] = HAPPENINGS
    waits: tuple[int | None, ...] = (None, 1, 30, 300)
    """Seconds that answers may tell the poller to wait."""
    strikes: int = 8
    """How many requests a fault strikes at most."""
    limited: bool = True
    """Whether few requests may be allowed in a minute."""
    free: bool = True
    """Whether the dialect varies, but for what is held."""
    held: Mapping[str, Any] = field(default_factory=dict)


def corners(scope: Scope) -> tuple[Plan, ...]:
    """The plainest plan, and one with a crowd: these are not left to chance."""
    held = _switches(Dialect(**scope.held))
    plain = Plan(days=scope.least_days, tracked=(Tracked(),), dialect=held)
    return plain, replace(plain, crowd=min(scope.accounts, _CROWDS[-1]) - 1)


@st.composite
def plans(draw: st.DrawFn, scope: Scope) -> Plan:
    """Plans within a scope."""
    least = scope.least_days
    days = draw(st.just(least) | st.integers(least, scope.days))
    tracked = draw(_tracked(scope))
    crowd = min(draw(st.sampled_from(_CROWDS)), max(scope.accounts - len(tracked), 0))
    if crowd:
        days = least  # a crowd costs time, and what is wrong with many shows at once
    return Plan(
        days=days,
        tracked=tracked,
        crowd=crowd,
        events=draw(_events(days * DAY, scope)),
        faults=draw(_faults(days * DAY, scope)) if scope.faults else (),
        dialect=draw(_dialects(scope)),
        rate_limit=draw(st.sampled_from(_LIMITS)) if scope.limited else None,
        seed=draw(st.integers(0, 255)),
    )


def _tracked(scope: Scope) -> st.SearchStrategy[tuple[Tracked, ...]]:
    timing = {"every": st.sampled_from(_INTERVALS), "first": st.sampled_from(_FIRSTS)}
    platform = st.sampled_from(("instagram", "tiktok"))
    account = _made(Tracked, platform=platform, **timing)
    video = _made(Tracked, kind=st.just("video"), platform=st.just("tiktok"), **timing)
    accounts = st.lists(account, min_size=1, max_size=min(3, scope.accounts))
    videos = st.lists(video, max_size=scope.videos)
    return st.tuples(accounts, videos).map(lambda both: (*both[0], *both[1]))


def _events(span: int, scope: Scope) -> st.SearchStrategy[tuple[Event, ...]]:
    event = _made(
        Event,
        at=_instants(span),
        what=st.sampled_from(scope.happenings),
        target=st.integers(0, 3),
        hours=st.sampled_from(_LENGTHS),
    )
    return _some(event)


def _faults(span: int, scope: Scope) -> st.SearchStrategy[tuple[Fault, ...]]:
    fault = _made(
        Fault,
        at=_instants(span),
        what=st.sampled_from(scope.faults),
        times=st.integers(1, scope.strikes),
        seconds=st.sampled_from(scope.waits),
    )
    return _some(fault)


def _made(kind: type[Item], /, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Item]:
    # Not `builds`: it looks into type hints, which costs time and gives nothing.
    return st.fixed_dictionaries(fields).map(lambda drawn: kind(**drawn))


def _some(one: st.SearchStrategy[Item]) -> st.SearchStrategy[tuple[Item, ...]]:
    counts = st.sampled_from(_COUNTS)
    return counts.flatmap(lambda count: st.tuples(*[one] * count))


def _instants(span: int) -> st.SearchStrategy[int]:
    return st.integers(0, span // _STEP - 1).map(lambda steps: steps * _STEP)


def _dialects(scope: Scope) -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    most = _SWITCHES if scope.free else 0
    return dialects(fixed=scope.held, max_changes=most).map(_switches)


def _switches(dialect: Dialect) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in dialect.settings().items())
