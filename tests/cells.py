"""The table of the API: every answer that an operation declares is a cell."""

from __future__ import annotations

from typing import Any, NamedTuple

from creatoraudit_mock import Dialect
from creatoraudit_mock.contract import PROBLEMS, Operation, operations
from creatoraudit_mock.contract.document import Evidence

DIALECTS = (
    Dialect(),
    *(
        Dialect.parse({name: value})
        for name, values in Dialect.alternatives().items()
        for value in values[1:]
    ),
)
"""The default one, then each that differs from it in one switch."""


class Cell(NamedTuple):
    """One status of one operation, and for problems the code."""

    operation: Operation
    status: int
    code: str | None
    evidence: Evidence
    dialect: Dialect
    """The first one that answers so."""

    @property
    def column(self) -> str:
        """The status, with the code where a status has several."""
        siblings = [one for one in PROBLEMS.values() if one.status == self.status]
        return f"{self.status}-{self.code}" if len(siblings) > 1 else str(self.status)

    @property
    def id(self) -> str:
        """The name of the test that gets this answer over HTTP."""
        return f"{self.operation.id}-{self.column}"


def cells() -> tuple[Cell, ...]:
    """Every cell of the table, each under the first dialect that has it."""
    found: dict[str, Cell] = {}
    for dialect in DIALECTS:
        for cell in cells_of(dialect):
            found.setdefault(cell.id, cell)
    return tuple(found.values())


def cells_of(dialect: Dialect) -> list[Cell]:
    """What the operations declare under one dialect."""
    return [
        Cell(one, status, code, response["x-evidence"], dialect)
        for one in operations(dialect)
        for status, response in _responses(one).items()
        for code in _codes(one, response)
    ]


def _responses(one: Operation) -> dict[int, dict[str, Any]]:
    responses = one.definition["responses"]
    return {status: one.contract.resolved(responses[str(status)]) for status in one.statuses}


def _codes(one: Operation, response: dict[str, Any]) -> list[str | None]:
    """The codes of a problem; a good answer has none."""
    content = response.get("content", {}).get("application/problem+json")
    if content is None:
        return [None]
    schema = content["schema"]
    # A narrowed code stands beside the reference to the problem that it narrows.
    narrowed = schema if "properties" in schema else one.contract.resolved(schema)
    code = narrowed["properties"]["code"]
    return list(code.get("enum") or [code["const"]])
