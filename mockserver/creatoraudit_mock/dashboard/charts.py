"""Lines that grow: points to the path of an SVG, in a box of 100 by 100 that CSS stretches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from creatoraudit_mock.values import Instant, to_datetime


class Chart(NamedTuple):
    """A figure over time, ready to be drawn."""

    title: str
    line: str
    area: str
    low: int
    high: int
    first: datetime
    last: datetime
    begin: int
    end: int
    points: int


def chart(title: str, points: Sequence[tuple[Instant, int]]) -> Chart:
    """A chart of at least one point, oldest first."""
    begin, end = points[0], points[-1]
    low, high = min(value for _, value in points), max(value for _, value in points)
    width, height = max(end[0] - begin[0], 1), max(high - low, 1)
    # A line that does not rise runs through the middle.
    lift = 50.0 if high == low else 4.0
    places = [
        (100 * (at - begin[0]) / width, 100 - lift - 92 * (value - low) / height)
        for at, value in points
    ]
    if len(places) == 1:
        places.append((100.0, places[0][1]))
    line = "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in places)
    return Chart(
        title=title,
        line=line,
        area=f"{line}L100 100L0 100Z",
        low=low,
        high=high,
        first=to_datetime(begin[0]),
        last=to_datetime(end[0]),
        begin=begin[1],
        end=end[1],
        points=len(points),
    )
