"""What is made of the figures: the page and its chart."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bench import chart, live, ours, report
from bench.readings import Gap, Reading, Results, Unit
from bench.targets import TARGETS

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def results() -> Results:
    """The floor and one request, in two rounds, and a mock that was not there."""
    found = Results()
    for floor, mine in ((30_000, 15_000), (20_000, 14_000)):
        found.add("live", Reading(live.FLOOR, "rate, c=16", floor, Unit.RATE))
        found.add("live", Reading(ours.GET, "rate, c=16", mine, Unit.RATE))
    found.add("peers", Gap("Mockoon", "not installed"))
    return found


def test_page_judges_each_target(results: Results) -> None:
    """Each target has its row; one that was measured has ratio, range, margin and verdict."""
    page = report.page(results, [("day", "today")], "performance.svg")

    assert all(f"| {target.says} |" in page for target in TARGETS)
    assert (
        f"| {ours.GET}: share of the floor | ≥ 0.55x | 0.60x (0.50x to 0.70x) | 1.09 | met |"
        in page
    )


def test_page_says_what_is_missing(results: Results) -> None:
    """What could not be measured is told with its reason; so are the facts of the machine."""
    page = report.page(results, [("day", "today")], "performance.svg")

    assert "- Mockoon: not installed" in page
    assert "- day: today" in page


def test_tables_are_whole(results: Results) -> None:
    """Every line of a table has as many cells as its head."""
    page = report.page(results, [], "performance.svg")

    for table in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE):
        assert len({line.count("|") for line in table.splitlines()}) == 1


def test_bars_are_as_long_as_figures(results: Results) -> None:
    """The chart is valid XML; a median half as large has a bar half as long."""
    drawing = ET.fromstring(chart.drawn(chart.bars(results)))  # noqa: S314 - our own text

    widths = [float(bar.attrib["width"]) for bar in drawing.iter(f"{SVG}rect")]
    assert widths == [pytest.approx(25_000 / 30_000 * 430, abs=0.1), pytest.approx(207.8, abs=0.1)]


def test_empty_chart() -> None:
    """Without figures there is a chart without bars, not a failure."""
    assert list(ET.fromstring(chart.drawn([])).iter(f"{SVG}rect")) == []  # noqa: S314 - ours


def test_page_is_there() -> None:
    """The page that the README leads to was written by `make bench`, and has its chart."""
    page = (ROOT / "docs/performance.md").read_text("utf-8")

    assert "(performance.svg)" in page
    assert (ROOT / "docs/performance.svg").is_file()
    assert all(f"## {title}" in page for title in ("Targets", "Over a socket"))
