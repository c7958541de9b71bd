"""`score`: grade a poller from the journal of its run."""

from __future__ import annotations

from pathlib import Path

import click

from creatoraudit_mock.cli import options
from creatoraudit_mock.cli.refusals import Refused


@click.command
@click.argument("journal", required=False)
@options.grading
@click.option("--explain", metavar="CODE", help="Show the page of a rule, and do nothing else.")
def score(
    *,
    journal: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    form: options.Form,
    lag: str | None,
    strict: bool,
    html: Path | None,
    explain: str | None,
) -> int:
    """Grade a poller from the journal of its run, as a linter grades code.

    JOURNAL is a journal (World.export, serve --journal) or a recording (World.save).

    Exit status: 0 if nothing is wrong, 1 if errors were found, 2 if the command cannot be done.

    Example: creatoraudit-mock score run.jsonl --lag 6h --ignore CA104 --html report.html
    """
    from creatoraudit_mock.cli.grading import (  # noqa: PLC0415 - see app.py
        grade_file,
        read_grading,
        show_rule,
    )

    if explain is not None:
        show_rule(explain)
        return 0
    if journal is None:
        raise Refused("give a JOURNAL to grade, or --explain CODE to read about a rule")
    grading = read_grading(form, select, ignore, lag, strict=strict, html=html)
    return 1 if grade_file(journal, grading) else 0
