"""The timeline: who runs, who waits, and when the clock moves.

Parties are the threads (with their event loops) that live on virtual time. The clock moves only
when every party waits and nobody holds it; then it goes to the earliest alarm and wakes exactly
one party, so alarms go off in the order of (time, sequence), whoever waits for them.

The locks in here are real ones, made by `_thread`: `threading` itself is virtual meanwhile.
"""

from __future__ import annotations

import _thread
import enum
import itertools
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from heapq import heappop, heappush
from time import monotonic_ns as real_ns
from time import sleep as real_sleep
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeAlias

from pytest_creatoraudit.virtual.errors import (
    Abort,
    Hang,
    HorizonIgnored,
    Stall,
    Stop,
    VirtualTimeError,
)
from pytest_creatoraudit.virtual.escape import tear_out

if TYPE_CHECKING:
    import asyncio

    from creatoraudit_mock import VirtualClock

GRACE: Final = 3_600_000_000
"""How far beyond the horizon `finally` blocks may take the clock: an hour."""
FOREVER: Final = 50 * 365 * 86_400 * 1_000_000
"""A timeout of fifty years is none: `threading.TIMEOUT_MAX` is used like that."""
PATIENCE: Final = 2
"""How often code may swallow its end before it is torn out of what swallows it."""


Address: TypeAlias = tuple[str, int]
"""Host and port of a socket."""


class Cause(enum.Enum):
    """Why a wait is over."""

    ALARM = "its time has come"
    WOKEN = "somebody woke it"
    STOP = "the horizon is reached"
    ABORT = "something went wrong"
    RELEASED = "virtual time is over"


class Wait:
    """One wait of one party, over once; or of a stranger (no party), who lives in real time.

    Args:
        party: who waits.
        instant: when it ends by itself, if ever.
        notify: wakes whoever waits; called when the wait is over. `park` needs none.
        parked: whether the party does nothing meanwhile; else it waits for something real, too.
    """

    __slots__ = ("cause", "instant", "notify", "number", "parked", "party")

    number: int
    """Its place in the order of waits; 0 until it has begun."""

    def __init__(
        self,
        party: Party | None,
        instant: int | None,
        notify: Callable[[], None] | None = None,
        *,
        parked: bool = True,
    ) -> None:
        self.party = party
        self.instant = instant
        self.notify = notify or _nothing
        self.parked = parked
        self.number = 0
        self.cause: Cause | None = None


class Party:
    """A thread that lives on virtual time."""

    def __init__(self, line: Timeline, name: str, ident: int = 0) -> None:
        self.line = line
        self.name = name
        self.ident = ident
        self.wait: Wait | None = None
        self.left = False
        self.stopped = False
        self.refusals = 0
        """How often it was aborted; more than once means that it does not care."""
        self.zero_sleeps = 0
        self.timeouts = 0
        """How many of its waits for others have timed out."""
        self.since = real_ns()
        """When it was last seen waking up, in real nanoseconds."""
        self.joiners: deque[Wait] = deque()
        self.tasks: Callable[[], list[str]] = list
        """Tells where the tasks of its event loop wait."""
        self.watched: Callable[[], list[int]] = list
        """Tells the file descriptors that its event loop waits for."""

    @property
    def is_parked(self) -> bool:
        """Whether it waits for nothing but the clock and other parties."""
        wait = self.wait
        return wait is not None and wait.cause is None and wait.parked


