"""The data beside the picture."""

from __future__ import annotations

import json
import re
from itertools import accumulate
from typing import Any

from creatoraudit_mock.timeline import Answer, Timeline, draw
from creatoraudit_mock.timeline.rows import blame_of


def data(figure: str) -> Any:
    """The data of a figure."""
    found = re.search(r'class="timeline-data">(.*?)</script>', figure, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_every_request_is_there(timeline: Timeline) -> None:
    """Index, instant, lane, what was asked, what was answered, and the whole trace."""
    told = data(draw(timeline, data=10**6))
    index, at, lanes, asked, answered, numbers = told["requests"]
    known = sorted(timeline.requests(), key=lambda pair: pair[1].index)
    instants = [told["start"] + n * told["unit"] for n in accumulate(at)]
    assert [*accumulate(index)] == [one.index for _, one in known]
    assert instants == [one.at for _, one in known]
    assert lanes == [number for number, _ in known]
    for (_, one), ask, answer, figures in zip(known, asked, answered, numbers, strict=True):
        status, kind, client, faults, delay, lost, pieces = told["texts"][answer]
        trace = _woven(told["texts"][pieces], figures.split(" "))
        assert told["texts"][ask] == f"{one.method} {one.target}"
        assert (status, kind, delay, lost) == (one.status, one.answer, one.delay, one.lost)
        assert (told["texts"][client], tuple(faults)) == (one.client, one.faults)
        assert tuple(trace.split("\n")) == one.trace


def _woven(pieces: list[str], figures: list[str]) -> str:
    pairs = zip(pieces, [*figures[: len(pieces) - 1], ""], strict=True)
    return "".join(piece + figure for piece, figure in pairs)


def test_findings_are_there(timeline: Timeline) -> None:
    """Each with the requests that it blames."""
    notes = data(draw(timeline, data=10**6))["notes"]
    told = [(code, tuple(accumulate(entries))) for code, _, _, entries in notes]
    assert told == [(note.code, note.entries) for note in timeline.notes]


def test_a_budget(timeline: Timeline) -> None:
    """Requests are left out until the rest fits; those that are blamed or failed stay longest."""
    whole = draw(timeline, data=10**6)
    size = len(re.split(r"</?script[^>]*>", whole)[1])
    marks = sum(map(len, re.findall(r'<path class="(?!grid|outage)\w+" d="([^"]*)"', whole)))
    for budget in (size * 9 // 10, size * 2 // 3, size // 3):
        figure = draw(timeline, data=budget + marks)
        text = re.split(r"</?script[^>]*>", figure)[1]
        told = data(figure)
        kept = {*accumulate(told["requests"][0])}
        assert len(text) <= budget + marks
        assert 0 < len(kept) < told["total"] == sum(len(one.requests) for one in timeline.lanes)
        dear = {*blame_of(timeline)}
        dear |= {one.index for _, one in timeline.requests() if one.answer is Answer.FAILED}
        assert dear <= kept or kept <= dear


def test_no_data(timeline: Timeline) -> None:
    """A still picture has none."""
    assert "<script" not in draw(timeline)
