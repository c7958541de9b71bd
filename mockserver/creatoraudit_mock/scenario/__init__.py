"""How a world begins: named scenarios as data, loaded and checked."""

from creatoraudit_mock.scenario.errors import ScenarioError
from creatoraudit_mock.scenario.loading import from_text, load, names
from creatoraudit_mock.scenario.scenario import Scenario

__all__ = ["Scenario", "ScenarioError", "from_text", "load", "names"]
