"""Durations: every form that callers may write, and what is refused."""

import math
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creatoraudit_mock.values import DAY, HOUR, SECOND, Duration, parse_duration
from effort import effort

MINUTE = 60 * SECOND

FORMS: list[tuple[Duration, int]] = [
    # Numbers are seconds.
    (0, 0),
    (1, SECOND),
    (90, 90 * SECOND),
    (0.5, 500_000),
    (1e-6, 1),
    (0.1 + 0.2, 300_000),
    (10**12, 10**12 * SECOND),
    # timedelta.
    (timedelta(), 0),
    (timedelta(microseconds=1), 1),
    (timedelta(days=1, seconds=1), DAY + SECOND),
    (timedelta.max, timedelta.max // timedelta(microseconds=1)),
    # Short text.
    ("0s", 0),
    ("45s", 45 * SECOND),
    ("250ms", 250_000),
    ("0.5ms", 500),
    ("1.5s", 1_500_000),
    ("2m", 2 * MINUTE),
    ("6h", 6 * HOUR),
    ("7d", 7 * DAY),
    ("2w", 14 * DAY),
    ("1h30m", 90 * MINUTE),
    ("1d6h0m1s", DAY + 6 * HOUR + SECOND),
    ("0.1h", 6 * MINUTE),
    ("  45s ", 45 * SECOND),
    ("0.0000019s", 1),
    # ISO 8601.
    ("PT6H", 6 * HOUR),
    ("PT45S", 45 * SECOND),
    ("PT0.25S", 250_000),
    ("P1D", DAY),
    ("P2W", 14 * DAY),
    ("P1DT12H", 36 * HOUR),
    ("P1W2DT3H4M5S", 9 * DAY + 3 * HOUR + 4 * MINUTE + 5 * SECOND),
]

REFUSED: list[Any] = [
    *(
        "",
        " ",
        "s",
        "6",
        "6 h",
        "1h 30m",
        "six hours",
        "6hours",
        "6H",
        "-5s",
        "+5s",
        "1e3s",
        "1,5s",
    ),
    *("P", "PT", "P1DT", "P6H", "PT1D", "P1M", "P1Y", "pt6h", "P1D T6H", "PT1.5H", "-PT6H", "1.s"),
    *(-1, -0.5, timedelta(microseconds=-1), math.nan, math.inf, -math.inf, 1e13),
]

OTHER_TYPES: list[Any] = [None, True, False, b"6h", [6], {"hours": 6}, object()]


@pytest.mark.parametrize(("value", "micros"), FORMS)
def test_forms(value: Duration, micros: int) -> None:
    """Each form stands for exactly so many microseconds."""
    assert parse_duration(value) == micros


@pytest.mark.parametrize("value", REFUSED)
def test_refused(value: Any) -> None:
    """What is no duration is refused with its name, the value, and what it should look like."""
    with pytest.raises(ValueError, match=r"^delay must ") as caught:
        parse_duration(value, name="delay")
    assert repr(value) in str(caught.value)


@pytest.mark.parametrize("value", OTHER_TYPES)
def test_other_types(value: Any) -> None:
    """A value of another type is refused as such, and the message shows a right one."""
    with pytest.raises(TypeError, match=rf"^delay must .*'6h', got {type(value).__name__}$"):
        parse_duration(value, name="delay")


@effort(3)
@given(st.timedeltas(min_value=timedelta(0)))
def test_timedeltas_survive(value: timedelta) -> None:
    """A `timedelta` loses nothing."""
    assert timedelta(microseconds=parse_duration(value)) == value


@effort(3)
@given(st.lists(st.integers(0, 10**6), min_size=5, max_size=5))
def test_both_texts_mean_the_same(parts: list[int]) -> None:
    """The short form and the ISO form of one duration agree."""
    w, d, h, m, s = parts
    iso = f"P{w}W{d}DT{h}H{m}M{s}S"
    assert parse_duration(f"{w}w{d}d{h}h{m}m{s}s") == parse_duration(iso)


@effort(5)
@given(st.text(max_size=12) | st.text("0123456789.smhdwPTHMDW ", max_size=8))
def test_any_text_is_a_duration_or_a_value_error(text: str) -> None:
    """No text leads to anything but a number that is not negative, or a ValueError."""
    try:
        assert parse_duration(text) >= 0
    except ValueError as error:
        assert repr(text) in str(error)  # noqa: PT017 - either outcome is fine
