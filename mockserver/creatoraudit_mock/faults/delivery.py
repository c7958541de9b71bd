"""How a response travels: when its head and the pieces of its body go out, and how it ends.

The gate decides it, the mount carries it out: in-process as the exceptions of the client's
library, live on the socket. Instants are virtual; whoever delivers waits for them on the clock.
"""

from __future__ import annotations

import enum
from typing import Final, NamedTuple

from creatoraudit_mock.clock import VirtualClock
from creatoraudit_mock.values import Instant

DELIVERY: Final = "creatoraudit.delivery"
"""The key under which the first message of a response carries its delivery, if it has one."""


class End(enum.Enum):
    """How a connection is left."""

    WHOLE = enum.auto()
    CLOSED = enum.auto()
    """In good order, yet with less than was announced."""
    RESET = enum.auto()


class Piece(NamedTuple):
    """A part of the body, and when it goes out."""

    at: Instant
    content: bytes


class Delivery(NamedTuple):
    """The way of one response."""

    clock: VirtualClock
    accepted: Instant
    """When the request was; state has moved then."""
    opening: Instant
    """When the head goes out, or the connection breaks."""
    pieces: tuple[Piece, ...]
    end: End = End.WHOLE
    has_head: bool = True

    @property
    def delay(self) -> int:
        """Microseconds until all is over."""
        return (self.pieces[-1].at if self.pieces else self.opening) - self.accepted

    @property
    def body(self) -> bytes:
        """All that is sent of it."""
        return b"".join(piece.content for piece in self.pieces)


def at_once(clock: VirtualClock, now: Instant, body: bytes) -> Delivery:
    """What is usual."""
    return Delivery(clock, now, now, (Piece(now, body),) if body else ())


def stalled(delivery: Delivery, duration: int) -> Delivery:
    """Everything later."""
    later = tuple(piece._replace(at=piece.at + duration) for piece in delivery.pieces)
    return delivery._replace(opening=delivery.opening + duration, pieces=later)


def slowed(delivery: Delivery, duration: int, count: int) -> Delivery | None:
    """The body in pieces over a duration, the last at its end; None if there is none."""
    body, start = delivery.body, delivery.opening
    count = min(count, len(body))
    if count == 0:
        return None
    ends = [len(body) * n // count for n in range(count + 1)]
    pieces = (
        Piece(start + duration * n // count, body[ends[n - 1] : ends[n]])
        for n in range(1, count + 1)
    )
    return delivery._replace(pieces=tuple(pieces))


def truncated(delivery: Delivery, keep: float) -> Delivery | None:
    """Only the first share of the body; None if there is none."""
    size = len(delivery.body)
    if size == 0:
        return None
    kept, left = [], int(size * keep)
    for piece in delivery.pieces:
        if left > 0:
            kept.append(piece._replace(content=piece.content[:left]))
        left -= len(piece.content)
    return delivery._replace(pieces=tuple(kept), end=End.CLOSED)


def broken(delivery: Delivery, *, after_head: bool) -> Delivery | None:
    """A reset before or after the head; None if nothing is to come after the head."""
    if after_head and not delivery.pieces:
        return None
    return delivery._replace(pieces=(), end=End.RESET, has_head=after_head)
