"""Periods: presets end today, custom ones are checked, and the meta says what was meant."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock.values import DAY, format_date, parse_instant
from creatoraudit_mock.world import ValueRefused, resolve_period
from effort import effort

NOW = parse_instant("2026-03-01T00:00:00Z")


@pytest.mark.parametrize(
    ("name", "start", "days"),
    [("7d", "2026-02-23", 7), ("30d", "2026-01-31", 30), ("90d", "2025-12-02", 90)],
)
def test_presets_end_today(name: str, start: str, days: int) -> None:
    """A preset spans so many UTC days, today included, from the first moment of a day on."""
    for now in (NOW, NOW + DAY - 1):
        period = resolve_period(name, None, None, now)
        assert period.meta == {
            "period": name,
            "start_date": start,
            "end_date": "2026-03-01",
            "days": days,
        }
        assert period.window == period.asked
    assert resolve_period(name, None, None, NOW - 1).meta["end_date"] == "2026-02-28"


def test_dates_beside_a_preset_are_ignored() -> None:
    """The preset names the window, whatever the dates say."""
    assert resolve_period("7d", "junk", "1999-01-01", NOW) == resolve_period("7d", None, None, NOW)


@pytest.mark.parametrize(
    ("start", "end", "field", "message"),
    [
        (None, None, "start_date", "is required when period is custom"),
        ("2026-01-01", None, "end_date", "is required when period is custom"),
        (None, "2026-01-01", "start_date", "is required when period is custom"),
        ("2026-01-02", "2026-01-01", "start_date", "must not be after end_date"),
        ("2026-02-29", "2026-03-01", "start_date", "must be a date (YYYY-MM-DD)"),
        ("2026-01-01", "2026-1-2", "end_date", "must be a date (YYYY-MM-DD)"),
        ("2026-01-01", "20260102", "end_date", "must be a date (YYYY-MM-DD)"),
        ("2026-01-01", "2026-01-02T00:00:00Z", "end_date", "must be a date (YYYY-MM-DD)"),
        ("", "2026-01-02", "start_date", "must be a date (YYYY-MM-DD)"),
        ("0000-01-01", "2026-01-02", "start_date", "must be a date (YYYY-MM-DD)"),
        ("2025-01-01", "2026-01-02", "end_date", "must be at most 365 days after start_date"),
    ],
)
def test_custom_periods_are_checked(
    start: str | None, end: str | None, field: str, message: str
) -> None:
    """The refusal names the field and says what it must be."""
    with pytest.raises(ValueRefused) as caught:
        resolve_period("custom", start, end, NOW)
    assert (caught.value.field, caught.value.message) == (field, message)


def test_the_longest_span_is_a_leap_year() -> None:
    """366 days are fine, both ends included."""
    assert resolve_period("custom", "2024-01-01", "2024-12-31", NOW).asked.days == 366


def test_a_custom_period_may_end_in_the_future() -> None:
    """The meta repeats what was asked; the data ends today."""
    period = resolve_period("custom", "2026-02-20", "2026-03-20", NOW)
    assert period.meta["end_date"] == "2026-03-20"
    assert format_date(period.window.last) == "2026-03-01"
    assert (period.asked.days, period.window.days) == (29, 10)


@effort(3)
@given(st.dates(max_value=date(9998, 12, 31)), st.integers(0, 365))
def test_a_custom_period_is_what_was_asked(first: date, length: int) -> None:
    """Start and end come back as they were sent, with the number of days between them."""
    last = first + timedelta(days=length)
    meta = resolve_period("custom", first.isoformat(), last.isoformat(), NOW).meta
    assert meta == {
        "period": "custom",
        "start_date": first.isoformat(),
        "end_date": last.isoformat(),
        "days": length + 1,
    }
