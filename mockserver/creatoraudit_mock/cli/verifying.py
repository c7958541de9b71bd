"""A service put to the test: the plan, the run with its progress, and the outcome told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console

from creatoraudit_mock.cli.output import print_json, print_table
from creatoraudit_mock.cli.refusals import Refused, refusing
from creatoraudit_mock.cli.stopping import INTERRUPTED, stoppable
from creatoraudit_mock.cli.verify import Mark, ReportForm
from creatoraudit_mock.cli.watching import watched
from creatoraudit_mock.cli.worlds import expected_dialect
from creatoraudit_mock.service import Caller, Key, ServiceTrouble, Watcher
from creatoraudit_mock.service.ledger import default_folder
from creatoraudit_mock.service.verification import (
    PREFIX,
    RESERVE,
    Check,
    Report,
    chosen,
    clean_everything,
    cost,
    planned,
    verify,
)
from creatoraudit_mock.service.verification.reports import markdown, text


@dataclass(frozen=True, slots=True)
class Order:
    """What the options of `verify` say."""

    base_url: str
    key_env: str
    dialect: tuple[str, ...]
    only: tuple[str, ...]
    writes: bool
    budget: int
    form: ReportForm
    fail_on: Mark
    ledger: Path | None
    insecure: bool
    proxy: str | None

    @property
    def folder(self) -> Path:
        """Where ledgers are kept."""
        return self.ledger or default_folder()


def run_verification(order: Order, *, clean: bool, dry_run: bool) -> int:
    """Do what was ordered; the exit status."""
    dialect = expected_dialect(order.dialect)
    with refusing("--only: "):
        checks = chosen(planned(writes=order.writes), order.only)
    if dry_run:
        _print_plan(checks, order)
        return 0
    try:
        with stoppable(), refusing(), watched() as watcher, _caller(order, watcher) as caller:
            if clean:
                _print_removed(clean_everything(caller, order.folder))
                return 0
            folder = order.folder if order.writes else None
            report = verify(caller, dialect, only=order.only, ledgers=folder)
    except (ServiceTrouble, ModuleNotFoundError) as error:
        raise Refused(str(error)) from None
    except KeyboardInterrupt:
        click.echo("stopped: what was made is removed, or noted for the next run", err=True)
        return INTERRUPTED
    _print_report(report, order.form)
    return 1 if report.fails(order.fail_on.value) else 2 * bool(report.stopped)


def _caller(order: Order, watcher: Watcher) -> Caller:
    return Caller(
        order.base_url,
        Key.from_env(order.key_env),
        budget=order.budget,
        insecure=order.insecure,
        proxy=order.proxy,
        watcher=watcher,
    )


def _print_plan(checks: Sequence[Check], order: Order) -> None:
    names = ("check", "requests", "evidence", "does", "claims")
    rows = [
        (one.code, str(one.requests), one.evidence, _DOES[one.writes], one.claims) for one in checks
    ]
    if order.form is ReportForm.JSON:
        print_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    print_table(names, rows)
    total = cost(checks)
    click.echo(f"\n{len(checks)} checks, at most {total} requests of a budget of {order.budget}.")
    click.echo(_WRITES if order.writes else _READS)


_DOES = ("reads", "writes")
_READS = "Nothing is written: only GET, and the POSTs that read in batches."
_WRITES = (
    f"Creators named {PREFIX!r} are made and removed; {RESERVE} requests are kept back for that. "
    "Nothing is tracked, and nothing else is changed."
)


def _print_removed(removed: list[str]) -> None:
    for name in removed:
        click.echo(f"removed {name}")
    click.echo(f"{len(removed)} leftovers removed" if removed else "nothing was left behind")


def _print_report(report: Report, form: ReportForm) -> None:
    console = Console(highlight=False, soft_wrap=True)
    if form is ReportForm.TEXT and console.is_terminal:
        console.print(text.rich_report(report))
        return
    forms = {
        ReportForm.TEXT: text.report,
        ReportForm.JSON: text.as_json,
        ReportForm.MARKDOWN: markdown.report,
    }
    click.echo(forms[form](report).rstrip("\n"))
