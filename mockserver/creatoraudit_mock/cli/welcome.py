"""What `serve` says when it is up: everything that a first request needs."""

from __future__ import annotations

import shlex

from rich.console import Console
from rich.text import Text

from creatoraudit_mock.clock import Mode, VirtualClock
from creatoraudit_mock.kit import World
from creatoraudit_mock.values import format_instant
from creatoraudit_mock.world import Key

_UNSAFE = set('"$`\\!')
"""Characters that a shell would not leave alone between double quotes."""


def welcome(world: World, url: str, step: str) -> None:
    """Print where a world is served and how to make a first request.

    Args:
        world: what is served.
        url: where, with `/v2`.
        step: how far each request moves a clock of mode per-request, as the user wrote it.
    """
    console = Console(highlight=False)
    console.print(Text("CreatorAudit mock is ready.", style="bold green"))
    for label, value in _facts(world, url, step):
        _say(console, Text.assemble(f"  {label:<10}", (value, "bold" if label else "")))
    _say(console, Text(f"\n  {_curl(world, url)}\n", style="cyan"))
    console.print(Text("Press Ctrl-C to stop.", style="dim"))


def warn_exposed(host: str) -> None:
    """Say on stderr what it means to listen on an address that others can reach."""
    warning = (
        f"warning: --host {host} is not a loopback address: anyone who reaches the port can read "
        "and change the simulated world"
    )
    _say(Console(stderr=True, highlight=False), Text(warning, style="yellow"))


def _facts(world: World, url: str, step: str) -> list[tuple[str, str]]:
    keys = list(world.organization.keys.values())
    return [
        ("base URL", url),
        *(("" if n else "API key", _described(key, keys)) for n, key in enumerate(keys)),
        ("docs", f"{url}/docs"),
        ("scenario", f"{world.scenario.name}: {world.scenario.description}"),
        ("clock", f"{format_instant(world.clock.instant)}, {_motion(world.clock, step)}"),
    ]


def _described(key: Key, keys: list[Key]) -> str:
    """An API key's secret; where there are several, also what tells it from the others."""
    if len(keys) == 1:
        return key.secret
    return f"{key.secret}  ({key.name}; {key.state}; {', '.join(sorted(key.scopes))})"


def _motion(clock: VirtualClock, step: str) -> str:
    match clock.mode:
        case Mode.FROZEN:
            return "frozen"
        case Mode.PER_REQUEST:
            return f"each request moves it by {step}"
        case Mode.SCALED:
            seconds = "second" if clock.speed == 1 else "seconds"
            return f"{clock.speed:.15g} virtual {seconds} per real second"


def _curl(world: World, url: str) -> str:
    header = f"Authorization: Bearer {world.api_key}"
    quoted = shlex.quote(header) if _UNSAFE & set(header) else f'"{header}"'
    return f"curl -H {quoted} {url}/accounts"


def _say(console: Console, text: Text) -> None:
    """Print without breaking lines: a URL or command that wraps cannot be copied."""
    console.print(text, soft_wrap=True)
