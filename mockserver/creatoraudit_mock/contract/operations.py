"""The operations of the contract, as a table."""

from http import HTTPStatus
from typing import Any, Literal

from msgspec import Struct

from creatoraudit_mock.contract.dialect import BEST_GUESS, Dialect
from creatoraudit_mock.contract.document import Contract, Evidence, contract_in
from creatoraudit_mock.contract.keeping import kept

Scope = Literal["none", "read", "write"]
"""What a key needs: nothing at all, to be valid, or the write scope."""


class Operation(Struct, frozen=True, eq=False):
    """One method on one path, in one dialect.

    `path` is the template without the version, such as `/accounts/{account_id}`; `statuses` are
    all that the document declares, ascending; `conditional` says that 304 is among them. There is
    one object for each operation and dialect, so what is compiled from it can be kept by identity.
    """

    id: str
    method: str
    path: str
    scope: Scope
    tag: str
    evidence: Evidence
    statuses: tuple[int, ...]
    contract: Contract

    @property
    def kept(self) -> dict[Any, Any]:
        """What has been worked out from the contract so far."""
        return self.contract.kept

    @property
    def conditional(self) -> bool:
        """Whether `If-None-Match` is honoured."""
        return HTTPStatus.NOT_MODIFIED in self.statuses

    @property
    def definition(self) -> dict[str, Any]:
        """The operation object of the document; read-only."""
        definition: dict[str, Any] = self.contract.document["paths"][self.path][self.method.lower()]
        return definition


def operations(dialect: Dialect = BEST_GUESS) -> tuple[Operation, ...]:
    """Return every operation, literal paths before templates that would swallow them."""
    return tuple(operations_of(contract_in(dialect)).values())


def operation(operation_id: str, dialect: Dialect = BEST_GUESS) -> Operation:
    """Return one operation.

    Raises:
        LookupError: the contract has no operation of that id.
    """
    known = operations_of(contract_in(dialect))
    try:
        return known[operation_id]
    except KeyError:
        there = ", ".join(known)
        raise LookupError(f"no operation {operation_id!r}; there are: {there}") from None


@kept
def operations_of(contract: Contract) -> dict[str, Operation]:
    """Return the operations of a contract by their ids, literal paths first; read-only."""
    found = [
        _operation(contract, path, method, definition)
        for path, methods in contract.document["paths"].items()
        for method, definition in methods.items()
    ]
    return {one.id: one for one in sorted(found, key=_literal_first)}


def _operation(contract: Contract, path: str, method: str, definition: dict[str, Any]) -> Operation:
    return Operation(
        id=definition["operationId"],
        method=method.upper(),
        path=path,
        scope=definition["x-scope"],
        tag=definition["tags"][0],
        evidence=definition["x-evidence"],
        statuses=tuple(sorted(int(status) for status in definition["responses"])),
        contract=contract,
    )


def _literal_first(one: Operation) -> tuple[bool, ...]:
    return tuple(part.startswith("{") for part in one.path.split("/"))
