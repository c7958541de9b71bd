"""The picture."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree as ET

import pytest

from creatoraudit_mock import Scorecard, World, score
from creatoraudit_mock.scorecard import timeline_of
from creatoraudit_mock.timeline import Timeline, draw, script, style
from creatoraudit_mock.timeline.marks import MARKS
from creatoraudit_mock.timeline.rows import blame_of, marks_of
from creatoraudit_mock.values import HOUR
from runs import HOSTILE, eventful, hostile, many


def paths(figure: str) -> list[dict[str, str]]:
    """For each drawn lane the data of its paths by class."""
    lanes = re.findall(r'<div class="timeline-lane.*?</svg>', figure, re.DOTALL)
    return [dict(re.findall(r'<path class="(\w+)"[^>]* d="([^"]*)"', lane)) for lane in lanes]


def count(path: str) -> int:
    """How many marks a path has: the shape of a cross lifts the pen with a small m."""
    return path.count("M")


def test_each_mark_once(timeline: Timeline) -> None:
    """Wide enough, a picture has a mark for each scrape, answer, fault, blame and instant."""
    drawn = paths(draw(timeline, width=200_000))
    blame = blame_of(timeline)
    lanes = [lane for lane in timeline.lanes if lane.id or lane.requests]
    assert len(drawn) == len(lanes)
    for lane, found in zip(lanes, drawn, strict=True):
        due = {name: len(set(at)) for name, at in marks_of(lane, blame).items()}
        assert {name: count(path) for name, path in found.items() if name in MARKS} == due
        assert count(found.get("lag", "")) == len(lane.sightings)


def test_a_mark_is_where_it_belongs() -> None:
    """A request halfway through the run stands in the middle."""
    world = World("empty")
    with world.client() as client:
        world.clock.advance(hours=1)
        client.get("/health")
        world.clock.advance(hours=1)
    (lane,) = paths(draw(timeline_of(world), width=1000))
    assert lane["given"].startswith("M500 ")


def test_the_size_depends_on_the_width() -> None:
    """Ten times as many requests are hardly more to draw."""
    short, long = (len(draw(timeline_of(many(requests)))) for requests in (1000, 10_000))
    assert long < short * 1.2


def test_the_same_bytes(card: Scorecard) -> None:
    """The same run, lived through again, gives the same page."""
    assert score(eventful()).to_html() == card.to_html()


def test_a_window(timeline: Timeline) -> None:
    """What lies outside is not drawn; what crosses an end is drawn as far as that."""
    first, last = timeline.start + 40 * HOUR, timeline.start + 45 * HOUR
    for number, found in enumerate(paths(draw(timeline, first=first, last=last, width=100_000))):
        lane = timeline.lanes[number]
        scrapes = sum(first <= at <= last for at in lane.refreshes)
        assert count(found.get("refresh", "")) == scrapes
    held = paths(draw(timeline, first=first, last=last))[1]
    assert held["stopped"] == "M8 0H952V56H8z"


def test_some_lanes(timeline: Timeline) -> None:
    """Lanes are drawn in their order; where there are too many, those of most interest."""
    wanted = [timeline.lanes[3].id, timeline.lanes[0].id]
    chosen = draw(timeline, lanes=wanted)
    assert re.findall(r'data-lane="(\d+)"', chosen) == ["0", "3"]
    few = draw(timeline, most_lanes=2)
    assert re.findall(r'data-lane="(\d+)"', few) == ["1", "10"]
    assert re.search(r"\d more lanes, where less happened, are not drawn", few)


def test_an_empty_world() -> None:
    """There is nothing to show, and it says so."""
    assert "Nothing is tracked, and no request came." in draw(timeline_of(World("empty")))


def test_it_is_well_formed(card: Scorecard) -> None:
    """A figure is XML, but for what HTML spells otherwise."""
    assert ET.fromstring(draw(card.timeline)).tag == "figure"  # noqa: S314 - our own


def test_nothing_is_taken_for_markup() -> None:
    """Whatever a client sends, in paths, parameters, User-Agent or names of faults."""
    page = score(hostile()).to_html()
    assert "<img" not in page
    assert "<b>bold" not in page
    assert "alert(2)" in page
    assert page.count("<script") == 2
    assert page.count("</script") == 2
    assert "\u2028" not in page.split('class="timeline-data">')[1].split("</script")[0]
    assert HOSTILE not in page


def test_every_finding_is_a_link(card: Scorecard) -> None:
    """From the picture to each finding, from it to its requests, and back: all there are."""
    page = card.to_html()
    ids = Counter(re.findall(r' id="([^"]+)"', page))
    assert set(ids.values()) == {1}
    targets = set(re.findall(r'href="#([^"]+)"', page)) | set(re.findall(r"url\(#([^)]+)\)", page))
    assert targets <= set(ids)
    for number, finding in enumerate(card.findings, 1):
        assert f"run-finding-{number}" in targets
        assert f"run-request-{finding.entries[0]}" in targets


def test_fragments_side_by_side(card: Scorecard) -> None:
    """Ids begin with the name, so that two can stand on one page."""
    both = card.to_fragment("one", data=0) + card.to_fragment("two", data=0)
    assert set(Counter(re.findall(r' id="([^"]+)"', both)).values()) == {1}


def test_it_asks_for_nothing(card: Scorecard) -> None:
    """No address of anything else is in a page: no host, no import, no source."""
    page = card.to_html().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"""(https?:)?//[a-z]|@import|url\((?!#)|src=|href="(?!#|data:,)""", page)


@pytest.mark.parametrize("name", [*MARKS, "lag", "outage", "absent", "stopped", "away"])
def test_everything_is_in_the_legend(card: Scorecard, name: str) -> None:
    """Each kind of mark has a sign, a meaning and a rule in the style sheet."""
    legend = draw(card.timeline).split('class="timeline-legend"')[1]
    assert f'class="{name}"' in legend
    assert f".timeline .{name} " in style() or f"url(#run-{name})" in legend


def test_shapes_differ() -> None:
    """Colour is never the only sign."""
    shapes = [(mark.shape, "fill: none" in _rule(name)) for name, mark in MARKS.items()]
    assert len(set(shapes)) == len(shapes)


def _rule(name: str) -> str:
    found = re.search(rf"\.timeline \.{name} \{{([^}}]*)\}}", style())
    assert found
    return found[1]


def test_the_style_keeps_to_itself() -> None:
    """It may stand on any page: every selector begins with the figure's class."""
    rules = re.sub(r"@media[^{]*\{((?:[^{}]*\{[^{}]*\})*)\s*\}", r"\1", style())
    selectors = [
        one.strip() for line in re.findall(r"([^{}]+)\{", rules) for one in line.split(",")
    ]
    assert all(one.startswith(".timeline") for one in selectors)
    assert script().count("querySelectorAll") > 0
