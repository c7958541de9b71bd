"""`record`: an organization of a service as a scenario file."""

from __future__ import annotations

from pathlib import Path

import click

from creatoraudit_mock.cli import options


@click.command
@options.base_url
@click.option(
    "--output",
    "-o",
    metavar="FILE.toml",
    type=click.Path(path_type=Path),
    required=True,
    help="The file.",
)
@options.key_env
@options.budget
@click.option(
    "--scale",
    metavar="X",
    default=1.0,
    help="Multiply followers and views by this, such as 0.1.",
)
@click.option("--texts", is_flag=True, help="Keep categories and metadata instead of pseudonyms.")
@click.option(
    "--keep-names",
    is_flag=True,
    help="Keep user names, identifiers, creators and texts as well.",
)
@options.insecure
def record(
    *,
    base_url: str,
    output: Path,
    key_env: str,
    budget: int,
    scale: float,
    texts: bool,
    keep_names: bool,
    insecure: bool,
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
