"""Figures: how readings become series, ratios and words."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.keeping import keep, kept
from bench.readings import Cell, Gap, Reading, Results, Series, Unit
from bench.wording import ranged, worded


def test_readings_of_a_cell_are_one_series() -> None:
    """What rounds yield for a row and column comes together, in order."""
    results = Results()
    for value in (3.0, 1.0, 2.0):
        results.add("live", Reading("floor", "rate", value, Unit.RATE))

    series = results.get(Cell("live", "floor", "rate"))

    assert series is not None
    assert (series.values, series.median, series.low, series.high) == ([3, 1, 2], 2, 1, 3)


def test_order_of_rows_and_columns_is_that_of_measuring() -> None:
    """A table has its rows and columns as they were first met."""
    results = Results()
    for row, column in (("b", "y"), ("b", "x"), ("a", "x")):
        results.add("live", Reading(row, column, 1, Unit.RATE))

    assert (results.rows("live"), results.columns("live")) == (["b", "a"], ["y", "x"])


def test_a_gap_is_kept_with_its_reason() -> None:
    """A row that could not be measured is told, in a part that has nothing else."""
    results = Results()
    results.add("peers", Gap("Prism", "not installed"))

    assert results.parts() == ["peers"]
    assert list(results.gaps("peers")) == [Gap("Prism", "not installed")]


def test_a_run_is_kept_whole(tmp_path: Path) -> None:
    """From its file a run comes back with all readings, gaps and facts."""
    results, facts = Results(), [("day", "today")]
    for value in (2.0, 1.0):
        results.add("live", Reading("floor", "rate", value, Unit.RATE))
    results.add("peers", Gap("Prism", "not installed"))

    keep(tmp_path / "figures.json", facts, results)
    run = kept(tmp_path / "figures.json")

    again = run.results()
    assert run.facts == facts
    assert list(again.readings("live")) == list(results.readings("live"))
    assert list(again.gaps("peers")) == [Gap("Prism", "not installed")]


def test_ratio_is_taken_round_by_round() -> None:
    """A round in which the machine was busy with something else spoils no ratio."""
    ratio = Series(Unit.RATE, 50, 5, 50).over(Series(Unit.RATE, 100, 10, 100))

    assert (ratio.unit, ratio.values) == (Unit.TIMES, [0.5, 0.5, 0.5])


def test_ratio_of_other_rounds_is_that_of_medians() -> None:
    """Series of different lengths share no rounds, so their medians are compared."""
    assert Series(Unit.RATE, 1, 2, 3).over(Series(Unit.RATE, 4)).values == [0.5]


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (12_345.6, Unit.RATE, "12,346/s"),
        (0.551, Unit.TIMES, "0.55x"),
        (0.0123, Unit.SECONDS, "12.3 ms"),
        (1.5, Unit.SECONDS, "1.50 s"),
        (4e-6, Unit.SECONDS, "4.00 µs"),
        (-0.002, Unit.SECONDS, "-2.00 ms"),
        (0, Unit.SECONDS, "0.00 ns"),
        (399, Unit.BYTES, "399 B"),
        (60_000_000, Unit.BYTES, "60.0 MB"),
    ],
)
def test_words(value: float, unit: Unit, words: str) -> None:
    """A figure has three digits and the unit that suits its size."""
    assert worded(value, unit) == words


def test_range_is_told_where_there_is_one() -> None:
    """The least and the most stand beside a median of several, and not beside a single figure."""
    assert ranged(Series(Unit.RATE, 1, 2, 3)) == "2/s (1/s to 3/s)"
    assert ranged(Series(Unit.RATE, 2)) == "2/s"
