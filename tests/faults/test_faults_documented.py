"""The page about faults tells of all of them, and what it shows works."""

from __future__ import annotations

import inspect
import re

import pytest

from creatoraudit_mock import World
from creatoraudit_mock.kit.faults import Faults
from creatoraudit_mock.world import FAULTS
from faultpage import PAGE, ROWS
from wire import world_of


def test_every_kind_has_a_row() -> None:
    """The table has each kind of fault, and no other."""
    assert list(ROWS) == list(FAULTS)


@pytest.mark.parametrize("kind", FAULTS)
def test_every_row_is_whole(kind: str) -> None:
    """A row says what happens, what clients of each mount see, and whether the contract holds."""
    cells = ROWS[kind].split(" | ")

    assert len(cells) == 4
    assert all(cells)


@pytest.mark.parametrize("kind", FAULTS)
def test_every_call_can_be_made(kind: str) -> None:
    """The call in the first cell is one that makes the fault."""
    call = re.search(rf"^\| `({kind}\(.*?\))` \|", PAGE, re.MULTILINE)
    assert call is not None
    made = eval(call[1], dict(FAULTS))  # noqa: S307 - our own page

    assert made.kind == kind


def test_every_condition_is_told() -> None:
    """Each argument of `world.faults.add` stands in the table of conditions."""
    conditions = [name for name in inspect.signature(Faults.add).parameters if name != "self"]

    assert conditions[0] == "fault"
    for name in conditions[1:]:
        assert f"`{name}=" in PAGE or f", {name}=" in PAGE, name


def test_the_example_runs() -> None:
    """The program on the page does what it says."""
    program = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert program is not None

    exec(compile(program[1], "docs/faults.md", "exec"), {})  # noqa: S102 - our own page


def test_the_scenario_loads() -> None:
    """The scenario on the page is a valid one."""
    text = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert text is not None
    world: World = world_of(text[1])

    assert [fault.name for fault in world.faults] == ["status 503 on anything", "forgetful proxy"]
