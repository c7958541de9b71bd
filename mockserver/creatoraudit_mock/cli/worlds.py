"""From the texts of options to a world, or to a refusal that names the option."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from creatoraudit_mock.cli.refusals import Refused, refusing
from creatoraudit_mock.clock import DEFAULT_START, Mode, VirtualClock
from creatoraudit_mock.contract.dialect import Dialect
from creatoraudit_mock.contract.settings_file import settings_in
from creatoraudit_mock.kit import World
from creatoraudit_mock.scenario import load


def make_world(
    scenario: str,
    seed: int,
    start: str | None,
    *,
    dialect: Sequence[str] = (),
    step: str | None = None,
) -> World:
    """The world that the options ask for, its clock not running yet.

    Args:
        scenario: a name or file.
        seed: its chance.
        start: its first instant, else the scenario's, else the fixed one; never the real now.
        dialect: settings such as `delete_status=200` that change the scenario's dialect.
        step: makes each request move the clock so far.
    """
    with refusing("--scenario "):
        plan = load(scenario)
    begin = (plan.start or DEFAULT_START) if start is None else start
    mode = Mode.FROZEN if step is None else Mode.PER_REQUEST
    with refusing(f"--scenario {scenario}: " if start is None else "--"):
        clock = VirtualClock(begin, mode=mode, step=step or 0, source=time.monotonic_ns)
    return World(plan, seed=seed, dialect=read_dialect(plan.dialect, dialect), clock=clock)


def expected_dialect(settings: Sequence[str]) -> Dialect:
    """The dialect that options ask for; today's best guess where they say nothing."""
    return read_dialect(Dialect(), settings)


def limit_rate(world: World, text: str | None) -> None:
    """Let `--rate-limit` hold in a world: a number of requests, or `off`."""
    if text is None:
        return
    if text != "off" and not text.isdecimal():
        raise Refused(f"--rate-limit must be a number of requests or off, got {text!r}")
    with refusing("--rate-limit: "):
        world.set_rate_limit(None if text == "off" else int(text))


@contextmanager
def kept(world: World, journal: str | None) -> Iterator[None]:
    """Write the journal to a file at the end, if one is given."""
    if journal is None:
        yield
        return
    with refusing("--journal: "):
        world.export(journal)  # now, so that a wrong name is known before the work is done
    try:
        yield
    finally:
        with refusing("--journal: "):
            world.export(journal)


def read_dialect(base: Dialect, settings: Sequence[str]) -> Dialect:
    """A dialect with the settings of `--dialect` made to it."""
    chosen = base.settings()
    with refusing("--dialect: "):
        for setting in settings:
            chosen |= _settings(setting)
        return Dialect.parse(chosen)


def _settings(text: str) -> dict[str, Any]:
    """The switches that one `--dialect` sets: those of a file, or the one that it names."""
    if text.endswith(".toml"):
        Dialect.load(text)  # what is wrong in it is told with the file's name
        return settings_in(text)
    name, equals, value = text.partition("=")
    if not equals:
        raise Refused(
            f"--dialect must look like delete_status=200, or be a .toml file, got {text!r}"
        )
    return {name: value}
