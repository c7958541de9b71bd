"""Requests against the contract: typed arguments, or every fault at once."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from jsonschema_rs import ValidationError, Validator

from creatoraudit_mock.contract import rules, wording
from creatoraudit_mock.contract.decoding import decoded
from creatoraudit_mock.contract.document import pointer
from creatoraudit_mock.contract.keeping import kept
from creatoraudit_mock.contract.operations import Operation
from creatoraudit_mock.contract.parameters import LOCATIONS, Location, parameters, read
from creatoraudit_mock.contract.refusals import FieldError, RequestInvalid
from creatoraudit_mock.contract.schemas import compiled, place
from creatoraudit_mock.contract.settling import settled

BODY: Final = "body"
"""The `field` of a fault of the body as a whole."""


class Arguments(NamedTuple):
    """What a valid request says.

    Values are typed: integers, booleans, lower-case UUIDs, dates as `YYYY-MM-DD` text. `query`
    and `body` hold the declared members that were given and the defaults of the others (a PATCH
    body has none), in the order of the document. `headers` are the declared ones, by lower-case
    name. `unknown` names the query parameters that the contract does not have, sorted.
    """

    path: dict[str, Any]
    query: dict[str, Any]
    headers: dict[str, str]
    body: dict[str, Any]
    unknown: tuple[str, ...]


def check_request(
    operation: Operation,
    path: Mapping[str, str],
    query: Sequence[tuple[str, str]],
    headers: Mapping[str, str],
    body: bytes | None,
) -> Arguments:
    """Return the arguments of a request to *operation*.

    `query` are the decoded pairs in the order sent, `headers` have lower-case names, `body` is
    the content as sent; it is not looked at where the operation takes none.

    Raises:
        BodyMalformed: the body cannot be read as JSON.
        RequestInvalid: the request breaks the contract; all its faults, sorted by field.
    """
    instance = _content(operation, body)
    texts = {"path": tuple(path.items()), "query": query, "header": _sent(operation, headers)}
    errors: set[FieldError] = set()
    for location in LOCATIONS:
        instance[location], faults = read(parameters(operation, location), texts[location])
        errors.update(faults)
    errors.update(map(_field_error, _validator(operation).iter_errors(instance)))
    arguments = _arguments(operation, instance, query)
    errors.update(_rule_errors(operation, arguments, errors))
    if errors:
        raise RequestInvalid(tuple(sorted(errors, key=_place)))
    return arguments


def completed(operation: Operation, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a valid body in its one form: the defaults of what it leaves out filled in."""
    return settled(operation.contract, body, _members(operation))


def _content(operation: Operation, body: bytes | None) -> dict[str, Any]:
    if "requestBody" not in operation.definition or not body:
        return {}
    return {BODY: decoded(body)}


def _sent(operation: Operation, headers: Mapping[str, str]) -> list[tuple[str, str]]:
    declared = (parameter.name for parameter in parameters(operation, "header"))
    return [(name, headers[name.lower()]) for name in declared if name.lower() in headers]


def _arguments(
    operation: Operation, instance: Mapping[str, Any], query: Sequence[tuple[str, str]]
) -> Arguments:
    contract = operation.contract
    schemas = {location: _schemas(operation, location) for location in LOCATIONS}
    content = instance.get(BODY)
    return Arguments(
        path=settled(contract, instance["path"], schemas["path"]),
        query=settled(contract, instance["query"], schemas["query"]),
        headers={name.lower(): text for name, text in instance["header"].items()},
        body=completed(operation, content if isinstance(content, dict) else {}),
        unknown=tuple(sorted({name for name, _ in query} - schemas["query"].keys())),
    )


def _rule_errors(
    operation: Operation, arguments: Arguments, errors: set[FieldError]
) -> list[FieldError]:
    invalid = {error.field.split(".")[0] for error in errors}
    if BODY in invalid:
        return []  # its members are not there to be compared
    values, dialect = arguments.query | arguments.body, operation.contract.dialect
    return list(rules.faults(operation.id, values, invalid, dialect))


def _field_error(error: ValidationError) -> FieldError:
    parts = [str(part) for part in error.instance_path]
    if error.kind.name == "required":
        parts.append(error.kind.as_dict()["property"])
    # The first part is the location, which a field does not show, unless it is all there is.
    return FieldError(".".join(parts[1:] or parts), wording.message(error))


def _place(error: FieldError) -> tuple[list[str], str]:
    # Numbers are padded, so that the items of a list come in its order.
    parts = error.field.split(".")
    return [part.zfill(9) if part.isdecimal() else part for part in parts], error.message


@kept
def _validator(operation: Operation) -> Validator:
    parts: dict[str, dict[str, Any]] = {
        location: _object(operation, location) for location in LOCATIONS
    }
    if content := _body_schema(operation):
        parts[BODY] = content
    return compiled(
        operation.contract, {"type": "object", "properties": parts, "required": list(parts)}
    )


def _object(operation: Operation, location: Location) -> dict[str, Any]:
    declared = parameters(operation, location)
    return {
        "type": "object",
        "properties": {parameter.name: place(parameter.pointer) for parameter in declared},
        "required": [parameter.name for parameter in declared if parameter.required],
    }


def _body_schema(operation: Operation) -> dict[str, str] | None:
    if "requestBody" not in operation.definition:
        return None
    method = operation.method.lower()
    where = ("requestBody", "content", "application/json", "schema")
    return place(pointer("paths", operation.path, method, *where))


def _schemas(operation: Operation, location: Location) -> dict[str, dict[str, Any]]:
    return {parameter.name: parameter.schema for parameter in parameters(operation, location)}


def _members(operation: Operation) -> dict[str, dict[str, Any]]:
    if "requestBody" not in operation.definition:
        return {}
    content = operation.definition["requestBody"]["content"]["application/json"]
    members: dict[str, dict[str, Any]] = operation.contract.resolved(content["schema"])[
        "properties"
    ]
    return members
