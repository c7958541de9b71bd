"""Server-sent events: a feed that is written to a client for as long as both are there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, Protocol

import msgspec
from starlette.types import Send

from creatoraudit_mock.control.feed import Event, Feed
from creatoraudit_mock.control.happenings import ClockMoved, Happening
from creatoraudit_mock.kit import World

_BATCH: Final = 200
"""Events that are held for one client at most; the next are made when these are on their way."""
_LOOK: Final = 0.01
"""Real seconds between two looks at a world in which nothing happens."""
_TICK: Final = 1.0
"""Real seconds between two words on a clock that runs, or to prove that the server is there."""


class Stream(Protocol):
    """An answer that is written bit by bit."""

    async def write(self, send: Send, is_over: Callable[[], bool]) -> None:
        """Write it, until it is over."""


class EventStream:
    """The events of a world.

    Args:
        feed: where they come from.
        world: whose they are.
        is_served: whether the server still serves it.
        follow: wait for more when everything has been told.
    """

    def __init__(
        self, feed: Feed, world: World, is_served: Callable[[], bool], *, follow: bool
    ) -> None:
        self._feed = feed
        self._world = world
        self._is_served = is_served
        self._follow = follow
        self._ticked = time.monotonic()
        self._shown: datetime | None = None

    async def write(self, send: Send, is_over: Callable[[], bool]) -> None:
        """Write events; a client that reads slowly keeps nobody waiting but itself."""
        await _write(send, b": events of this world\n\n", more=True)
        while not is_over() and self._is_served():
            if events := self._feed.take(_BATCH):
                await _write(send, b"".join(map(_event, events)), more=True)
                await asyncio.sleep(0)  # a server that has room for all this takes it at once
            elif not self._follow:
                break
            else:
                await self._wait(send)
        await _write(send, b"", more=False)

    async def _wait(self, send: Send) -> None:
        await asyncio.sleep(_LOOK)
        if time.monotonic() - self._ticked < _TICK:
            return
        now, self._ticked = self._world.clock.now, time.monotonic()
        moved, self._shown = self._shown not in {None, now}, now
        word = _lines("clock", ClockMoved(at=now)) if moved else b": still here\n\n"
        await _write(send, word, more=True)


def _event(event: Event) -> bytes:
    kind = str(type(event.happening).__struct_config__.tag)
    return f"id: {event.position}\n".encode() + _lines(kind, event.happening)


def _lines(kind: str, happening: Happening) -> bytes:
    return f"event: {kind}\ndata: ".encode() + msgspec.json.encode(happening) + b"\n\n"


async def _write(send: Send, content: bytes, *, more: bool) -> None:
    message: dict[str, Any] = {"type": "http.response.body", "body": content, "more_body": more}
    await send(message)
