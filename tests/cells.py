"""The table of the API: every answer that an operation declares is a cell."""

from __future__ import annotations

from typing import Any, NamedTuple

from creatoraudit_mock import Dialect
from creatoraudit_mock.contract import PROBLEMS, Operation, operations
from creatoraudit_mock.contract.document import Evidence
from creatoraudit_mock.contract.parameters import parameters

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
    declared = [
        Cell(one, status, code, response["x-evidence"], dialect)
        for one in operations(dialect)
        for status, response in _responses(one).items()
        for code in _codes(one, response)
    ]
    return [cell for cell in declared if _is_answered(cell)]


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
    code = (schema if "properties" in schema else one.contract.resolved(schema))["properties"][
        "code"
    ]
    return list(code.get("enum") or [code["const"]])


def _is_answered(cell: Cell) -> bool:
    """Whether a cell is for its dialect: of some switches the document has every answer."""
    one, dialect = cell.operation, cell.dialect
    if cell.column == "403-INSUFFICIENT_SCOPE":
        return one.scope == "write" or dialect.batch_scope == "write"
    if one.id == "create_creator" and cell.status == 409:
        return dialect.idempotency_conflict == 409
    if cell.status == 422:
        return _has_values(one) or dialect.unknown_parameters == "refuse"
    return True


def _has_values(one: Operation) -> bool:
    """Whether there is anything in a request for an operation that could be invalid."""
    takes_body = "requestBody" in one.definition
    return takes_body or any(parameters(one, location) for location in ("path", "query"))
