"""Durations, round ones above all."""

from __future__ import annotations

import functools
from typing import Final

from hypothesis import strategies as st

from pytest_creatoraudit.strategies.arguments import length, refuse
from pytest_creatoraudit.strategies.lengths import Duration, brief

_LADDER: Final = (
    range(60),
    range(60, 3_600, 60),
    range(3_600, 169 * 3_600, 3_600),
    range(8 * 86_400, 366 * 86_400, 86_400),
)
"""Seconds up to a minute, minutes up to an hour, hours up to a week, days up to a year."""


@st.composite
def durations(draw: st.DrawFn, *, min_value: Duration = "0s", max_value: Duration = "7d") -> str:
    """Durations in whole seconds, written as the kit reads them: "45s", "6h", "1d6h".

    Round figures above the minimum: seconds, then minutes, hours and days. Shrinks toward
    `min_value`.

    Args:
        min_value: the shortest.
        max_value: the longest.
    """
    low, high = length("min_value", min_value), length("max_value", max_value)
    if low > high:
        refuse("min_value", min_value, f"at most max_value={max_value!r}")
    return brief(draw(spans(low, high)))


@functools.cache
def spans(low: int, high: int) -> st.SearchStrategy[int]:
    """Whole seconds from `low` to `high`, by round figures: one choice, the shortest first."""
    steps = {step for steps in _LADDER for step in steps if step < high - low}
    return st.sampled_from([low + step for step in sorted(steps | {0, high - low})])
