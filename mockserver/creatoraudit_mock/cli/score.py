"""`score`: grade a poller from the journal of its run."""

from __future__ import annotations

from typing import Annotated

import typer

from creatoraudit_mock.cli.options import (
    Form,
    FormatOption,
    HtmlOption,
    IgnoreOption,
    LagOption,
    SelectOption,
    StrictOption,
)
from creatoraudit_mock.cli.refusals import Refused

_Journal = Annotated[
    str | None,
    typer.Argument(
        metavar="JOURNAL",
        help="A journal (World.export, serve --journal) or a recording (World.save).",
        show_default=False,
    ),
]
_Explain = Annotated[
    str | None, typer.Option(metavar="CODE", help="Show the page of a rule, and do nothing else.")
]


def score(
    *,
    journal: _Journal = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    form: FormatOption = Form.TEXT,
    lag: LagOption = None,
    strict: StrictOption = False,
    html: HtmlOption = None,
    explain: _Explain = None,
) -> None:
    """Grade a poller from the journal of its run, as a linter grades code.

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
        return
    if journal is None:
        raise Refused("give a JOURNAL to grade, or --explain CODE to read about a rule")
    grading = read_grading(form, select, ignore, lag, strict=strict, html=html)
    found = grade_file(journal, grading)
    raise typer.Exit(1 if found else 0)
