"""`serve`: the simulated API on a port, in the foreground."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from creatoraudit_mock.cli import options
from creatoraudit_mock.cli.loading import loading
from creatoraudit_mock.cli.motion import DEFAULT_SPEED, DEFAULT_STEP, read_motion
from creatoraudit_mock.clock import Mode

if TYPE_CHECKING:
    from creatoraudit_mock.kit import World


@click.command
@options.scenario
@click.option("--host", metavar="HOST", default="127.0.0.1", help="Address or name to listen on.")
@click.option(
    "--port", metavar="PORT", default=8080, help="TCP port to listen on; 0 takes any free one."
)
@click.option(
    "--clock",
    metavar="MODE",
    type=options.OneOf(Mode),
    default=Mode.SCALED.value,
    help="What moves the virtual clock: scaled (real time), frozen (nothing) or per-request.",
)
@click.option(
    "--speed",
    metavar="N",
    type=float,
    help="Virtual seconds per real second, for --clock scaled; 3600: an hour each second.",
    show_default=f"{DEFAULT_SPEED:g}",
)
@click.option(
    "--step",
    metavar="DURATION",
    help="How far each request moves the clock, for --clock per-request: 45s, 1h30m, PT6H.",
    show_default=DEFAULT_STEP,
)
@options.start
@options.seed
@options.dialect
@options.rate_limit
@options.journal
@click.option(
    "--state",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Keep the worlds there, and go on with them if it exists: they outlive the server, even "
    "a killed one.",
)
@click.option(
    "--no-control", is_flag=True, help="Serve without the control interface under /_mock."
)
@click.option(
    "--control-token",
    metavar="TOKEN",
    envvar="CREATORAUDIT_MOCK_CONTROL_TOKEN",
    show_envvar=True,
    help="What clients of the control interface must send; needed off loopback.",
)
@click.option(
    "--control-host",
    metavar="NAME",
    multiple=True,
    help="Another name by which clients of the control interface know this machine, such as that "
    "of a container; may be repeated.",
)
@click.pass_context
def serve(
    context: click.Context,
    *,
    scenario: str,
    host: str,
    port: int,
    clock: Mode,
    speed: float | None,
    step: str | None,
    start: str | None,
    seed: int,
    dialect: tuple[str, ...],
    rate_limit: str | None,
    journal: str | None,
    state: Path | None,
    no_control: bool,
    control_token: str | None,
    control_host: tuple[str, ...],
) -> None:
    """Serve the simulated API until Ctrl-C or SIGTERM.

    Prints the base URL, the API key and a first request to try, once it accepts connections.

    Example: creatoraudit-mock serve --scenario agency --speed 3600
    """
    with loading():
        from creatoraudit_mock.cli.control import read_access  # noqa: PLC0415 - see app.py
        from creatoraudit_mock.cli.serving import Place, serve_world  # noqa: PLC0415 - see app.py
        from creatoraudit_mock.cli.worlds import kept, limit_rate, make_world  # noqa: PLC0415

    motion = read_motion(clock, speed, step)
    access = None if no_control else read_access(control_token, (host, *control_host))
    place = Place(host, port, access)

    def make() -> World:
        with loading():
            world = make_world(scenario, seed, start, dialect=dialect, step=motion.step)
        limit_rate(world, rate_limit)
        return world

    if state is None:
        world = make()
        with kept(world, journal):
            serve_world(world, motion, place)
        return
    from creatoraudit_mock.cli.continuing import continued, given, serve_state  # noqa: PLC0415

    with continued(state, make, motion, given(context)) as worlds, kept(worlds.lobby, journal):
        serve_state(worlds, state, place)
