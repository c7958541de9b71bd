"""How an answer spells the field of a fault: the switch `error_fields`."""

from collections.abc import Callable, Mapping
from typing import Final

from creatoraudit_mock.contract.operations import Operation
from creatoraudit_mock.contract.parameters import LOCATIONS, parameters
from creatoraudit_mock.contract.refusals import FieldError, Place


def spelled(operation: Operation, error: FieldError) -> FieldError:
    """Return a fault of a request to *operation* as the operation's dialect names it."""
    spell = _SPELLINGS[operation.contract.dialect.error_fields]
    return error._replace(field=spell(error.field, _place(operation, error)))


def _place(operation: Operation, error: FieldError) -> Place:
    """Where the fault is: what is no parameter of the operation is a member of its body."""
    if error.place is not None:
        return error.place
    declared: dict[str, Place] = {
        parameter.name: location
        for location in LOCATIONS
        for parameter in parameters(operation, location)
    }
    return declared.get(error.field, "body")


def _located(field: str, place: Place) -> str:
    return field if field == place == "body" else f"{place}.{field}"


def _bracketed(field: str, place: Place) -> str:
    # No body is deeper than this, and keys of metadata may have dots of their own.
    name, _, inside = field.partition(".")
    return f"{name}[{inside}]" if inside and place == "body" else field


_SPELLINGS: Final[Mapping[str, Callable[[str, Place], str]]] = {
    "bare": lambda field, _: field,
    "located": _located,
    "brackets": _bracketed,
}
