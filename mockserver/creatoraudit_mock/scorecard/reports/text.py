"""For terminals and logs. rich is loaded when something is shown: every world imports this."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from creatoraudit_mock.scorecard.catalogue import Rule
from creatoraudit_mock.scorecard.figures import Figures
from creatoraudit_mock.scorecard.findings import Finding
from creatoraudit_mock.scorecard.reports.lines import figure_rows, tally
from creatoraudit_mock.scorecard.reports.pages import rule_page

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

# ruff: noqa: PLC0415 - imports inside functions; see above

_STYLES = {"error": "bold red", "advice": "yellow"}


def report(findings: Sequence[Finding], figures: Figures, notes: Iterable[str]) -> str:
    """Everything as plain text."""
    return "\n".join(_lines(findings, figures, notes))


def listed(findings: Sequence[Finding]) -> str:
    """The findings alone, with the tally: what a failing assertion says."""
    return "\n".join([_tally(findings), *map(line, findings)])


def line(finding: Finding) -> str:
    """One finding on one line: place, code, level, what, and how often."""
    often = f" [x{finding.count}]" if finding.count > 1 else ""
    head = f"{finding.place} {finding.code} {finding.level}"
    return f"{head} {finding.message}{often} (client: {finding.client}; topic: {finding.topic})"


def rich_report(
    findings: Sequence[Finding], figures: Figures, notes: Iterable[str]
) -> RenderableType:
    """Everything for a terminal with colours."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for name, value in figure_rows(figures):
        table.add_row(Text(name, "dim"), value)
    told = [Text(text, "dim") for text in _remarks(figures, notes)]
    return Group(
        *map(_coloured, findings), Text(_tally(findings), "bold"), Text(), table, Text(), *told
    )


def rich_rule(rule: Rule) -> RenderableType:
    """A rule's page for a terminal."""
    from rich.markdown import Markdown

    return Markdown(rule_page(rule))


def _lines(findings: Sequence[Finding], figures: Figures, notes: Iterable[str]) -> Iterator[str]:
    yield from map(line, findings)
    yield _tally(findings)
    yield ""
    rows = list(figure_rows(figures))
    width = max(len(name) for name, _ in rows)
    yield from (f"{name.ljust(width)}  {value}" for name, value in rows)
    yield from _remarks(figures, notes)


def _remarks(figures: Figures, notes: Iterable[str]) -> Iterator[str]:
    yield from (f"suggestion: {text}" for text in figures.suggestions)
    yield from (f"note: {text}" for text in notes)


def _coloured(finding: Finding) -> Text:
    from rich.text import Text

    plain = Text(line(finding))
    plain.highlight_words([finding.code], "bold cyan")
    start = len(finding.place) + len(finding.code) + 2
    plain.stylize(_STYLES[finding.level], start, start + len(finding.level))
    plain.stylize("dim", 0, len(finding.place))
    return plain


def _tally(findings: Sequence[Finding]) -> str:
    errors = sum(finding.level == "error" for finding in findings)
    return tally(errors, len(findings) - errors)
