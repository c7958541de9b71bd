"""`check_poller`: looks for a world in which a poller goes wrong, and tells its story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from os import PathLike
from typing import Final

from pytest_creatoraudit.checking.external.command import Command
from pytest_creatoraudit.checking.failure import PollerFailed
from pytest_creatoraudit.checking.plan import from_token, to_token
from pytest_creatoraudit.checking.runner import Backend, Poller, play
from pytest_creatoraudit.checking.scope import Dialects, Faults, length, narrowed, scope_of
from pytest_creatoraudit.checking.story import told
from pytest_creatoraudit.checking.trial import Trial
from pytest_creatoraudit.checking.verdict import Codes, Standard

_EXAMPLES: Final = {"per-request": 5, "scaled": 2}
"""Of a command, beside the two with which every search begins: a process each, in real time."""
_SECONDS: Final = 30.0
"""Spent on making a command's failure smaller."""


def check_poller(
    run: Poller | Command | Sequence[str | PathLike[str]],
    *,
    days: int = 7,
    lag: timedelta | float | str = "24h",
    examples: int | None = None,
    seed: int | None = None,
    replay: str | None = None,
    dialects: Dialects = True,
    faults: Faults = True,
    accounts: int = 60,
    videos: int = 1,
    strict: bool = False,
    select: Codes = None,
    ignore: Codes = None,
    backend: Backend = "asyncio",
) -> None:
    """Check a poller in many drawn worlds, each of which lasts some virtual days.

    `run(session)` polls for ever, or until it is stopped at the end of the example; it may be a
    coroutine function. What it has learned it hands over with `session.deliver(id, payload)`.
    Whatever it keeps from one call to the next (module globals, files) is its own business: each
    example is another world, and should begin with nothing.

    A poller in another language is a `Command`, or a list of the program and its arguments. It
    polls a live server and finds its world in its environment; see docs/how-to/other-languages.md.

    Args:
        run: the poller.
        days: how long an example lasts at most.
        lag: the freshness that is needed: each refresh, or a newer one, must be delivered within
            it; time in which the API failed or refused does not count.
        examples: how many worlds; Hypothesis' profile says so if not given, and of a command 5,
            or 2 on a scaled clock, are enough.
        seed: draw the same worlds each time that the same tests are run; without it Hypothesis
            draws new ones, after those that failed the last time.
        replay: the word that a failure printed: that one example, and no other.
        dialects: False keeps the default one; a mapping holds some switches and varies the rest.
        faults: False lets nothing go wrong between service and poller; names say what may. On a
            scaled clock only what is named, since backing off takes real time there.
        accounts: how many at most.
        videos: how many, besides.
        strict: fail on advice, too.
        select: only these rules, by code or beginning of a code.
        ignore: not these.
        backend: on what a coroutine runs, "asyncio" or "trio".

    Raises:
        PollerFailed: an `AssertionError` with the story of the smallest failure that was found.
        ValueError: an argument is not what it should be.
        OSError: the command cannot be started.
    """
    needed = length(lag)
    standard = Standard(lag=needed, strict=strict, select=select, ignore=ignore)
    scope = scope_of(needed, days, dialects, faults, accounts, videos)
    poller = run if callable(run) or isinstance(run, Command) else Command(run)
    if isinstance(poller, Command):
        scope = narrowed(scope, poller, needed, faults)
        examples = _EXAMPLES[poller.clock] if examples is None else examples
    trial = _trial(poller, standard, backend)
    if replay is not None:
        trial.examine(from_token(replay))
    else:
        trial.search(scope, examples, seed)
    if trial.failure is not None:
        raise failure_of(trial, days, lag) from trial.failure.verdict.error


def _trial(poller: Poller | Command, standard: Standard, backend: Backend) -> Trial:
    if isinstance(poller, Command):
        from pytest_creatoraudit.checking.external import runner  # noqa: PLC0415 - a web server

        live = partial(runner.play, poller)
        return Trial(live, str(poller), standard, seconds=_SECONDS, is_steady=False)
    name = getattr(poller, "__qualname__", type(poller).__name__)
    name = f"{getattr(poller, '__module__', '')}.{name}"
    return Trial(partial(play, poller, backend=backend), name, standard)


def failure_of(trial: Trial, days: int, lag: timedelta | float | str) -> PollerFailed:
    """The error for a failed trial."""
    failure = trial.failure
    assert failure is not None
    token = to_token(failure.plan)
    story = told(failure.plan, failure.outcome, failure.verdict)
    replay = f"Replay: check_poller(..., days={days!r}, lag={lag!r}, replay={token!r})"
    codes = failure.verdict.codes
    return PollerFailed(
        f"{story}\n\n{replay}", codes=codes, plan=failure.plan, replay=token, runs=trial.found_after
    )
