"""A poller that is a command, and the clock on which it is checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import timedelta
from os import PathLike
from typing import Final, Literal, get_args

from creatoraudit_mock import parse_duration

Clock = Literal["per-request", "scaled"]

_LEAST_STEP: Final = 1_000_000
_FASTEST: Final = 1_000_000
_SLACK: Final = 1.0
"""Real seconds."""


@dataclass(frozen=True)
class Command:
    """A poller in any language, for `check_poller`.

    Args:
        argv: the program and its arguments; no shell comes between.
        clock: *per-request*: each request moves the time by `step`, so that the program need not
            wait between its rounds; its timing is not judged. *scaled*: time passes `speed` times
            as fast as real time, so that its waiting counts.
        step: virtual time for each request.
        speed: virtual seconds for each real one.
        patience: real seconds that the program may be silent while the clock waits for it, and
            that it has at the end to hand over what it has seen.
        timeout: real seconds that one world may take.
        cwd: where it runs.
        env: variables, besides those of this process and those that tell it of its world.

    Raises:
        ValueError: a value is not what it should be; the message names it.
        TypeError: `argv` is no list of texts.
    """

    argv: Sequence[str | PathLike[str]]
    _: KW_ONLY
    clock: Clock = "per-request"
    step: timedelta | float | str = "10m"
    speed: float = 20_000
    patience: float = 10
    timeout: float = 60
    cwd: str | PathLike[str] | None = None
    env: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if isinstance(self.argv, str) or not all(_is_word(word) for word in self.argv):
            raise TypeError(
                'a command is a list of texts, such as ["node", "poll.mjs"]; for a shell write '
                f'["sh", "-c", "..."]; got {self.argv!r}'
            )
        if not self.argv:
            raise ValueError('a command must name a program, such as ["node", "poll.mjs"]; got []')
        if self.clock not in get_args(Clock):
            raise ValueError(f"clock must be per-request or scaled; got {self.clock!r}")
        if parse_duration(self.step, name="step") < _LEAST_STEP:
            raise ValueError(f"step must be at least a second; got {self.step!r}")
        if not 1 <= self.speed <= _FASTEST:
            raise ValueError(f"speed must be between 1 and {_FASTEST}; got {self.speed!r}")
        for name, seconds in (("patience", self.patience), ("timeout", self.timeout)):
            if not seconds > 0:
                raise ValueError(f"{name} must be more than 0 real seconds; got {seconds!r}")

    @property
    def slack(self) -> timedelta:
        """What its clock allows beyond a lag: for starting, sending and being late by a hair."""
        return timedelta(seconds=_SLACK * self.speed if self.clock == "scaled" else 0)

    def __str__(self) -> str:
        return " ".join(map(str, self.argv))


def _is_word(word: object) -> bool:
    return isinstance(word, (str, PathLike))
