"""What is there at each point of a story, so that the next event makes sense."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pytest_creatoraudit.strategies import events as on
from pytest_creatoraudit.strategies.events import Event
from pytest_creatoraudit.strategies.faults import FaultPlan
from pytest_creatoraudit.strategies.lengths import brief

_NAMES: Final = ("ada", "bo", "cy", "di", "ed", "flo")
_CAST: Final = (
    *(f"{platform}/@{name}" for platform in ("instagram", "tiktok") for name in _NAMES),
    *(f"tiktok/730123456789012345{digit}" for digit in range(3)),
)
"""What a story may begin to track."""
_CREATORS: Final = ("Ada", "Bo")

EVENTS: Final[tuple[type[Event], ...]] = (
    on.Advance,
    on.ScrapeNow,
    on.Outage,
    on.Hold,
    on.Release,
    on.Unavailable,
    on.Pause,
    on.Resume,
    on.Interval,
    on.Track,
    on.Link,
    on.Unlink,
    on.Delete,
    on.RateLimit,
    on.KeyState,
)
"""The kinds of events, simplest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What was drawn for an event, before it is known what is there."""

    at: int
    kind: type[Event] = on.Advance
    place: int = 0
    """Which one, of whatever there is."""
    duration: int = 3_600
    hours: int = 24
    requests: int | None = 600
    fault: FaultPlan | None = None


class Stage:
    """What is tracked, held, paused and linked so far."""

    def __init__(self, tracked: Sequence[str]) -> None:
        self.tracked = list(tracked)
        self.held: list[str] = []
        self.paused: list[str] = []
        self.linked: list[str] = []
        self.is_key_active = True
        self._groups: Mapping[type[Event], list[str]] = {
            on.Track: self.tracked,
            **dict.fromkeys((on.Hold, on.Release), self.held),
            **dict.fromkeys((on.Pause, on.Resume), self.paused),
            **dict.fromkeys((on.Link, on.Unlink), self.linked),
        }

    def could(self, kind: type[Event]) -> bool:
        """Whether an event of this kind makes sense by now."""
        return self._made(kind, Sketch(at=0)) is not None

    def event(self, sketch: Sketch, kinds: Sequence[type[Event]]) -> Event | None:
        """The event of a sketch, or another that is possible; None if none of the kinds is."""
        at = brief(sketch.at)
        if sketch.fault is not None:
            return replace(sketch.fault, at=at)
        # Better something to aim at than nothing at all.
        for kind in (sketch.kind, *(k for k in kinds if k is on.Track), *kinds):
            fields = self._made(kind, sketch)
            if fields is not None:
                event: Event = kind(at=at, **fields)
                self._happened(event)
                return event
        return None

    def _made(self, kind: type[Event], sketch: Sketch) -> dict[str, Any] | None:
        among = self._targets(kind)
        if among is None:
            return _FIELDS.get(kind, _nothing)(sketch, self)
        if not among:
            return None
        target = among[sketch.place % len(among)]
        return {"on": target, **_FIELDS.get(kind, _nothing)(sketch, self)}

    def _targets(self, kind: type[Event]) -> list[str] | None:
        """What an event of this kind may be aimed at; None if it is aimed at nothing."""
        if not issubclass(kind, on.Aimed):
            return None
        if kind is on.Track:
            return [label for label in _CAST if label not in self.tracked]
        if kind is on.Link:
            return [one for one in self.tracked if "/@" in one and one not in self.linked]
        if kind in {on.Release, on.Resume, on.Unlink}:
            return self._groups[kind]
        return self.tracked

    def _happened(self, event: Event) -> None:
        match event:
            case on.Hold() | on.Pause() | on.Track() | on.Link():
                group = self._groups[type(event)]
                group += [] if event.on in group else [event.on]
            case on.Release() | on.Resume() | on.Unlink():
                self._groups[type(event)].remove(event.on)
            case on.Delete():
                for group in (self.tracked, self.held, self.paused, self.linked):
                    group[:] = [label for label in group if label != event.on]
            case on.KeyState():
                self.is_key_active = event.state == "active"


NEEDS: Final[Mapping[type[Event], tuple[str, ...]]] = {
    on.Outage: ("duration",),
    on.Unavailable: ("duration",),
    on.Interval: ("hours",),
    on.Track: ("hours",),
    on.RateLimit: ("requests",),
}
"""What is drawn for an event beside its time and its target."""


def _nothing(_sketch: Sketch, _stage: Stage) -> dict[str, Any]:
    return {}


_FIELDS: Final[Mapping[type[Event], Callable[[Sketch, Stage], dict[str, Any]]]] = {
    on.Outage: lambda sketch, _: {"duration": brief(sketch.duration)},
    on.Unavailable: lambda sketch, _: {"duration": brief(sketch.duration)},
    on.Interval: lambda sketch, _: {"hours": sketch.hours},
    on.Track: lambda sketch, _: {"hours": sketch.hours},
    on.Link: lambda sketch, _: {"creator": _CREATORS[sketch.place % len(_CREATORS)]},
    on.RateLimit: lambda sketch, _: {"requests": sketch.requests},
    on.KeyState: lambda _, stage: {"state": "disabled" if stage.is_key_active else "active"},
}
"""What an event has beside its time and its target."""
