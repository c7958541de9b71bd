"""Options that several commands share, and how their texts become values."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from creatoraudit_mock.cli.refusals import Refused, refusing
from creatoraudit_mock.clock import DEFAULT_START, Mode, VirtualClock
from creatoraudit_mock.values import parse_duration, parse_instant

if TYPE_CHECKING:
    from creatoraudit_mock.contract.dialect import Dialect
    from creatoraudit_mock.scenario import Scenario

DEFAULT_SPEED = 1.0
DEFAULT_STEP = "1s"

ScenarioOption = Annotated[
    str,
    typer.Option(
        metavar="NAME|FILE",
        help="How the world begins: a name that `scenarios` lists, or a TOML file.",
    ),
]
SeedOption = Annotated[
    int, typer.Option(metavar="N", help="All chance in the world; the same seed, the same world.")
]
StartOption = Annotated[
    str | None,
    typer.Option(
        metavar="ISO",
        help="First virtual instant, ISO 8601 with an offset.",
        show_default=f"the scenario's, else {DEFAULT_START}",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def read_scenario(name_or_file: str) -> Scenario:
    """The scenario that `--scenario` names."""
    from creatoraudit_mock.scenario import load  # noqa: PLC0415 - not needed for help

    with refusing("--scenario "):
        return load(name_or_file)


def read_dialect(scenario: Scenario, settings: Sequence[str]) -> Dialect:
    """The scenario's dialect, changed by every `--dialect NAME=VALUE`."""
    from creatoraudit_mock.contract.dialect import Dialect  # noqa: PLC0415 - not needed for help

    chosen = scenario.dialect.settings()
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise Refused(f"--dialect must look like delete_status=200, got {setting!r}")
        chosen[name.strip()] = value.strip()
    with refusing("--dialect: "):
        return Dialect.parse(chosen)


def make_clock(
    scenario: Scenario,
    start: str | None,
    mode: Mode = Mode.FROZEN,
    speed: float | None = None,
    step: str | None = None,
) -> VirtualClock:
    """The clock that `--start`, `--clock`, `--speed` and `--step` ask for; never set to now."""
    _fits("--speed", speed, mode, Mode.SCALED)
    _fits("--step", step, mode, Mode.PER_REQUEST)
    with refusing():
        if start is not None:
            parse_instant(start, name="--start")
        parse_duration(step or DEFAULT_STEP, name="--step")
    # What is left to go wrong is the speed, and the clock's message begins with its name.
    with refusing("--"):
        return VirtualClock(
            start or scenario.start or DEFAULT_START,
            mode=mode,
            speed=DEFAULT_SPEED if speed is None else speed,
            step=step or DEFAULT_STEP,
            source=time.monotonic_ns,
        )


def _fits(option: str, value: object, mode: Mode, needed: Mode) -> None:
    if value is not None and mode is not needed:
        raise Refused(f"{option} {value} needs --clock {needed}, got --clock {mode}")
