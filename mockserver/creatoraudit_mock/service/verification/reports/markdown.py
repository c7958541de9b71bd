"""For job summaries and issues."""

from __future__ import annotations

from collections.abc import Iterator

from creatoraudit_mock.scorecard.reports.markdown import cell
from creatoraudit_mock.service.verification.claims import Verdict
from creatoraudit_mock.service.verification.report import Report
from creatoraudit_mock.service.verification.reports.text import summary


def report(report: Report) -> str:
    """Everything that people need, as Markdown."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"## Verification: {'refuted' if report.of(Verdict.REFUTED) else 'nothing refuted'}"
    yield from ("", summary(report), "")
    if report.stopped:
        yield from (f"**Stopped:** {cell(report.stopped)}", "")
    yield from _table(("evidence", *(one.value for one in reversed(Verdict))), _counts(report))
    if report.of(Verdict.REFUTED):
        yield from ("", "### Refuted", "")
        head = ("operation", "claim", "evidence", "expected", "seen", "request", "request id")
        yield from _table(head, _refuted(report))
    if report.additions:
        yield from ("", "### New, and no fault", "")
        yield from (
            f"- {cell(report.where(o.operation))} {cell(o.place)}" for o in report.additions
        )
    yield from ("", "### Not observable", "")
    yield from (f"- {number} times: {cell(reason)}" for reason, number in report.reasons())


def _counts(report: Report) -> Iterator[tuple[str, ...]]:
    for mark, counted in report.counts().items():
        yield (mark, *(str(counted[verdict]) for verdict in reversed(Verdict)))


def _refuted(report: Report) -> Iterator[tuple[str, ...]]:
    for one in report.of(Verdict.REFUTED):
        yield (
            report.where(one.claim.operation),
            one.claim.subject,
            one.claim.evidence,
            one.expected,
            one.seen,
            f"{one.request} -> {one.status}" if one.request else "rows",
            one.request_id or "",
        )


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(map(cell, row))} |" for row in rows)
