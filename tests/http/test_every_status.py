"""Every answer that the contract declares, got by a real request: the table in docs/api.md."""

import pytest

from cells import Cell, cells, cells_of
from creatoraudit_mock import Dialect
from creatoraudit_mock.contract import PROBLEMS
from recipes import RECIPES, Scene
from wire import BESIDE_THE_CONTRACT


@pytest.mark.parametrize("cell", [pytest.param(cell, id=cell.id) for cell in cells()])
def test_every_status(cell: Cell) -> None:
    """An operation gives the answer that it declares: this status, and this code of a problem."""
    assert cell.column in RECIPES, f"no recipe in tests/recipes.py provokes {cell.column}"
    response = RECIPES[cell.column](Scene(cell))
    code = response.json()["code"] if response.status_code >= 400 else None
    assert (response.status_code, code) == (cell.status, cell.code)


def test_every_problem_is_in_the_table() -> None:
    """Each code of the API's table of errors is declared by an operation at least."""
    declared = {cell.code for cell in cells() if cell.code is not None}
    ours = {one.code for one in PROBLEMS.values() if one.status in BESIDE_THE_CONTRACT}
    assert declared == PROBLEMS.keys() - ours


def test_every_recipe_is_used() -> None:
    """No recipe is left of a status that no operation declares any longer."""
    assert RECIPES.keys() == {cell.column for cell in cells()}


def test_every_operation_succeeds_in_the_default_dialect() -> None:
    """Each operation has a success that needs no switch of the dialect."""
    usual = cells_of(Dialect())
    assert {c.operation.id for c in usual} == {c.operation.id for c in usual if c.status < 300}
