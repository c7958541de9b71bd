"""The plan of an example, as plain data: what is tracked, what happens to it, what goes wrong."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Final, Literal

import msgspec
from msgspec import Struct

DAY: Final = 86_400
HOUR: Final = 3_600

Happening = Literal[
    "refresh",
    "hold",
    "outage",
    "unavailable",
    "pause",
    "interval",
    "metadata",
    "delete",
    "track",
    "disable_key",
]
Trouble = Literal[
    "status_500",
    "status_502",
    "status_503",
    "rate_limited",
    "proxy_page",
    "reset",
    "truncated_body",
    "stall",
    "malformed_json",
    "no_etag",
    "gzip",
    "stale",
]


class Tracked(Struct, frozen=True, omit_defaults=True):
    """An account or video that is tracked from the start."""

    kind: Literal["account", "video"] = "account"
    platform: Literal["instagram", "tiktok"] = "instagram"
    every: int = 24
    """Hours between two refreshes."""
    first: int = 45
    """Seconds until the first one."""


class Event(Struct, frozen=True, omit_defaults=True):
    """Something that happens to what is tracked."""

    at: int
    """Seconds after the start."""
    what: Happening
    target: int = 0
    """Which of the tracked ones; counted round."""
    hours: int = 1
    """How long it lasts, or the new interval."""


class Fault(Struct, frozen=True, omit_defaults=True):
    """Something that goes wrong between the service and the poller."""

    at: int
    """Seconds after the start."""
    what: Trouble
    times: int = 1
    """How many requests it strikes at most."""
    seconds: int | None = None
    """What `Retry-After` says, or how long an answer stalls."""


class Plan(Struct, frozen=True, omit_defaults=True):
    """All that makes an example; the same plan gives the same world, everywhere."""

    days: int
    tracked: tuple[Tracked, ...]
    crowd: int = 0
    """So many more accounts, all alike."""
    events: tuple[Event, ...] = ()
    faults: tuple[Fault, ...] = ()
    dialect: tuple[tuple[str, str], ...] = ()
    rate_limit: int | None = None
    """Requests in a minute; None leaves the API's own."""
    seed: int = 0

    @property
    def count(self) -> int:
        """How many resources there are at the start."""
        return len(self.tracked) + self.crowd


def to_token(plan: Plan) -> str:
    """The plan as one word, for a replay."""
    return base64.urlsafe_b64encode(zlib.compress(msgspec.json.encode(plan), 9)).decode()


def from_token(token: str) -> Plan:
    """The plan of such a word.

    Raises:
        ValueError: it is none.
    """
    try:
        return msgspec.json.decode(zlib.decompress(base64.urlsafe_b64decode(token)), type=Plan)
    except (binascii.Error, zlib.error, msgspec.MsgspecError, UnicodeError) as error:
        raise ValueError(
            f"replay must be what a failure of check_poller printed, whole; got {token!r} ({error})"
        ) from None
