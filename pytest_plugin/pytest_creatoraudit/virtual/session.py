"""`virtual_time`: until the end of its block, the program under test lives on the world's clock."""

from __future__ import annotations

import _thread
import asyncio
import inspect
import sys
import threading
from collections.abc import Callable, Coroutine, Iterable
from contextlib import AbstractContextManager
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Literal, Self, TypeVar

from pytest_creatoraudit.virtual import active
from pytest_creatoraudit.virtual.errors import Abort, Stop, Unsupported
from pytest_creatoraudit.virtual.faces import real_monotonic_ns
from pytest_creatoraudit.virtual.horizon import Until, instant_of
from pytest_creatoraudit.virtual.loops import VirtualEventLoop, require_virtual
from pytest_creatoraudit.virtual.patches import MONOTONIC, Patches, apply
from pytest_creatoraudit.virtual.places import report
from pytest_creatoraudit.virtual.sockets import addresses_of
from pytest_creatoraudit.virtual.timeline import Party, Timeline
from pytest_creatoraudit.virtual.waiter import ClockWaiter
from pytest_creatoraudit.virtual.wall import Wall
from pytest_creatoraudit.virtual.watchdog import Watchdog

if TYPE_CHECKING:
    from creatoraudit_mock import World

Result = TypeVar("Result")
PATIENCE: Final = 10.0
"""Real seconds that something real may take."""


def virtual_time(
    world: World,
    until: Until | None = None,
    *,
    monotonic: Iterable[str] = MONOTONIC,
    patience: float = PATIENCE,
) -> VirtualTime:
    """Let the program under test live on the world's clock, in a `with` block or by `run`.

    Meanwhile sleeping and waiting move the clock, and wall clock, event loops and the server show
    the same instant. At the horizon the running code is unwound (its `finally` blocks run) and the
    block ends normally.

    Args:
        world: the world; its clock must be frozen, for now it is moved from here.
        until: the horizon, as a duration (`timedelta`, seconds, "90d") or as a moment.
        monotonic: packages whose `time.monotonic` is virtual, too; see `MONOTONIC`.
        patience: real seconds after which a standstill is an error that says who causes it.

    Raises:
        ValueError: the horizon lies in the past, or is none.
    """
    return VirtualTime(world, until, tuple(monotonic), patience)


