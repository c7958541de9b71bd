"""The event loop whose time is virtual.

It is asyncio's own selector loop but for two things: what time it is, and what it does when nothing
is ready. Then it waits on the timeline; or, while a file descriptor is watched, in real time: an
answer may be under way.
"""

from __future__ import annotations

import asyncio
import itertools
import selectors
import sys
from collections.abc import Callable, Coroutine
from contextvars import Context
from heapq import heappush
from time import monotonic_ns as real_ns
from typing import Any, Final, NoReturn, TypeAlias, TypeVarTuple, Unpack

from pytest_creatoraudit.virtual import active, faces
from pytest_creatoraudit.virtual.errors import Spin, Stall, Stop, Unsupported
from pytest_creatoraudit.virtual.places import place_of, stack_of, task_place
from pytest_creatoraudit.virtual.sockets import name_of
from pytest_creatoraudit.virtual.timeline import FOREVER, Cause, Party, Timeline, Wait
from pytest_creatoraudit.virtual.waiting import micros, require_future

TURNS: Final = 10_000
"""So many turns of a loop at one instant, without a request, are a loop that never gets on."""

_Ts = TypeVarTuple("_Ts")
_Set = Callable[[Any, str, Any], None]
_Events: TypeAlias = list[tuple[selectors.SelectorKey, int]]


class VirtualEventLoop(asyncio.SelectorEventLoop):
    """An asyncio event loop on virtual time; on real time while none is active."""

    def __init__(self) -> None:
        self.waiting: Wait | None = None
        self._numbers = itertools.count()
        self.main: asyncio.Task[Any] | None = None
        """What to cancel at the horizon, if an `asyncio.Runner` is at work."""
        super().__init__(_Selector(self))
        # Timers are rounded to whole microseconds, so everything due within one is due.
        self._clock_resolution = 1e-6

    def time(self) -> float:
        """The virtual monotonic clock."""
        return faces.monotonic()

    def call_at(
        self,
        when: float,
        callback: Callable[[Unpack[_Ts]], object],
        *args: *_Ts,
        context: Context | None = None,
    ) -> _Timer:
        """As in asyncio, but timers of one microsecond go off in the order of their making."""
        self._check_closed()  # type: ignore[attr-defined]  # asyncio's own
        timer = _Timer(when, callback, args, self, context)
        timer.order = (round(min(when, FOREVER) * 1_000_000), next(self._numbers))
        scheduled: list[_Timer] = self._scheduled  # type: ignore[attr-defined]
        heappush(scheduled, timer)
        timer._scheduled = True  # type: ignore[attr-defined]  # noqa: SLF001 - asyncio's own
        return timer

    def call_soon_threadsafe(
        self,
        callback: Callable[[Unpack[_Ts]], object],
        *args: *_Ts,
        context: Context | None = None,
    ) -> asyncio.Handle:
        """As in asyncio; whoever calls it keeps the clock from moving until it is seen."""
        handle = super().call_soon_threadsafe(callback, *args, context=context)
        wait = self.waiting
        if wait is not None and wait.party is not None:
            wait.party.line.wake(wait)
        return handle

    async def create_server(self, *_: Any, **__: Any) -> NoReturn:
        """Refused: whether a server's clients are done cannot be known.

        Raises:
            Unsupported: always.
        """
        raise Unsupported(
            "a server on the virtual event loop cannot be counted "
            f"({place_of(sys._getframe(1))}): run it in a thread with a loop of its own, as "  # noqa: SLF001
            "creatoraudit_mock.MockServer does"
        )

    def wake(self) -> None:
        """Let the selector return; from any thread."""
        self._write_to_self()  # type: ignore[attr-defined]  # asyncio's own way, in every version

    def watched(self) -> list[int]:
        """The file descriptors that are watched, but for the one by which threads wake it."""
        own: int = self._ssock.fileno()  # type: ignore[attr-defined]  # asyncio's own
        return [fd for fd in self._selector.get_map() if fd != own]  # type: ignore[attr-defined]

    def tasks(self) -> list[str]:
        """Where its tasks wait."""
        return [task_place(t.get_name(), t.get_coro()) for t in asyncio.all_tasks(self)]


class _Timer(asyncio.TimerHandle):
    """A timer with a place in the order of timers."""

    __slots__ = ("order",)
    order: tuple[int, int]

    def __lt__(self, other: Any) -> bool:
        mine, theirs = self.order, other.order
        return bool(mine < theirs)


