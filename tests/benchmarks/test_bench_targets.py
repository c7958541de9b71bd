"""The table of targets: what is met, what is missed, and that it speaks of what is measured."""

from __future__ import annotations

import pytest

from bench.parts import PARTS
from bench.readings import Cell, Reading, Results, Series, Unit
from bench.targets import TARGETS, Target, Verdict, remarks

MINE, THEIRS = Cell("live", "mine", "rate"), Cell("live", "theirs", "rate")
HALF = Target("half", "half of theirs", 0.5, MINE, THEIRS, is_floor=True)
SHORT = Target("short", "no longer than a second", 1.0, Cell("timing", "it", "time"))


def found(mine: float, theirs: float) -> Results:
    """Results with a figure for each."""
    results = Results()
    results.add("live", Reading("mine", "rate", mine, Unit.RATE))
    results.add("live", Reading("theirs", "rate", theirs, Unit.RATE))
    return results


@pytest.mark.parametrize(
    ("mine", "verdict", "margin"), [(50, Verdict.MET, 1), (25, Verdict.MISSED, 0.5)]
)
def test_at_least(mine: float, verdict: Verdict, margin: float) -> None:
    """A ratio that should be large is met from the limit on, and its margin is its share of it."""
    figure = HALF.figure(found(mine, 100))

    assert figure is not None
    assert (HALF.verdict(figure), HALF.margin(figure)) == (verdict, margin)


@pytest.mark.parametrize(
    ("seconds", "verdict", "margin"), [(1, Verdict.MET, 1), (4, Verdict.MISSED, 0.25)]
)
def test_at_most(seconds: float, verdict: Verdict, margin: float) -> None:
    """A figure that should be small is met up to the limit; beyond it, its margin is below 1."""
    figure = Series(Unit.SECONDS, seconds)

    assert (SHORT.verdict(figure), SHORT.margin(figure)) == (verdict, margin)


def test_what_was_not_measured_is_neither() -> None:
    """Without one of its two figures a ratio has no verdict."""
    results = Results()
    results.add("live", Reading("mine", "rate", 1, Unit.RATE))

    assert HALF.verdict(HALF.figure(results)) is Verdict.UNKNOWN


def test_targets_are_of_parts() -> None:
    """Each target speaks of parts that are measured, and has a key of its own."""
    cells = [cell for target in TARGETS for cell in (target.of, target.over) if cell]

    assert {cell.part for cell in cells} <= set(PARTS)
    assert len({target.key for target in TARGETS}) == len(TARGETS)


def test_remarks_are_on_targets() -> None:
    """Each remark is on a target that there is."""
    assert set(remarks()) <= {target.key for target in TARGETS}
