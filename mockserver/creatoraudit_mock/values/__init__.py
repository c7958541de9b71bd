"""Instants, durations and chance: the plain values that every other layer hands around."""

from creatoraudit_mock.values.chance import Chance, Stream
from creatoraudit_mock.values.durations import DAY, HOUR, SECOND, Duration, parse_duration
from creatoraudit_mock.values.instants import (
    FAR_FUTURE,
    Instant,
    Moment,
    ceil_second,
    day_number,
    day_start,
    floor_second,
    format_date,
    format_instant,
    http_date,
    parse_date,
    parse_instant,
    to_datetime,
)

__all__ = [
    "DAY",
    "FAR_FUTURE",
    "HOUR",
    "SECOND",
    "Chance",
    "Duration",
    "Instant",
    "Moment",
    "Stream",
    "ceil_second",
    "day_number",
    "day_start",
    "floor_second",
    "format_date",
    "format_instant",
    "http_date",
    "parse_date",
    "parse_duration",
    "parse_instant",
    "to_datetime",
]
