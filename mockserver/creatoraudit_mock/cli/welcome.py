"""What `serve` says when it is up: everything that a first request needs."""

from __future__ import annotations

import shlex

from rich.console import Console
from rich.text import Text

from creatoraudit_mock.cli.motion import Motion
from creatoraudit_mock.control.document import PREFIX
from creatoraudit_mock.kit import World
from creatoraudit_mock.values import format_instant
from creatoraudit_mock.world import Key

_UNSAFE = set('"$`\\!')
"""Characters that a shell would not leave alone between double quotes."""


def welcome(world: World, url: str, motion: Motion, *, is_controlled: bool) -> None:
    """Print where a world is served (a URL with `/v2`) and how to make a first request."""
    console = Console(highlight=False)
    _say(console, Text("The simulated CreatorAudit API is up.\n", style="bold green"))
    facts = _facts(world, url, motion)
    if is_controlled:
        control = f"{url.removesuffix('/v2')}{PREFIX}"
        facts += [("dashboard", f"{control}/"), ("control", f"{control}/worlds/w1")]
    for label, value in facts:
        _say(console, Text.assemble(f"  {label:<9} ", (value, "bold")))
    _say(console, Text(f"\n  {_curl(world, url)}\n", style="cyan"))
    _say(console, Text("Press Ctrl-C to stop.", style="dim"))


def warn_exposed(host: str) -> None:
    """Say on stderr what it means to listen on an address that other machines can reach."""
    warning = (
        f"warning: --host {host} is not a loopback address: anyone who reaches the port can read "
        "and change the simulated world"
    )
    _say(Console(stderr=True, highlight=False), Text(warning, style="yellow"))


def _facts(world: World, url: str, motion: Motion) -> list[tuple[str, str]]:
    keys = list(world.organization.keys.values())
    return [
        ("base URL", url),
        *(("" if n else "API key", _described(key, keys)) for n, key in enumerate(keys)),
        ("docs", f"{url}/docs"),
        ("scenario", f"{world.scenario.name}: {world.scenario.description}"),
        ("clock", f"{format_instant(world.clock.instant)}, {motion}"),
    ]


def _described(key: Key, keys: list[Key]) -> str:
    """An API key's secret; where there are several, also what tells it from the others."""
    if len(keys) == 1:
        return key.secret
    return f"{key.secret}  {key.name} ({key.state}; {', '.join(sorted(key.scopes))})"


def _curl(world: World, url: str) -> str:
    header = f"Authorization: Bearer {world.api_key}"
    quoted = shlex.quote(header) if _UNSAFE & set(header) else f'"{header}"'
    return f"curl -H {quoted} {url}/accounts"


def _say(console: Console, text: Text) -> None:
    # Not wrapped: neither a URL nor a command can be copied across two lines.
    console.print(text, soft_wrap=True)
