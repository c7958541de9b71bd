"""Instants: integer microseconds of the Unix epoch inside, aware UTC `datetime` outside."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeAlias

from creatoraudit_mock.values.durations import DAY, SECOND

Instant: TypeAlias = int
"""Microseconds since the Unix epoch, UTC."""

Moment: TypeAlias = datetime | str
"""What callers may write: an aware `datetime`, or ISO 8601 text with an offset such as `Z`."""

FAR_FUTURE: Instant = 253_402_300_799 * SECOND
"""9999-12-31T23:59:59Z, the last second that `datetime` knows."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TWO = tuple(f"{number:02}" for number in range(60))
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def parse_instant(value: Moment, *, name: str = "instant") -> Instant:
    """The instant of an aware datetime or of ISO 8601 text with an offset.

    Raises:
        ValueError: no offset is given, or the text is not ISO 8601.
        TypeError: the value is of another type.
    """
    moment: Any = value
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError:
            hint = "ISO 8601 like '2026-01-05T09:00:00Z'"
            raise ValueError(f"{name} must be {hint}, got {value!r}") from None
    if not isinstance(moment, datetime):
        kind = type(moment).__name__
        raise TypeError(f"{name} must be an aware datetime or ISO 8601 text, got {kind}")
    if moment.tzinfo is None:
        raise ValueError(f"{name} must carry an offset (write Z for UTC), got {value!r}")
    return (moment - _EPOCH) // _MICROSECOND


def to_datetime(instant: Instant) -> datetime:
    """The aware UTC datetime of an instant."""
    return _EPOCH + instant * _MICROSECOND


def format_instant(instant: Instant, *, micros: bool = False) -> str:
    """ISO 8601 in UTC with `Z`; whole seconds unless `micros`, as the API's examples show them.

    Raises:
        OverflowError: `datetime` knows no such year.
    """
    seconds, rest = divmod(instant, SECOND)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    day, hour = divmod(hours, 24)
    fraction = f".{rest:06}" if micros else ""
    return f"{format_date(day)}T{_TWO[hour]}:{_TWO[minute]}:{_TWO[second]}{fraction}Z"


def floor_second(instant: Instant) -> Instant:
    """The whole second at or before an instant."""
    return instant - instant % SECOND


def ceil_second(instant: Instant) -> Instant:
    """The whole second at or after an instant."""
    return -(-instant // SECOND) * SECOND


def day_number(instant: Instant) -> int:
    """The UTC day of an instant, counted from 1970-01-01 as day 0."""
    return instant // DAY


def day_start(day: int) -> Instant:
    """The first instant of a UTC day."""
    return day * DAY


def parse_date(text: str) -> int:
    """The day number of `YYYY-MM-DD`.

    Raises:
        ValueError: the text is not an existing calendar day in that form.
    """
    if not _DATE.fullmatch(text):
        raise ValueError(f"a date must look like YYYY-MM-DD, got {text!r}")
    return date.fromisoformat(text).toordinal() - _EPOCH_ORDINAL


@lru_cache(maxsize=1024)
def format_date(day: int) -> str:
    """`YYYY-MM-DD` of a day number."""
    return to_datetime(day_start(day)).date().isoformat()


def http_date(instant: Instant) -> str:
    """The `Date` header's form of an instant (RFC 9110 section 5.6.7), whatever the locale."""
    return _http_date(instant // SECOND)


@lru_cache(maxsize=64)
def _http_date(second: int) -> str:
    day, rest = divmod(second, DAY // SECOND)
    minutes, seconds = divmod(rest, 60)
    hour, minute = divmod(minutes, 60)
    return f"{_http_day(day)} {hour:02}:{minute:02}:{seconds:02} GMT"


@lru_cache(maxsize=64)
def _http_day(day: int) -> str:
    found = date.fromordinal(day + _EPOCH_ORDINAL)
    weekday, month = _WEEKDAYS[found.weekday()], _MONTHS[found.month - 1]
    return f"{weekday}, {found.day:02} {month} {found.year:04}"
