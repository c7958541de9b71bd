"""`diff`: the contract against an OpenAPI document."""

from __future__ import annotations

import enum
from typing import Annotated

import typer


class Form(enum.StrEnum):
    """How differences are told."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    GITHUB = "github"


_Document = Annotated[
    str,
    typer.Argument(
        metavar="OPENAPI", help="An OpenAPI 3.0 or 3.1 document: a file or URL, JSON or YAML."
    ),
]
_Ignore = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATTERN",
        help="Leave out differences by code, subject or place, such as 'field-added', "
        "'Account.*' or 'GET /search*'; may be repeated.",
    ),
]
_Dialect = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=VALUE",
        help="Compare with the contract in this dialect (docs/dialect.md); may be repeated.",
    ),
]
_Format = Annotated[
    Form, typer.Option("--format", metavar="|".join(Form), help="How differences are told.")
]
_Strict = Annotated[
    bool, typer.Option("--strict", help="Fail on notices too, not only on what is breaking.")
]


def diff(
    openapi: _Document,
    *,
    ignore: _Ignore = None,
    dialect: _Dialect = None,
    form: _Format = Form.TEXT,
    strict: _Strict = False,
) -> None:
    """Compare the mock's contract with an OpenAPI document, and say what it means for pollers.

    Exit status: 0 if nothing is breaking, 1 if something is, 2 if the command cannot be done.

    Example: creatoraudit-mock diff openapi.yaml --ignore field-added --format markdown
    """
    from creatoraudit_mock.cli.comparing import tell_differences  # noqa: PLC0415 - see app.py

    found = tell_differences(openapi, form, ignore or [], dialect or [], strict=strict)
    raise typer.Exit(1 if found else 0)
