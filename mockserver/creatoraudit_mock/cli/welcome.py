"""What `serve` says when it is up: everything that a first request needs."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator
from typing import NamedTuple

import click

from creatoraudit_mock.kit import World
from creatoraudit_mock.values import format_instant
from creatoraudit_mock.world import Key

_UNSAFE = set('"$`\\!')
"""Characters that a shell would not leave alone between double quotes."""


class Greeting(NamedTuple):
    """What there is to say of a server that is up."""

    url: str
    """Where it is, with `/v2`."""
    world: World | None
    """The world of the first request to try; None if none is served."""
    motion: str
    """What moves its clock."""
    dashboard: str | None
    """Where its pages are; None if it has none."""
    world_url: str | None
    """Where the world is controlled; None if it is not."""
    state: str | None = None
    """Where the worlds are kept; None if they are not."""
    known_as: Callable[[str], str] = str
    """The secret under which a key of the world is known here."""


def welcome(greeting: Greeting) -> None:
    """Print where a server is and how to make a first request."""
    _say(click.style("The simulated CreatorAudit API is up.\n", fg="green", bold=True))
    for label, value in _facts(greeting):
        if value is not None:
            _say(f"  {label:<9} {click.style(value, bold=True)}")
    if greeting.world is not None:
        _say(click.style(f"\n  {_curl(greeting, greeting.world)}\n", fg="cyan"))
    _say(click.style("Press Ctrl-C to stop.", dim=True))


def warn_exposed(host: str) -> None:
    """Say on stderr what it means to listen on an address that other machines can reach."""
    warning = (
        f"warning: --host {host} is not a loopback address: anyone who reaches the port can read "
        "and change the simulated world"
    )
    _say(click.style(warning, fg="yellow"), err=True)


def _facts(greeting: Greeting) -> Iterator[tuple[str, str | None]]:
    url, world = greeting.url, greeting.world
    yield "base URL", url
    if world is not None:
        for n, description in enumerate(_keys(greeting, world)):
            yield "" if n else "API key", description
    yield "docs", f"{url}/docs"
    if world is not None:
        yield "scenario", f"{world.scenario.name}: {world.scenario.description}"
        yield "clock", f"{format_instant(world.clock.instant)}, {greeting.motion}"
    yield "state", greeting.state
    yield "dashboard", greeting.dashboard
    yield "control", greeting.world_url


def _keys(greeting: Greeting, world: World) -> list[str]:
    """Each API key's secret; where there are several, also what tells it from the others."""
    keys = list(world.organization.keys.values())
    if len(keys) == 1:
        return [greeting.known_as(keys[0].secret)]
    return [f"{greeting.known_as(key.secret)}  {_told_apart(key)}" for key in keys]


def _told_apart(key: Key) -> str:
    return f"{key.name} ({key.state}; {', '.join(sorted(key.scopes))})"


def _curl(greeting: Greeting, world: World) -> str:
    header = f"Authorization: Bearer {greeting.known_as(world.api_key)}"
    quoted = shlex.quote(header) if _UNSAFE & set(header) else f'"{header}"'
    return f"curl -H {quoted} {greeting.url}/accounts"


def _say(styled: str, *, err: bool = False) -> None:
    # Not by rich, which takes longer to load than a world to make, and would wrap commands.
    click.echo(styled, err=err, color=_is_styled())


def _is_styled() -> bool | None:
    """What the environment says of styles; None leaves it to what is written to."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return True if os.environ.get("FORCE_COLOR") else None
