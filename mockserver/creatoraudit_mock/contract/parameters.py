"""The parameters of an operation, and how their text becomes values."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from creatoraudit_mock.contract import wording
from creatoraudit_mock.contract.document import pointer
from creatoraudit_mock.contract.keeping import kept
from creatoraudit_mock.contract.operations import Operation
from creatoraudit_mock.contract.refusals import FieldError

Location = Literal["path", "query", "header"]
LOCATIONS: Final[tuple[Location, ...]] = ("path", "query", "header")

# Longer digits are no number that a parameter could mean, and int() refuses the longest.
_INTEGER: Final = re.compile(r"-?[0-9]{1,400}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,300}(\.[0-9]{1,300})?")
_BOOLEANS: Final[Mapping[str, bool]] = {"true": True, "false": False}


class Parameter(NamedTuple):
    """One parameter; `pointer` is the place of its schema in the document."""

    name: str
    location: Location
    required: bool
    pointer: str
    schema: dict[str, Any]


def as_type(schema: Mapping[str, Any], text: str) -> Any:
    """Read *text* as the type of *schema*; what cannot be read stays text."""
    match schema["type"]:
        case "integer" if _INTEGER.fullmatch(text):
            return int(text)
        case "number" if _NUMBER.fullmatch(text):
            return float(text)
        case "boolean":
            return _BOOLEANS.get(text, text)
    return text


def parameters(operation: Operation, location: Location) -> tuple[Parameter, ...]:
    """Return the declared parameters of one location, in the order of the document."""
    return _by_location(operation)[location]


def read(
    declared: Sequence[Parameter], pairs: Iterable[tuple[str, str]]
) -> tuple[dict[str, Any], list[FieldError]]:
    """Return the values of the *declared* parameters among *pairs*, and what spoils them.

    The values are typed but not yet checked. Of a parameter given twice the last one is read, so
    that its other faults come to light as well.
    """
    by_name = {parameter.name: parameter for parameter in declared}
    known = [(name, text) for name, text in pairs if name in by_name]
    counts = Counter(name for name, _ in known)
    errors = [FieldError(name, wording.REPEATED) for name, count in counts.items() if count > 1]
    errors += [FieldError(name, wording.NOT_TEXT) for name, text in known if not _is_text(text)]
    values = {name: as_type(by_name[name].schema, _as_text(text)) for name, text in known}
    return values, errors


def _is_text(text: str) -> bool:
    return _as_text(text) == text


def _as_text(text: str) -> str:
    # Lone surrogates stand for bytes that are not UTF-8; no validator takes them.
    return text.encode("utf-8", "replace").decode("utf-8")


@kept
def _by_location(operation: Operation) -> dict[Location, tuple[Parameter, ...]]:
    count = len(operation.definition.get("parameters", ()))
    every = [_parameter(operation, index) for index in range(count)]
    return {
        location: tuple(parameter for parameter in every if parameter.location == location)
        for location in LOCATIONS
    }


def _parameter(operation: Operation, index: int) -> Parameter:
    node = operation.definition["parameters"][index]
    here = pointer("paths", operation.path, operation.method.lower(), "parameters", index)
    definition = operation.contract.resolved(node)
    return Parameter(
        name=definition["name"],
        location=definition["in"],
        required=definition.get("required", False),
        pointer=f"{node.get('$ref', here)}/schema",
        schema=operation.contract.resolved(definition["schema"]),
    )
