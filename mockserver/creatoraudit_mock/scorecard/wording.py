"""Durations and shares as people write them."""

from __future__ import annotations

from creatoraudit_mock.values import DAY, HOUR, SECOND

_UNITS = ((DAY, "d"), (HOUR, "h"), (60 * SECOND, "min"), (SECOND, "s"))


def span(micros: float) -> str:
    """A duration in its largest unit: `6 h`, `1.5 d`, `90 ms`."""
    for unit, name in _UNITS:
        if micros >= unit:
            return f"{round(micros / unit, 1):g} {name}"
    return f"{micros / 1000:g} ms" if micros else "0 s"


def share(part: float, whole: float) -> str:
    """A part of a whole in per cent."""
    return f"{part / whole:.0%}" if whole else "none"


def size(count: int) -> str:
    """A number of bytes."""
    for limit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if count >= limit:
            return f"{count / limit:.1f} {name}"
    return f"{count} B"
