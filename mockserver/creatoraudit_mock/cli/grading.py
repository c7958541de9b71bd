"""A journal read, graded and told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

import click
from rich.console import Console

from creatoraudit_mock.cli.options import Form
from creatoraudit_mock.cli.refusals import Refused, refusing
from creatoraudit_mock.kit import World
from creatoraudit_mock.scorecard import Scorecard, chosen, rich_rule, rule, rule_page
from creatoraudit_mock.scorecard import score as score_of
from creatoraudit_mock.values import parse_duration

_RECORDING: Final = b'{"creatoraudit_mock":'
"""How the first line of a recording begins."""


class Grading(NamedTuple):
    """How a run is to be graded and told: the options of `score`, checked."""

    form: Form
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    lag: str | None
    strict: bool
    html: Path | None
    """Where a page with its timeline is to be written as well."""


def read_grading(
    form: Form,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    lag: str | None,
    *,
    strict: bool,
    html: Path | None,
) -> Grading:
    """What the options ask for."""
    with refusing("--"):
        only, never = chosen(select, "select"), chosen(ignore, "ignore")
        if lag is not None:
            parse_duration(lag, name="lag")
    return Grading(form, only, never, lag, strict, html)


def grade_file(journal: str, grading: Grading) -> bool:
    """Print the scorecard of a journal or recording; tell whether it found what must not be."""
    with refusing(f"{journal}: "):
        card = score_of(_graded(journal), lag=grading.lag)
    return tell(card, grading, journal)


def tell(card: Scorecard, grading: Grading, journal: str) -> bool:
    """Print a scorecard; tell whether it has what must not be.

    Args:
        card: as it was graded, with all findings.
        grading: which of them matter, and in which form they are told.
        journal: the file that they are about.
    """
    card = card.only(select=grading.select, ignore=grading.ignore)
    if grading.html is not None:
        with refusing("--html: "):
            grading.html.write_text(card.to_html(), encoding="utf-8")
    _print(card, grading.form, journal)
    return bool(card.chosen(strict=grading.strict))


def show_rule(code: str) -> None:
    """Print the page of a rule."""
    try:
        known = rule(code)
    except LookupError as error:
        raise Refused(f"--explain: {error.args[0]}") from None
    console = Console(highlight=False)
    if console.is_terminal:
        console.print(rich_rule(known))
    else:
        click.echo(rule_page(known), nl=False)


def _graded(journal: str) -> World | str:
    with Path(journal).open("rb") as file:
        is_recording = file.read(len(_RECORDING)) == _RECORDING
    return World.load(journal) if is_recording else journal


def _print(card: Scorecard, form: Form, journal: str) -> None:
    console = Console(highlight=False, soft_wrap=True)
    if form is Form.TEXT and console.is_terminal:
        console.print(card)
        return
    forms: dict[Form, Callable[[], str]] = {
        Form.TEXT: card.to_text,
        Form.JSON: card.to_json,
        Form.MARKDOWN: card.to_markdown,
        Form.GITHUB: card.to_github,
        Form.SARIF: lambda: card.to_sarif(journal),
    }
    text = forms[form]()
    if text:
        click.echo(text.rstrip("\n"))
