"""`learn`: find out which dialect a service speaks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creatoraudit_mock.cli.options import (
    BaseUrlOption,
    BudgetOption,
    InsecureOption,
    KeyEnvOption,
    ProxyOption,
)

_Output = Annotated[str, typer.Option(metavar="FILE", help="Where the dialect is written.")]
_Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there.")]
_Only = Annotated[
    list[str] | None,
    typer.Option(metavar="SWITCH", help="Learn only this switch; may be repeated."),
]
_Writes = Annotated[
    bool,
    typer.Option(
        "--writes", help="Also create, change and delete throwaway things, and remove them again."
    ),
]
_Account = Annotated[
    str | None,
    typer.Option(
        metavar="PLATFORM/NAME",
        help="A profile that may be tracked for a while and is not now, such as instagram/nasa.",
    ),
]
_Missing = Annotated[
    str | None,
    typer.Option(
        metavar="PLATFORM/NAME", help="A profile that does not exist.", show_default="a random one"
    ),
]
_Wait = Annotated[
    str,
    typer.Option(metavar="DURATION", help="How long may be waited in all, such as 15m or 3h."),
]
_Exhaust = Annotated[
    bool,
    typer.Option("--exhaust", help="Use up the key's rate limit for a window, to see a 429."),
]
_LimitedKey = Annotated[
    str | None,
    typer.Option("--limited-key-env", metavar="NAME", help="A variable: a key that may only read."),
]
_DisabledKey = Annotated[
    str | None,
    typer.Option("--disabled-key-env", metavar="NAME", help="A variable: a key now disabled."),
]
_DeletedKey = Annotated[
    str | None,
    typer.Option("--deleted-key-env", metavar="NAME", help="A variable: a key now deleted."),
]
_Ledger = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Where to note what is made, so that a later run can remove it.",
        show_default="~/.local/state/creatoraudit-mock/learn",
    ),
]
_DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Print what would be asked, and send nothing.")
]


def learn(
    *,
    base_url: BaseUrlOption,
    key_env: KeyEnvOption = "CREATORAUDIT_API_KEY",
    output: _Output = "dialect.toml",
    overwrite: _Overwrite = False,
    only: _Only = None,
    writes: _Writes = False,
    account: _Account = None,
    missing_profile: _Missing = None,
    wait: _Wait = "0s",
    exhaust: _Exhaust = False,
    limited_key: _LimitedKey = None,
    disabled_key: _DisabledKey = None,
    deleted_key: _DeletedKey = None,
    budget: BudgetOption = 300,
    ledger: _Ledger = None,
    insecure: InsecureOption = False,
    proxy: ProxyOption = None,
    dry_run: _DryRun = False,
) -> None:
    """Find out which dialect a service speaks, and write it to a file.

    Without further options only what reads is sent. The file says what each value was seen by, and
    why others were not seen. `serve --dialect FILE` and the pytest plugin take it.

    Exit status: 0 at the end, 1 if the run ended early or left something behind, 2 if it cannot
    be done, 130 if it was interrupted.

    Example: creatoraudit-mock learn --base-url http://127.0.0.1:8080/v2 --key-env KEY
    """
    from creatoraudit_mock.cli.learning import (  # noqa: PLC0415 - see app.py
        Wishes,
        learn_and_tell,
        show_plan,
    )

    wishes = Wishes(
        base_url=base_url,
        key_env=key_env,
        output=output,
        overwrite=overwrite,
        only=tuple(only or ()),
        writes=writes,
        account=account,
        missing=missing_profile,
        wait=wait,
        exhaust=exhaust,
        other_keys={"limited": limited_key, "disabled": disabled_key, "deleted": deleted_key},
        budget=budget,
        ledger=ledger,
        insecure=insecure,
        proxy=proxy,
    )
    if dry_run:
        show_plan(wishes)
        return
    raise typer.Exit(learn_and_tell(wishes))