class _Selector(selectors.DefaultSelector):
    """The loop's selector; asked to wait, it waits on the timeline."""

    def __init__(self, loop: VirtualEventLoop) -> None:
        super().__init__()
        self._loop = loop
        self._turns = 0
        self._mark = (-1, -1)

    def select(self, timeout: float | None = None) -> _Events:
        """Ready file descriptors; without any, the time has come."""
        party = active.party()
        if party is None:
            return super().select(timeout)
        if timeout != 0:
            return self._wait(party, timeout)
        events = super().select(0)
        self._count(party, events)
        return events

    def _wait(self, party: Party, timeout: float | None) -> _Events:
        delay = FOREVER if timeout is None else micros(timeout)
        instant = None if delay >= FOREVER else party.line.clock.instant + delay
        # One is the loop's own, by which other threads wake it.
        parked = len(self.get_map()) == 1
        wait = Wait(party, instant, self._loop.wake, parked=parked)
        party.tasks, party.watched = self._loop.tasks, self._loop.watched
        if party.line.task is None and self._loop.main is None:
            require_future(party, party.line.clock.instant + delay)
        self._loop.waiting = wait
        try:
            # Only now: a thread that calls before this line is seen here, one that calls after it
            # ends the wait.
            ready = super().select(0)
            return ready or (self._park(wait) if parked else self._read(wait))
        finally:
            self._loop.waiting = None
            party.tasks = party.watched = list

    def _park(self, wait: Wait) -> _Events:
        """Do nothing until the clock has come to an instant, or another thread calls."""
        line, events = line_of(wait), list[Any]()
        line.begin(wait)
        try:
            while wait.cause is None and not events:
                events = super().select(None)
        finally:
            line.end(wait)
        self._conclude(wait)
        return events

    def _read(self, wait: Wait) -> _Events:
        """Wait in real time for file descriptors; the clock moves only if they wait for it."""
        line, events, began = line_of(wait), list[Any](), real_ns()
        line.begin(wait)
        try:
            while wait.cause is None and not events:
                left = line.patience - (real_ns() - began) / 1e9
                if left <= 0:
                    line.fail(self._stall(line))
                events = super().select(left)
        finally:
            line.end(wait)
        self._conclude(wait)
        return events

    def _conclude(self, wait: Wait) -> None:
        """Do what the end of a wait asks for: go on, cancel the window's task, or unwind."""
        party = wait.party
        assert party is not None
        task = party.line.task or self._loop.main
        if wait.cause is Cause.STOP and task is not None and task.get_loop() is self._loop:
            party.stopped = True
            task.cancel("the horizon of virtual time is reached")
        else:
            party.line.outcome(wait)

    def _stall(self, line: Timeline) -> Stall:
        watched = map(name_of, self._loop.watched())
        return Stall(
            f"virtual time stood still for {line.patience:g} s of real time, because the event "
            f"loop waits for {', '.join(watched)}:\n{line.report(line)}\n"
            "Close what is idle, or give virtual_time(patience=...) if the answer is just slow."
        )

    def _count(self, party: Party, events: _Events) -> None:
        """See to it that a loop which never waits gets on."""
        line = party.line
        mark = (line.beats, line.requests())
        if events or mark != self._mark:
            self._turns, self._mark = 0, mark
        self._turns += 1
        if self._turns > TURNS:
            self._turns = 0
            tasks = "\n".join(f"  {task}" for task in self._loop.tasks())
            line.fail(
                Spin(
                    f"{TURNS:,} turns of the event loop, and time stood still:\n{tasks}\n"
                    "Let it sleep for some time between polls: asyncio.sleep(0) takes none."
                )
            )
            line.abort(party)


def line_of(wait: Wait) -> Timeline:
    """The timeline of a party's wait."""
    assert wait.party is not None
    return wait.party.line


def new_event_loop() -> asyncio.AbstractEventLoop:
    """What `asyncio.new_event_loop` is meanwhile."""
    return _real_new_event_loop() if active.party() is None else VirtualEventLoop()


def patch(replace: _Set) -> None:
    """Let asyncio make virtual loops, and refuse to run others; by way of a setter."""
    replace(asyncio.events, "new_event_loop", new_event_loop)
    replace(asyncio, "new_event_loop", new_event_loop)
    replace(asyncio.BaseEventLoop, "run_forever", _run_forever)
    replace(asyncio.Runner, "run", _run)
    if uvloop := sys.modules.get("uvloop"):
        replace(uvloop.Loop, "run_forever", _refusing(uvloop.Loop.run_forever))
        replace(uvloop.Loop, "run_until_complete", _refusing(uvloop.Loop.run_until_complete))


def require_virtual(loop: object) -> None:
    """Refuse event loops that know only real time.

    Raises:
        Unsupported: this is one, and the calling thread lives on virtual time.
    """
    if active.party() is None or isinstance(loop, VirtualEventLoop) or _is_closing():
        return
    kind = f"{type(loop).__module__}.{type(loop).__qualname__}"
    raise Unsupported(
        f"the event loop {kind} does not know virtual time. Let asyncio.run make it inside the "
        "block, use virtual_time(...).run(coroutine), or pass "
        "pytest_creatoraudit.VirtualEventLoop as loop factory (docs/virtual-time.md)"
    )


def _is_closing() -> bool:
    """Whether this is the end of an `asyncio.Runner`, which runs its loop once more."""
    return any(
        frame.f_code is asyncio.Runner.close.__code__
        for frame in stack_of(sys._getframe(1))  # noqa: SLF001 - as documented
    )


_real_new_event_loop: Final = asyncio.new_event_loop
_real_run_forever: Final = asyncio.BaseEventLoop.run_forever
_real_run: Final = asyncio.Runner.run


def _run_forever(loop: asyncio.BaseEventLoop) -> None:
    require_virtual(loop)
    _real_run_forever(loop)


def _run(runner: asyncio.Runner, coro: Any, **options: Any) -> Any:
    party, loop = active.party(), runner.get_loop()
    if party is None or not asyncio.iscoroutine(coro):
        return _real_run(runner, coro, **options)
    try:
        require_virtual(loop)
    except Unsupported:
        coro.close()
        raise
    assert isinstance(loop, VirtualEventLoop)
    try:
        return _real_run(runner, _noted(loop, coro), **options)
    except asyncio.CancelledError:
        if party.line.stopping and party.line.task is None:
            raise Stop(party.line) from None
        raise
    finally:
        loop.main = None


async def _noted(loop: VirtualEventLoop, coro: Coroutine[Any, Any, Any]) -> Any:
    """The coroutine, in a task that is known."""
    loop.main = asyncio.current_task(loop)
    return await coro


def _refusing(method: Callable[..., Any]) -> Callable[..., Any]:
    def refusing(loop: Any, *args: Any) -> Any:
        require_virtual(loop)
        return method(loop, *args)

    return refusing
