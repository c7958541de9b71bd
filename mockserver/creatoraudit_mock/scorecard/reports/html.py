"""A page of its own: the picture, the findings, and the requests that they blame.

It asks for nothing from anywhere, and all of it can be read without its script.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from creatoraudit_mock.scorecard.figures import Figures
from creatoraudit_mock.scorecard.reports.lines import figure_rows, tally
from creatoraudit_mock.scorecard.wording import span
from creatoraudit_mock.timeline import Note, Request, Timeline, draw, script, style
from creatoraudit_mock.timeline.templates import asset, rendered
from creatoraudit_mock.values import format_instant

DATA: Final = 850_000
"""Bytes for the picture and the requests' details, so that a page stays below a megabyte."""
_OCCASIONS: Final = 3
"""Requests of a finding that are told in full."""


class Tile(NamedTuple):
    """A figure that is told first."""

    label: str
    value: str
    more: str


class Told(NamedTuple):
    """A finding with the requests that are told of it."""

    number: int
    note: Note
    occasions: tuple[int, ...]
    more: int


class Blamed(NamedTuple):
    """A request that findings blame, and their numbers and codes."""

    request: Request
    at: str
    by: list[tuple[int, str]]


def part(
    timeline: Timeline,
    figures: Figures,
    notes: Iterable[str],
    *,
    name: str = "run",
    data: int = DATA,
) -> str:
    """Everything but the page around it. All ids in it begin with `name`."""
    told = [
        Told(number, note, note.entries[:_OCCASIONS], len(note.entries[_OCCASIONS:]))
        for number, note in enumerate(timeline.notes, 1)
    ]
    return rendered(
        __package__,
        "part.html",
        name=name,
        scenario=timeline.scenario,
        seed=timeline.seed,
        start=format_instant(timeline.start),
        end=format_instant(timeline.end),
        tally=_tally(timeline),
        tiles=_tiles(figures),
        figure=draw(timeline, name=name, data=data),
        findings=told,
        blamed=list(_blamed(timeline, told)),
        rows=list(figure_rows(figures)),
        remarks=[*(f"Suggestion: {text}" for text in figures.suggestions), *notes],
    )


def page(title: str, body: str) -> str:
    """A whole page. The title is escaped; the body is markup, such as parts."""
    return rendered(
        __package__,
        "page.html",
        title=title,
        body=body,
        style=style() + asset(__package__, "report.css"),
        script=script(),
    )


def report(timeline: Timeline, figures: Figures, notes: Iterable[str]) -> str:
    """Everything as one HTML page."""
    return page(f"Scorecard: {_tally(timeline)}", part(timeline, figures, notes))


def _tiles(figures: Figures) -> list[Tile]:
    statuses = ", ".join(f"{count:,} x {status}" for status, count in figures.by_status.items())
    late = "none was seen" if figures.lag_p50 is None else span(figures.lag_p50)
    worst = "" if figures.lag_max is None else f"at most {span(figures.lag_max)}"
    spared = "none" if figures.share_304 is None else f"{figures.share_304:.0%}"
    return [
        Tile("requests", f"{figures.requests:,}", statuses),
        Tile("refreshes seen", f"{figures.detected} of {figures.refreshes}", _missed(figures)),
        Tile("detection lag, median", late, worst),
        Tile("spared by a 304", spared, f"of {figures.unchanged_rereads:,} unchanged re-reads"),
        Tile("rate limited", f"{figures.rate_limited:,}", f"{figures.early_retries} early retries"),
    ]


def _missed(figures: Figures) -> str:
    return f"{figures.missed} missed" if figures.missed else ""


def _tally(timeline: Timeline) -> str:
    errors = sum(note.level == "error" for note in timeline.notes)
    return tally(errors, len(timeline.notes) - errors)


def _blamed(timeline: Timeline, findings: Sequence[Told]) -> Iterator[Blamed]:
    by: dict[int, list[tuple[int, str]]] = {}
    for told in findings:
        for index in told.occasions:
            by.setdefault(index, []).append((told.number, told.note.code))
    requests = {one.index: one for _, one in timeline.requests() if one.index in by}
    for index in sorted(by):
        yield Blamed(requests[index], format_instant(requests[index].at), by[index])
