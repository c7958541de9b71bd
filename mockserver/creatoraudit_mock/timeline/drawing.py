"""The picture: a timeline as a fragment of HTML with SVG in it, readable without any script."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from creatoraudit_mock.timeline.marks import LAG, LANE_HEIGHT, MARKS, SPANS
from creatoraudit_mock.timeline.model import Lane, Timeline
from creatoraudit_mock.timeline.rows import blame_of, row
from creatoraudit_mock.timeline.scale import Scale
from creatoraudit_mock.values import Instant, format_instant

if TYPE_CHECKING:
    from jinja2 import Environment

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
    """
    scale = Scale(
        timeline.start if first is None else first, timeline.end if last is None else last, width
    )
    blame = blame_of(timeline)
    drawn = lanes_drawn(timeline, lanes, most_lanes)
    return (
        environment()
        .get_template("figure.html")
        .render(
            name=name,
            first=format_instant(scale.first),
            last=format_instant(scale.last),
            width=width,
            height=LANE_HEIGHT,
            ticks=list(scale.ticks()),
            rows=[row(number, lane, scale, blame, timeline.notes) for number, lane in drawn],
            missing=len(timeline.lanes) - len(drawn),
            marks=MARKS.values(),
            lag=LAG,
            spans=SPANS,
        )
    )


def lanes_drawn(
    timeline: Timeline, wanted: Collection[str] | None, most: int
) -> list[tuple[int, Lane]]:
    """The lanes that are drawn, by number: those that are wanted, else where most happened."""
    numbered = enumerate(timeline.lanes)
    if wanted is not None:
        return [(number, lane) for number, lane in numbered if lane.id in wanted][:most]
    blamed = blame_of(timeline)

    def interest(one: tuple[int, Lane]) -> tuple[int, int, int]:
        _, lane = one
        blames = sum(request.index in blamed for request in lane.requests)
        return blames, len(lane.requests), len(lane.sightings)

    there = [one for one in numbered if one[1].id or one[1].requests]
    return sorted(sorted(there, key=interest, reverse=True)[:most])


def style() -> str:
    """The style sheet of the figure: every rule begins with `.timeline`."""
    return _asset("figure.css")


def script() -> str:
    """The script that lets figures be zoomed, panned and asked; see `details`."""
    return _asset("figure.js")


@cache
def environment() -> Environment:
    """The templates; everything that they show is escaped."""
    # Not before something is drawn: whoever draws nothing does not pay for it.
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    return Environment(
        loader=PackageLoader("creatoraudit_mock.timeline", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _asset(name: str) -> str:
    return (resources.files(__package__) / "pages" / name).read_text(encoding="utf-8")
