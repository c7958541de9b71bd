"""Periods: `7d`, `30d`, `90d` and `custom`, resolved to UTC days by the virtual clock.

Source: documentation topic "Filtering and sorting" (inclusive UTC dates) and the batch pages; when
a preset ends, and what bounds a custom period, is a matter of the dialect.
"""

from __future__ import annotations

from typing import NamedTuple

from creatoraudit_mock.contract.dialect import BEST_GUESS, Dialect
from creatoraudit_mock.simulation import Window
from creatoraudit_mock.values import Instant, day_number, format_date, parse_date
from creatoraudit_mock.world.errors import ValueRefused

PRESETS = {"7d": 7, "30d": 30, "90d": 90}
_END = {"today": 0, "yesterday": 1}
"""How many days ago a preset ends."""


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


def resolve_period(
    name: str, start: str | None, end: str | None, now: Instant, dialect: Dialect = BEST_GUESS
) -> Period:
    """The days of a period.

    Raises:
        ValueRefused: `custom` without both dates, dates in the wrong order, too long a span, or one
            that ends in a future that the dialect refuses.
    """
    today = day_number(now)
    if name in PRESETS:
        last = today - _END[dialect.preset_end]
        window = Window(last - PRESETS[name] + 1, last)
        return Period(name, window, window)
    asked = Window(_day("start_date", start), _day("end_date", end))
    _check(asked, today, dialect)
    return Period(name, asked, Window(asked.first, min(asked.last, today)))


def _check(asked: Window, today: int, dialect: Dialect) -> None:
    most = dialect.longest_span
    if asked.days < 1:
        raise ValueRefused("start_date", "must not be after end_date")
    if asked.days > most:
        raise ValueRefused("end_date", f"must be at most {most - 1} days after start_date")
    if asked.last > today and dialect.future_end == "refuse":
        raise ValueRefused("end_date", "must not be after today (UTC)")


def _day(field: str, text: str | None) -> int:
    if text is None:
        raise ValueRefused(field, "is required when period is custom")
    try:
        return parse_date(text)
    except ValueError:
        raise ValueRefused(field, "must be a date (YYYY-MM-DD)") from None
