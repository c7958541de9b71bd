"""What the README shows is run, and what it lists is compared with the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from creatoraudit_mock import World
from creatoraudit_mock.contract import operations
from creatoraudit_mock.http.handlers import HANDLERS
from creatoraudit_mock.scenario import from_text, load, names

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def _table(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    section = README.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("block", [b for b in _blocks("python") if "def test_" not in b])
def test_python_runs(block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each Python example runs as it stands."""
    monkeypatch.chdir(tmp_path)

    exec(compile(block, "README.md", "exec"), {"__name__": "readme"})  # noqa: S102 - our own text


@pytest.mark.parametrize("block", [b for b in _blocks("python") if "def test_" in b])
def test_pytest_example_passes(block: str, pytester: pytest.Pytester) -> None:
    """Each pytest example passes as it stands."""
    pytester.makepyfile(block)

    pytester.runpytest("-p", "no:asyncio", "--strict-markers").assert_outcomes(passed=1)


@pytest.mark.parametrize("block", _blocks("toml"))
def test_scenario_example_loads(block: str) -> None:
    """The scenario shown is a valid one, and has the two accounts that it describes."""
    assert len(World(from_text(block, "README.md")).accounts) == 2


def test_scenarios_are_listed() -> None:
    """The table of scenarios has each of them, with its own description."""
    assert dict(_table("Scenarios")) == {name: load(name).description for name in names()}


def test_what_is_missing_is_said() -> None:
    """The README admits that operations are missing as long as some are."""
    said = "answer 501" in README.partition("## What is not simulated")[2]

    assert said is (HANDLERS.keys() != {one.id for one in operations()})


def test_make_targets_exist() -> None:
    """Every make target that the README names is in the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    shown = re.findall(r"`make ([a-z]+)", README) + re.findall(
        r"^\$ make ([a-z]+)", README, re.MULTILINE
    )

    assert set(shown) <= targets
    assert {"serve", "test"} <= set(shown)


def test_links_lead_somewhere() -> None:
    """Every relative link of the README leads to a file."""
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / link).exists(), link
