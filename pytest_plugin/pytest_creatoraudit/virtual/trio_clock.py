"""Trio on virtual time: a clock for `trio.run`, and counted worker threads.

Imported only when trio is in use. Trio asks its clock how long it may sleep when nothing is ready:
that is when a party waits. Nothing may be raised there, so whatever ends a run cancels its tasks.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from time import monotonic_ns as real_ns
from typing import Any, Final, TypeVar

import trio

from pytest_creatoraudit.virtual import active, faces
from pytest_creatoraudit.virtual.errors import Abort, Spin, Stall, Stop, Unsupported
from pytest_creatoraudit.virtual.locks import SimpleQueue
from pytest_creatoraudit.virtual.places import task_place
from pytest_creatoraudit.virtual.threads import Job
from pytest_creatoraudit.virtual.timeline import FOREVER, Cause, Party, Wait
from pytest_creatoraudit.virtual.waiting import micros

Result = TypeVar("Result")
TURNS: Final = 20_000
"""So many looks at the clock at one instant, without a request, are a loop that never gets on."""
_HALF_A_MICROSECOND: Final = 0.5e-6
REFUSALS: Final = 1_000

real_run: Final = trio.run
real_start_thread_soon: Final = trio.lowlevel.start_thread_soon
real_run_sync_soon: Final = trio.lowlevel.TrioToken.run_sync_soon
real_send_message: Final = trio._threads._send_message_to_trio  # noqa: SLF001

_clocks: list[TrioClock] = []
"""Those of the runs that are under way; other threads may call any of them."""


class TrioClock(trio.abc.Clock):
    """Trio's view of virtual time, for one run."""

    def __init__(self) -> None:
        self.scope = trio.CancelScope()
        self._token: trio.lowlevel.TrioToken | None = None
        self._wait: Wait | None = None
        self._began = 0
        self._turns = 0
        self._mark = (-1, -1)
        self._due = 0.0

    def start_clock(self) -> None:
        """Trio calls it once, before anything else."""
        _clocks.append(self)

    def current_time(self) -> float:
        """The virtual monotonic clock."""
        party = active.party()
        if self._wait is not None:
            self._resume(self._wait)
        if party is not None:
            self._count(party)
        return max(faces.monotonic(), self._due)

    def deadline_to_sleep_time(self, deadline: float) -> float:
        """Wait on the timeline; what is returned is for how long to watch sockets meanwhile."""
        party = active.party()
        if party is None:
            return deadline - faces.monotonic()
        ahead = deadline - faces.monotonic()
        if ahead < _HALF_A_MICROSECOND:
            # Where rounding has put it before the deadline, trio must not see that.
            self._due = max(self._due, deadline)
            return 0
        if _runner().waiting_for_idle:
            return math.inf  # trio wakes `wait_all_tasks_blocked` by itself
        self._token = trio.lowlevel.current_trio_token()
        watched = _watched()
        # Told to other threads, too, which cannot ask trio.
        party.watched, party.tasks = (
            watched.copy,
            partial(_tasks, trio.lowlevel.current_root_task()),
        )
        return self._begin(party, _instant(party, deadline), parked=not watched)

    def wake(self) -> None:
        """Let the run go on; whoever calls it keeps the clock from moving until it does."""
        wait = self._wait
        if wait is not None and wait.party is not None:
            wait.party.line.wake(wait)

    def _begin(self, party: Party, instant: int | None, *, parked: bool) -> float:
        line = party.line
        if self._wait is None:
            self._began = real_ns()
        self._wait = wait = Wait(party, instant, self._notify, parked=parked)
        # Looked at only now: a thread that calls after this line ends the wait.
        if _runner().entry_queue.size():
            line.wake(wait)
        line.begin(wait)
        if wait.cause is not None:
            self._resume(wait)
            return 0
        return math.inf if parked else line.patience

    def _resume(self, wait: Wait) -> None:
        party = wait.party
        assert party is not None
        line, self._wait = party.line, None
        if wait.cause is None and not wait.parked and self._out_of_patience(line.patience):
            line.fail(Stall(_stall(line.patience, line.report(line))))
        line.end(wait)
        party.tasks = party.watched = list
        if wait.cause in {Cause.STOP, Cause.ABORT}:
            party.refusals += 1
            if party.refusals > REFUSALS:
                raise Abort
            self.scope.cancel()

    def _out_of_patience(self, patience: float) -> bool:
        return (real_ns() - self._began) / 1e9 >= patience

    def _notify(self) -> None:
        try:
            assert self._token is not None
            real_run_sync_soon(self._token, _nothing, idempotent=True)
        except trio.RunFinishedError:
            pass

    def _count(self, party: Party) -> None:
        line = party.line
        mark = (line.beats, line.requests())
        if mark != self._mark:
            self._turns, self._mark = 0, mark
        self._turns += 1
        if self._turns > TURNS and line.verdict is None:
            tasks = "\n".join(f"  {task}" for task in _tasks(trio.lowlevel.current_root_task()))
            line.fail(
                Spin(
                    f"trio has looked at the clock {TURNS:,} times, and time stood still:\n{tasks}"
                    "\nLet it sleep for some time between polls: trio.sleep(0) takes none."
                )
            )
            self.scope.cancel()


