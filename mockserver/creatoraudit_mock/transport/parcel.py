"""A response under way to a client in the same process, and what its library would say of it.

Waiting differs between sync and async clients; when and how long does not. So the way is told as
a sequence of instants to wait for, with the pieces of the body between them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from creatoraudit_mock.clock import VirtualClock
from creatoraudit_mock.faults import Delivery, End
from creatoraudit_mock.transport.waiting import wait, wait_async
from creatoraudit_mock.values import SECOND, Instant


class Parcel:
    """One response under way.

    Args:
        library: httpx or httpx2, for its exceptions.
        delivery: how it travels.
        request: whose response it is.
        patience: the client's timeout for each read, in seconds of the time that it lives in.
    """

    def __init__(
        self, library: Any, delivery: Delivery, request: Any, patience: float | None
    ) -> None:
        self._library = library
        self._delivery = delivery
        self._request = request
        self._patience = patience

    @property
    def clock(self) -> VirtualClock:
        """The clock to wait on."""
        return self._delivery.clock

    def head(self) -> Iterator[Instant]:
        """What to wait for until the head is there.

        Raises:
            Exception: the library's `ReadTimeout` or `ReadError`.
        """
        yield from self._until(self._delivery.opening)
        if not self._delivery.has_head:
            raise self._error("ReadError", "the connection was reset (a planned fault)")

    def body(self) -> Iterator[Instant | bytes]:
        """What to wait for until the body is there, and its pieces.

        Raises:
            Exception: the library's `ReadTimeout`, `ReadError` or `RemoteProtocolError`.
        """
        for piece in self._delivery.pieces:
            yield from self._until(piece.at)
            yield piece.content
        if self._delivery.end is End.RESET:
            raise self._error("ReadError", "the connection was reset (a planned fault)")
        if self._delivery.end is End.CLOSED:
            told = "the connection was closed before the end of the body (a planned fault)"
            raise self._error("RemoteProtocolError", told)

    def _until(self, instant: Instant) -> Iterator[Instant]:
        """Wait for an instant, but no longer than the client would."""
        now = self.clock.instant
        if instant <= now:
            return
        if self._patience is not None:
            # On a scaled clock the client lives in real time.
            limit = now + round(self._patience * SECOND * (self.clock.speed or 1))
            if instant > limit:
                yield limit
                raise self._error("ReadTimeout", "the answer did not come in time (a stall)")
        yield instant

    def _error(self, name: str, message: str) -> Exception:
        made: Exception = getattr(self._library, name)(message, request=self._request)
        return made


class Body:
    """The stream from which a client reads the body of a parcel, sync or async."""

    def __init__(self, parcel: Parcel) -> None:
        self._parcel = parcel

    def __iter__(self) -> Iterator[bytes]:
        for step in self._parcel.body():
            if isinstance(step, bytes):
                yield step
            else:
                wait(self._parcel.clock, step)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for step in self._parcel.body():
            if isinstance(step, bytes):
                yield step
            else:
                await wait_async(self._parcel.clock, step)
