"""`serve`: the simulated API on a port, in the foreground."""

from __future__ import annotations

from typing import Annotated

import typer

from creatoraudit_mock.cli.options import (
    DEFAULT_SPEED,
    DEFAULT_STEP,
    ScenarioOption,
    SeedOption,
    StartOption,
    make_clock,
    read_dialect,
    read_scenario,
)
from creatoraudit_mock.cli.refusals import refusing
from creatoraudit_mock.clock import Mode


def serve(
    *,
    scenario: ScenarioOption = "small",
    host: Annotated[
        str, typer.Option(metavar="HOST", help="Address or name to listen on.")
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            metavar="PORT", min=0, max=65_535, help="TCP port to listen on; 0 takes any free one."
        ),
    ] = 8080,
    clock: Annotated[
        Mode,
        typer.Option(
            help="What moves the virtual clock: real time, nothing, or each API request.",
        ),
    ] = Mode.SCALED,
    speed: Annotated[
        float | None,
        typer.Option(
            metavar="N",
            help="Virtual seconds per real second, for --clock scaled; "
            "3600 lets an hour pass each second.",
            show_default=f"{DEFAULT_SPEED:g}",
        ),
    ] = None,
    step: Annotated[
        str | None,
        typer.Option(
            metavar="DURATION",
            help="How far each request moves the clock, for --clock per-request; "
            "such as 45s, 1h30m or PT6H.",
            show_default=DEFAULT_STEP,
        ),
    ] = None,
    start: StartOption = None,
    seed: SeedOption = 0,
    dialect: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE",
            help="One switch of the dialect, such as delete_status=200; may be repeated.",
            show_default="the scenario's dialect",
        ),
    ] = None,
) -> None:
    """Serve the simulated API until Ctrl-C or SIGTERM.

    Prints where it is, its API key and a first request to try, once connections are accepted.

    Example: creatoraudit-mock serve --scenario agency --speed 3600
    """
    # Imported here because a web server and its framework would slow down every other command.
    from creatoraudit_mock.cli.foreground import ForegroundServer  # noqa: PLC0415
    from creatoraudit_mock.cli.listening import base_url, is_exposed, listen  # noqa: PLC0415
    from creatoraudit_mock.cli.welcome import warn_exposed, welcome  # noqa: PLC0415
    from creatoraudit_mock.kit import World, create_app  # noqa: PLC0415
    from creatoraudit_mock.server import uvicorn_config  # noqa: PLC0415

    plan = read_scenario(scenario)
    answers = read_dialect(plan, dialect or [])
    with listen(host, port) as sock:
        time = make_clock(plan, start, clock, speed, step)
        with refusing():
            world = World(plan, seed=seed, dialect=answers, clock=time)
        if is_exposed(sock):
            warn_exposed(host)
        url = base_url(sock, host)
        server = ForegroundServer(
            uvicorn_config(create_app(world)), lambda: welcome(world, url, step or DEFAULT_STEP)
        )
        server.run(sockets=[sock])
