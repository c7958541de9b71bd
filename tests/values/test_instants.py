"""Instants and days: parsing, formatting, and the ends of the calendar."""

from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock.values import (
    DAY,
    FAR_FUTURE,
    SECOND,
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
from effort import effort

NINE = 1_767_603_600 * SECOND  # 2026-01-05T09:00:00Z
moments = st.datetimes(timezones=st.just(UTC))
instants = st.integers(-(10**16), FAR_FUTURE)

FORMS = [
    "2026-01-05T09:00:00Z",
    "2026-01-05T09:00:00+00:00",
    "2026-01-05T10:30:00+01:30",
    "2026-01-05T09:00:00.000000Z",
    "2026-01-05 09:00:00Z",
    "2026-01-05T09:00Z",
    "20260105T090000Z",
    datetime(2026, 1, 5, 9, tzinfo=UTC),
    datetime(2026, 1, 5, 4, tzinfo=timezone(timedelta(hours=-5))),
]

REFUSED = [
    ("2026-01-05T09:00:00", "offset"),
    ("2026-01-05", "offset"),
    (datetime(2026, 1, 5, 9), "offset"),  # noqa: DTZ001 - just what is refused
    ("", "ISO 8601"),
    ("now", "ISO 8601"),
    ("yesterday", "ISO 8601"),
    ("2026-02-30T00:00:00Z", "ISO 8601"),
    ("2026-01-05T25:00:00Z", "ISO 8601"),
    ("1767603600", "ISO 8601"),
]


@pytest.mark.parametrize("value", FORMS)
def test_forms(value: datetime | str) -> None:
    """Each way to write an instant gives the same one."""
    assert parse_instant(value) == NINE


@pytest.mark.parametrize(("value", "hint"), REFUSED)
def test_refused(value: datetime | str, hint: str) -> None:
    """What is no instant is refused with its name, the value, and the way out."""
    with pytest.raises(ValueError, match=rf"^start must .*{hint}.*got ") as caught:
        parse_instant(value, name="start")
    assert repr(value) in str(caught.value)


@pytest.mark.parametrize("value", [None, 5, 1.5, date(2026, 1, 5), b"2026-01-05T09:00:00Z"])
def test_other_types(value: Any) -> None:
    """A value of another type is refused as such."""
    with pytest.raises(TypeError, match=rf"^start must be .*, got {type(value).__name__}$"):
        parse_instant(value, name="start")


@effort(3)
@given(moments)
def test_instants_survive(moment: datetime) -> None:
    """A datetime and its text give the instant that gives the datetime again."""
    instant = parse_instant(moment)
    assert to_datetime(instant) == moment
    assert parse_instant(format_instant(instant, micros=True)) == instant
    assert parse_instant(format_instant(instant)) == floor_second(instant)


@effort(3)
@given(instants)
def test_whole_seconds_enclose_an_instant(instant: int) -> None:
    """Rounding down and up gives the nearest whole seconds on both sides, before 1970 too."""
    low, high = floor_second(instant), ceil_second(instant)
    assert low <= instant <= high
    assert low % SECOND == high % SECOND == 0
    assert high - low == (SECOND if instant % SECOND else 0)


@effort(3)
@given(moments)
def test_days_are_utc_days(moment: datetime) -> None:
    """The day of an instant is its calendar day in UTC, and begins at midnight."""
    day = day_number(parse_instant(moment))
    assert format_date(day) == moment.date().isoformat()
    assert parse_date(format_date(day)) == day
    assert day_start(day) <= parse_instant(moment) < day_start(day + 1)


def test_midnight_begins_a_day() -> None:
    """The last microsecond of a day and the first of the next lie in different days."""
    midnight = parse_instant("2026-01-06T00:00:00Z")
    assert day_number(midnight) == day_number(midnight - 1) + 1
    assert day_start(day_number(midnight)) == midnight
    assert day_start(1) - day_start(0) == DAY


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026-1-5", "2026-01-5", "20260105", "2026/01/05", "2026-01-05T00:00:00Z"),
        *(
            "2026-02-30",
            "2026-13-01",
            "0000-01-01",
            "2026-00-10",
            "\u0662\u0660\u0662\u0666-01-05",
            " 2026-01-05",
        ),
    ],
)
def test_dates_have_one_form(text: str) -> None:
    """Only YYYY-MM-DD of a day that exists is a date."""
    with pytest.raises(ValueError):  # noqa: PT011 - the words of missing days are Python's
        parse_date(text)


@effort(3)
@given(st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_http_dates_are_what_others_read(moment: datetime) -> None:
    """The standard library reads the same second out of our `Date`."""
    text = http_date(parse_instant(moment))
    assert parsedate_to_datetime(text) == moment.replace(microsecond=0)


def test_http_date_form() -> None:
    """The example of RFC 9110 comes out letter by letter."""
    assert http_date(parse_instant("1994-11-06T08:49:37Z")) == "Sun, 06 Nov 1994 08:49:37 GMT"


def test_the_far_future_is_the_last_second() -> None:
    """The end of time can still be written down."""
    assert format_instant(FAR_FUTURE) == "9999-12-31T23:59:59Z"


@pytest.mark.parametrize("instant", [FAR_FUTURE + SECOND, -62_135_596_801 * SECOND])
def test_there_is_no_text_beyond_the_calendar(instant: int) -> None:
    """Before the year 1 and after 9999 the same is raised as by `datetime`."""
    with pytest.raises(OverflowError):
        to_datetime(instant)
    with pytest.raises(OverflowError):
        format_instant(instant)
