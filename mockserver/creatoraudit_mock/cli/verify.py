"""`verify`: put a service to the test, the real one or a mock."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from creatoraudit_mock.cli.options import (
    BaseUrlOption,
    BudgetOption,
    InsecureOption,
    KeyEnvOption,
    ProxyOption,
)


class ReportForm(enum.StrEnum):
    """How the outcome is told."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class Mark(enum.StrEnum):
    """What stands behind a claim, the strongest first."""

    DOCUMENTED = "documented"
    INFERRED = "inferred"
    ASSUMED = "assumed"


_Dialect = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=VALUE|FILE",
        help="A switch of the dialect that is expected, such as delete_status=200, or a TOML file "
        "of them, as `learn` writes it; may be repeated, the last one wins.",
        show_default="today's best guess",
    ),
]
_Only = Annotated[
    list[str] | None,
    typer.Option(
        metavar="CODE",
        help="Only this check or family, such as paging or read.get_account; may be repeated.",
        show_default="all",
    ),
]
_Writes = Annotated[
    bool,
    typer.Option(
        "--writes",
        help="Also make, change and remove creators of our own. Nothing is tracked: no quota is "
        "spent.",
    ),
]
_Clean = Annotated[
    bool,
    typer.Option(
        "--clean", help="Remove what earlier runs have left on the service, and do nothing else."
    ),
]
_DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Print the plan with its requests, and send none.")
]
_Form = Annotated[
    ReportForm,
    typer.Option("--format", metavar="|".join(ReportForm), help="How the outcome is told."),
]
_FailOn = Annotated[
    Mark,
    typer.Option(
        metavar="|".join(Mark), help="The weakest evidence whose refutation fails the command."
    ),
]
_Ledger = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Where to note what is made, so that a later run can remove it.",
        show_default="~/.local/state/creatoraudit-mock/verify",
    ),
]


def verify(
    *,
    base_url: BaseUrlOption,
    key_env: KeyEnvOption = "CREATORAUDIT_API_KEY",
    dialect: _Dialect = None,
    only: _Only = None,
    writes: _Writes = False,
    clean: _Clean = False,
    dry_run: _DryRun = False,
    budget: BudgetOption = 300,
    form: _Form = ReportForm.TEXT,
    fail_on: _FailOn = Mark.ASSUMED,
    ledger: _Ledger = None,
    insecure: InsecureOption = False,
    proxy: ProxyOption = None,
) -> None:
    """Verify that a service answers as the mock does. Reads only, unless told otherwise.

    Exit status: 0 if nothing is refuted, 1 if something is, 2 if it cannot be told.

    Example: creatoraudit-mock verify --base-url http://127.0.0.1:8080/v2 --key-env KEY
    """
    from creatoraudit_mock.cli.verifying import Order, run_verification  # noqa: PLC0415 - see app.py

    order = Order(
        base_url=base_url,
        key_env=key_env,
        dialect=tuple(dialect or ()),
        only=tuple(only or ()),
        writes=writes,
        budget=budget,
        form=form,
        fail_on=fail_on,
        ledger=ledger,
        insecure=insecure,
        proxy=proxy,
    )
    raise typer.Exit(run_verification(order, clean=clean, dry_run=dry_run))
