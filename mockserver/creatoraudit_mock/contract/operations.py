"""The operations of the contract, as a table."""

import functools
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

from creatoraudit_mock.contract.document import Evidence, document

Scope = Literal["none", "read", "write"]
"""What a key needs: nothing at all, to be valid, or the write scope."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path.

    `path` is the template without the version, such as `/accounts/{account_id}`; `statuses` are
    all that the document declares, ascending; `conditional` says that 304 is among them.
    """

    id: str
    method: str
    path: str
    scope: Scope
    tag: str
    evidence: Evidence
    statuses: tuple[int, ...]

    @property
    def conditional(self) -> bool:
        """Whether `If-None-Match` is honoured."""
        return HTTPStatus.NOT_MODIFIED in self.statuses

    @property
    def definition(self) -> dict[str, Any]:
        """The operation object of the document; read-only."""
        definition: dict[str, Any] = document()["paths"][self.path][self.method.lower()]
        return definition


def operations() -> tuple[Operation, ...]:
    """Return every operation, literal paths before templates that would swallow them."""
    return tuple(_by_id().values())


def operation(operation_id: str) -> Operation:
    """Return one operation.

    Raises:
        LookupError: the contract has no operation of that id.
    """
    try:
        return _by_id()[operation_id]
    except KeyError:
        known = ", ".join(_by_id())
        raise LookupError(f"no operation {operation_id!r}; there are: {known}") from None


@functools.cache
def _by_id() -> dict[str, Operation]:
    found = [
        _operation(path, method, definition)
        for path, methods in document()["paths"].items()
        for method, definition in methods.items()
    ]
    return {one.id: one for one in sorted(found, key=_literal_first)}


def _operation(path: str, method: str, definition: dict[str, Any]) -> Operation:
    return Operation(
        id=definition["operationId"],
        method=method.upper(),
        path=path,
        scope=definition["x-scope"],
        tag=definition["tags"][0],
        evidence=definition["x-evidence"],
        statuses=tuple(sorted(int(status) for status in definition["responses"])),
    )


def _literal_first(one: Operation) -> tuple[bool, ...]:
    return tuple(part.startswith("{") for part in one.path.split("/"))
