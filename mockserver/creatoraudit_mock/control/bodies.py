"""What requests of the control interface may say: bodies and queries, checked as they are read.

`also` is what the schema of a body says beyond the types of its members.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType, field

from creatoraudit_mock.clock import Mode
from creatoraudit_mock.contract import Dialect
from creatoraudit_mock.control.texts import (
    Body,
    DurationText,
    Moment,
    MomentText,
    Name,
    Speed,
    given,
)
from creatoraudit_mock.scenario import names
from creatoraudit_mock.world import KeyState
from creatoraudit_mock.world.rates import UNLIMITED


def _only_one(*members: str) -> dict[str, Any]:
    return {"not": {"required": list(members)}}


def _dialect() -> dict[str, Any]:
    """The switches, and what each may be."""
    switches = Dialect.alternatives().items()
    return {
        "properties": {name: {"enum": list(values)} for name, values in switches},
        "additionalProperties": False,
    }


def _refuse_both(one: str, other: str) -> ValueError:
    return ValueError(f"give either {one} or {other}, not both")


class ClockWish(Body, frozen=True, kw_only=True):
    """How the clock of a new world moves: `speed` is for scaled, `step` for per-request."""

    mode: Mode = Mode.FROZEN
    speed: Speed = 1.0
    step: DurationText = "1s"
    waits: bool = False
    """A scaled clock stands still until the first request of the API."""


class CreateWorld(Body, frozen=True, kw_only=True):
    """How a world begins: a scenario by name, or the text of a scenario file."""

    also: ClassVar[dict[str, Any]] = {
        **_only_one("scenario", "source"),
        "properties": {"dialect": _dialect()},
    }

    scenario: Annotated[str, Meta(extra_json_schema={"enum": names()})] | UnsetType = UNSET
    source: Annotated[str, Meta(description="TOML, as in a file")] | UnsetType = UNSET
    seed: Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)] = 0
    start: Moment | UnsetType = UNSET
    dialect: dict[str, str | int | bool] = field(default_factory=dict)
    clock: ClockWish = ClockWish()

    def __post_init__(self) -> None:
        if given(self.scenario) and given(self.source):
            raise _refuse_both("scenario", "source")


class AdvanceClock(Body, frozen=True, kw_only=True):
    """How far the clock moves: by a duration, or to a moment."""

    also: ClassVar[dict[str, Any]] = {"oneOf": [{"required": ["by"]}, {"required": ["to"]}]}

    by: DurationText | UnsetType = UNSET
    to: Moment | UnsetType = UNSET

    def __post_init__(self) -> None:
        if given(self.by) == given(self.to):
            raise ValueError('give either by, such as "6h", or to, such as "2026-01-06T09:00:00Z"')


class RunClock(Body, frozen=True, kw_only=True):
    """How fast the clock follows real time from here on."""

    speed: Speed = 1.0


class Window(Body, frozen=True, kw_only=True):
    """A span of virtual time: from now on unless `start` is given, for ever without an end."""

    also: ClassVar[dict[str, Any]] = _only_one("duration", "end")

    start: Moment | UnsetType = UNSET
    duration: DurationText | UnsetType = UNSET
    end: Moment | UnsetType = UNSET

    def __post_init__(self) -> None:
        if given(self.duration) and given(self.end):
            raise _refuse_both("duration", "end")


class MissingProfile(Window, frozen=True, kw_only=True):
    """A handle that the platform does not have."""

    platform: Literal["instagram", "tiktok"]
    username: Annotated[str, Meta(pattern=r"^@?[A-Za-z0-9._-]{1,64}$")]


class AddKey(Body, frozen=True, kw_only=True):
    """An API key to be issued."""

    name: Name
    scopes: Annotated[tuple[Literal["read", "write", "admin"], ...], Meta(min_length=1)] = (
        "read",
        "write",
        "admin",
    )


class SetKey(Body, frozen=True, kw_only=True):
    """Another state of an API key."""

    state: KeyState


class SetRateLimit(Body, frozen=True, kw_only=True):
    """How often keys may ask."""

    requests: Annotated[int, Meta(ge=1, le=UNLIMITED)] | None
    """In each window; null for no limit."""
    window: Annotated[int, Meta(ge=1, le=366 * 86_400)] | UnsetType = UNSET
    """Whole seconds; stays as it is if not given."""


class SetQuota(Body, frozen=True, kw_only=True):
    """How many accounts may be tracked."""

    accounts: Annotated[int, Meta(ge=0, le=2**31 - 1)] | None
    """Null for no end."""


class SetSubscription(Body, frozen=True, kw_only=True):
    """Whether the organization's subscription is in force."""

    active: bool


class Deliver(Body, frozen=True, kw_only=True):
    """What a poller hands over."""

    resource_id: Name
    payload: dict[str, Any]
    """The account or video as the API showed it, alone or under `data`."""


class JournalQuery(Body, frozen=True, kw_only=True):
    """Which entries: all conditions must hold."""

    operation: str | UnsetType = UNSET
    """The operation's id."""
    method: str | UnsetType = UNSET
    path: str | UnsetType = UNSET
    """What path and query begin with, such as `/v2/accounts`."""
    status: Annotated[int, Meta(ge=100, le=599)] | UnsetType = UNSET
    key: str | UnsetType = UNSET
    """The name of the API key."""
    since: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0
    """The index of the first entry that may be shown."""


class JournalPage(JournalQuery, frozen=True, kw_only=True):
    """Which entries, and how many of them."""

    limit: Annotated[int, Meta(ge=1, le=1_000)] = 100


class LogQuery(Body, frozen=True, kw_only=True):
    """Which commands, and how many of them."""

    since: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0
    limit: Annotated[int, Meta(ge=1, le=1_000)] = 100


class ScoreQuery(Body, frozen=True, kw_only=True):
    """How a scorecard is told, and what of it."""

    format: Literal["json", "text", "html", "markdown", "sarif"] = "json"
    lag: DurationText | UnsetType = UNSET
    """The freshness that is needed; without it lateness is not judged."""
    until: MomentText | UnsetType = UNSET
    """Until when the poller is known to have been running; by default up to its last request."""
    select: str | UnsetType = UNSET
    """Only these rules: codes or beginnings of codes, `CA201,CA4`."""
    ignore: str | UnsetType = UNSET
    """All but these."""
    strict: bool = True
    """False leaves out advice."""


class EventQuery(Body, frozen=True, kw_only=True):
    """Where a stream of events begins, and whether it goes on."""

    since: Annotated[
        str,
        Meta(
            pattern=r"^(?:start|now|[0-9]{1,12}-[0-9]{1,12}-[0-9]{1,18}-[0-9]{1,9}-[01])$",
            description="`start`, `now`, or the id of the last event that is known already; "
            "the header `Last-Event-ID` goes before it.",
        ),
    ] = "now"
    follow: bool = True
    """False: the stream ends when everything that has happened is told."""
