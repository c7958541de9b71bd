"""`score`: grade a poller from the journal of its run."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from creatoraudit_mock.cli.refusals import Refused


class Form(enum.StrEnum):
    """How a scorecard is told."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    GITHUB = "github"
    SARIF = "sarif"


_Journal = Annotated[
    str | None,
    typer.Argument(
        metavar="JOURNAL",
        help="A journal (World.export, serve --journal) or a recording (World.save).",
        show_default=False,
    ),
]
_Select = Annotated[
    list[str] | None,
    typer.Option(metavar="CODES", help="Only these rules: codes or families, CA201,CA4."),
]
_Ignore = Annotated[
    list[str] | None,
    typer.Option(metavar="CODES", help="All but these rules: codes or families, CA201,CA4."),
]
_Format = Annotated[
    Form, typer.Option("--format", metavar="|".join(Form), help="How the scorecard is told.")
]
_Lag = Annotated[
    str | None,
    typer.Option(
        metavar="DURATION",
        help="The freshness that is needed, such as 6h: later refreshes are findings (CA103).",
    ),
]
_Strict = Annotated[bool, typer.Option("--strict", help="Fail on advice too, not only on errors.")]
_Html = Annotated[
    Path | None,
    typer.Option(
        "--html",
        metavar="FILE",
        help="Write a page as well: the run as a timeline, with findings and requests.",
        dir_okay=False,
    ),
]
_Explain = Annotated[
    str | None, typer.Option(metavar="CODE", help="Show the page of a rule, and do nothing else.")
]


def score(
    *,
    journal: _Journal = None,
    select: _Select = None,
    ignore: _Ignore = None,
    form: _Format = Form.TEXT,
    lag: _Lag = None,
    strict: _Strict = False,
    html: _Html = None,
    explain: _Explain = None,
) -> None:
    """Grade a poller from the journal of its run, as a linter grades code.

    Exit status: 0 if nothing is wrong, 1 if errors were found, 2 if the command cannot be done.

    Example: creatoraudit-mock score run.jsonl --lag 6h --ignore CA104 --html report.html
    """
    from creatoraudit_mock.cli.grading import grade, show_rule  # noqa: PLC0415 - see app.py

    if explain is not None:
        show_rule(explain)
        return
    if journal is None:
        raise Refused("give a JOURNAL to grade, or --explain CODE to read about a rule")
    rules = {"select": select or [], "ignore": ignore or []}
    found = grade(journal, form, **rules, lag=lag, strict=strict, html=html)
    raise typer.Exit(1 if found else 0)
