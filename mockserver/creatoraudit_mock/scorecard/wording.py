"""Durations and sizes as people write them."""

from __future__ import annotations

from datetime import timedelta

from creatoraudit_mock.values import DAY, HOUR, SECOND

_UNITS = ((DAY, "d"), (HOUR, "h"), (60 * SECOND, "min"), (SECOND, "s"))


def micros(length: timedelta) -> int:
    """A duration in microseconds."""
    return length // timedelta(microseconds=1)


def span(length: float | timedelta) -> str:
    """A duration in its largest unit: `6 h`, `1.5 d`, `90 ms`; numbers are microseconds."""
    number = micros(length) if isinstance(length, timedelta) else length
    for unit, name in _UNITS:
        if number >= unit:
            return f"{round(number / unit, 1):g} {name}"
    return f"{number / 1000:g} ms" if number else "0 s"


def size(count: int) -> str:
    """A number of bytes."""
    for limit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if count >= limit:
            return f"{count / limit:.1f} {name}"
    return f"{count} B"
