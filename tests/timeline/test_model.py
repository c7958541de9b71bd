"""A run as lanes."""

from __future__ import annotations

from pathlib import Path

import pytest

from creatoraudit_mock import Scorecard, World, score
from creatoraudit_mock.scorecard import timeline_of
from creatoraudit_mock.timeline import Answer, Lane, Timeline
from creatoraudit_mock.values import parse_instant


@pytest.fixture
def lanes(timeline: Timeline) -> dict[str, Lane]:
    """The lanes by id."""
    return {lane.id: lane for lane in timeline.lanes}


def test_world_and_file_agree(world: World, timeline: Timeline, tmp_path: Path) -> None:
    """An exported journal has everything that the picture needs."""
    world.export(tmp_path / "run.jsonl")
    assert score(tmp_path / "run.jsonl").timeline == timeline
    assert timeline_of(tmp_path / "run.jsonl") == timeline_of(world)


def test_journals_of_before(world: World, tmp_path: Path) -> None:
    """A journal that was exported before scrapes could be seen to fail is read as ever."""
    world.export(tmp_path / "run.jsonl")
    head, rest = (tmp_path / "run.jsonl").read_text().split("\n", 1)
    for name in ("outages", "misses", "stops", "absences"):
        head = head.replace(f'"{name}":', f'"once_{name}":')
    (tmp_path / "old.jsonl").write_text(f"{head}\n{rest}")
    old, new = timeline_of(tmp_path / "old.jsonl"), timeline_of(world)
    assert [lane.refreshes for lane in old.lanes] == [lane.refreshes for lane in new.lanes]
    assert not any(lane.misses or lane.spans for lane in old.lanes)


def test_each_request_once(world: World, timeline: Timeline) -> None:
    """Every request of the journal is in one lane."""
    indices = sorted(request.index for _, request in timeline.requests())
    assert indices == list(range(len(world.journal)))


def test_the_lane_of_a_request(world: World, lanes: dict[str, Lane]) -> None:
    """It is the lane of what it names; lists are in the last one."""
    for name, lane in lanes.items():
        for request in lane.requests:
            assert (f"/{name}" in request.target) if name else ("/accounts?" in request.target)
    assert [*lanes][-1] == ""
    assert lanes[world.accounts[0].id].name == world.accounts[0].username


def test_scrapes_are_the_truth(world: World, lanes: dict[str, Lane]) -> None:
    """Scrapes that landed are the world's refreshes since its start."""
    for account in world.accounts:
        known = [parse_instant(moment) for moment in world.refreshes(account)]
        assert lanes[account.id].refreshes == tuple(at for at in known if at >= world.started)


def test_an_outage(lanes: dict[str, Lane], world: World) -> None:
    """It spans every lane, and what was tried meanwhile brought nothing."""
    low, high = map(parse_instant, ("2026-01-07T00:00:00Z", "2026-01-07T20:00:00Z"))
    lane = lanes[world.accounts[0].id]
    assert [(one.start, one.end) for one in lane.spans if one.kind == "outage"] == [(low, high)]
    assert lane.misses
    assert all(low <= at < high for at in lane.misses)


def test_a_hold(lanes: dict[str, Lane], world: World) -> None:
    """From hold to release nothing is due."""
    (span,) = [one for one in lanes[world.accounts[1].id].spans if one.kind == "stopped"]
    hours = [(at - world.started) / 3_600_000_000 for at in (span.start, span.end)]
    assert hours == [30, 50]


def test_a_deleted_resource(lanes: dict[str, Lane]) -> None:
    """Its lane stays, until when it was deleted is known, and it is not said to be held after."""
    (lane,) = [lane for lane in lanes.values() if lane.deleted is not None]
    assert lane.kind == "video"
    assert all(span.end <= (lane.deleted or 0) for span in lane.spans)
    assert {request.answer for request in lane.requests} == {Answer.GIVEN, Answer.REFUSED}


def test_sightings(timeline: Timeline) -> None:
    """A refresh was first seen by a request at that instant, before the next one landed."""
    at = {request.index: request.at for _, request in timeline.requests()}
    for lane in timeline.lanes:
        following = dict(zip(lane.refreshes, lane.refreshes[1:], strict=False))
        for one in lane.sightings:
            assert one.refresh in lane.refreshes
            assert one.refresh <= one.seen < following.get(one.refresh, timeline.end + 1)
            assert at[one.request] == one.seen


def test_sightings_are_those_of_the_figures() -> None:
    """The longest lag that is drawn is the longest that is told."""
    world = World("empty")
    account = world.track_account("instagram", "nasa", first_refresh="45s")
    with world.client() as client:
        for _ in range(20):
            client.get(f"/accounts/{account.id}")
            world.clock.advance(hours=7)
    card = score(world)
    drawn = [one.seen - one.refresh for lane in card.timeline.lanes for one in lane.sightings]
    assert card.figures.lag_max is not None
    assert max(drawn) == card.figures.lag_max.total_seconds() * 1_000_000
    assert len(drawn) == card.figures.detected


def test_findings_are_linked(card: Scorecard, timeline: Timeline) -> None:
    """Each finding names requests that are there; a narrower scorecard has fewer."""
    there = {request.index for _, request in timeline.requests()}
    assert {note.code for note in timeline.notes} == {one.code for one in card.findings}
    assert all(there.issuperset(note.entries) for note in timeline.notes)
    assert {note.code for note in card.only(select="CA2").timeline.notes} == {"CA201"}


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, Answer.GIVEN),
        (204, Answer.GIVEN),
        (304, Answer.UNCHANGED),
        (404, Answer.REFUSED),
        (429, Answer.LIMITED),
        (500, Answer.FAILED),
        (503, Answer.FAILED),
        (599, Answer.FAILED),
    ],
)
def test_answers(status: int, answer: Answer) -> None:
    """304 and 429 are kinds of their own."""
    assert Answer.of(status) is answer


def test_looking_changes_nothing(world: World) -> None:
    """Neither the clock nor the journal notices."""
    before = (world.clock.instant, len(world.log), len(world.journal))
    timeline_of(world)
    assert (world.clock.instant, len(world.log), len(world.journal)) == before
