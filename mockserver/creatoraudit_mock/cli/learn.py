"""`learn`: find out which dialect a service speaks."""

from __future__ import annotations

from pathlib import Path

import click

from creatoraudit_mock.cli import options


@click.command
@options.base_url
@options.key_env
@click.option(
    "--output", metavar="FILE", default="dialect.toml", help="Where the dialect is written."
)
@click.option("--overwrite", is_flag=True, help="Replace a file that is there.")
@click.option(
    "--only",
    metavar="SWITCH",
    multiple=True,
    help="Learn only this switch; may be repeated.",
)
@click.option(
    "--writes",
    is_flag=True,
    help="Also create, change and delete throwaway things, and remove them again.",
)
@click.option(
    "--account",
    metavar="PLATFORM/NAME",
    help="A profile that may be tracked for a while and is not now, such as instagram/nasa.",
)
@click.option(
    "--missing-profile",
    metavar="PLATFORM/NAME",
    help="A profile that does not exist.",
    show_default="a random one",
)
@click.option(
    "--wait",
    metavar="DURATION",
    default="0s",
    help="How long may be waited in all, such as 15m or 3h.",
)
@click.option(
    "--exhaust", is_flag=True, help="Use up the key's rate limit for a window, to see a 429."
)
@click.option("--limited-key-env", metavar="NAME", help="A variable: a key that may only read.")
@click.option("--disabled-key-env", metavar="NAME", help="A variable: a key now disabled.")
@click.option("--deleted-key-env", metavar="NAME", help="A variable: a key now deleted.")
@options.budget
@click.option(
    "--ledger",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where to note what is made, so that a later run can remove it.",
    show_default="~/.local/state/creatoraudit-mock/learn",
)
@options.insecure
@options.proxy
@click.option("--dry-run", is_flag=True, help="Print what would be asked, and send nothing.")
def learn(
    *,
    base_url: str,
    key_env: str,
    output: str,
    overwrite: bool,
    only: tuple[str, ...],
    writes: bool,
    account: str | None,
    missing_profile: str | None,
    wait: str,
    exhaust: bool,
    limited_key_env: str | None,
    disabled_key_env: str | None,
    deleted_key_env: str | None,
    budget: int,
    ledger: Path | None,
    insecure: bool,
    proxy: str | None,
    dry_run: bool,
) -> int:
    """Find out which dialect a service speaks, and write it to a file.

    Without further options only what reads is sent. The file says what each value was seen by, and
    why others were not seen. `serve --dialect FILE` and the pytest plugin take it.

    Exit status: 0 at the end, 1 if the run ended early or left something behind, 2 if it cannot
    be done, 130 if it was interrupted.

    Example: creatoraudit-mock learn --base-url http://127.0.0.1:8080/v2
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
        only=only,
        writes=writes,
        account=account,
        missing=missing_profile,
        wait=wait,
        exhaust=exhaust,
        other_keys={
            "limited": limited_key_env,
            "disabled": disabled_key_env,
            "deleted": deleted_key_env,
        },
        budget=budget,
        ledger=ledger,
        insecure=insecure,
        proxy=proxy,
    )
    if dry_run:
        show_plan(wishes)
        return 0
    return learn_and_tell(wishes)
