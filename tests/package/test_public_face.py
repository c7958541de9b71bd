"""What the packages promise to whoever imports them."""

from __future__ import annotations

import importlib
import subprocess
import sys
from types import ModuleType

import pytest

import creatoraudit_mock
import pytest_creatoraudit

HEAVY = (
    "click",
    "httpx",
    "httpx2",
    "hypothesis",
    "jinja2",
    "jsonschema_rs",
    "requests",
    "respx",
    "starlette",
    "urllib3",
    "uvicorn",
)


both = pytest.mark.parametrize("package", [creatoraudit_mock, pytest_creatoraudit])


@both
def test_all_names_exist(package: ModuleType) -> None:
    """Every name of `__all__` can be had."""
    for name in package.__all__:
        assert getattr(package, name).__name__ == name


@both
def test_all_is_complete(package: ModuleType) -> None:
    """Every lazily loaded name is in `__all__`, and nothing else is."""
    assert sorted(package.__all__) == sorted(package._HOMES)


@both
def test_unknown_name(package: ModuleType) -> None:
    """A name that does not exist is an AttributeError that says which."""
    with pytest.raises(AttributeError, match=f"'{package.__name__}' has no attribute 'Wrld'"):
        _ = package.Wrld


@pytest.mark.parametrize("module", ["creatoraudit_mock", "pytest_creatoraudit.plugin"])
def test_import_is_light(module: str) -> None:
    """Importing the package or the plugin's entry loads no framework."""
    program = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    run = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert run.stdout == "[]\n"


@pytest.mark.parametrize(
    "module",
    [
        "creatoraudit_mock.contract",
        "creatoraudit_mock.kit",
        "creatoraudit_mock.journal",
        "creatoraudit_mock.scenario",
        "creatoraudit_mock.scorecard",
        "creatoraudit_mock.simulation",
        "creatoraudit_mock.timeline",
        "creatoraudit_mock.values",
        "creatoraudit_mock.world",
        "pytest_creatoraudit.mounting",
    ],
)
def test_inner_faces(module: str) -> None:
    """Each package's `__all__` is sorted, whole and without strangers."""
    loaded = importlib.import_module(module)
    submodules = {name for name in vars(loaded) if f"{module}.{name}" in sys.modules}
    public = {name for name in vars(loaded) if not name.startswith(("_", "@"))} - submodules

    assert set(loaded.__all__) - submodules == public
    assert len(set(loaded.__all__)) == len(loaded.__all__)


def test_world_is_made_without_rich() -> None:
    """A world does not load rich, which takes longer than the rest and only shows scorecards."""
    asked = "import sys, creatoraudit_mock; creatoraudit_mock.World(); print('rich' in sys.modules)"
    run = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )

    assert run.stdout == "False\n"
