"""The wall clock: `time.time`, `datetime.now` and their like, by time-machine."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pytest_creatoraudit.virtual.errors import Unsupported

if TYPE_CHECKING:
    from creatoraudit_mock import VirtualClock

_MICROSECOND: Final = timedelta(microseconds=1)


class Wall:
    """Shows a clock's instant to the whole process.

    Args:
        clock: the clock.
    """

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock

    def start(self) -> None:
        """Begin to show it.

        Raises:
            Unsupported: time-machine is not installed, or somebody else has frozen time.
        """
        try:
            import time_machine  # noqa: PLC0415 - an extra, loaded when used
        except ModuleNotFoundError:
            raise Unsupported(
                "virtual time needs time-machine: pip install 'creatoraudit-mock[pytest]'"
            ) from None
        _require_real_time()
        self._shown = self._clock.instant
        # A number of seconds, not a datetime: that would set the local time zone, too.
        self._travel = time_machine.travel(self._shown // 1_000_000, tick=False)
        self._traveller = self._travel.start()
        self._traveller.shift(self._shown % 1_000_000 * _MICROSECOND)
        self._clock.on_move.append(self._follow)

    def stop(self) -> None:
        """Show real time again."""
        self._clock.on_move.remove(self._follow)
        self._travel.stop()

    def _follow(self, instant: int) -> None:
        step, self._shown = instant - self._shown, instant
        self._traveller.shift(step * _MICROSECOND)


def _require_real_time() -> None:
    from pytest_creatoraudit.virtual.faces import real_monotonic, real_sleep  # noqa: PLC0415

    for name, function in (("sleep", real_sleep), ("monotonic", real_monotonic)):
        home = getattr(function, "__module__", None)
        now = getattr(sys.modules["time"], name)
        if now is not function or home != "time":
            who = getattr(now, "__module__", None) or home
            raise Unsupported(
                f"time.{name} is not Python's own but {who}'s: virtual time moves the whole "
                "clock by itself, so do not freeze or patch time in the same test"
            )
