"""docs/pytest.md names everything that the plugin has, and nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from documents import rows, section
from pytest_creatoraudit import options, plugin

PAGE = "docs/pytest.md"
FIXTURES = {
    name
    for name, value in vars(plugin).items()
    if type(value).__name__ == "FixtureFunctionDefinition"
}


class Recorder:
    """Notes which options are declared."""

    def __init__(self) -> None:
        self.options: set[str] = set()
        self.ini: set[str] = set()

    def getgroup(self, *_: str) -> Recorder:
        """The group of the options."""
        return self

    def addoption(self, name: str, **_: Any) -> None:
        """Note an option of the command line."""
        self.options.add(name)

    def addini(self, name: str, *_: Any, **__: Any) -> None:
        """Note an option of the ini file."""
        self.ini.add(name)


@pytest.fixture
def declared() -> Recorder:
    """What the plugin declares."""
    recorder: Any = Recorder()
    options.add_options(recorder)
    found: Recorder = recorder
    return found


def _column(number: int) -> set[str]:
    cells = [row[number] for row in rows(section(PAGE, "Settings"))]
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def test_fixtures() -> None:
    """Each fixture is in the first table, or in the table of settings if it is one."""
    first = {row[0].strip("`") for row in rows(section(PAGE, "Fixtures"))}

    assert first | _column(3) == FIXTURES
    assert all(name.startswith("creatoraudit") for name in FIXTURES)


def test_scopes() -> None:
    """The scope said of each fixture is the one that it has."""
    for name, scope, *_ in rows(section(PAGE, "Fixtures")):
        definition = getattr(plugin, name.strip("`"))
        assert definition._fixture_function_marker.scope == scope, name


def test_marker() -> None:
    """Each argument of the marker is in the table of settings, and in the marker's help."""
    assert _column(1) == set(options.KNOWN)
    assert all(f"{name}=" in options.MARKER for name in options.KNOWN)


def test_options(declared: Recorder) -> None:
    """Each option of command line and ini file is in the table of settings."""
    assert _column(2) == declared.options
    assert _column(4) == declared.ini


def test_nothing_is_named_in_passing() -> None:
    """Whatever the page calls creatoraudit_something exists."""
    page = set(re.findall(r"\bcreatoraudit_[a-z]+\b", section(PAGE, "Settings")))

    assert page - {"creatoraudit_mock"} <= FIXTURES | _column(4)
