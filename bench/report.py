"""The report: tables for the terminal, and the same as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rich.console import Console
from rich.table import Table

from bench.parts import PARTS
from bench.readings import Cell, Results, Unit
from bench.targets import TARGETS, Target, remarks
from bench.wording import ranged, worded

_PAPER: Final = 160
"""Columns where there is no terminal to ask."""


class Grid(NamedTuple):
    """A table in words."""

    title: str
    about: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()


def grids(results: Results) -> Iterator[Grid]:
    """The tables: targets first, then a table for each part."""
    yield _targets(results)
    for part in results.parts():
        columns = results.columns(part)
        rows = [
            [row, *(_cell(results, Cell(part, row, column)) for column in columns)]
            for row in results.rows(part)
        ]
        notes = [f"{gap.row}: {gap.reason}" for gap in results.gaps(part)]
        yield Grid(PARTS[part].title, PARTS[part].about, ["", *columns], rows, notes)


def show(results: Results) -> None:
    """Print all tables."""
    console = Console()
    if not console.is_terminal:
        console.width = _PAPER
    for grid in grids(results):
        console.print(grid.title, style="bold")
        if grid.rows:
            table = Table(*grid.head)
            for row in grid.rows:
                table.add_row(*(text.replace("`", "") for text in row))
            console.print(table)
        for note in grid.notes:
            console.print(f"  {note}", markup=False)
        console.print()


def page(results: Results, facts: Sequence[tuple[str, str]], chart: str) -> str:
    """The page of docs/, with a chart beside it."""
    parts = [
        _HEAD.format(facts="\n".join(f"- {name}: {fact}" for name, fact in facts), chart=chart)
    ]
    for grid in grids(results):
        parts.append(f"## {grid.title}\n\n{grid.about}")
        if grid.rows:
            parts.append(_table(grid))
        if grid.notes:
            parts.append("\n".join(f"- {note}" for note in grid.notes))
    return "\n\n".join(parts) + "\n"


_HEAD: Final = """# Performance

`make bench` measures all this and writes this page; `make bench-quick` takes less than a minute
and only prints. `make bench ARGS="--only live peers"` measures some parts, `--profile` shows where
the time goes. It needs wrk, and the other mocks from `make bench-peers`; what is missing is left
out, and said. No test asserts any of it: one that fails because a machine is busy tests nothing.

![Requests a second: the floor, this mock, other mocks]({chart})

{facts}

Candidates take turns, so that what else the machine does hits all of them. Figures are medians of
the rounds, with the least and the most in brackets; ratios are taken round by round. Load comes
from one thread of wrk on the same machine: of two cores one is the server's and one the client's.
So the figures compare candidates, and say little about what a machine of its own could do."""


def _targets(results: Results) -> Grid:
    known = remarks()
    rows = [_judged(target, results) for target in TARGETS]
    notes = [f"{one.says}: {known[one.key]}" for one in TARGETS if one.key in known]
    about = "A margin of 1 is just met, of 2 twice as good as wanted, of 0.5 half as good."
    return Grid("Targets", about, ["what", "wanted", "figure", "margin", "verdict"], rows, notes)


def _judged(target: Target, results: Results) -> list[str]:
    figure = target.figure(results)
    unit = Unit.TIMES if target.over else _unit(target, results)
    wanted = f"{'≥' if target.is_floor else '≤'} {worded(target.limit, unit)}"
    verdict = target.verdict(figure)
    if figure is None:
        return [target.says, wanted, "", "", verdict]
    return [target.says, wanted, ranged(figure), f"{target.margin(figure):.2f}", verdict]


def _unit(target: Target, results: Results) -> Unit:
    found = results.get(target.of)
    guess = Unit.BYTES if target.of.part == "memory" else Unit.SECONDS
    return found.unit if found else guess


def _cell(results: Results, cell: Cell) -> str:
    series = results.get(cell)
    return "" if series is None else ranged(series)


def _table(grid: Grid) -> str:
    lines = [grid.head, ["---"] * len(grid.head), *grid.rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
