"""Options that several commands share. Light: help must not load what only running needs."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from creatoraudit_mock.clock import DEFAULT_START


class Form(enum.StrEnum):
    """How a scorecard is told."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    GITHUB = "github"
    SARIF = "sarif"


ScenarioOption = Annotated[
    str,
    typer.Option(
        metavar="NAME|FILE",
        help="How the world begins: a name that `scenarios` lists, or a TOML file.",
    ),
]
SeedOption = Annotated[
    int, typer.Option(metavar="N", help="All chance in the world: same seed, same world.")
]
StartOption = Annotated[
    str | None,
    typer.Option(
        metavar="ISO",
        help="First virtual instant, ISO 8601 with an offset or Z.",
        show_default=f"the scenario's, else {DEFAULT_START}",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
DialectOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=VALUE|FILE",
        help="A switch of the dialect, such as delete_status=200, or a TOML file of them, as "
        "`learn` writes it; may be repeated, the last one wins.",
        show_default="the scenario's",
    ),
]
RateLimitOption = Annotated[
    str | None,
    typer.Option(
        metavar="N|off",
        help="Requests per key and window, a virtual minute unless the scenario says otherwise.",
        show_default="the scenario's, else 600",
    ),
]
JournalOption = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="Write the journal there at the end: .jsonl to be graded by `score`, or .har.",
    ),
]
SelectOption = Annotated[
    list[str] | None,
    typer.Option(metavar="CODES", help="Only these rules: codes or families, CA201,CA4."),
]
IgnoreOption = Annotated[
    list[str] | None,
    typer.Option(metavar="CODES", help="All but these rules: codes or families, CA201,CA4."),
]
FormatOption = Annotated[
    Form, typer.Option("--format", metavar="|".join(Form), help="How the scorecard is told.")
]
LagOption = Annotated[
    str | None,
    typer.Option(
        metavar="DURATION",
        help="The freshness that is needed, such as 6h: later refreshes are findings (CA103).",
    ),
]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Fail on advice too, not only on errors.")
]
HtmlOption = Annotated[
    Path | None,
    typer.Option(
        "--html",
        metavar="FILE",
        help="Write a page as well: the run as a timeline, with findings and requests.",
        dir_okay=False,
    ),
]

BaseUrlOption = Annotated[
    str, typer.Option(metavar="URL", help="Where the API is, such as https://api.example.com/v2.")
]
KeyEnvOption = Annotated[
    str,
    typer.Option(
        metavar="NAME", help="The environment variable that holds the API key; never the key."
    ),
]
BudgetOption = Annotated[
    int, typer.Option(metavar="N", min=1, help="The most requests to send, in all.")
]
InsecureOption = Annotated[
    bool, typer.Option("--insecure", help="Send the key over plain http to another machine, too.")
]
ProxyOption = Annotated[
    str | None, typer.Option(metavar="URL", help="A proxy; those of the environment are not used.")
]
