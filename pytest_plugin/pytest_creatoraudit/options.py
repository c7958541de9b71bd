"""What can be set about worlds, and who wins: marker, command line, fixture, ini, in this order."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from creatoraudit_mock import Dialect

WORLD = ("scenario", "seed", "start", "dialect")
"""What a world is made from."""
KNOWN = (*WORLD, "others")
"""All that the marker takes."""

MARKER = (
    "creatoraudit(scenario='empty', seed=0, start=None, dialect=None, others='refuse'): how the "
    "world of the `creatoraudit` fixture begins, and which other hosts a mounted program reaches."
)


def add_options(parser: pytest.Parser) -> None:
    """Declare the command-line and ini options."""
    group = parser.getgroup("creatoraudit", "simulated CreatorAudit worlds")
    group.addoption(
        "--creatoraudit-seed",
        type=int,
        metavar="N",
        help="seed of every world that a fixture makes",
    )
    group.addoption(
        "--creatoraudit-dialect",
        action="append",
        metavar="NAME=VALUE|FILE",
        help="a switch of the dialect of each world that a fixture makes, or a TOML file of them; "
        "repeatable",
    )
    group.addoption(
        "--creatoraudit-report",
        metavar="FILE.html",
        help="write a page with a timeline of each world that a test used, failing tests first",
    )
    group.addoption(
        "--creatoraudit-summary",
        action="store_true",
        help="say at the end how much virtual time was simulated, and what was asked",
    )
    parser.addini("creatoraudit_scenario", "name or file of the scenario", default="empty")
    parser.addini("creatoraudit_seed", "seed of worlds", type="int", default=0)
    parser.addini("creatoraudit_start", "first instant of worlds, in ISO 8601", default="")
    parser.addini(
        "creatoraudit_dialect",
        "switches as NAME=VALUE, or TOML files of them",
        type="args",
        default=[],
    )
    parser.addini(
        "creatoraudit_others",
        "hosts that mounted programs may reach besides the API; or refuse, or pass",
        type="args",
        default=["refuse"],
    )
    parser.addini(
        "creatoraudit_summary", "always --creatoraudit-summary", type="bool", default=False
    )


def ini(config: pytest.Config, name: str) -> Any:
    """The value of an ini option in the terms of the marker."""
    value = config.getini(f"creatoraudit_{name}")
    if name == "others" and value in (["refuse"], ["pass"]):
        return value[0]
    return value or None if name in {"start", "dialect"} else value


def chosen(node: pytest.Item, names: tuple[str, ...], fixtures: dict[str, Any]) -> dict[str, Any]:
    """The settings in force for a test.

    Args:
        node: the test.
        names: which settings.
        fixtures: what the small fixtures say, which is what the ini says unless overridden.
    """
    marked = _marked(node)
    settings = {}
    for name in names:
        given = getattr(node.config.option, f"creatoraudit_{name}", None)
        settings[name] = marked.get(name, fixtures[name] if given is None else given)
    if "dialect" in settings:
        settings["dialect"] = dialect_of(settings["dialect"])
    return settings


def dialect_of(value: Any) -> Dialect | None:
    """A dialect from what can be given: one, its switches by name, a file, or several texts.

    Each of the texts is `NAME=VALUE` or the name of a TOML file.
    """
    if value is None:
        return None
    from creatoraudit_mock import Dialect  # noqa: PLC0415 - not before a fixture is used

    if isinstance(value, Dialect):
        return value
    if isinstance(value, os.PathLike):
        value = [os.fspath(value)]
    elif isinstance(value, str):
        value = [value] if value.endswith(".toml") else value.split()
    if not hasattr(value, "items"):
        value = {name: told for text in value for name, told in _switches(text).items()}
    return Dialect.parse(value)


def _switches(text: str) -> dict[str, Any]:
    """The switches that one text sets."""
    from creatoraudit_mock import Dialect  # noqa: PLC0415 - as above

    if text.endswith(".toml"):
        return Dialect.load(text).values()
    name, sign, value = text.partition("=")
    if not sign:
        raise pytest.UsageError(
            f"a dialect switch is written NAME=VALUE, or stands in a .toml file; got {text!r}"
        )
    return {name.strip(): value.strip()}


def _marked(node: pytest.Item) -> dict[str, Any]:
    """The marker's settings; the nearest marker wins, option by option."""
    settings: dict[str, Any] = {}
    for marker in node.iter_markers("creatoraudit"):
        unknown = sorted(set(marker.kwargs) - set(KNOWN))
        if unknown or marker.args:
            got = ", ".join([*map(repr, marker.args), *unknown])
            raise pytest.UsageError(
                f"the creatoraudit marker takes {', '.join(KNOWN)} by name; got {got}"
            )
        settings = {**marker.kwargs, **settings}
    return settings
