"""Durations: integer microseconds inside; `timedelta`, seconds or text such as "6h" outside."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TypeAlias

Duration: TypeAlias = timedelta | int | float | str
"""What callers may write: a `timedelta`, a number of seconds, "45s", "1h30m", "7d" or "PT6H"."""

SECOND = 1_000_000
HOUR = 3_600 * SECOND
DAY = 24 * HOUR

_UNITS = {"ms": 1_000, "s": SECOND, "m": 60 * SECOND, "h": HOUR, "d": DAY, "w": 7 * DAY}
_SHORT = re.compile(r"(\d+(?:\.\d+)?)(ms|[smhdw])")
_ISO = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")


def parse_duration(value: Duration, *, name: str = "duration") -> int:
    """Microseconds of a duration; never negative.

    Raises:
        ValueError: the text is in no known form, or the duration is negative.
        TypeError: the value is of another type.
    """
    micros = _microseconds(value, name)
    if micros < 0:
        raise ValueError(f"{name} must not be negative, got {value!r}")
    return micros


def _microseconds(value: Duration, name: str) -> int:
    if isinstance(value, timedelta):
        return value // timedelta(microseconds=1)
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        kind = type(value).__name__
        raise TypeError(f"{name} must be a timedelta, seconds or text like '6h', got {kind}")
    if isinstance(value, int):
        return value * SECOND
    if isinstance(value, float):
        if not abs(value) < 1e12:  # noqa: PLR2004 - also refuses NaN and infinities
            raise ValueError(f"{name} must be a finite number of seconds, got {value!r}")
        return round(value * SECOND)
    return _from_text(value, name)


def _from_text(text: str, name: str) -> int:
    compact = text.strip()
    parts = _SHORT.findall(compact)
    if parts and "".join(number + unit for number, unit in parts) == compact:
        return sum(_scaled(number, _UNITS[unit]) for number, unit in parts)
    match = _ISO.fullmatch(compact)
    if match and any(match.groups()):
        units = (7 * DAY, DAY, HOUR, 60 * SECOND, SECOND)
        pairs = zip(match.groups(), units, strict=True)
        return sum(_scaled(number, unit) for number, unit in pairs if number)
    raise ValueError(f"{name} must look like '45s', '1h30m', '7d' or 'PT6H', got {text!r}")


def _scaled(number: str, unit: int) -> int:
    """Exact decimal arithmetic: no duration depends on binary rounding."""
    whole, _, fraction = number.partition(".")
    return int(whole) * unit + (int(fraction) * unit // 10 ** len(fraction) if fraction else 0)
