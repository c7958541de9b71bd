"""What was measured: readings, one by one as parts yield them, gathered into series."""

from __future__ import annotations

import enum
import statistics
from collections.abc import Iterator
from typing import NamedTuple


class Unit(enum.StrEnum):
    """What a figure counts."""

    RATE = "requests/s"
    SECONDS = "s"
    BYTES = "B"
    TIMES = "x"


class Cell(NamedTuple):
    """Where a figure stands: in the table of its part, by row and column."""

    part: str
    row: str
    column: str


class Reading(NamedTuple):
    """One measurement of one thing in one round."""

    row: str
    column: str
    value: float
    unit: Unit


class Gap(NamedTuple):
    """A row that could not be measured, and what to do about it."""

    row: str
    reason: str


class Series:
    """The readings of one cell, a round each."""

    def __init__(self, unit: Unit, *values: float) -> None:
        self.unit = unit
        self.values = list(values)

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    @property
    def low(self) -> float:
        """The smallest."""
        return min(self.values)

    @property
    def high(self) -> float:
        """The largest."""
        return max(self.values)

    def over(self, other: Series) -> Series:
        """The ratio to another series, round by round where both were measured in the same rounds.

        What else the machine does concerns both of a round, so these differ less than the figures.
        """
        if len(self.values) == len(other.values):
            pairs = zip(self.values, other.values, strict=True)
            return Series(Unit.TIMES, *(mine / theirs for mine, theirs in pairs))
        return Series(Unit.TIMES, self.median / other.median)


class Results:
    """All series so far, in the order in which they were met."""

    def __init__(self) -> None:
        self._series: dict[Cell, Series] = {}
        self._gaps: dict[str, dict[str, str]] = {}

    def add(self, part: str, found: Reading | Gap) -> None:
        """Take a reading, or the reason why there is none, to the others of its part."""
        if isinstance(found, Gap):
            self._gaps.setdefault(part, {})[found.row] = found.reason
            return
        cell = Cell(part, found.row, found.column)
        self._series.setdefault(cell, Series(found.unit)).values.append(found.value)

    def get(self, cell: Cell) -> Series | None:
        """What was measured there, if anything."""
        return self._series.get(cell)

    def parts(self) -> list[str]:
        """The parts that were measured, or tried."""
        return list(dict.fromkeys([*(cell.part for cell in self._series), *self._gaps]))

    def rows(self, part: str) -> list[str]:
        """The rows of a part."""
        return list(dict.fromkeys(cell.row for cell in self._series if cell.part == part))

    def columns(self, part: str) -> list[str]:
        """The columns of a part."""
        return list(dict.fromkeys(cell.column for cell in self._series if cell.part == part))

    def readings(self, part: str) -> Iterator[Reading]:
        """All readings of a part, cell by cell."""
        for cell, series in self._series.items():
            if cell.part == part:
                for value in series.values:
                    yield Reading(cell.row, cell.column, value, series.unit)

    def gaps(self, part: str) -> Iterator[Gap]:
        """The rows of a part that could not be measured."""
        return (Gap(row, reason) for row, reason in self._gaps.get(part, {}).items())
