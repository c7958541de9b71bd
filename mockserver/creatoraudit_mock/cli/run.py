"""`run`: any command against a world of its own, and the scorecard of what it did."""

from __future__ import annotations

import os
from pathlib import Path

import click

from creatoraudit_mock.cli import options
from creatoraudit_mock.cli.motion import DEFAULT_SPEED, chosen_motion
from creatoraudit_mock.cli.refusals import Refused


# What follows the command that is to be run is not for us, whatever it looks like.
@click.command(context_settings={"allow_interspersed_args": False})
@click.argument("command", nargs=-1, metavar="[--] COMMAND [ARGS]...")
@options.scenario
@click.option(
    "--speed",
    metavar="N",
    type=float,
    help="Virtual seconds per real second: each second that the command sleeps counts N times.",
    show_default=f"{DEFAULT_SPEED:g}",
)
@click.option(
    "--step",
    metavar="DURATION",
    help="Let the clock move with each request instead, so far: 45s, 1h30m, PT6H.",
)
@click.option("--frozen", is_flag=True, help="Let the clock move only when the command moves it.")
@click.option(
    "--until",
    metavar="DURATION",
    help="Stop the command after so much virtual time, such as 30d.",
    show_default="when it ends, or Ctrl-C",
)
@options.start
@options.seed
@options.dialect
@options.rate_limit
@options.journal
@options.grading
def run(
    *,
    command: tuple[str, ...],
    scenario: str,
    speed: float | None,
    step: str | None,
    frozen: bool,
    until: str | None,
    start: str | None,
    seed: int,
    dialect: tuple[str, ...],
    rate_limit: str | None,
    journal: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    form: options.Form,
    lag: str | None,
    strict: bool,
    html: Path | None,
) -> int:
    """Run a command against a world of its own, and grade how it polled.

    COMMAND is in any language, and what follows it is its own. It finds CREATORAUDIT_BASE_URL,
    CREATORAUDIT_API_KEY and CREATORAUDIT_CONTROL_URL in its environment. When it ends, or is
    stopped by --until or Ctrl-C, its scorecard is printed.

    Exit status: 0 if nothing is wrong, 1 if errors were found, 2 if this cannot be done; that of
    the command if it failed by itself, 126 or 127 if it cannot be started.

    Example: creatoraudit-mock run --until 7d --speed 86400 -- node poll.mjs
    """
    from creatoraudit_mock.cli.grading import read_grading  # noqa: PLC0415 - see app.py
    from creatoraudit_mock.cli.horizon import Horizon  # noqa: PLC0415 - see app.py
    from creatoraudit_mock.cli.running import run_command  # noqa: PLC0415 - see app.py
    from creatoraudit_mock.cli.worlds import kept, limit_rate, make_world  # noqa: PLC0415

    if os.name == "nt":
        raise Refused("run needs process groups, which Windows lacks: use serve, and then score")
    if not command:
        raise Refused("give a COMMAND to run, as in: creatoraudit-mock run -- node poll.mjs")
    motion = chosen_motion(speed, step, frozen=frozen)
    grading = read_grading(form, select, ignore, lag, strict=strict, html=html)
    world = make_world(scenario, seed, start, dialect=dialect, step=motion.step)
    limit_rate(world, rate_limit)
    horizon = Horizon(world.clock, until)
    with kept(world, journal):
        return run_command(world, command, motion, horizon, grading, journal)
