"""What moves the clock of a served world: `--clock`, `--speed` and `--step` together."""

from __future__ import annotations

from typing import NamedTuple

from creatoraudit_mock.cli.refusals import Refused, refusing
from creatoraudit_mock.clock import Drive, Mode, VirtualClock
from creatoraudit_mock.values import SECOND, parse_duration

DEFAULT_SPEED = 1.0
DEFAULT_STEP = "1s"


class Motion(NamedTuple):
    """How a clock moves by itself: at a speed, by a step, or (with neither) not at all."""

    speed: float | None = None
    """Virtual seconds per real second."""
    step: str | None = None
    """The move before each request, as the user wrote it."""

    def __str__(self) -> str:
        if self.speed is not None:
            return _scaled(self.speed, waits=True)
        return _stepped(self.step) if self.step is not None else "frozen"


def read_motion(mode: Mode, speed: float | None, step: str | None) -> Motion:
    """The motion that the three options ask for; an option that would do nothing is refused."""
    _fits("--speed", speed, mode, Mode.SCALED)
    _fits("--step", step, mode, Mode.PER_REQUEST)
    if mode is Mode.SCALED:
        return Motion(speed=_checked(DEFAULT_SPEED if speed is None else speed))
    if mode is Mode.PER_REQUEST:
        step = DEFAULT_STEP if step is None else step
        with refusing():
            parse_duration(step, name="--step")
        return Motion(step=step)
    return Motion()


def chosen_motion(speed: float | None, step: str | None, *, frozen: bool) -> Motion:
    """The motion of a command whose options choose the clock's mode themselves."""
    asked = {"--speed": speed is not None, "--step": step is not None, "--frozen": frozen}
    given = [option for option, is_given in asked.items() if is_given]
    if len(given) > 1:
        raise Refused(f"a clock moves in one way: give {given[0]} or {given[1]}, not both")
    if frozen:
        return read_motion(Mode.FROZEN, None, None)
    return read_motion(Mode.SCALED if step is None else Mode.PER_REQUEST, speed, step)


def told(drive: Drive) -> str:
    """What moves a clock that exists, in the same words."""
    if drive.mode is Mode.SCALED:
        return _scaled(drive.speed, waits=drive.waits)
    return _stepped(f"{drive.step / SECOND:.15g}s") if drive.mode is Mode.PER_REQUEST else "frozen"


def _scaled(speed: float, *, waits: bool) -> str:
    seconds = "second" if speed == 1 else "seconds"
    begins = ", from the first request on" if waits else ""
    return f"{speed:.15g} virtual {seconds} per real second{begins}"


def _stepped(step: str) -> str:
    return f"each request moves it by {step}"


def _checked(speed: float) -> float:
    """The speed, if a clock would take it; the clock itself is to run later."""
    with refusing("--"):
        VirtualClock(mode=Mode.SCALED, speed=speed, source=lambda: 0)
    return speed


def _fits(option: str, value: object, mode: Mode, needed: Mode) -> None:
    if value is not None and mode is not needed:
        raise Refused(f"{option} {value} needs --clock {needed}, got --clock {mode}")
