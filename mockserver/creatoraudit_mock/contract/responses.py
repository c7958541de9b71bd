"""Sent responses against the contract: a list of what is wrong, empty when all is well."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
from jsonschema_rs import Validator

from creatoraudit_mock.contract.document import Contract, pointer
from creatoraudit_mock.contract.keeping import kept
from creatoraudit_mock.contract.operations import Operation
from creatoraudit_mock.contract.parameters import as_type
from creatoraudit_mock.contract.schemas import compiled, place

_UNREADABLE = object()


def response_errors(
    operation: Operation,
    status: int,
    content_type: str | None,
    headers: Mapping[str, str],
    body: bytes,
    *,
    strict: bool = False,
    head: bool = False,
) -> list[str]:
    """Return what the contract has against a response of *operation*.

    `headers` may be spelled in any case. `head` says that the request was a HEAD, whose answer is
    that of GET without the body. `strict` also complains of members that the contract does not
    list, which clients have to ignore but a mock should not send.
    """
    if status not in operation.statuses:
        declared = ", ".join(map(str, operation.statuses))
        return [f"status {status} is not declared by {operation.id}; declared: {declared}"]
    lowered = {name.lower(): value for name, value in headers.items()}
    sent = _Sent(operation, status, content_type or "", lowered, body)
    return [*_header_errors(sent), *_content_errors(sent, strict=strict, head=head)]


class _Sent(NamedTuple):
    operation: Operation
    status: int
    content_type: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def declared(self) -> dict[str, Any]:
        contract = self.operation.contract
        return contract.resolved(self.operation.definition["responses"][str(self.status)])

    @property
    def media_type(self) -> str:
        return self.content_type.partition(";")[0].strip().lower()


def declared_headers(operation: Operation, status: int) -> dict[str, tuple[dict[str, Any], str]]:
    """Return the definition of every header of an answer, and the place of its schema, by name."""
    contract = operation.contract
    response = contract.resolved(operation.definition["responses"][str(status)])
    # Only components are referred to, so the reference is the place of the definition.
    return {
        name: (contract.resolved(node), f"{node['$ref']}/schema")
        for name, node in (response["headers"] | _headers_to_keys(operation)).items()
    }


def content_schema(operation: Operation, status: int, media_type: str) -> str:
    """Return the place in the document of the schema of an answer's body."""
    node = operation.definition["responses"][str(status)]
    here = pointer("paths", operation.path, operation.method.lower(), "responses", str(status))
    within = pointer("content", media_type, "schema").removeprefix("#")
    return str(node.get("$ref", here)) + within


@kept
def validator_at(contract: Contract, reference: str, *, closed: bool = False) -> Validator:
    """Return the validator of the schema at a place of the document; see `compiled`.

    A fault of a response is read by whoever has to mend something: it shows the value.
    """
    return compiled(contract, place(reference), masked=False, closed=closed)


def _header_errors(sent: _Sent) -> Iterator[str]:
    contract = sent.operation.contract
    declared = declared_headers(sent.operation, sent.status)
    for name, (definition, reference) in declared.items():
        value = sent.headers.get(name.lower())
        if value is not None:
            typed = as_type(definition["schema"], value)
            errors = validator_at(contract, reference).iter_errors(typed)
            yield from (f"header {name}: {e.message}" for e in errors)
        elif definition.get("required"):
            yield f"header {name} is missing"


def _headers_to_keys(operation: Operation) -> dict[str, Any]:
    """The headers that responses to a key have in common, whatever their status."""
    if operation.scope == "none":
        return {}
    schemes = operation.contract.document["components"]["securitySchemes"]
    common: dict[str, Any] = schemes["bearerAuth"].get("x-headers", {})
    return common


def _content_errors(sent: _Sent, *, strict: bool, head: bool) -> Iterator[str]:
    content = sent.declared.get("content", {})
    if content and sent.media_type not in content:
        yield f"media type {sent.media_type!r} is not declared; declared: {', '.join(content)}"
    if not content and sent.content_type:
        yield f"status {sent.status} has no content, yet its media type is {sent.media_type!r}"
    if head or not content:
        if sent.body:
            yield f"the body must be empty, yet has {len(sent.body)} bytes"
    elif sent.media_type in content:
        yield from _body_errors(sent, strict=strict)


def _body_errors(sent: _Sent, *, strict: bool) -> Iterator[str]:
    value = _decoded(sent)
    if value is _UNREADABLE:
        yield f"the body is not {sent.media_type}"
        return
    schema = content_schema(sent.operation, sent.status, sent.media_type)
    validator = validator_at(sent.operation.contract, schema, closed=strict)
    for error in validator.iter_errors(value):
        where = ".".join(["body", *map(str, error.instance_path)])
        yield f"{where}: {error.message}"
    if sent.media_type == "application/problem+json":
        yield from _request_id_errors(sent, value)


def _request_id_errors(sent: _Sent, problem: Any) -> Iterator[str]:
    told = problem.get("request_id") if isinstance(problem, dict) else None
    header = sent.headers.get("x-request-id")
    if told != header:
        yield f"body.request_id is {told!r}, the header X-Request-ID {header!r}"


def _decoded(sent: _Sent) -> Any:
    try:
        if sent.media_type.startswith("text/"):
            return sent.body.decode("utf-8")
        return msgspec.json.decode(sent.body)
    except (UnicodeDecodeError, msgspec.DecodeError):
        return _UNREADABLE
