"""docs/strategies.md has every strategy with its arguments, and what it says of each is true."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis.strategies import SearchStrategy

from creatoraudit_mock import Dialect
from documents import blocks, rows, section
from pytest_creatoraudit import strategies as st
from shrinking import simplest

PAGE = "docs/strategies.md"
ROWS = {row[0].strip("`").partition("(")[0]: row for row in rows(section(PAGE, "Strategies"))}
NAMES: dict[str, Any] = {**vars(st), "Dialect": Dialect}
OTHERS = {"client_machine", "labels", "run_machine"}
STRATEGIES = {
    name for name in st.__all__ if inspect.isfunction(getattr(st, name)) and name not in OTHERS
}


def test_every_strategy_has_a_row() -> None:
    """The table has each strategy, and no other."""
    assert set(ROWS) == STRATEGIES


@pytest.mark.parametrize("name", sorted(ROWS))
def test_arguments(name: str) -> None:
    """The arguments in the table are those of the function, in their order."""
    told = re.findall(r"`(\w+)=?`", ROWS[name][1])
    assert told == list(inspect.signature(getattr(st, name)).parameters)


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row[3].startswith("`")])
def test_shrink_targets(name: str) -> None:
    """The simplest value is the one in the table."""
    call, _, _, target = (cell.strip("`") for cell in ROWS[name])
    strategy: SearchStrategy[Any] = eval(call, NAMES)  # noqa: S307 - our own page
    assert simplest(strategy) == eval(target, NAMES)  # noqa: S307 - our own page


@pytest.mark.parametrize("block", blocks(PAGE, "python"))
def test_examples_run(block: str) -> None:
    """Each example works as it stands, tests included."""
    names: dict[str, Any] = {"__name__": "page"}
    exec(compile(block, PAGE, "exec"), names)  # noqa: S102 - our own page
    for name, value in names.items():
        if name.startswith("test_"):
            value()


def test_every_kind_of_event_is_named() -> None:
    """The page lists the kinds of events in their order."""
    listed = section(PAGE, "Timelines").partition("Kinds of events")[2]
    assert tuple(re.findall(r"`([a-z_]+)`", listed)) == st.EVENT_KINDS


def test_all_is_whole() -> None:
    """Every name of `__all__` exists, and no public name is missing there."""
    public = {
        name
        for name, value in vars(st).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert public == set(st.__all__)


def test_hypothesis_is_not_imported_without_need() -> None:
    """The package and the plugin do not import Hypothesis; strategies do."""
    program = (
        "import sys, pytest_creatoraudit.plugin; print('hypothesis' in sys.modules); "
        "import pytest_creatoraudit.strategies; print('hypothesis' in sys.modules)"
    )
    run = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["False", "True"]