def run(async_fn: Callable[..., Awaitable[Any]], *args: Any, **options: Any) -> Any:
    """What `trio.run` is meanwhile.

    Raises:
        Unsupported: it is given a clock of another kind.
    """
    party = active.party()
    if party is None:
        return real_run(async_fn, *args, **options)
    given = options.pop("clock", None)
    if given is not None and not isinstance(given, TrioClock):
        raise Unsupported(
            f"trio.run was given {given!r}, which does not know virtual time: give it no clock"
        )
    clock = TrioClock()

    async def main() -> Any:
        with clock.scope:
            return await async_fn(*args)

    try:
        result = real_run(main, clock=clock, **options)
    finally:
        if clock in _clocks:
            _clocks.remove(clock)
    if clock.scope.cancelled_caught:
        raise Abort if party.line.verdict is not None else Stop(party.line)
    return result


def run_coroutine(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine that somebody has made already."""

    async def main() -> Result:
        return await coroutine

    result: Result = run(main)
    return result


def patch(replace: Callable[[Any, str, Any], None]) -> None:
    """Let trio run on virtual time, and count its worker threads; by way of a setter."""
    replace(trio, "run", run)
    replace(trio.lowlevel, "start_thread_soon", start_thread_soon)
    # The one place from which trio itself calls it; `to_thread` has imported it by name.
    replace(sys.modules["trio._threads"], "start_thread_soon", start_thread_soon)
    replace(sys.modules["trio._threads"], "_send_message_to_trio", send_message)
    replace(trio.lowlevel.TrioToken, "run_sync_soon", run_sync_soon)


def start_thread_soon(
    fn: Callable[[], Any], deliver: Callable[[Any], object], name: str | None = None
) -> None:
    """What `trio.lowlevel.start_thread_soon` is meanwhile: its job counts from here to the end."""
    party = active.party()
    if party is None:
        real_start_thread_soon(fn, deliver, name)
        return
    job = Job(party.line, name or "of trio")

    def begun() -> Any:
        job.begin()
        return fn()

    def delivered(result: Any) -> None:
        try:
            deliver(result)
        finally:
            job.end()

    real_start_thread_soon(begun, delivered, name)


def run_sync_soon(token: trio.lowlevel.TrioToken, *args: Any, **options: Any) -> None:
    """What `TrioToken.run_sync_soon` is meanwhile: it wakes the run before the caller goes on."""
    real_run_sync_soon(token, *args, **options)
    for clock in tuple(_clocks):
        clock.wake()


class _Answer(SimpleQueue):
    """By which trio answers a worker thread, which is a party."""

    def get(self, block: bool = True, timeout: float | None = None) -> Any:  # noqa: FBT001, FBT002
        """Wait for the answer, on virtual time."""
        party = active.party()
        return super().get(block, timeout) if party is None else self.get_as(party, timeout)


def send_message(token: trio.lowlevel.TrioToken, message: Any) -> Any:
    """What a worker thread does meanwhile to have something done in trio."""
    if active.party() is not None:
        message.__dict__["queue"] = _Answer()  # frozen, but not slotted
    return real_send_message(token, message)


def _instant(party: Party, deadline: float) -> int | None:
    delay = FOREVER if deadline == math.inf else micros(deadline - faces.monotonic())
    return None if delay >= FOREVER else party.line.clock.instant + delay


def _tasks(root: Any) -> list[str]:
    """Where the tasks of a run wait."""
    todo, found = [root] if root else [], []
    while todo:
        task = todo.pop()
        found.append(task_place(task.name, task.coro))
        todo += [child for nursery in task.child_nurseries for child in nursery.child_tasks]
    return found


def _runner() -> Any:
    """What runs here; in public there are only counts of what it has."""
    return trio._core._run.GLOBAL_RUN_CONTEXT.runner  # noqa: SLF001


def _watched() -> list[int]:
    """The file descriptors that tasks wait for, but for the one by which threads wake trio."""
    runner = _runner()
    own = runner.entry_queue.wakeup.wakeup_sock.fileno()
    return [fd for fd in _waited_for(runner.io_manager) if fd != own]


def _waited_for(manager: Any) -> list[int]:
    registered = manager._registered  # noqa: SLF001 - there is only a count in public
    if hasattr(manager, "_epoll"):
        return [fd for fd, waiters in registered.items() if waiters.read_task or waiters.write_task]
    return [fd for fd, _ in registered]  # kqueue's are pairs


def _stall(patience: float, report: str) -> str:
    return (
        f"virtual time stood still for {patience:g} s of real time, because trio waits for "
        f"sockets:\n{report}\nGive virtual_time(patience=...) if the answer is just slow."
    )


def _nothing() -> None:
    pass
