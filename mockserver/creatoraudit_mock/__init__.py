"""A simulated CreatorAudit API on a virtual clock, for testing the programs that poll it.

Start with `World`: one simulated organization with a clock, clients, a log and a journal.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from creatoraudit_mock.application import create_app
    from creatoraudit_mock.clock import VirtualClock
    from creatoraudit_mock.contract.dialect import Dialect
    from creatoraudit_mock.control.client import ControlClient, ControlError
    from creatoraudit_mock.kit import Handle, RecordingError, World
    from creatoraudit_mock.scenario import Scenario, ScenarioError
    from creatoraudit_mock.scorecard import Scorecard, score
    from creatoraudit_mock.server import LiveWorld, MockServer
    from creatoraudit_mock.values import parse_duration
    from creatoraudit_mock.world import Fault, WorldError

__version__ = "0.1.0"

__all__ = [
    "ControlClient",
    "ControlError",
    "Dialect",
    "Fault",
    "Handle",
    "LiveWorld",
    "MockServer",
    "RecordingError",
    "Scenario",
    "ScenarioError",
    "Scorecard",
    "VirtualClock",
    "World",
    "WorldError",
    "create_app",
    "parse_duration",
    "score",
]

_HOMES = {
    "ControlClient": "control.client",
    "ControlError": "control.client",
    "Dialect": "contract.dialect",
    "Fault": "world",
    "Handle": "kit",
    "LiveWorld": "server",
    "MockServer": "server",
    "RecordingError": "kit",
    "Scenario": "scenario",
    "ScenarioError": "scenario",
    "Scorecard": "scorecard",
    "VirtualClock": "clock",
    "World": "kit",
    "WorldError": "world",
    "create_app": "application",
    "parse_duration": "values",
    "score": "scorecard",
}


def __getattr__(name: str) -> Any:
    # Loaded on first use: importing the package must not cost every pytest run a web framework.
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value
