"""From virtual time to places on a line, and the ticks below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from creatoraudit_mock.values import DAY, HOUR, SECOND, Instant, format_instant

_MINUTE: Final = 60 * SECOND
STEPS: Final = (
    *(n * SECOND for n in (1, 2, 5, 10, 15, 30)),
    *(n * _MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * HOUR for n in (1, 2, 3, 6, 12)),
    *(n * DAY for n in (1, 2, 7, 14, 28, 91, 182, 364, 1820)),
)
MARGIN: Final = 8
"""Pixels to the left of the first instant and to the right of the last."""
APART: Final = 76
"""Pixels between two ticks at least, so that their labels do not touch."""
_CLOCK: Final = slice(11, 16)
_CLOCK_SECONDS: Final = slice(11, 19)
_YEAR: Final = slice(0, 4)
_MONTHS: Final = tuple(
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905 - twelve words
)


class Tick(NamedTuple):
    """A place on the axis, the time there, and what is new there."""

    x: int
    label: str
    below: str
    """The day, or the year, where it is new."""


class Scale:
    """A window of virtual time, drawn so many pixels wide.

    Args:
        first: its first instant.
        last: its last one.
        width: in pixels.
    """

    def __init__(self, first: Instant, last: Instant, width: int) -> None:
        self.first, self.width = first, width
        self.last = max(last, first + 1)

    def x(self, instant: Instant) -> int:
        """The pixel of an instant; the marks of both ends stand within the picture, too."""
        inner = self.width - 2 * MARGIN
        return MARGIN + (instant - self.first) * inner // (self.last - self.first)

    def columns(self, instants: Iterable[Instant]) -> list[int]:
        """The different pixels of ordered instants inside the window."""
        first, last = self.first, self.last
        return list(dict.fromkeys(self.x(at) for at in instants if first <= at <= last))

    @property
    def step(self) -> int:
        """Microseconds between two ticks."""
        least = (self.last - self.first) * APART // self.width
        return next((step for step in STEPS if step >= least), STEPS[-1])

    def ticks(self) -> Iterator[Tick]:
        """The ticks of the axis, from left to right."""
        step, told = self.step, ""
        clock = _CLOCK_SECONDS if step < _MINUTE else _CLOCK
        for at in range(-(-self.first // step) * step, self.last + 1, step):
            text = format_instant(at)
            above, below = (text[clock], _day(text)) if step < DAY else (_day(text), text[_YEAR])
            yield Tick(self.x(at), above, below if below != told else "")
            told = below


def _day(text: str) -> str:
    """`Jan 5` of an instant in ISO 8601."""
    return f"{_MONTHS[int(text[5:7]) - 1]} {int(text[8:10])}"
