"""What may happen to a world at a point in time: value objects that can be read, kept and applied.

`at` is counted from the beginning of the story. Durations are texts such as "6h"; things are
called by their labels (see `labels`), so that an event means the same in any world.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, ClassVar

from creatoraudit_mock import World
from pytest_creatoraudit.strategies.labels import found
from pytest_creatoraudit.strategies.lengths import seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happens; `str` tells it in a line."""

    kind: ClassVar[str]

    at: str = "0s"

    def __post_init__(self) -> None:
        seconds(self.at, "at")

    @property
    def offset(self) -> timedelta:
        """How long after the beginning of the story."""
        return timedelta(seconds=seconds(self.at))

    @property
    def what(self) -> str:
        """What happens, in a few words."""
        return self.kind

    def apply(self, world: World) -> None:
        """Let it happen now; the caller sees to it that it is time.

        Raises:
            WorldError: the world refuses it.
            LookupError: what it is about is not there.
        """
        raise NotImplementedError

    def data(self) -> dict[str, Any]:
        """The event as JSON values."""
        return {"event": self.kind, **asdict(self)}

    def __str__(self) -> str:
        return f"+{self.at} {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aimed(Event):
    """What befalls one account or video, called by its label."""

    on: str

    @property
    def what(self) -> str:
        """What happens, and to what."""
        return f"{self.kind} {self.on}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance(Event):
    """Nothing happens, but the clock stops by."""

    kind: ClassVar[str] = "advance"

    def apply(self, world: World) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapeNow(Aimed):
    """A refresh lands, whatever the schedule says."""

    kind: ClassVar[str] = "scrape_now"

    def apply(self, world: World) -> None:
        """Let a refresh land, unless one has landed in this very second."""
        handle = found(world, self.on)
        last = world.refreshes(handle)[-1:]
        if not last or last[0].replace(microsecond=0) < world.clock.now.replace(microsecond=0):
            world.scrape_now(handle)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage(Event):
    """Every scrape fails for a while."""

    kind: ClassVar[str] = "outage"
    duration: str = "1h"

    @property
    def what(self) -> str:
        """What happens, and for how long."""
        return f"outage for {self.duration}"

    def apply(self, world: World) -> None:
        """Begin the outage."""
        world.outage(duration=self.duration)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Aimed):
    """No scrape lands until the release."""

    kind: ClassVar[str] = "hold"

    def apply(self, world: World) -> None:
        """Begin the hold."""
        world.hold(found(world, self.on))


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Aimed):
    """A hold ends; a scrape that became due meanwhile lands."""

    kind: ClassVar[str] = "release"

    def apply(self, world: World) -> None:
        """End the hold."""
        world.release(found(world, self.on))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable(Aimed):
    """The platform does not serve it for a while."""

    kind: ClassVar[str] = "unavailable"
    duration: str = "1h"

    @property
    def what(self) -> str:
        """What happens, and for how long."""
        return f"{self.on} unavailable for {self.duration}"

    def apply(self, world: World) -> None:
        """Begin the absence."""
        world.set_unavailable(found(world, self.on), duration=self.duration)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Aimed):
    """Somebody pauses it, in the dashboard say."""

    kind: ClassVar[str] = "pause"

    def apply(self, world: World) -> None:
        """Set it inactive."""
        world.update(found(world, self.on), is_active=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Aimed):
    """Somebody resumes it."""

    kind: ClassVar[str] = "resume"

    def apply(self, world: World) -> None:
        """Set it active."""
        world.update(found(world, self.on), is_active=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval(Aimed):
    """Somebody changes how often it is refreshed."""

    kind: ClassVar[str] = "interval"
    hours: int = 24

    @property
    def what(self) -> str:
        """What happens, and how often it is refreshed from now on."""
        return f"interval of {self.on} becomes {self.hours}h"

    def apply(self, world: World) -> None:
        """Change the setting."""
        world.update(found(world, self.on), scrape_interval_hours=self.hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Track(Aimed):
    """Somebody begins to track an account ("instagram/@ada") or a video ("tiktok/7300...")."""

    kind: ClassVar[str] = "track"
    hours: int = 24
    first_refresh: str = "5s"

    @property
    def what(self) -> str:
        """What happens, and when the first refreshes come."""
        return f"track {self.on} every {self.hours}h, first refresh after {self.first_refresh}"

    def apply(self, world: World) -> None:
        """Begin to track it."""
        platform, _, name = self.on.partition("/")
        track = world.track_account if name.startswith("@") else world.track_video
        track(
            platform,
            name.removeprefix("@"),
            scrape_interval_hours=self.hours,
            first_refresh=self.first_refresh,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Aimed):
    """Somebody moves an account to a creator, who is made if there is none of this name."""

    kind: ClassVar[str] = "link"
    creator: str = "Ada"

    @property
    def what(self) -> str:
        """What happens, and whose it is from now on."""
        return f"link {self.on} to {self.creator}"

    def apply(self, world: World) -> None:
        """Link it."""
        named = [one for one in world.creators if one.name == self.creator]
        creator = named[0] if named else world.create_creator(self.creator)
        world.update(found(world, self.on), creator_id=creator.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlink(Aimed):
    """Somebody unlinks an account from its creator."""

    kind: ClassVar[str] = "unlink"

    def apply(self, world: World) -> None:
        """Unlink it."""
        world.update(found(world, self.on), creator_id=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete(Aimed):
    """Somebody stops tracking it."""

    kind: ClassVar[str] = "delete"

    def apply(self, world: World) -> None:
        """Delete it."""
        world.delete(found(world, self.on))


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit(Event):
    """The rate limit changes, for the very next request."""

    kind: ClassVar[str] = "rate_limit"
    requests: int | None = 600
    """None switches it off."""
    window: str = "1m"

    @property
    def what(self) -> str:
        """What happens, and how often clients may ask."""
        if self.requests is None:
            return "no rate limit"
        return f"rate limit of {self.requests} requests in {self.window}"

    def apply(self, world: World) -> None:
        """Change the limit of all keys that have none of their own."""
        world.set_rate_limit(self.requests, self.window)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyState(Event):
    """Somebody disables an API key, or enables it again."""

    kind: ClassVar[str] = "key_state"
    state: str = "active"
    """ "active", "disabled" or "deleted"."""
    key: str = "Default key"

    @property
    def what(self) -> str:
        """What happens to which key."""
        return f"key {self.key!r} becomes {self.state}"

    def apply(self, world: World) -> None:
        """Change the state."""
        world.set_key(self.key, self.state)