class Timeline:
    """Moves a clock from alarm to alarm.

    Args:
        clock: the clock.
        origin: what a monotonic clock shows at the clock's present instant, in microseconds.
        report: describes parties, for error messages.
        sockets: tells the addresses of the sockets that a busy party waits for.
        requests: tells how many requests the world has served.
        patience: how long to wait for something real, in real seconds.
    """

    def __init__(
        self,
        clock: VirtualClock,
        origin: int,
        report: Callable[[Timeline], str],
        sockets: Callable[[Party], set[Address]],
        requests: Callable[[], int],
        patience: float,
    ) -> None:
        self.clock = clock
        self.offset = origin - clock.instant
        """What to add to an instant for the monotonic clock."""
        self.report = report
        self.sockets = sockets
        self.requests = requests
        self.patience = patience
        self.parties: dict[int, Party] = {}
        self.holds: dict[object, tuple[str, int]] = {}
        """Name and real beginning of everything that keeps the clock from moving."""
        self.owner: Party | None = None
        self.horizon: int | None = None
        self.task: asyncio.Task[Any] | None = None
        """What to cancel at the horizon, if that is a matter of one task."""
        self.stopping = False
        self.over = False
        self.verdict: VirtualTimeError | None = None
        self.beats = 0
        """Counts whatever shows that the code under test is getting on."""
        self.mutex = _thread.RLock()
        self._busy = 0
        self._strangers: dict[Wait, Address | None] = {}
        self._numbers = itertools.count(1)
        self._doomed = 0
        self._alarms: list[tuple[int, int, Wait]] = []

    @property
    def monotonic(self) -> int:
        """What a monotonic clock shows, in microseconds."""
        return self.clock.instant + self.offset

    # -- who takes part

    def enter(self, party: Party) -> None:
        """Let a party run."""
        with self.mutex:
            party.since = real_ns()
            self._busy += 1

    def leave(self, party: Party) -> None:
        """Let a party be gone, and wake who waits for that."""
        with self.mutex:
            party.left = True
            self.parties.pop(party.ident, None)
            while party.joiners:
                self.wake(party.joiners.popleft())
            self._busy -= 1
            self._settle()

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Keep the clock where it is."""
        token = object()
        with self.mutex:
            self.holds[token] = (name, real_ns())
        try:
            yield
        finally:
            with self.mutex:
                del self.holds[token]
                self._settle()

    # -- waiting

    def park(self, wait: Wait) -> Cause:
        """Block the calling thread until somebody ends its wait, or the time of that has come.

        Raises:
            Stop: the horizon is reached.
            Abort: something went wrong; `verdict` says what.
        """
        try:
            with self.mutex:
                self.begin(wait)
                if wait.cause is None:  # else nobody is busy, and this was the earliest alarm
                    gate = _thread.allocate_lock()
                    gate.acquire()
                    wait.notify = gate.release
            while wait.cause is None:
                gate.acquire()
        finally:
            self.end(wait)
        return self.outcome(wait)

    def begin(self, wait: Wait, asker: Address | None = None) -> None:
        """Start a wait; a stranger's is for whoever asked from a socket of this address."""
        with self.mutex:
            if wait.cause is not None:  # whoever was to wake it was faster
                return
            wait.number = next(self._numbers)
            self.beats += 1
            if wait.party is None:
                self._strangers[wait] = asker
            else:
                wait.party.wait = wait
                self._busy -= wait.parked
            if wait.instant is not None:
                heappush(self._alarms, (wait.instant, wait.number, wait))
            if self.verdict is not None:
                self._fire(wait, Cause.ABORT)
            self._settle()

    def end(self, wait: Wait) -> None:
        """Make sure that a wait is over."""
        wait.notify = _nothing
        if wait.cause is None:
            self.wake(wait)
        if wait.party is not None:
            wait.party.wait = None

    def outcome(self, wait: Wait) -> Cause:
        """Why a wait ended; raises what it asks for (see `park`)."""
        assert wait.cause is not None
        party = wait.party
        if party is None:
            return wait.cause
        if wait.cause is Cause.ABORT:
            self.abort(party)
        if wait.cause is Cause.STOP:
            party.stopped = True
            raise Stop(self)
        return wait.cause

    def wake(self, wait: Wait) -> bool:
        """End a wait before its time; tell whether it was not over already."""
        with self.mutex:
            if wait.cause is not None:
                return False
            if wait.number:
                self._fire(wait, Cause.WOKEN)
            else:
                wait.cause = Cause.WOKEN
            return True

    def nudge(self) -> None:
        """Look again whether anybody is busy: what a socket does is not told to us."""
        with self.mutex:
            self._settle()

    def abort(self, party: Party) -> NoReturn:
        """Unwind a party, because something went wrong.

        Raises:
            Abort: always.
        """
        party.refusals += 1
        if party.refusals > PATIENCE:
            tear_out(self, party.refusals - PATIENCE)
        raise Abort

    # -- the end

    def fail(self, error: VirtualTimeError) -> None:
        """Let all code under test be unwound, because something went wrong."""
        with self.mutex:
            self.verdict = self.verdict or error
            for party in list(self.parties.values()):
                if party.wait is not None and party.wait.cause is None:
                    self._fire(party.wait, Cause.ABORT)

    def stop(self) -> None:
        """Stop every wait for a time; one by one, each when the one before has been unwound."""
        with self.mutex:
            self.stopping = True
            self.horizon = self.clock.instant
            self._doomed = next(self._numbers)
            self._settle()

    def resume(self) -> None:
        """Go on after a stop."""
        with self.mutex:
            self.stopping = False
            self.horizon = self.task = None
            for party in self.parties.values():
                party.stopped = False

    def close(self, owner: Party) -> Stall | None:
        """End virtual time: stop who waits for a time, hand all others back to real time.

        Returns:
            An error if somebody is still busy when patience is at an end.
        """
        with self.mutex:
            self.owner = None
            self.stop()
            self.leave(owner)
        began = real_ns()
        while self._busy > 0 and (real_ns() - began) / 1e9 < self.patience:
            real_sleep(0.000_5)
        with self.mutex:
            error = Stall(f"still busy at the end:\n{self.report(self)}") if self._busy else None
            for party in list(self.parties.values()):
                if party.wait is not None and party.wait.cause is None:
                    self._fire(party.wait, Cause.RELEASED)
            self.parties.clear()
            self.over = True
        return error

    # -- inside; all of it under the mutex

    def _fire(self, wait: Wait, cause: Cause) -> None:
        wait.cause = cause
        if wait.party is None:
            self._strangers.pop(wait, None)
        else:
            wait.party.since = real_ns()
            self._busy += wait.parked
        wait.notify()

    def _settle(self) -> None:
        """Move on if nobody is busy."""
        while not self.holds and (self._busy == 0 or self._busy <= self._excused()):
            if not self._alarms:
                if self._busy == 0:
                    self._stuck()
                return
            instant, number, wait = self._alarms[0]
            if wait.cause is not None:  # it was ended before its time
                heappop(self._alarms)
                continue
            if self.stopping and number < self._doomed:
                self._fire(wait, Cause.STOP)
            elif self._passes_horizon(instant):
                continue
            else:
                heappop(self._alarms)
                self._go(instant)
                self._fire(wait, Cause.ALARM)
            if wait.party is not None:
                return

    def _excused(self) -> int:
        """How many of the busy ones wait only for answers that themselves wait for the clock."""
        if not self._strangers:
            return 0
        askers = set(self._strangers.values())
        asked = [self.sockets(party) for party in self.parties.values() if not party.is_parked]
        return sum(bool(addresses) and addresses <= askers for addresses in asked)

    def _passes_horizon(self, instant: int) -> bool:
        if self.horizon is None or instant <= self.horizon:
            return False
        if not self.stopping:
            self._go(self.horizon)
            self.stopping = True
            self._doomed = next(self._numbers)
            return True
        if instant > self.horizon + GRACE and self.verdict is None:
            self.fail(
                HorizonIgnored(
                    "an hour after it was stopped at the horizon the code still goes on:\n"
                    f"{self.report(self)}\nLet it end when it is cancelled or unwound."
                )
            )
            return True
        return False

    def _go(self, instant: int) -> None:
        if instant > self.clock.instant:
            self.beats += 1
            self.clock.move_to(instant)

    def _stuck(self) -> None:
        owner = self.owner
        if owner is None or owner.wait is None or owner.wait.cause is not None:
            return
        if self.stopping:
            self._fire(owner.wait, Cause.STOP)
            return
        self.fail(
            Hang(
                f"everybody waits and nothing is left to wake anybody:\n{self.report(self)}\n"
                "Threads that began before virtual time did are not counted: let them hold the "
                "clock meanwhile, `with time.hold('name'): ...`."
            )
        )


def unwinding(line: Timeline) -> bool:
    """Whether the calling code handles a stop right now: a `finally` block, say."""
    error = sys.exc_info()[1]
    while error is not None:
        if isinstance(error, Stop) and line in error.args:
            return True
        error = error.__context__
    return False


def _nothing() -> None:
    pass
