"""A service read, and the scenario written."""

from __future__ import annotations

from pathlib import Path

import click

from creatoraudit_mock.cli.refusals import Refused, refusing
from creatoraudit_mock.service import Caller, Key, ServiceTrouble
from creatoraudit_mock.service.recorder import Recorded, Wishes, record, write


def write_recorded(
    base_url: str, key_env: str, output: Path, budget: int, wishes: Wishes, *, insecure: bool
) -> None:
    """Read an organization and write its scenario; say what it cost and what is missing."""
    if output.suffix != ".toml":
        raise Refused(f"--output must end in .toml, as scenarios do, got {output}")
    if not 0 < wishes.scale <= 1000:  # noqa: PLR2004 - a thousandfold is more than anybody needs
        raise Refused(f"--scale must be above 0 and at most 1000, got {wishes.scale:g}")
    with refusing():
        key = Key.from_env(key_env)
        try:
            with Caller(base_url, key, budget=budget, insecure=insecure) as caller:
                recorded = record(caller, key, wishes)
        except (ServiceTrouble, ModuleNotFoundError) as error:
            raise Refused(str(error)) from None
    with refusing("--output: "):
        write(recorded.text, output)
    _tell(recorded, output, caller.budget.spent)


def _tell(recorded: Recorded, output: Path, spent: int) -> None:
    seen = recorded.observed
    counts = f"{len(seen.accounts)} accounts, {len(seen.videos)} videos"
    click.echo(f"{output}: {counts}, {len(seen.creators)} creators, with {spent} requests")
    for note in seen.notes:
        click.echo(f"note: {note}")
