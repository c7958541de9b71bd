"""Options that several commands share. Light: help must not load what only running needs."""

from __future__ import annotations

import enum
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from creatoraudit_mock.clock import DEFAULT_START

_Member = TypeVar("_Member", bound=enum.StrEnum)
_Command = TypeVar("_Command", bound=Callable[..., Any] | click.Command)


class Form(enum.StrEnum):
    """How a scorecard is told."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    GITHUB = "github"
    SARIF = "sarif"


class OneOf(click.Choice[_Member]):
    """A member of an enumeration, typed as its value; click's own takes the names."""

    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:  # noqa: ARG002 - click's
        """What is typed for a member."""
        return str(choice)


FILE: Final = click.Path(dir_okay=False, path_type=Path)
"""A file to be written."""

scenario = click.option(
    "--scenario",
    metavar="NAME|FILE",
    default="small",
    help="How the world begins: a name that `scenarios` lists, or a TOML file.",
)
seed = click.option(
    "--seed", metavar="N", default=0, help="All chance in the world: same seed, same world."
)
start = click.option(
    "--start",
    metavar="ISO",
    help="First virtual instant, ISO 8601 with an offset or Z.",
    show_default=f"the scenario's, else {DEFAULT_START}",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
dialect = click.option(
    "--dialect",
    metavar="NAME=VALUE|FILE",
    multiple=True,
    help="A switch of the dialect, such as delete_status=200, or a TOML file of them, as `learn` "
    "writes it; may be repeated, the last one wins.",
    show_default="the scenario's",
)
rate_limit = click.option(
    "--rate-limit",
    metavar="N|off",
    help="Requests per key and window, a virtual minute unless the scenario says otherwise.",
    show_default="the scenario's, else 600",
)
journal = click.option(
    "--journal",
    metavar="FILE",
    help="Write the journal there at the end: .jsonl to be graded by `score`, or .har.",
)
select = click.option(
    "--select",
    metavar="CODES",
    multiple=True,
    help="Only these rules: codes or families, CA201,CA4.",
)
ignore = click.option(
    "--ignore",
    metavar="CODES",
    multiple=True,
    help="All but these rules: codes or families, CA201,CA4.",
)
form = click.option(
    "--format",
    "form",
    type=OneOf(Form),
    default=Form.TEXT.value,
    help="How the scorecard is told.",
)
lag = click.option(
    "--lag",
    metavar="DURATION",
    help="The freshness that is needed, such as 6h: later refreshes are findings (CA103).",
)
strict = click.option("--strict", is_flag=True, help="Fail on advice too, not only on errors.")
html = click.option(
    "--html",
    metavar="FILE",
    type=FILE,
    help="Write a page as well: the run as a timeline, with findings and requests.",
)


def grading(command: _Command) -> _Command:
    """All options of how a run is graded and told, for `read_grading`."""
    for option in reversed((select, ignore, form, lag, strict, html)):
        command = option(command)
    return command


base_url = click.option(
    "--base-url",
    metavar="URL",
    required=True,
    help="Where the API is, such as https://api.example.com/v2.",
)
key_env = click.option(
    "--key-env",
    metavar="NAME",
    default="CREATORAUDIT_API_KEY",
    help="The environment variable that holds the API key; never the key.",
)
budget = click.option(
    "--budget",
    metavar="N",
    type=click.IntRange(min=1),
    default=300,
    help="The most requests to send, in all.",
)
insecure = click.option(
    "--insecure", is_flag=True, help="Send the key over plain http to another machine, too."
)
proxy = click.option(
    "--proxy", metavar="URL", help="A proxy; those of the environment are not used."
)
