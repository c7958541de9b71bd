"""`serve`: the simulated API on a port, in the foreground."""

from __future__ import annotations

from typing import Annotated

import typer

from creatoraudit_mock.cli.motion import DEFAULT_SPEED, DEFAULT_STEP, read_motion
from creatoraudit_mock.cli.options import ScenarioOption, SeedOption, StartOption
from creatoraudit_mock.clock import Mode

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
_Dialect = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=VALUE|FILE",
        help="A switch of the dialect, such as delete_status=200, or a TOML file of them, as "
        "`learn` writes it; may be repeated, the last one wins.",
        show_default="the scenario's",
    ),
]
_RateLimit = Annotated[
    str | None,
    typer.Option(
        metavar="N|off",
        help="Requests per key and window, a virtual minute unless the scenario says otherwise.",
        show_default="the scenario's, else 600",
    ),
]
_Journal = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="Write the journal there at the end: .jsonl to be graded by `score`, or .har.",
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
    *,
    scenario: ScenarioOption = "small",
    host: _Host = "127.0.0.1",
    port: _Port = 8080,
    clock: _Clock = Mode.SCALED,
    speed: _Speed = None,
    step: _Step = None,
    start: StartOption = None,
    seed: SeedOption = 0,
    dialect: _Dialect = None,
    rate_limit: _RateLimit = None,
    journal: _Journal = None,
    no_control: _NoControl = False,
    control_token: _ControlToken = None,
    control_host: _ControlHost = None,
) -> None:
    """Serve the simulated API until Ctrl-C or SIGTERM.

    Prints the base URL, the API key and a first request to try, once it accepts connections.

    Example: creatoraudit-mock serve --scenario agency --speed 3600
    """
    from creatoraudit_mock.cli.control import read_access  # noqa: PLC0415 - see app.py
    from creatoraudit_mock.cli.serving import serve_world  # noqa: PLC0415 - see app.py
    from creatoraudit_mock.cli.worlds import kept, limit_rate, make_world  # noqa: PLC0415

    motion = read_motion(clock, speed, step)
    world = make_world(scenario, seed, start, dialect=dialect or (), step=motion.step)
    limit_rate(world, rate_limit)
    hosts = [host, *(control_host or ())]
    access = None if no_control else read_access(control_token, hosts)
    with kept(world, journal):
        serve_world(world, host, port, motion, access)
