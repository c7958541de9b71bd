"""Figures as people read them."""

from __future__ import annotations

from bench.readings import Series, Unit

_TIMES = ((1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
_SIZES = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1, "B"))


def worded(value: float, unit: Unit) -> str:
    """A figure with its unit, to three digits."""
    match unit:
        case Unit.RATE:
            return f"{value:,.0f}/s"
        case Unit.TIMES:
            return f"{_three(value)}x"
        case Unit.SECONDS:
            return _scaled(value, _TIMES)
        case Unit.BYTES:
            return _scaled(value, _SIZES)


def ranged(series: Series) -> str:
    """The median, and in brackets the least and the most if there were several."""
    middle = worded(series.median, series.unit)
    if len(series.values) == 1:
        return middle
    low, high = worded(series.low, series.unit), worded(series.high, series.unit)
    return middle if low == high else f"{middle} ({low} to {high})"


def _scaled(value: float, scales: tuple[tuple[float, str], ...]) -> str:
    """In the largest unit of which there is one, or else in the smallest."""
    scale, unit = next((one for one in scales if abs(value) >= one[0]), scales[-1])
    return f"{_three(value / scale)} {unit}"


def _three(value: float) -> str:
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2  # noqa: PLR2004 - three digits in all
    return f"{value:,.{digits}f}"
