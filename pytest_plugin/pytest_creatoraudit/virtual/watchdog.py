"""Watches, in real time, that the code under test gets on.

Code that asks again and again without ever sleeping, or waits for a clock that only a sleep would
move, never comes to us; so somebody has to look.
"""

from __future__ import annotations

import _thread
import ctypes
import sys
from time import monotonic_ns as real_ns
from time import sleep as real_sleep
from types import FrameType
from typing import TYPE_CHECKING, Final

from pytest_creatoraudit.virtual.errors import Abort, Spin, Stall, VirtualTimeError
from pytest_creatoraudit.virtual.places import root_of, stack_of

if TYPE_CHECKING:
    from creatoraudit_mock import World
    from pytest_creatoraudit.virtual.timeline import Timeline

GLANCE: Final = 0.25
"""Real seconds between two looks."""
SAME_REQUESTS: Final = 1_000
"""So many requests at one instant, of few kinds, are a loop that never gets on."""
_TRIES: Final = 1_000
"""How often a better moment to interrupt somebody is waited for."""
_MOMENT: Final = 0.000_5
"""Real seconds between two tries."""


class Watchdog:
    """A thread in real time.

    Args:
        line: what it watches.
        world: whose journal tells about requests.
    """

    def __init__(self, line: Timeline, world: World) -> None:
        self._line = line
        self._world = world
        self._stop = _thread.allocate_lock()
        self._done = _thread.allocate_lock()

    def start(self) -> None:
        """Begin to watch."""
        self._first = len(self._world.journal)
        self._stop.acquire()
        self._done.acquire()
        # Not by `threading`: that is virtual by now.
        _thread.start_new_thread(self._watch, ())

    def stop(self) -> None:
        """Watch no longer."""
        self._stop.release()
        self._done.acquire()

    def _watch(self) -> None:
        try:
            seen, since = (-1, -1), real_ns()
            while not self._stop.acquire(timeout=GLANCE):
                now = (self._line.beats, self._line.requests())
                if now != seen:
                    seen, since = now, real_ns()
                error = self._judge((real_ns() - since) / 1e9)
                if error is not None:
                    seen, since = (-1, -1), real_ns()
                    self._line.fail(error)
                    _interrupt(self._line)
        finally:
            self._done.release()

    def _judge(self, idle: float) -> VirtualTimeError | None:
        line = self._line
        if self._repeats_itself():
            return Spin(
                f"{SAME_REQUESTS:,} requests of the same kind at one instant, the last being "
                f"{self._world.journal[-1]}:\n{line.report(line)}\n"
                "Let it sleep for some time between polls."
            )
        if idle > line.patience and not _is_debugged(line):
            return Stall(
                f"virtual time stood still for {line.patience:g} s of real time:\n"
                f"{line.report(line)}\nWaiting without sleeping never ends here; if something is "
                "just slow, give virtual_time(patience=...)."
            )
        return None

    def _repeats_itself(self) -> bool:
        journal = self._world.journal
        if len(journal) - self._first < SAME_REQUESTS:
            return False
        # As a rule time has passed since this one, and entries are made only when they are read.
        if journal[-SAME_REQUESTS].at != self._line.clock.instant:
            return False
        kinds = {(entry.method, entry.target) for entry in journal[-SAME_REQUESTS:]}
        return len(kinds) * 100 <= SAME_REQUESTS


def _interrupt(line: Timeline) -> None:
    """Raise `Abort` in all parties that are busy, each as soon as it does no harm there."""
    told: set[int] = set()
    for tries in reversed(range(_TRIES)):
        with line.mutex:
            frames = sys._current_frames()  # noqa: SLF001 - public, whatever its name
            busy = {one.ident for one in line.parties.values() if one.wait is None} & frames.keys()
            for ident in busy - told:
                if not tries or not _is_delicate(frames[ident]):
                    raise_in(ident)
                    told.add(ident)
        if busy <= told:
            return
        real_sleep(_MOMENT)


def _is_delicate(top: FrameType) -> bool:
    """Whether code must come to its end: it holds a lock, or a world is half changed.

    An exception strikes where the thread was when we looked: it has been waiting for us since.
    """
    return root_of(top) == "coverage" or any(
        root_of(frame) == "creatoraudit_mock" for frame in stack_of(top)
    )


def raise_in(ident: int) -> None:
    """Raise `Abort` in a thread."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), ctypes.py_object(Abort))


def _is_debugged(line: Timeline) -> bool:
    """Whether somebody looks at the code in a debugger, which takes its time."""
    return any(
        root_of(frame) in _DEBUGGERS
        for ident, top in sys._current_frames().items()  # noqa: SLF001 - public, whatever its name
        if ident in line.parties
        for frame in stack_of(top)
    )


_DEBUGGERS: Final = {"_pydevd_bundle", "bdb", "debugpy", "pdb", "pudb", "pydevd"}
