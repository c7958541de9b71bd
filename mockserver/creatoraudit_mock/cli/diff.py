"""`diff`: the contract against an OpenAPI document."""

from __future__ import annotations

import enum

import click

from creatoraudit_mock.cli.options import OneOf


class Form(enum.StrEnum):
    """How differences are told."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    GITHUB = "github"


@click.command
@click.argument("openapi")
@click.option(
    "--ignore",
    metavar="PATTERN",
    multiple=True,
    help="Leave out differences by code, subject or place, such as 'field-added', 'Account.*' or "
    "'GET /search*'; may be repeated.",
)
@click.option(
    "--dialect",
    metavar="NAME=VALUE",
    multiple=True,
    help="Compare with the contract in this dialect (docs/dialect.md); may be repeated.",
)
@click.option(
    "--format",
    "form",
    type=OneOf(Form),
    default=Form.TEXT.value,
    help="How differences are told.",
)
@click.option("--strict", is_flag=True, help="Fail on notices too, not only on what is breaking.")
def diff(
    *,
    openapi: str,
    ignore: tuple[str, ...],
    dialect: tuple[str, ...],
    form: Form,
    strict: bool,
) -> int:
    """Compare the mock's contract with an OpenAPI document, and say what it means for pollers.

    OPENAPI is an OpenAPI 3.0 or 3.1 document: a file or URL, JSON or YAML.

    Exit status: 0 if nothing is breaking, 1 if something is, 2 if the command cannot be done.

    Example: creatoraudit-mock diff openapi.yaml --ignore field-added --format markdown
    """
    from creatoraudit_mock.cli.comparing import tell_differences  # noqa: PLC0415 - see app.py

    found = tell_differences(openapi, form, ignore, dialect, strict=strict)
    return 1 if found else 0
