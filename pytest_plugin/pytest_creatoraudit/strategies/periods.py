"""Periods: the windows of batch metrics and time series."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from hypothesis import strategies as st

from pytest_creatoraudit.strategies.arguments import check_bounds, check_names, refuse

PERIODS: Final = ("7d", "30d", "90d", "custom")
_FIRST_DAY: Final = date(2026, 1, 5)
"""The day on which worlds begin unless told otherwise."""
_SHORTEST_MAXIMUM: Final = 90
"""The longest custom span that every dialect takes."""


@st.composite
def periods(
    draw: st.DrawFn,
    *,
    among: Collection[str] = PERIODS,
    today: date = _FIRST_DAY,
    min_days: int = 1,
    max_days: int = _SHORTEST_MAXIMUM,
) -> dict[str, str]:
    """Members that say for which days: `period`, and both dates where it is custom.

    They serve as query parameters of time series and as members of batch bodies. No window ends
    after today, none is longer than every dialect takes. Shrinks toward `{"period": "7d"}`, then
    toward today alone.

    Args:
        among: which periods.
        today: the last day on which a custom one may end (UTC).
        min_days: how many days a custom one has at least.
        max_days: how many at most; beyond 90 it depends on the dialect.
    """
    check_names("among", among, PERIODS)
    check_bounds("days", min_days, max_days, least=1, most=3_660)
    if not isinstance(today, date):
        refuse("today", today, "a date")
    period = draw(st.sampled_from([one for one in PERIODS if one in among]))
    if period != "custom":
        return {"period": period}
    end = today - timedelta(days=draw(st.integers(0, 365)))
    start = end - timedelta(days=draw(st.integers(min_days, max_days)) - 1)
    return {"period": period, "start_date": f"{start:%Y-%m-%d}", "end_date": f"{end:%Y-%m-%d}"}
