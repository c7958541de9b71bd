"""`verify`: put a service to the test, the real one or a mock."""

from __future__ import annotations

import enum
from pathlib import Path

import click

from creatoraudit_mock.cli import options


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


@click.command
@options.base_url
@options.key_env
@click.option(
    "--dialect",
    metavar="NAME=VALUE|FILE",
    multiple=True,
    help="A switch of the dialect that is expected, such as delete_status=200, or a TOML file of "
    "them, as `learn` writes it; may be repeated, the last one wins.",
    show_default="today's best guess",
)
@click.option(
    "--only",
    metavar="CODE",
    multiple=True,
    help="Only this check or family, such as paging or read.get_account; may be repeated.",
    show_default="all",
)
@click.option(
    "--writes",
    is_flag=True,
    help="Also make, change and remove creators of our own. Nothing is tracked: no quota is spent.",
)
@click.option(
    "--clean",
    is_flag=True,
    help="Remove what earlier runs have left on the service, and do nothing else.",
)
@click.option("--dry-run", is_flag=True, help="Print the plan with its requests, and send none.")
@options.budget
@click.option(
    "--format",
    "form",
    type=options.OneOf(ReportForm),
    default=ReportForm.TEXT.value,
    help="How the outcome is told.",
)
@click.option(
    "--fail-on",
    type=options.OneOf(Mark),
    default=Mark.ASSUMED.value,
    help="The weakest evidence whose refutation fails the command.",
)
@click.option(
    "--ledger",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where to note what is made, so that a later run can remove it.",
    show_default="~/.local/state/creatoraudit-mock/verify",
)
@options.insecure
@options.proxy
def verify(
    *,
    base_url: str,
    key_env: str,
    dialect: tuple[str, ...],
    only: tuple[str, ...],
    writes: bool,
    clean: bool,
    dry_run: bool,
    budget: int,
    form: ReportForm,
    fail_on: Mark,
    ledger: Path | None,
    insecure: bool,
    proxy: str | None,
) -> int:
    """Verify that a service answers as the mock does. Reads only, unless told otherwise.

    Exit status: 0 if nothing is refuted, 1 if something is, 2 if it cannot be told.

    Example: creatoraudit-mock verify --base-url http://127.0.0.1:8080/v2
    """
    from creatoraudit_mock.cli.verifying import Order, run_verification  # noqa: PLC0415 - see app.py

    order = Order(
        base_url=base_url,
        key_env=key_env,
        dialect=dialect,
        only=only,
        writes=writes,
        budget=budget,
        form=form,
        fail_on=fail_on,
        ledger=ledger,
        insecure=insecure,
        proxy=proxy,
    )
    return run_verification(order, clean=clean, dry_run=dry_run)
