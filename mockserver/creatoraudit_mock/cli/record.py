"""`record`: an organization of a service as a scenario file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creatoraudit_mock.cli.options import (
    BaseUrlOption,
    BudgetOption,
    InsecureOption,
    KeyEnvOption,
)

_Output = Annotated[
    Path,
    typer.Option("--output", "-o", metavar="FILE.toml", help="The file.", show_default=False),
]
_Scale = Annotated[
    float, typer.Option(metavar="X", help="Multiply followers and views by this, such as 0.1.")
]
_Texts = Annotated[
    bool, typer.Option("--texts", help="Keep categories and metadata instead of pseudonyms.")
]
_Names = Annotated[
    bool,
    typer.Option("--keep-names", help="Keep user names, identifiers, creators and texts as well."),
]


def record(
    *,
    base_url: BaseUrlOption,
    output: _Output,
    key_env: KeyEnvOption = "CREATORAUDIT_API_KEY",
    budget: BudgetOption = 300,
    scale: _Scale = 1.0,
    texts: _Texts = False,
    keep_names: _Names = False,
    insecure: InsecureOption = False,
) -> None:
    """Read an organization from a service and write it as a scenario to replay.

    Nothing is changed at the service. Names and ids are replaced by pseudonyms that belong to the
    key: the same again each time. The file is checked for originals before it is written.

    Exit status: 0 if the file was written, 2 if not.

    Example: creatoraudit-mock record --base-url https://api.example.com/v2 --key-env API_KEY
    -o mine.toml
    """
    from creatoraudit_mock.cli.recording import write_recorded  # noqa: PLC0415 - see app.py
    from creatoraudit_mock.service.recorder import Wishes  # noqa: PLC0415 - see app.py

    wishes = Wishes(scale=scale, texts=texts, names=keep_names)
    write_recorded(base_url, key_env, output, budget, wishes, insecure=insecure)