class VirtualTime:
    """A stretch of virtual time, made by `virtual_time`: a context manager, to be entered once."""

    def __init__(
        self, world: World, until: Until | None, monotonic: tuple[str, ...], patience: float
    ) -> None:
        self.world = world
        self._until = until
        self._monotonic = monotonic
        self._patches = Patches()
        self._wall = Wall(world.clock)
        self.line = Timeline(
            world.clock,
            real_monotonic_ns() // 1_000,
            report,
            addresses_of,
            lambda: len(world.journal),
            patience,
        )
        self._watchdog = Watchdog(self.line, world)
        self._window: Window | None = None
        self.was_stopped = False
        if until is not None:
            instant_of(until, world.clock)

    def __repr__(self) -> str:
        state = "active" if active.timeline is self.line else "not active"
        return f"<VirtualTime {state} {self.world.clock!r}>"

    @property
    def stopped(self) -> bool:
        """Whether a horizon was reached."""
        return self.was_stopped or (self.line.stopping and not self.line.over)

    def hold(self, name: str) -> AbstractContextManager[None]:
        """Keep the clock where it is, while something real is done; the name is for reports."""
        return self.line.hold(name)

    def until(self, until: Until) -> AbstractContextManager[None]:
        """Unwind what runs in this block when the clock comes to a horizon.

        In a coroutine it is the task that is cancelled.

        Raises:
            Unsupported: there is a horizon already, or virtual time is not active.
        """
        return Window(self, until)

    def run(
        self,
        coroutine: Coroutine[Any, Any, Result],
        *,
        backend: Literal["asyncio", "trio"] = "asyncio",
    ) -> Result | None:
        """Run a coroutine on virtual time; its result, or None if it was stopped at the horizon.

        Args:
            coroutine: what to run; the block is entered for it if it has not been.
            backend: on what.

        Raises:
            VirtualTimeError: it spins, hangs or stalls.
        """
        try:
            runner = _runner(backend)
            if active.timeline is self.line:
                return runner(coroutine)
            with self:
                return runner(coroutine)
        finally:
            if inspect.getcoroutinestate(coroutine) == inspect.CORO_CREATED:
                coroutine.close()
        return None

    def __enter__(self) -> Self:
        line, world = self.line, self.world
        self._require_free()
        owner = Party(line, threading.current_thread().name, _thread.get_ident())
        self._tracer = sys.gettrace()
        self._wall.start()
        try:
            # From where the real one is, but from a whole second: its differences are exact floats.
            line.offset = (real_monotonic_ns() // 10**9 + 1) * 10**6 - world.clock.instant
            line.owner = line.parties[owner.ident] = owner
            line.enter(owner)
            active.timeline = line
            world.clock.waiter = ClockWaiter(line)
            apply(self._patches, self._monotonic)
            require_virtual_task()
            if self._until is not None:
                self._window = Window(self, self._until)
                self._window.__enter__()
            self._watchdog.start()
        except BaseException:
            self._restore()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        line, owner = self.line, self.line.owner
        assert owner is not None
        retry(partial(self._release, owner))
        swallowed = self._window is not None and self._window.close(error)
        busy = line.close(owner)
        self._restore()
        if line.verdict is not None or busy is not None:
            raise (line.verdict or busy or AssertionError) from error
        return swallowed

    def _release(self, owner: Party) -> None:
        """Let the watchdog not bite the owner any more."""
        with self.line.mutex:
            self.line.parties.pop(owner.ident, None)
        self._watchdog.stop()
        for _ in range(100):
            pass  # what it raised comes at the turn of a loop, at the latest

    def _restore(self) -> None:
        active.timeline = None
        self.world.clock.waiter = None
        self._patches.undo()
        self._wall.stop()
        if sys.gettrace() is not self._tracer:
            sys.settrace(self._tracer)

    def _require_free(self) -> None:
        clock = self.world.clock
        if active.timeline is not None:
            raise Unsupported("virtual time is active already: leave its block first")
        if self.line.over:
            raise Unsupported("a virtual_time() is for one block: make another one")
        if clock.mode != "frozen":
            raise Unsupported(
                f"virtual time moves the clock itself, and so needs a frozen one, not {clock!r}"
            )


class Window(AbstractContextManager[None]):
    """A block that ends at a horizon."""

    def __init__(self, time: VirtualTime, until: Until) -> None:
        self._time = time
        self._until = until
        self._cancelling = 0

    def __enter__(self) -> None:
        line = self._time.line
        if active.timeline is not line:
            raise Unsupported("virtual time is not active: enter its with block first")
        if line.horizon is not None:
            raise Unsupported("there is a horizon already: give one to the outer block only")
        line.task = require_virtual_task()
        self._cancelling = line.task.cancelling() if line.task else 0
        line.horizon = instant_of(self._until, line.clock)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        return self.close(error)

    def close(self, error: BaseException | None) -> bool:
        """End it; tell whether the error is nothing but the end."""
        line = self._time.line
        stopped, task = line.stopping, line.task
        line.resume()
        self._time.was_stopped |= stopped
        if not stopped or error is None or line.verdict is not None:
            return False
        if isinstance(error, asyncio.CancelledError):
            return task is not None and task.uncancel() <= self._cancelling
        return is_only_a_stop(error)


def is_only_a_stop(error: BaseException) -> bool:
    """Whether an error says nothing but that the horizon is reached."""
    if isinstance(error, BaseExceptionGroup):
        return all(is_only_a_stop(part) for part in error.exceptions)
    return isinstance(error, Stop)


def require_virtual_task() -> asyncio.Task[Any] | None:
    """The task of asyncio that is running, if one is.

    Raises:
        Unsupported: it runs on an event loop that knows only real time.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return None
    require_virtual(loop)
    return asyncio.current_task(loop)


def retry(step: Callable[[], None]) -> None:
    """Do something although an `Abort` may still be coming in."""
    try:
        step()
    except Abort:
        retry(step)


def _runner(backend: str) -> Callable[[Coroutine[Any, Any, Result]], Result]:
    if backend == "asyncio":
        return _run_on_asyncio
    if backend == "trio":
        # Loaded before the block is entered, which is when trio is patched.
        from pytest_creatoraudit.virtual.trio_clock import run_coroutine  # noqa: PLC0415

        return run_coroutine
    raise ValueError(f"backend must be 'asyncio' or 'trio', got {backend!r}")


def _run_on_asyncio(coroutine: Coroutine[Any, Any, Result]) -> Result:
    with asyncio.Runner(loop_factory=VirtualEventLoop) as runner:
        return runner.run(coroutine)
