"""Lengths of time: short texts such as "1d6h" outside, whole seconds inside."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, TypeAlias

from creatoraudit_mock import parse_duration

Duration: TypeAlias = timedelta | float | str
"""What may be given: a `timedelta`, a number of seconds, or text such as "6h"."""

_MICROS: Final = 1_000_000
_UNITS: Final = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}


def seconds(value: Duration, name: str = "duration") -> int:
    """Whole seconds of a duration.

    Raises:
        ValueError: it has a fraction of a second, is negative, or in no known form.
    """
    micros = parse_duration(value, name=name)
    if micros % _MICROS:
        raise ValueError(f"{name} must be whole seconds, got {value!r}")
    return micros // _MICROS


def brief(whole: int) -> str:
    """The shortest text for whole seconds: "1d6h", "45s", "0s"."""
    parts = []
    for unit, size in _UNITS.items():
        count, whole = divmod(whole, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
