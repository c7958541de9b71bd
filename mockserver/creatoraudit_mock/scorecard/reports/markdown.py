"""For job summaries and pull requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from creatoraudit_mock.scorecard.figures import Figures
from creatoraudit_mock.scorecard.findings import Finding
from creatoraudit_mock.scorecard.reports.lines import figure_rows, tally


def report(findings: Sequence[Finding], figures: Figures, notes: Iterable[str]) -> str:
    """Everything as Markdown."""
    return "\n".join(_lines(findings, figures, notes)) + "\n"


def _lines(findings: Sequence[Finding], figures: Figures, notes: Iterable[str]) -> Iterator[str]:
    errors = sum(finding.level == "error" for finding in findings)
    yield f"## Scorecard: {tally(errors, len(findings) - errors)}"
    if findings:
        yield from ("", "| where | rule | level | what | times |", "|---|---|---|---|---|")
        yield from map(_row, findings)
    yield from ("", "| figure | value |", "|---|---|")
    yield from (f"| {name} | {value} |" for name, value in figure_rows(figures))
    remarks = [*(f"Suggestion: {text}" for text in figures.suggestions), *notes]
    if remarks:
        yield ""
        yield from (f"- {cell(text)}" for text in remarks)


def _row(finding: Finding) -> str:
    rule = f"{finding.code} {finding.name}"
    cells = (finding.place, rule, finding.level, cell(finding.message), str(finding.count))
    return f"| {' | '.join(cells)} |"


def cell(text: str) -> str:
    """Text from requests must not be taken for a table or for markup."""
    marked = text.replace("\\", "\\\\")
    for character in "|`<*_[":
        marked = marked.replace(character, f"\\{character}")
    return marked.replace("\n", " ")
