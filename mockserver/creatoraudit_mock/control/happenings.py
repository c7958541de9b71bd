"""What a stream of events tells: one type for each kind of event, told apart by `type`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, TypeAlias

from msgspec import Struct


class _Happening(Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of all kinds."""

    at: datetime


class ClockMoved(_Happening, frozen=True, kw_only=True, tag="clock"):
    """Somebody moved the clock, or it moved by itself in the second of real time that passed."""


class RequestServed(_Happening, frozen=True, kw_only=True, tag="request"):
    """The API answered a request, which is in the journal now."""

    index: int
    method: str
    target: str
    status: int
    operation: str | None
    key: str | None
    reason: str
    """The last line of the decision trace."""
    faults: list[str]


class ScrapeEnded(_Happening, frozen=True, kw_only=True, tag="scrape"):
    """A scrape landed, or failed."""

    resource: str
    outcome: Literal["refreshed", "failed", "unavailable"]


class CommandExecuted(_Happening, frozen=True, kw_only=True, tag="command"):
    """Something changed the world, which is in the log now."""

    index: int
    command: dict[str, Any]
    """As in a recording: `do` says which."""


Happening: TypeAlias = ClockMoved | RequestServed | ScrapeEnded | CommandExecuted
KINDS = ("clock", "request", "scrape", "command")
