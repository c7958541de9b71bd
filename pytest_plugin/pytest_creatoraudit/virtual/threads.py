"""Threads as parties: those that parties start, and those that do a job for them."""

from __future__ import annotations

import _thread
import sys
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial, wraps
from typing import Any, Final, NoReturn

from pytest_creatoraudit.virtual import active
from pytest_creatoraudit.virtual.errors import Unsupported, Unwind
from pytest_creatoraudit.virtual.locks import SimpleQueue, real_simple_queue
from pytest_creatoraudit.virtual.places import REAL, place_of
from pytest_creatoraudit.virtual.timeline import Party, Timeline
from pytest_creatoraudit.virtual.waiting import wait_for

real_start: Final = threading.Thread.start
real_join: Final = threading.Thread.join
real_submit: Final = ThreadPoolExecutor.submit


def start(thread: threading.Thread) -> None:
    """What `Thread.start` is meanwhile: a thread that a party starts is a party, too."""
    parent = active.party()
    home = home_of(thread)
    if parent is None or home.partition(".")[0] in REAL or _serves_an_old_pool(thread):
        real_start(thread)
        return
    if home == "concurrent.futures.process":
        refuse_processes()
    party = Party(parent.line, thread.name)
    run = thread.run
    # An attribute of the object: `run` may be anybody's method.
    thread.run = lambda: _live(party, thread, run)  # type: ignore[method-assign]
    thread.__dict__["_creatoraudit_party"] = party
    parent.line.enter(party)
    try:
        real_start(thread)
    except BaseException:
        parent.line.leave(party)
        raise


def join(thread: threading.Thread, timeout: float | None = None) -> None:
    """What `Thread.join` is meanwhile."""
    caller, joined = active.party(), thread.__dict__.get("_creatoraudit_party")
    if caller is not None and joined is not None and joined is not caller:
        limit = None if timeout is None else max(timeout, 0)
        if limit == 0:
            return
        if not wait_for(caller, joined.joiners, lambda: joined.left, limit) and not joined.left:
            return
        timeout = None
    real_join(thread, timeout)


def submit(
    pool: ThreadPoolExecutor, fn: Callable[..., Any], /, *args: Any, **kwargs: Any
) -> Future[Any]:
    """What `ThreadPoolExecutor.submit` is meanwhile; pools from before do counted jobs."""
    party = active.party()
    if party is None or isinstance(pool._work_queue, SimpleQueue):  # noqa: SLF001 - how old is it
        return real_submit(pool, fn, *args, **kwargs)
    jobs = _jobs.setdefault(pool, set())
    if len(jobs) >= pool._max_workers:  # noqa: SLF001 - whether it would have to wait in line
        raise refusal(
            "a job that waits in line in a ThreadPoolExecutor from before the block",
            "make the pool inside the block",
        )
    job = Job(party.line, "of a pool")
    jobs.add(job)
    future = real_submit(pool, job.counted(fn), *args, **kwargs)
    # Not when the function returns: who waits for the result must have been woken by then.
    future.add_done_callback(partial(_finish, job, jobs))
    return future


def _finish(job: Job, jobs: set[Job], _: Future[Any]) -> None:
    jobs.discard(job)
    job.end()


_jobs: weakref.WeakKeyDictionary[ThreadPoolExecutor, set[Job]] = weakref.WeakKeyDictionary()
"""What pools from before virtual time have to do."""


class Job:
    """What a thread that is no party does for one that is; it counts from the moment it is asked.

    Args:
        line: the timeline.
        name: what it is, for reports.
    """

    def __init__(self, line: Timeline, name: str) -> None:
        self._party = Party(line, name)
        line.enter(self._party)

    def counted(self, fn: Callable[..., Any]) -> Callable[..., Any]:
        """The function, done as a party; somebody has to call `end` afterwards."""

        @wraps(fn)
        def counted(*args: Any, **kwargs: Any) -> Any:
            self.begin()
            return fn(*args, **kwargs)

        return counted

    def begin(self) -> None:
        """Let the calling thread be a party."""
        self._party.ident = _thread.get_ident()
        self._party.line.parties[self._party.ident] = self._party

    def end(self) -> None:
        """Let it be none."""
        self._party.line.leave(self._party)


def refuse_processes(*_: Any, **__: Any) -> NoReturn:
    """What `ProcessPoolExecutor.submit` is meanwhile, for parties.

    Raises:
        Unsupported: always.
    """
    raise refusal("ProcessPoolExecutor", "use a ThreadPoolExecutor, or no pool, in the test")


def home_of(thread: threading.Thread) -> str:
    """The module that a thread's work comes from."""
    kind = type(thread)
    if kind.run is not threading.Thread.run:
        return kind.__module__
    target = getattr(thread, "_target", None)
    return getattr(target, "__module__", None) or kind.__module__


def _serves_an_old_pool(thread: threading.Thread) -> bool:
    """Whether it takes its jobs from a queue that was made before virtual time."""
    args = getattr(thread, "_args", ())
    return any(isinstance(arg, real_simple_queue) for arg in args)


def refusal(what: str, way_out: str) -> Unsupported:
    """The error for something that cannot be counted."""
    place = place_of(sys._getframe(2))  # noqa: SLF001 - whose call it is
    return Unsupported(f"{what} cannot be counted on virtual time ({place}): {way_out}")


def _live(party: Party, thread: threading.Thread, run: Callable[[], None]) -> None:
    line = party.line
    party.ident = _thread.get_ident()
    line.parties[party.ident] = party
    try:
        run()
    except Unwind:
        pass
    finally:
        line.leave(party)
        thread.__dict__.pop("run", None)
