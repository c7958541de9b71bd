"""For terminals, logs and programs."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from creatoraudit_mock.service.verification.claims import Sighting, Verdict
from creatoraudit_mock.service.verification.report import MARKS, Report

_STYLES = {Verdict.REFUTED: "bold red", Verdict.CONFIRMED: "green", Verdict.UNOBSERVED: "dim"}


def as_json(report: Report) -> str:
    """Everything, for programs."""
    return msgspec.json.format(msgspec.json.encode(report.as_data())).decode()


def report(report: Report) -> str:
    """Everything that people need, as plain text."""
    return "\n".join(_lines(report))


def rich_report(report: Report) -> RenderableType:
    """The same for a terminal with colours."""
    table = Table(box=None, pad_edge=False)
    table.add_column("evidence")
    for verdict in reversed(Verdict):
        table.add_column(verdict.value, justify="right", style=_STYLES[verdict])
    for mark, counted in report.counts().items():
        table.add_row(mark, *(str(counted[verdict]) for verdict in reversed(Verdict)))
    found = [Text(line, "red") for line in _refuted(report)]
    return Group(*found, Text(summary(report), "bold"), Text(), table, *map(Text, _notes(report)))


def refutation(report: Report, one: Sighting) -> str:
    """One refuted claim: where, what, expected, seen, and the exchange to look up."""
    often = f" [x{one.times}]" if one.times > 1 else ""
    head = f"{report.where(one.claim.operation)}: {one.claim.subject} ({one.claim.evidence})"
    told = f"expected {one.expected}, seen {one.seen}{often}"
    at = f"{one.request} -> {one.status}, request id {one.request_id}" if one.request else "rows"
    return f"{head}: {told} [{at}; {one.check}]"


def summary(report: Report) -> str:
    """The outcome in a sentence."""
    counts = {verdict: len(report.of(verdict)) for verdict in Verdict}
    told = ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in reversed(Verdict))
    return f"{report.base_url}: {told}; {report.requests} requests, {report.checks} checks"


def _lines(report: Report) -> Iterator[str]:
    yield from _refuted(report)
    yield summary(report)
    yield ""
    for mark, counted in report.counts().items():
        cells = ", ".join(f"{counted[verdict]} {verdict.value}" for verdict in reversed(Verdict))
        yield f"{mark.ljust(max(map(len, MARKS)))}  {cells}"
    yield from _notes(report)


def _refuted(report: Report) -> Iterator[str]:
    order = sorted(report.of(Verdict.REFUTED), key=lambda one: MARKS.index(one.claim.evidence))
    return (f"refuted: {refutation(report, one)}" for one in order)


def _notes(report: Report) -> Iterator[str]:
    if report.stopped:
        yield f"stopped: {report.stopped}"
    yield from (f"removed: {name}" for name in report.removed)
    for reason, number in report.reasons():
        yield f"not observable: {reason} [x{number}]"
    for one in report.additions:
        yield f"new: {report.where(one.operation)} {one.place}: {one.kind}"
