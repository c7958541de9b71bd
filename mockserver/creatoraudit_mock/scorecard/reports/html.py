"""A page of its own: no script, no network, light and dark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from creatoraudit_mock.scorecard.figures import Figures
from creatoraudit_mock.scorecard.findings import Finding
from creatoraudit_mock.scorecard.reports.lines import figure_rows, tally

_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }}
body {{ margin: 2rem auto; max-width: 70rem; padding: 0 1rem }}
table {{ border-collapse: collapse; margin: 1rem 0; width: 100% }}
td, th {{ border-bottom: 1px solid #8884; overflow-wrap: anywhere; padding: .3rem .6rem;
  text-align: left; vertical-align: top }}
.error {{ color: #c22 }} .advice {{ color: #a70 }}
</style>
<h1>{title}</h1>
{findings}
<h2>Figures</h2>
<table>
{figures}
</table>
{remarks}
</html>
"""
_HEAD = "<tr><th>where</th><th>rule</th><th>level</th><th>what</th><th>times</th></tr>"


def report(findings: Sequence[Finding], figures: Figures, notes: Iterable[str]) -> str:
    """Everything as one HTML page."""
    errors = sum(finding.level == "error" for finding in findings)
    remarks = [*(f"Suggestion: {text}" for text in figures.suggestions), *notes]
    return _PAGE.format(
        title=f"Scorecard: {tally(errors, len(findings) - errors)}",
        findings=_table([_HEAD, *map(_row, findings)]) if findings else "",
        figures="\n".join(_cells(name, value) for name, value in figure_rows(figures)),
        remarks="\n".join(f"<p>{escape(text)}</p>" for text in remarks),
    )


def _row(finding: Finding) -> str:
    rule = f"{finding.code} {finding.name}"
    level = f'<td class="{finding.level}">{finding.level}</td>'
    rest = f"<td>{escape(finding.message)}</td><td>{finding.count}</td>"
    return f"<tr><td>{escape(finding.place)}</td><td>{rule}</td>{level}{rest}</tr>"


def _cells(*cells: str) -> str:
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _table(rows: Iterable[str]) -> str:
    return "<table>\n" + "\n".join(rows) + "\n</table>"
