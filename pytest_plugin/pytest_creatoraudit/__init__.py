"""The pytest side of creatoraudit-mock: fixtures for testing programs that poll the API.

The fixtures come with the plugin; what is useful without pytest too is imported from here.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_creatoraudit.checking.check import check_poller
    from pytest_creatoraudit.checking.external.command import Command
    from pytest_creatoraudit.checking.failure import PollerFailed
    from pytest_creatoraudit.checking.session import Session
    from pytest_creatoraudit.mounting import mounted
    from pytest_creatoraudit.virtual.errors import VirtualTimeError
    from pytest_creatoraudit.virtual.loops import VirtualEventLoop
    from pytest_creatoraudit.virtual.session import VirtualTime, virtual_time

__all__ = [
    "Command",
    "PollerFailed",
    "Session",
    "VirtualEventLoop",
    "VirtualTime",
    "VirtualTimeError",
    "check_poller",
    "mounted",
    "virtual_time",
]

_HOMES = {
    "Command": "checking.external.command",
    "PollerFailed": "checking.failure",
    "Session": "checking.session",
    "VirtualEventLoop": "virtual.loops",
    "VirtualTime": "virtual.session",
    "VirtualTimeError": "virtual.errors",
    "check_poller": "checking.check",
    "mounted": "mounting",
    "virtual_time": "virtual.session",
}


def __getattr__(name: str) -> Any:
    # Loaded on first use: pytest imports this package in every run.
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value
