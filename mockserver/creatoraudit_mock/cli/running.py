"""A command run against a world on a live server, and graded."""

from __future__ import annotations

import os
import shlex
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import click

from creatoraudit_mock.application import site
from creatoraudit_mock.cli.child import Child
from creatoraudit_mock.cli.control import control_url
from creatoraudit_mock.cli.grading import Grading, tell
from creatoraudit_mock.cli.horizon import Horizon
from creatoraudit_mock.cli.listening import base_url, listen
from creatoraudit_mock.cli.motion import Motion
from creatoraudit_mock.cli.refusals import USAGE
from creatoraudit_mock.control.guard import Access
from creatoraudit_mock.kit import World
from creatoraudit_mock.scorecard import Scorecard, score
from creatoraudit_mock.server import ServerThread
from creatoraudit_mock.values import Instant, format_instant

_HOST = "127.0.0.1"
_LOOK = 0.02
"""Seconds between two looks at the clock."""
_AT_ONCE = 1_000_000_000
"""The speed that is told to programs which need not wait: on a clock that waiting does not move."""
_NOT_EXECUTABLE, _NOT_FOUND = 126, 127
"""Exit statuses of a shell."""


class Ending(NamedTuple):
    """How a command came to its end."""

    status: int
    """As a shell has it."""
    stopped_at: Instant | None
    """When it was stopped; None if it ended by itself."""
    reason: str

    @property
    def is_failure(self) -> bool:
        """Whether it failed; who is stopped may end as they please."""
        return self.stopped_at is None and self.status != 0


def run_command(
    world: World,
    command: Sequence[str],
    motion: Motion,
    horizon: Horizon,
    grading: Grading,
    journal: str | None,
) -> int:
    """Run a command against a world, print its scorecard, and return the exit status."""
    with _served(world, horizon) as url:
        if motion.speed is not None:
            world.clock.run(motion.speed, waits=True)
        try:
            child = Child(command, _environment(world, motion, url))
        except OSError as error:
            return _cannot_start(command[0], error)
        _announce(world, command, motion, url)
        ending = _attended(child, world, horizon)
    _say(ending.reason)
    found = tell(_graded(world, grading, ending), grading, journal or "journal.jsonl")
    return _verdict(world, ending, found=found)


@contextmanager
def _served(world: World, horizon: Horizon) -> Iterator[str]:
    """Serve a world on a port that the system chooses; gives its base URL."""
    app = site(Access(), world)
    sock = listen(_HOST, 0)
    url = base_url(sock, _HOST)
    server = ServerThread(horizon.guard(app), sock)
    server.start()
    try:
        yield url
    finally:
        app.close()
        server.stop()


def _environment(world: World, motion: Motion, url: str) -> dict[str, str]:
    """Ours, and where the world is; no proxy may stand in between."""
    spared = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    no_proxy = f"{spared},{_HOST}" if spared else _HOST
    return {
        **os.environ,
        "CREATORAUDIT_BASE_URL": url,
        "CREATORAUDIT_API_KEY": world.api_key,
        "CREATORAUDIT_CONTROL_URL": control_url(url),
        "CREATORAUDIT_SPEED": f"{motion.speed or _AT_ONCE:.15g}",
        "no_proxy": no_proxy,
        "NO_PROXY": no_proxy,
    }


def _attended(child: Child, world: World, horizon: Horizon) -> Ending:
    """Wait for a command to end, or for the time to end it."""
    end: Instant | None = None
    with child.forwarding():
        while (status := child.wait(_LOOK)) is None:
            if child.stopped_by is None and horizon.is_reached:
                end = horizon.instant
                child.stop(signal.SIGTERM)
    # What is told and what is written are to be of the same instant.
    world.clock.freeze()
    return _ending(status, child.stopped_by, end, world.clock.instant)


def _ending(
    status: int, stopped_by: signal.Signals | None, end: Instant | None, now: Instant
) -> Ending:
    if end is not None:
        return Ending(status, end, f"stopped at {format_instant(end)}, the end of --until")
    if stopped_by is not None:
        return Ending(status, now, f"stopped by {stopped_by.name} at {format_instant(now)}")
    told = f"failed with exit status {status}" if status else "ended by itself"
    return Ending(status, None, f"the command {told} at {format_instant(now)}")


def _graded(world: World, grading: Grading, ending: Ending) -> Scorecard:
    card = score(world, lag=grading.lag)
    # Who lived until the end is known only of a client that was alone.
    if ending.stopped_at is None or card.figures.clients != 1:
        return card
    return score(world, lag=grading.lag, until=ending.stopped_at)


def _verdict(world: World, ending: Ending, *, found: bool) -> int:
    if ending.is_failure:
        return ending.status
    if not len(world.journal):
        _say("error: the command made no request: does it read CREATORAUDIT_BASE_URL?")
        return USAGE
    return 1 if found else 0


def _cannot_start(program: str, error: OSError) -> int:
    if isinstance(error, FileNotFoundError):
        _say(f"error: command not found: {program}")
        return _NOT_FOUND
    _say(f"error: {program} cannot be run: {error.strerror}")
    return _NOT_EXECUTABLE


def _announce(world: World, command: Sequence[str], motion: Motion, url: str) -> None:
    clock = f"{format_instant(world.clock.instant)}, {motion}"
    _say(f"running {shlex.join(command)}\n  base URL  {url}\n  clock     {clock}")


def _say(text: str) -> None:
    """On stderr: stdout is the command's, and then the scorecard's."""
    click.echo(text, err=True)
