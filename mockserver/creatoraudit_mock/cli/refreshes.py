"""`refreshes`: the scrapes to come, so that a poller's author knows what there is to detect."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from creatoraudit_mock.cli.options import (
    JsonOption,
    ScenarioOption,
    SeedOption,
    StartOption,
    make_clock,
    read_scenario,
)
from creatoraudit_mock.cli.refusals import Refused, refusing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from creatoraudit_mock.cli.upcoming import Scrape

_DEFAULT_COUNT = 20
_HEADERS = ("virtual time", "outcome", "platform", "resource", "id")
_STYLES = {"refreshed": "green", "failed": "red", "unavailable": "yellow"}


def refreshes(
    *,
    resource: Annotated[
        str | None,
        typer.Argument(
            metavar="[RESOURCE]",
            help="Only this one: the id of an account or video, a user name, a post's external "
            "id or its shortcode.",
            show_default="everything",
        ),
    ] = None,
    scenario: ScenarioOption = "small",
    seed: SeedOption = 0,
    start: StartOption = None,
    days: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, help="Virtual days to look ahead; takes the place of --count."
        ),
    ] = None,
    count: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="How many scrapes to list.",
            show_default=str(_DEFAULT_COUNT),
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the coming scrapes of a world, in the order in which they happen.

    An outcome is refreshed, failed or unavailable. Programs get one JSON object per line.

    Example: creatoraudit-mock refreshes --scenario flaky --days 2 vanishing
    """
    from creatoraudit_mock.cli.upcoming import find, upcoming  # noqa: PLC0415 - needs a world
    from creatoraudit_mock.kit import World  # noqa: PLC0415

    if days is not None and count is not None:
        raise Refused(f"--days {days} and --count {count} exclude each other: give one of them")
    plan = read_scenario(scenario)
    clock = make_clock(plan, start)
    with refusing():
        world = World(plan, seed=seed, clock=clock)
    org = world.organization
    records = list(org.everything()) if resource is None else find(org, resource)
    limit = None if days is not None else count or _DEFAULT_COUNT
    scrapes = islice(upcoming(org, records, days), limit)
    if as_json:
        _print_lines(scrapes)
    else:
        _print_table(scrapes, records)


def _print_lines(scrapes: Iterable[Scrape]) -> None:
    from creatoraudit_mock.cli.output import print_json_line  # noqa: PLC0415

    for scrape in scrapes:
        print_json_line(scrape.fields)


def _print_table(scrapes: Iterable[Scrape], records: Iterable[Tracked]) -> None:
    from creatoraudit_mock.cli.output import Table, widths  # noqa: PLC0415
