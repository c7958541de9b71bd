"""Plans of what goes wrong between the service and its client."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from creatoraudit_mock import Fault, World
from pytest_creatoraudit.strategies.arguments import check_bounds, check_names, length
from pytest_creatoraudit.strategies.durations import spans
from pytest_creatoraudit.strategies.events import Event
from pytest_creatoraudit.strategies.lengths import Duration, brief

_SINGLE: Final = ("get_account", "get_video", "get_creator")
_LISTS: Final = ("list_accounts", "list_videos", "list_creators", "list_account_videos")
_BATCHES: Final = ("batch_account_metrics", "batch_video_metrics", "batch_account_video_metrics")
_READS: Final = (*_SINGLE, *_LISTS, *_BATCHES, "get_overview", "search")

_WAITS: Final = ("1s", "30s", "5m")
_POSITIONS: Final[tuple[dict[str, Any], ...]] = ({}, {"position": 0})
_MADE: Final[Mapping[str, tuple[tuple[str, ...], tuple[dict[str, Any], ...]]]] = {
    "status": (
        _READS,
        (
            {"code": 503},
            {"code": 503, "retry_after": "30s"},
            {"code": 503, "retry_after": "2m"},
            {"code": 500},
            {"code": 502},
        ),
    ),
    "rate_limited": (
        _READS,
        ({"retry_after": "30s"}, {"retry_after": "2m"}, {"retry_after": None}),
    ),
    "proxy_page": (_READS, ({"code": 502}, {"code": 503}, {"code": 504})),
    "stale": (_SINGLE, ({}, {"refreshes": 2})),
    "duplicate_item": (_LISTS, _POSITIONS),
    "missing_item": (_LISTS, _POSITIONS),
    "partial_batch": (_BATCHES, ({}, {"missing": 2})),
    "gzip": (_SINGLE, ({},)),
    "malformed_json": (_READS, ({},)),
    "wrong_content_type": (_READS, ({}, {"media_type": "text/plain"})),
    "no_etag": (_SINGLE, ({},)),
    "clock_skew": (
        _READS,
        (*({"ahead": wait} for wait in _WAITS), *({"behind": wait} for wait in _WAITS)),
    ),
    "stall": (_READS, tuple({"delay": wait} for wait in _WAITS)),
    "slow_body": (_READS, tuple({"over": wait} for wait in _WAITS)),
    "truncated_body": (_READS, ({}, {"keep": 0.0}, {"keep": 0.9})),
    "reset": (_READS, ({}, {"after_headers": True})),
}
"""Of each kind: the reads that it fits in every dialect, and its arguments, simplest first."""

_MOST: Final = max(len(arguments) for _, arguments in _MADE.values())

FAULT_KINDS: Final = tuple(_MADE)
"""The kinds that `fault_plans` knows: the functions of `Fault`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultPlan(Event):
    """Something goes wrong with some of the requests to come."""

    kind: ClassVar[str] = "fault"
    fault: str = "status"
    """Which function of `Fault` makes it."""
    arguments: dict[str, Any] = field(default_factory=dict)
    """What that function is given."""
    on: str | None = None
    """An operation; without it, all that the fault fits."""
    times: int | None = 1
    after: int = 0
    duration: str | None = None

    @property
    def what(self) -> str:
        """What goes wrong, with which requests, and how often."""
        given = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        parts = [f"{self.fault}({given}) on {self.on or 'anything'}"]
        parts += [f"{self.times} times"] if self.times not in {None, 1} else []
        parts += ["once"] if self.times == 1 else []
        parts += [f"after {self.after} requests"] if self.after else []
        parts += [f"for {self.duration}"] if self.duration else []
        return ", ".join(parts)

    def apply(self, world: World) -> None:
        """Plan it from now on; it may go unused."""
        world.faults.add(
            getattr(Fault, self.fault)(**self.arguments),
            on=self.on,
            times=self.times,
            after=self.after,
            duration=self.duration,
            optional=True,
        )


@st.composite
def fault_plans(
    draw: st.DrawFn,
    *,
    kinds: Collection[str] = FAULT_KINDS,
    on: str | None = None,
    max_times: int = 3,
    max_after: int = 3,
    max_at: Duration = "0s",
) -> FaultPlan:
    """Plans of faults that pass: each strikes a few requests, then all is well again.

    Every plan fits its operation in every dialect. Shrinks toward a single 503 on the very next
    request.

    Args:
        kinds: names of the functions of `Fault`, such as "status" and "stall".
        on: the only operation that is struck, by its id; any read unless given.
        max_times: how many requests a plan strikes at most.
        max_after: how many it lets pass first at most.
        max_at: how long after the beginning it may start.
    """
    check_names("kinds", kinds, FAULT_KINDS)
    check_bounds("times", 1, max_times, least=1)
    check_bounds("after", 0, max_after)
    fitting = [kind for kind in FAULT_KINDS if kind in kinds and on in {None, *_MADE[kind][0]}]
    if not fitting:
        raise InvalidArgument(f"no kind of kinds={kinds!r} fits on={on!r}")
    kind = draw(st.sampled_from(fitting))
    operations, arguments = _MADE[kind]
    # One choice whatever the kind, so that no kind is simpler than another for having fewer.
    given = arguments[draw(st.integers(0, _MOST - 1)) % len(arguments)]
    return FaultPlan(
        at=brief(draw(spans(0, length("max_at", max_at)))),
        fault=kind,
        arguments=dict(given),
        on=on or draw(st.sampled_from([None, *operations])),
        times=draw(st.integers(1, max_times)),
        after=draw(st.integers(0, max_after)),
    )
