"""The picture: a timeline as a fragment of HTML with SVG in it, readable without any script."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from creatoraudit_mock.timeline.details import Numbered, details
from creatoraudit_mock.timeline.marks import LAG, LANE_HEIGHT, MARKS, SPANS
from creatoraudit_mock.timeline.model import Lane, Timeline
from creatoraudit_mock.timeline.rows import blame_of, row
from creatoraudit_mock.timeline.scale import Scale
from creatoraudit_mock.timeline.templates import asset, rendered
from creatoraudit_mock.values import Instant, format_instant

WIDTH: Final = 960
MOST_LANES: Final = 40


def draw(
    timeline: Timeline,
    *,
    first: Instant | None = None,
    last: Instant | None = None,
    lanes: Collection[str] | None = None,
    most_lanes: int = MOST_LANES,
    width: int = WIDTH,
    name: str = "run",
    data: int = 0,
) -> str:
    """A timeline as a `<figure>`; its looks are `style()`, and `script()` lets it be zoomed.

    Args:
        timeline: what to draw.
        first: the first instant of the window; by default the run's.
        last: its last instant.
        lanes: ids of the lanes to draw, "" for the lane of all other requests; by default those
            where most was found or asked.
        most_lanes: how many lanes there may be.
        width: pixels from `first` to `last`.
        name: begins the ids that the figure links to: `#run-finding-1` is the first finding.
        data: how many bytes the marks may have together with what the script needs to know of the
            requests; what is too much is left out of the latter. Without, nothing moves.
    """
    scale = Scale(
        timeline.start if first is None else first, timeline.end if last is None else last, width
    )
    blame = blame_of(timeline)
    drawn, missing = _chosen(timeline, lanes, most_lanes)
    rows = [row(number, lane, scale, blame, timeline.notes) for number, lane in drawn]
    left = max(data - sum(len(mark.path) for one in rows for mark in one.marks), 0)
    return rendered(
        __package__,
        "figure.html",
        name=name,
        first=format_instant(scale.first),
        last=format_instant(scale.last),
        width=width,
        height=LANE_HEIGHT,
        ticks=list(scale.ticks()),
        rows=rows,
        missing=missing,
        marks=MARKS.values(),
        lag=LAG,
        spans=SPANS,
        details=details(timeline, drawn, (scale.first, scale.last), left) if data else "",
    )


def _chosen(timeline: Timeline, wanted: Collection[str] | None, most: int) -> tuple[Numbered, int]:
    """The lanes that are drawn, by number, and how many are left out for want of room."""
    blamed = blame_of(timeline)

    def interest(one: tuple[int, Lane]) -> tuple[int, int, int]:
        lane = one[1]
        blames = sum(request.index in blamed for request in lane.requests)
        return blames, len(lane.requests), len(lane.sightings)

    lanes = [one for one in enumerate(timeline.lanes) if _is_meant(one[1], wanted)]
    return sorted(sorted(lanes, key=interest, reverse=True)[:most]), max(len(lanes) - most, 0)


def _is_meant(lane: Lane, wanted: Collection[str] | None) -> bool:
    return bool(lane.id or lane.requests) if wanted is None else lane.id in wanted


def style() -> str:
    """The style sheet of the figure: every rule begins with `.timeline`."""
    return asset(__package__, "figure.css")


def script() -> str:
    """The script that lets figures be zoomed, panned and asked; see `details`."""
    return asset(__package__, "figure.js")
