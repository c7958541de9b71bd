"""Locks and queues whose waits the timeline sees.

`threading` makes all its other tools (conditions, events, semaphores, barriers, `queue.Queue`,
futures) from locks, so these two are enough. Objects made of them outlive virtual time: then, and
for threads that are not parties, they are the real thing with one attribute more.
"""

from __future__ import annotations

import _thread
import queue
import sys
from collections import deque
from functools import partial
from types import TracebackType
from typing import Any, Final, Self

from pytest_creatoraudit.virtual import active
from pytest_creatoraudit.virtual.places import REAL, caller, root_of
from pytest_creatoraudit.virtual.timeline import Party, Wait
from pytest_creatoraudit.virtual.waiting import wait_for, wake_one

real_simple_queue: Final = queue.SimpleQueue


class Lock:
    """What `threading.Lock` is meanwhile."""

    __slots__ = ("__weakref__", "_parked", "_real")

    def __new__(cls) -> Self:
        """One of the real ones, for modules that keep real time."""
        return super().__new__(cls) if waiting_party() else _thread.allocate_lock()  # type: ignore[return-value]

    def __init__(self) -> None:
        self._real = _thread.allocate_lock()
        self._parked: deque[Wait] = deque()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:  # noqa: FBT001, FBT002 - as in threading
        """Take it, waiting if need be."""
        if self._real.acquire(blocking=False):
            return True
        party = waiting_party() if blocking and timeout != 0 else None
        if party is not None:
            attempt = partial(self._real.acquire, blocking=False)
            got = wait_for(party, self._parked, attempt, None if timeout < 0 else timeout)
            if got or not party.line.over:
                return got
        return self._real.acquire(blocking, timeout)

    def release(self) -> None:
        """Let another one have it."""
        self._real.release()
        if self._parked:
            wake_one(self._parked)

    def locked(self) -> bool:
        """Whether somebody has it."""
        return self._real.locked()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def __repr__(self) -> str:
        state = "locked" if self.locked() else "unlocked"
        return f"<{state} virtual lock at {id(self):#x}>"

    def _at_fork_reinit(self) -> None:
        self._real = _thread.allocate_lock()
        self._parked.clear()


class RLock(Lock):
    """What `threading.RLock` makes meanwhile: whoever has it may take it again.

    The methods that begin with an underscore are what a condition asks of its lock.
    """

    __slots__ = ()

    def __new__(cls) -> Self:
        """One of the real ones, for modules that keep real time."""
        return object.__new__(cls) if waiting_party() else _thread.RLock()  # type: ignore[return-value]

    def __init__(self) -> None:
        self._real: Any = _thread.RLock()
        self._parked = deque()

    def release(self) -> None:
        """Let another one have it, if it has been released as often as taken."""
        self._real.release()
        if self._parked and not self._is_owned():
            wake_one(self._parked)

    def locked(self) -> bool:
        """Whether somebody has it; only where Python's own can tell."""
        return bool(self._real.locked())

    def __repr__(self) -> str:
        return f"<virtual {self._real!r}>"

    def _is_owned(self) -> bool:
        return bool(self._real._is_owned())  # noqa: SLF001

    def _release_save(self) -> tuple[int, int]:
        saved: tuple[int, int] = self._real._release_save()  # noqa: SLF001
        if self._parked:
            wake_one(self._parked)
        return saved

    def _acquire_restore(self, saved: tuple[int, int]) -> None:
        times, _ = saved
        for _ in range(times):
            self.acquire()

    def _at_fork_reinit(self) -> None:
        self._real = _thread.RLock()
        self._parked.clear()


class SimpleQueue:
    """What `queue.SimpleQueue` is meanwhile; as reentrant as the real one, which it wraps."""

    def __init__(self) -> None:
        self._real: queue.SimpleQueue[Any] = real_simple_queue()
        self._parked: deque[Wait] = deque()

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:  # noqa: FBT001, FBT002 - as in queue
        """Add an item; never waits."""
        self._real.put(item, block, timeout)
        if self._parked:
            wake_one(self._parked)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:  # noqa: FBT001, FBT002 - as in queue
        """Take an item, waiting for one if need be."""
        party = waiting_party() if block and timeout != 0 else None
        if party is None:
            return self._real.get(block, timeout)
        return self.get_as(party, timeout)

    def get_as(self, party: Party, timeout: float | None = None) -> Any:
        """Take an item, waiting on virtual time."""
        if timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        got: list[Any] = []
        if wait_for(party, self._parked, partial(self._take, got), timeout):
            _begin_anew(party)
            return got[0]
        if party.line.over:
            return self._real.get(timeout=timeout)
        raise queue.Empty

    def put_nowait(self, item: Any) -> None:
        """Add an item."""
        self.put(item)

    def get_nowait(self) -> Any:
        """Take an item if there is one."""
        item = self._real.get_nowait()
        _begin_anew(active.party())
        return item

    def empty(self) -> bool:
        """Whether there was none a moment ago."""
        return self._real.empty()

    def qsize(self) -> int:
        """How many there were a moment ago."""
        return self._real.qsize()

    def _take(self, got: list[Any]) -> bool:
        try:
            got.append(self._real.get_nowait())
        except queue.Empty:
            return False
        return True

    __class_getitem__ = classmethod(lambda cls, _: cls)


def _begin_anew(party: Party | None) -> None:
    """A worker that takes another job has not gone on with the one that was stopped."""
    if party is not None:
        party.stopped = False


def waiting_party() -> Party | None:
    """The calling thread, if it waits on virtual time for whom it waits for."""
    party = active.party()
    if party is None:
        return None
    frame = caller(sys._getframe(1))  # noqa: SLF001 - whose wait it is
    return None if frame is not None and root_of(frame) in REAL else party
