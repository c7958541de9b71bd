"""`--state`: a file that is begun, or gone on with if its worlds began as the options say.

Only who keeps a state loads this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import click
import msgspec

from creatoraudit_mock import __version__
from creatoraudit_mock.application import Site
from creatoraudit_mock.cli.motion import Motion, told
from creatoraudit_mock.cli.refusals import Refused, refusing
from creatoraudit_mock.cli.serving import Place, addresses, serve_app
from creatoraudit_mock.cli.welcome import Greeting, welcome
from creatoraudit_mock.clock import Drive, Mode
from creatoraudit_mock.kit import World
from creatoraudit_mock.scenario import load
from creatoraudit_mock.state import (
    Durable,
    State,
    StateError,
    StateFile,
    begun,
    facts,
    opened,
    revived,
)

_OF_A_BEGINNING: Final = (
    "scenario",
    "seed",
    "start",
    "dialect",
    "rate_limit",
    "clock",
    "speed",
    "step",
)
"""The options that say how a world begins, and nothing of one that goes on."""


class Given(NamedTuple):
    """Those options: what holds for each, and which were really given."""

    values: Mapping[str, Any]
    names: frozenset[str]


def given(context: click.Context) -> Given:
    """What the user said on the beginning of a world."""
    chosen = {name: context.params[name] for name in _OF_A_BEGINNING}
    values = msgspec.json.decode(msgspec.json.encode(chosen))  # as the file will have them
    sources = {name: context.get_parameter_source(name) for name in _OF_A_BEGINNING}
    names = frozenset(n for n, source in sources.items() if source and source.name != "DEFAULT")
    return Given(values, names)


@contextmanager
def continued(
    path: Path, make: Callable[[], World], motion: Motion, options: Given
) -> Iterator[State]:
    """The worlds of a state file, or a new file with the world that the options ask for.

    Args:
        path: the file.
        make: makes that world.
        motion: what is to move its clock.
        options: what they were.
    """
    with ExitStack() as stack:
        with refusing("--state "):
            file = stack.enter_context(opened(path))
        if file.is_new:
            world = make()
            drive = world.clock.drive
            if motion.speed is not None:
                drive = Drive(Mode.SCALED, motion.speed, waits=True)
            asked = {"version": __version__, "options": options.values}
            yield begun(file, world, drive, asked)
        else:
            yield _gone_on(file, options)


def serve_state(state: State, file: Path, place: Place) -> None:
    """Serve the worlds of a state file; their clocks go on where they were."""

    def ready(url: str) -> None:
        state.start()
        registry = state.registry
        number, world = next(iter(registry.numbered().items()), (0, None))
        greeting = Greeting(url, world, "", *addresses(url, place, number), state=str(file))
        if world is not None:
            greeting = greeting._replace(
                motion=told(world.clock.drive),
                known_as=lambda secret: registry.secret(world, secret),
            )
        welcome(greeting)

    app = Durable(Site(state.registry, place.access), state.keeper)
    try:
        serve_app(app, place, ready, state.look)
    except StateError as error:
        raise Refused(f"--state {error}") from None
    state.look()


def _gone_on(file: StateFile, options: Given) -> State:
    with refusing("--state "):
        _require_agreement(file, options, facts(file)["options"])
        worlds = revived(file)
    name = options.values["scenario"]
    if "scenario" in options.names:
        with refusing("--scenario "):
            source = load(name).source
        if source != worlds.lobby.scenario.source:
            raise Refused(
                f"--scenario {name} is not what it was when {file.path} was begun: leave it out to "
                "go on with what it was then, or give another FILE"
            )
    return worlds


def _require_agreement(file: StateFile, options: Given, began: Mapping[str, Any]) -> None:
    for name in sorted(options.names):
        wanted, then = options.values[name], began.get(name)
        if wanted != then:
            raise Refused(
                f"{_spelled(name, wanted)}: {file.path} was begun with {_spelled(name, then)} and "
                "goes on with it: leave the option out, or give another FILE"
            )


def _spelled(name: str, value: Any) -> str:
    """An option as on a command line."""
    option = f"--{name.replace('_', '-')}"
    if value is None or value == []:
        return f"no {option}"
    values = value if isinstance(value, list) else [value]
    return " ".join(
        f"{option} {one:g}" if isinstance(one, float) else f"{option} {one}" for one in values
    )
