"""Timelines: stories of what happens to a world, drawn so that each event makes sense."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from creatoraudit_mock import World
from pytest_creatoraudit.strategies.arguments import check_bounds, check_names, length, refuse
from pytest_creatoraudit.strategies.durations import spans
from pytest_creatoraudit.strategies.events import Aimed, Event
from pytest_creatoraudit.strategies.faults import FaultPlan
from pytest_creatoraudit.strategies.lengths import Duration, brief, seconds
from pytest_creatoraudit.strategies.staging import EVENTS, NEEDS, Sketch, Stage

EVENT_KINDS: Final = tuple(kind.kind for kind in EVENTS)
"""The kinds that `timelines` knows, simplest first."""
_CLASSES: Final[Mapping[str, type[Event]]] = {
    **{kind.kind: kind for kind in EVENTS},
    FaultPlan.kind: FaultPlan,
}


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events in the order of time, and when the story ends.

    Its `repr` makes it again; `data` and `from_data` are for keeping it as JSON; `str` tells it.

    Raises:
        ValueError: the events are out of order, or one lies beyond the horizon.
    """

    events: tuple[Event, ...] = ()
    horizon: str = "7d"

    def __post_init__(self) -> None:
        last, end = 0, seconds(self.horizon, "horizon")
        for event in self.events:
            now = seconds(event.at, "at")
            if not last <= now <= end:
                raise ValueError(
                    f"events must be in the order of time and within horizon={self.horizon!r}; "
                    f"got {event} after +{brief(last)}"
                )
            last = now

    def __len__(self) -> int:
        return len(self.events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    def __str__(self) -> str:
        return "\n".join([*map(str, self.events), f"+{self.horizon} end"])

    def play(self, world: World, *, strict: bool = True) -> list[tuple[Event, Exception]]:
        """Live it: move the clock to each event, let it happen, and move on to the horizon.

        Args:
            world: what it happens to, from now on.
            strict: raise what an event cannot do; otherwise skip it, and return it in the end.

        Raises:
            WorldError: the world refuses an event.
            LookupError: what an event is about is not there.
        """
        begun = world.clock.now
        refused: list[tuple[Event, Exception]] = []
        for event in self.events:
            world.clock.advance_to(max(begun + event.offset, world.clock.now))
            try:
                event.apply(world)
            except (ValueError, LookupError) as error:
                if strict:
                    raise
                refused.append((event, error))
        world.clock.advance_to(max(begun + _delta(self.horizon), world.clock.now))
        return refused

    def data(self) -> dict[str, Any]:
        """The timeline as JSON values."""
        return {"horizon": self.horizon, "events": [event.data() for event in self.events]}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Timeline:
        """The timeline of what `data` gave."""
        return cls(tuple(_event(**one) for one in data["events"]), data["horizon"])


@st.composite
def timelines(
    draw: st.DrawFn,
    *,
    min_events: int = 0,
    max_events: int = 8,
    kinds: Collection[str] = EVENT_KINDS,
    tracked: Sequence[str] = (),
    faults: st.SearchStrategy[FaultPlan] | None = None,
    horizon: Duration = "7d",
) -> Timeline:
    """Stories of what happens to a world, which the world takes without complaint.

    Only what is there is aimed at: what `tracked` names, and what the story itself has begun to
    track. Events come in the order of time, at round figures. Shrinks toward no event at all,
    then toward fewer, earlier, simpler and shorter ones; "advance" is the simplest.

    Args:
        min_events: how many events at least.
        max_events: how many at most.
        kinds: which may happen, such as "outage" and "hold".
        tracked: labels of what the world tracks when the story begins: `labels(world)`.
        faults: plans to mix in, such as `fault_plans(kinds=["status"])`; none unless given.
        horizon: when the story ends.
    """
    check_bounds("events", min_events, max_events)
    check_names("kinds", kinds, EVENT_KINDS)
    end = length("horizon", horizon)
    stage = Stage(tracked)
    usable = [kind for kind in EVENTS if kind.kind in kinds]
    if min_events and not any(stage.could(kind) for kind in usable):
        raise InvalidArgument(
            f"kinds={kinds!r} need something that is tracked: add 'track', or give tracked=..."
        )
    drawn = st.lists(_moments(end, usable, faults), min_size=min_events, max_size=max_events)
    told = [stage.event(one, usable) for one in sorted(draw(drawn), key=_when)]
    events = tuple(event for event in told if event is not None)
    assume(len(events) >= min_events)
    return Timeline(events, brief(end))


def _moments(
    end: int, kinds: Sequence[type[Event]], faults: st.SearchStrategy[FaultPlan] | None
) -> st.SearchStrategy[Sketch]:
    """Raw events: what they become depends on what is there by then."""
    sketches = [_sketches(kind.kind, end) for kind in kinds]
    if faults is None:
        return st.one_of(sketches)
    if not isinstance(faults, st.SearchStrategy):
        refuse("faults", faults, "a strategy such as fault_plans()")
    return st.one_of([*sketches, st.builds(Sketch, at=spans(0, end), fault=faults)])


@functools.cache
def _sketches(name: str, end: int) -> st.SearchStrategy[Sketch]:
    kind = _CLASSES[name]
    details = {name: _DETAILS[name] for name in NEEDS.get(kind, ())}
    if issubclass(kind, Aimed):
        details["place"] = _PLACES
    return st.builds(Sketch, at=spans(0, end), kind=st.just(kind), **details)


_PLACES: Final = st.integers(0, 5)
_DETAILS: Final[Mapping[str, st.SearchStrategy[Any]]] = {
    "duration": spans(1, 172_800),
    "hours": st.sampled_from((24, 12, 6, 1)),
    "requests": st.sampled_from((600, 60, 5, None)),
}


def _when(sketch: Sketch) -> int:
    return sketch.at


def _delta(text: str) -> Any:
    return Event(at=text).offset


def _event(*, event: str, **fields: Any) -> Event:
    return _CLASSES[event](**fields)
