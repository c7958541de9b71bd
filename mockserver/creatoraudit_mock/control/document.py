"""The interface's own OpenAPI 3.1 document, made from the list of endpoints and their types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from creatoraudit_mock.control import happenings
from creatoraudit_mock.control.answers import Problem
from creatoraudit_mock.control.endpoint import EVENT_STREAM, Endpoint
from creatoraudit_mock.control.paths import PREFIX
from creatoraudit_mock.control.refusals import TITLES
from creatoraudit_mock.http.replies import JSON, PROBLEM

_REFERENCE: Final = "#/components/schemas/{name}"
_ABOUT: Final = (
    "Drives the worlds of a creatoraudit-mock server: their clocks, schedules, faults, keys and "
    "limits; tells what happened. Not part of the simulated API."
)
_CREATED: Final = 201
_OF_ALL: Final = (403, 405)
"""What every endpoint may answer: to strangers, and to methods that it does not have."""


def document(endpoints: Iterable[Endpoint], *, with_token: bool) -> dict[str, Any]:
    """The document of a server; with a token it declares that one is needed."""
    endpoints = tuple(endpoints)
    schemas = _Schemas(endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for one in endpoints:
        path = PREFIX + template(one.path)
        paths.setdefault(path, {})[one.method.lower()] = _operation(one, schemas, with_token)
    made: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "creatoraudit-mock control", "version": "1", "description": _ABOUT},
        "paths": paths,
        "components": {"schemas": schemas.components},
    }
    if with_token:
        scheme = {"type": "http", "scheme": "bearer"}
        made["components"]["securitySchemes"] = {"ControlToken": scheme}
        made["security"] = [{"ControlToken": []}]
    return made


def template(path: str) -> str:
    """A path as OpenAPI writes it."""
    return re.sub(r":\w+\}", "}", path)


class _Schemas:
    """The schemas of all types, and where each is found."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        structs = [Problem, happenings.Happening, *_types(endpoints)]
        found, self.components = msgspec.json.schema_components(structs, ref_template=_REFERENCE)
        self._of = {_key(kind): schema for kind, schema in zip(structs, found, strict=True)}
        for kind in structs:
            also = getattr(kind, "also", None)
            if also is not None:
                _merge(self.components[kind.__name__], also)

    def of(self, kind: Any) -> dict[str, Any]:
        """The schema of a type."""
        return self._of[_key(kind)]

    def members(self, kind: type[Struct]) -> dict[str, dict[str, Any]]:
        """Those of a query."""
        found: dict[str, dict[str, Any]] = self.components[kind.__name__]["properties"]
        return found


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Add members at every depth; of two values the added one holds."""
    for name, value in more.items():
        if isinstance(value, Mapping) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value


def _types(endpoints: Iterable[Endpoint]) -> list[Any]:
    used = [kind for one in endpoints for kind in (one.answer, one.body, one.query)]
    unique = {_key(kind): kind for kind in used if kind is not None and not isinstance(kind, str)}
    return list(unique.values())


def _key(kind: Any) -> str:
    # Annotated types that hold a schema cannot be hashed.
    return repr(kind)


def _operation(one: Endpoint, schemas: _Schemas, with_token: bool) -> dict[str, Any]:  # noqa: FBT001
    made: dict[str, Any] = {
        "operationId": one.id,
        "summary": one.summary,
        "description": (one.handler.__doc__ or "").strip(),
        "responses": _responses(one, schemas, with_token),
    }
    if parameters := [*_path_parameters(one), *_query_parameters(one, schemas)]:
        made["parameters"] = parameters
    if one.body is not None:
        made["requestBody"] = {"required": not is_optional(one), "content": _body(one, schemas)}
    return made


def is_optional(one: Endpoint) -> bool:
    """Whether a body may be left out, since everything in it may."""
    if not isinstance(one.body, type):
        return False
    no_rules = "oneOf" not in getattr(one.body, "also", {})
    return no_rules and all(not f.required for f in msgspec.structs.fields(one.body))


def statuses(one: Endpoint) -> list[int]:
    """The problems that an endpoint declares."""
    found = {*_OF_ALL, *one.refusals}
    if "{" in one.path:
        found.add(404)
    if one.body is not None:
        found |= {400, 413, 415, 422}
    if one.query is not None:
        found.add(422)
    return sorted(found)


def _responses(one: Endpoint, schemas: _Schemas, with_token: bool) -> dict[str, Any]:  # noqa: FBT001
    good: dict[str, Any] = {"description": TITLES[one.status]}
    if isinstance(one.answer, str):
        good["content"] = {one.answer: {"schema": _text(one, schemas)}}
    elif one.answer is not None:
        good["content"] = {JSON: {"schema": schemas.of(one.answer)}}
        good["content"] |= {form: {"schema": _form(form)} for form in one.forms}
    if one.status == _CREATED:
        good["headers"] = _location(one)
    problem = {PROBLEM: {"schema": schemas.of(Problem)}}
    refused = [*([401] if with_token else []), *statuses(one)]
    return {
        str(one.status): good,
        **{str(n): {"description": TITLES[n], "content": problem} for n in refused},
    }


def _form(media_type: str) -> dict[str, Any]:
    return {"type": "object" if media_type.endswith("+json") else "string"}


def _text(one: Endpoint, schemas: _Schemas) -> dict[str, Any]:
    if one.answer != EVENT_STREAM:
        return {"type": "string"}
    data = {"type": "string", "contentMediaType": JSON}
    members = {
        "id": {"type": "string"},
        "event": {"enum": list(happenings.KINDS)},
        "data": {**data, "contentSchema": schemas.of(happenings.Happening)},
    }
    return {"type": "object", "properties": members}


def _location(one: Endpoint) -> dict[str, Any]:
    if "{world}" in one.path:
        return {}
    return {"Location": {"required": True, "schema": {"type": "string", "format": "uri"}}}


def _path_parameters(one: Endpoint) -> list[dict[str, Any]]:
    names = re.findall(r"\{(\w+)", one.path)
    return [_parameter("path", name, {"type": "string", "minLength": 1}) for name in names]


def _query_parameters(one: Endpoint, schemas: _Schemas) -> list[dict[str, Any]]:
    members = {} if one.query is None else schemas.members(one.query)
    return [_parameter("query", name, schema) for name, schema in members.items()]


def _parameter(location: str, name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"in": location, "name": name, "required": location == "path", "schema": dict(schema)}


def _body(one: Endpoint, schemas: _Schemas) -> dict[str, Any]:
    if isinstance(one.body, str):
        return {one.body: {"schema": {"type": "string"}}}
    return {JSON: {"schema": schemas.of(one.body)}}
