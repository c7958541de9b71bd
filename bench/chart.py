"""The chart of the page: requests a second as bars, each with its least and most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from bench import live, ours
from bench.readings import Cell, Results, Series
from bench.wording import worded

_RATE: Final = "rate, c=16"
_LEFT, _WIDTH, _BAR, _STEP, _TOP = 250, 430, 18, 28, 34
_STYLE: Final = """
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .ours { fill: #0969da } .floor { fill: #8c959f } .others { fill: #bf8700 }
  line { stroke: #24292f }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } line { stroke: #e6edf3 }
    .ours { fill: #4493f8 } .floor { fill: #656c76 } .others { fill: #d29922 }
  }
"""


class Bar(NamedTuple):
    """A bar and its kind: floor, ours or others."""

    label: str
    kind: str
    series: Series


def bars(results: Results) -> list[Bar]:
    """The floor, then the mock by request, then the mock and other mocks for one request."""
    found = [
        ("live", live.FLOOR, "floor"),
        *(("live", row, "ours") for row in (ours.GET, ours.UNCHANGED, ours.LIST, ours.METRICS)),
        *(("peers", row, _kind(row)) for row in results.rows("peers")),
    ]
    return [
        Bar(row, kind, series)
        for part, row, kind in found
        if (series := results.get(Cell(part, row, _RATE)))
    ]


def drawn(bars: Sequence[Bar]) -> str:
    """The chart as SVG."""
    most = max((bar.series.high for bar in bars), default=1)
    height = _TOP + _STEP * len(bars) + 8
    size = f"{_LEFT + _WIDTH + 80} {height}"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" role="img">',
        "<title>Requests a second, by candidate</title>",
        f"<style>{_STYLE}</style>",
        f'<text x="8" y="20">requests a second, {live.MANY} connections</text>',
        *(_bar(bar, _TOP + _STEP * n, most) for n, bar in enumerate(bars)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _bar(bar: Bar, top: int, most: float) -> str:
    def across(value: float) -> float:
        return round(_LEFT + value / most * _WIDTH, 1)

    middle, baseline = top + _BAR / 2, top + 14
    end, low, high = map(across, (bar.series.median, bar.series.low, bar.series.high))
    width = round(end - _LEFT, 1)
    return (
        f'<text x="{_LEFT - 8}" y="{baseline}" text-anchor="end">{escape(bar.label)}</text>'
        f'<rect class="{bar.kind}" x="{_LEFT}" y="{top}" width="{width}" height="{_BAR}"/>'
        f'<line x1="{low}" y1="{middle}" x2="{high}" y2="{middle}"/>'
        f'<text x="{max(end, high) + 6}" y="{baseline}">'
        f"{worded(bar.series.median, bar.series.unit)}</text>"
    )


def _kind(row: str) -> str:
    return "ours" if row.startswith("creatoraudit-mock") else "others"
