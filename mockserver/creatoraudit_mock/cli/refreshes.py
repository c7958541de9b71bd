"""`refreshes`: the scrapes to come, so that a poller's author knows what there is to detect."""

from __future__ import annotations

import click

from creatoraudit_mock.cli import options
from creatoraudit_mock.cli.refusals import Refused

_COUNT = 20


@click.command
@click.argument("resource", required=False)
@options.scenario
@click.option(
    "--days",
    metavar="N",
    type=click.IntRange(min=1),
    help="List the scrapes of so many virtual days.",
)
@click.option(
    "--count",
    metavar="N",
    type=click.IntRange(min=1),
    help="List so many scrapes.",
    show_default=str(_COUNT),
)
@options.start
@options.seed
@options.as_json
def refreshes(
    *,
    resource: str | None,
    scenario: str,
    days: int | None,
    count: int | None,
    start: str | None,
    seed: int,
    as_json: bool,
) -> None:
    """List the coming scrapes of a world in the order in which they happen.

    RESOURCE is an account or video: its id, user name, external id or shortcode; all if none is
    given. An outcome is refreshed, failed or unavailable. With --json each line is one object.

    Example: creatoraudit-mock refreshes --scenario flaky --days 3 vanishing
    """
    from creatoraudit_mock.cli.upcoming import show_upcoming  # noqa: PLC0415 - see app.py
    from creatoraudit_mock.cli.worlds import make_world  # noqa: PLC0415

    if days is not None and count is not None:
        raise Refused(f"--days {days} and --count {count} exclude each other: give one of them")
    show_upcoming(
        make_world(scenario, seed, start).organization,
        resource,
        days=days,
        count=_COUNT if days is None and count is None else count,
        as_json=as_json,
    )
