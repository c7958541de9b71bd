"""A document read, compared with the contract, and the differences told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click
from rich.console import Console

from creatoraudit_mock.cli.diff import Form
from creatoraudit_mock.cli.refusals import refusing
from creatoraudit_mock.cli.worlds import expected_dialect
from creatoraudit_mock.difference import Document, Report, compare


def tell_differences(
    openapi: str, form: Form, ignore: Sequence[str], dialect: Sequence[str], *, strict: bool
) -> bool:
    """Print how a document differs from the contract; tell whether that is a failure."""
    spoken = expected_dialect(dialect)
    with refusing():
        report = compare(Document.read(openapi), spoken, ignore=ignore)
    _print(report, form)
    return report.fails(strict=strict)


def _print(report: Report, form: Form) -> None:
    console = Console(highlight=False, soft_wrap=True)
    if form is Form.TEXT and console.is_terminal:
        console.print(report.to_rich())
        return
    forms: dict[Form, Callable[[], str]] = {
        Form.TEXT: report.to_text,
        Form.JSON: report.to_json,
        Form.MARKDOWN: report.to_markdown,
        Form.GITHUB: report.to_github,
    }
    if text := forms[form]():
        click.echo(text.rstrip("\n"))
