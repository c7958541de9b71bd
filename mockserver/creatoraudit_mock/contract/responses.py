"""Sent responses against the contract: a list of what is wrong, empty when all is well."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True, slots=True)
class _Sent:
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


def _header_errors(sent: _Sent) -> Iterator[str]:
    contract = sent.operation.contract
    for name, node in (sent.declared["headers"] | _headers_to_keys(sent.operation)).items():
        definition = contract.resolved(node)
        value = sent.headers.get(name.lower())
        if value is not None:
            # Only components are referred to, so the reference is the place of the definition.
            validator = _validator(contract, f"{node['$ref']}/schema", closed=False)
            typed = as_type(definition["schema"], value)
            yield from (f"header {name}: {e.message}" for e in validator.iter_errors(typed))
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
    validator = _validator(sent.operation.contract, _schema_pointer(sent), closed=strict)
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


def _schema_pointer(sent: _Sent) -> str:
    node = sent.operation.definition["responses"][str(sent.status)]
    method = sent.operation.method.lower()
    here = pointer("paths", sent.operation.path, method, "responses", str(sent.status))
    within = pointer("content", sent.media_type, "schema").removeprefix("#")
    return str(node.get("$ref", here)) + within


@kept
def _validator(contract: Contract, reference: str, *, closed: bool) -> Validator:
    # A fault of a response is read by whoever mends the mock: it shows the value.
    return compiled(contract, place(reference), masked=False, closed=closed)
