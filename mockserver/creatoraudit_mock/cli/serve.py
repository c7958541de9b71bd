"""`serve`: the simulated API on a port, in the foreground."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creatoraudit_mock.cli.loading import loading
from creatoraudit_mock.cli.motion import DEFAULT_SPEED, DEFAULT_STEP, read_motion
from creatoraudit_mock.cli.options import (
    DialectOption,
    JournalOption,
    RateLimitOption,
    ScenarioOption,
    SeedOption,
    StartOption,
)
from creatoraudit_mock.clock import Mode

if TYPE_CHECKING:
    from creatoraudit_mock.kit import World

_Host = Annotated[str, typer.Option(metavar="HOST", help="Address or name to listen on.")]
_Port = Annotated[
    int,
    typer.Option(metavar="PORT", help="TCP port to listen on; 0 takes any free one."),
]
_Clock = Annotated[
    Mode,
    typer.Option(
        metavar="MODE",
        help="What moves the virtual clock: scaled (real time), frozen (nothing) or per-request.",
    ),
]
_Speed = Annotated[
    float | None,
    typer.Option(
        metavar="N",
        help="Virtual seconds per real second, for --clock scaled; 3600: an hour each second.",
        show_default=f"{DEFAULT_SPEED:g}",
    ),
]
_Step = Annotated[
    str | None,
    typer.Option(
        metavar="DURATION",
        help="How far each request moves the clock, for --clock per-request: 45s, 1h30m, PT6H.",
        show_default=DEFAULT_STEP,
    ),
]
_State = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Keep the worlds there, and go on with them if it exists: they outlive the server, "
        "even a killed one.",
    ),
]
_ControlToken = Annotated[
    str | None,
    typer.Option(
        metavar="TOKEN",
        envvar="CREATORAUDIT_MOCK_CONTROL_TOKEN",
        help="What clients of the control interface must send; needed off loopback. Or the "
        "variable CREATORAUDIT_MOCK_CONTROL_TOKEN.",
    ),
]
_ControlHost = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="Another name by which clients of the control interface know this machine, "
        "such as that of a container; may be repeated.",
    ),
]
_NoControl = Annotated[
    bool, typer.Option("--no-control", help="Serve without the control interface under /_mock.")
]


def serve(
    context: typer.Context,
    *,
    scenario: ScenarioOption = "small",
    host: _Host = "127.0.0.1",
    port: _Port = 8080,
    clock: _Clock = Mode.SCALED,
    speed: _Speed = None,
    step: _Step = None,
    start: StartOption = None,
    seed: SeedOption = 0,
    dialect: DialectOption = None,
    rate_limit: RateLimitOption = None,
    journal: JournalOption = None,
    state: _State = None,
    no_control: _NoControl = False,
    control_token: _ControlToken = None,
    control_host: _ControlHost = None,
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
    hosts = [host, *(control_host or ())]
    place = Place(host, port, None if no_control else read_access(control_token, hosts))

    def make() -> World:
        with loading():
            world = make_world(scenario, seed, start, dialect=dialect or (), step=motion.step)
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
