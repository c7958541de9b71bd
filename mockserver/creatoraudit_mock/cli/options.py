"""Options that several commands share. Light: help must not load what only running needs."""

from __future__ import annotations

from typing import Annotated

import typer

from creatoraudit_mock.clock import DEFAULT_START

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
