"""Periods: `7d`, `30d`, `90d` and `custom`, resolved to UTC days by the virtual clock.

Source: documentation topic "Filtering and sorting" (inclusive UTC dates) and the batch pages; that
a preset ends today is inferred from `days: 30` for `30d`.
"""

from __future__ import annotations

from typing import NamedTuple

from creatoraudit_mock.simulation import Window
from creatoraudit_mock.values import Instant, day_number, format_date, parse_date
from creatoraudit_mock.world.errors import ValueRefused

PRESETS = {"7d": 7, "30d": 30, "90d": 90}
LONGEST_SPAN = 366


class Period(NamedTuple):
    """A resolved period: its name, and its days as asked for and as far as they have come."""

    name: str
    asked: Window
    window: Window

    @property
    def meta(self) -> dict[str, str | int]:
        """The members that every batch response repeats."""
        return {
            "period": self.name,
            "start_date": format_date(self.asked.first),
            "end_date": format_date(self.asked.last),
            "days": self.asked.days,
        }


def resolve_period(name: str, start: str | None, end: str | None, now: Instant) -> Period:
    """The days of a period.

    Raises:
        ValueRefused: `custom` without both dates, dates in the wrong order, or too long a span.
    """
    today = day_number(now)
    if name in PRESETS:
        window = Window(today - PRESETS[name] + 1, today)
        return Period(name, window, window)
    asked = Window(_day("start_date", start), _day("end_date", end))
    if asked.days < 1:
        raise ValueRefused("start_date", "must not be after end_date")
    if asked.days > LONGEST_SPAN:
        raise ValueRefused("end_date", f"must be at most {LONGEST_SPAN} days after start_date")
    return Period(name, asked, Window(asked.first, min(asked.last, today)))


def _day(field: str, text: str | None) -> int:
    if text is None:
        raise ValueRefused(field, "is required when period is custom")
    try:
        return parse_date(text)
    except ValueError:
        raise ValueRefused(field, "must be a date (YYYY-MM-DD)") from None
