"""The OpenAPI document: valid, complete, and honest about its evidence."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from creatoraudit_mock.contract import Dialect, contract_in, operations
from creatoraudit_mock.contract.document import _joined, _source, pointer
from creatoraudit_mock.contract.schemas import compiled, place
from creatoraudit_mock.contract.wording import PATTERNS

CONTRACT = contract_in()
EVIDENCE = {"documented", "inferred", "assumed"}
KEYWORDS = {
    "$ref", "additionalProperties", "const", "default", "description", "enum", "examples", "format",
    "items", "maxItems", "maxLength", "maxProperties", "maximum", "minItems", "minLength",
    "minimum", "pattern", "properties", "propertyNames", "required", "type",
    "x-dialect", "x-evidence",
}  # fmt: skip
METADATA = ("Metadata", "OptionalMetadata")
OPTIONAL_MEMBERS = {
    "Pagination": {"total_count"},
    "AccountFilters": {"platform", "q", "is_active", "category", "creator_id"},
    "VideoFilters": {"platform", "account_id", "is_active", "q"},
    "AccountVideoFilters": {"platform", "account_id"},
    "CreatorFilters": {"is_active"},
}


def nodes(node: Any, where: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of a JSON value with its place."""
    if isinstance(node, dict):
        yield where, node
        for name, part in node.items():
            yield from nodes(part, f"{where}/{name}")
    elif isinstance(node, list):
        for index, part in enumerate(node):
            yield from nodes(part, f"{where}/{index}")


def references() -> set[str]:
    """Everything that a `$ref` names, in whatever dialect."""
    # A patch may take a reference away.
    return {node["$ref"] for _, node in nodes(_source()) if node.get("$ref") is not None}


def components() -> set[str]:
    """Everything that a `$ref` could name."""
    return {
        f"#/components/{kind}/{name}"
        for kind, named in CONTRACT.document["components"].items()
        if kind != "securitySchemes"
        for name in named
    }


def request_schemas() -> dict[str, dict[str, Any]]:
    """The schemas of bodies, by name."""
    schemas: dict[str, dict[str, Any]] = CONTRACT.document["components"]["schemas"]
    return {name: schema for name, schema in schemas.items() if name.endswith("Request")}


def definitions() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation object with its id."""
    for operation in operations():
        yield operation.id, operation.definition


def test_it_is_valid_openapi() -> None:
    """The document satisfies the OpenAPI 3.1 specification."""
    assert [str(error) for error in OpenAPIV31SpecValidator(CONTRACT.document).iter_errors()] == []


@pytest.mark.parametrize("choice", [1, 2])
def test_it_is_valid_openapi_in_other_dialects(choice: int) -> None:
    """So it does when every switch has its second value, or its last."""
    chosen = {n: values[: choice + 1][-1] for n, values in Dialect.alternatives().items()}
    document = contract_in(Dialect(**chosen)).document
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_it_is_titled_after_the_api() -> None:
    """Format, title and server are those that a client of the API expects."""
    whole = CONTRACT.document
    assert whole["openapi"] == "3.1.0"
    assert whole["info"]["title"] == "CreatorAudit API v2"
    assert whole["servers"] == [{"url": "/v2"}]
    assert whole["security"] == [{"bearerAuth": []}]


def test_its_bytes_are_the_document_in_compact_json() -> None:
    """The bytes spell the document, in its order and without blanks."""
    assert CONTRACT.text.decode() == json.dumps(
        CONTRACT.document, separators=(",", ":"), ensure_ascii=False
    )


def test_it_is_read_once() -> None:
    """Two calls give the same object: nothing is read twice."""
    first, first_bytes = CONTRACT.document, CONTRACT.text
    assert CONTRACT.document is first
    assert CONTRACT.text is first_bytes


def test_every_reference_resolves() -> None:
    """Each `$ref` names a component that is there."""
    assert references() - components() == set()


def test_every_component_is_used() -> None:
    """No component lies about unreferenced."""
    assert components() - references() == set()


def test_every_operation_bears_evidence() -> None:
    """Each operation has a known mark, a scope and its sources."""
    for name, definition in definitions():
        assert definition["x-evidence"] in EVIDENCE, name
        assert definition["x-scope"] in {"none", "read", "write"}, name
        assert definition["x-source"], name
        assert all(source.startswith("/") for source in definition["x-source"]), name


def test_every_parameter_bears_evidence() -> None:
    """Each parameter has a known mark, whether inline or shared."""
    for name, definition in definitions():
        for parameter in map(CONTRACT.resolved, definition.get("parameters", ())):
            assert parameter["x-evidence"] in EVIDENCE, (name, parameter["name"])


def test_every_property_bears_evidence() -> None:
    """Each property of each schema has a known mark, at every depth."""
    found = [
        (f"{where}/{name}", schema.get("x-evidence"))
        for where, node in nodes(CONTRACT.document)
        if isinstance(node.get("properties"), dict)
        for name, schema in node["properties"].items()
    ]
    assert len(found) > 200
    assert [where for where, mark in found if mark not in EVIDENCE] == []


def test_every_response_and_header_bears_evidence() -> None:
    """Each status of each operation has a known mark, and so has each of its headers."""
    for name, definition in definitions():
        for status, node in definition["responses"].items():
            response = CONTRACT.resolved(node)
            assert response["x-evidence"] in EVIDENCE, (name, status)
            for header in map(CONTRACT.resolved, response["headers"].values()):
                assert header["x-evidence"] in EVIDENCE, (name, status, header)


def test_everything_is_described() -> None:
    """Operations, schemas, properties, parameters, responses and headers say what they are."""
    whole = CONTRACT.document
    described = [
        *definitions(),
        *((f"{kind}/{name}", part) for kind, named in whole["components"].items()
          for name, part in named.items()),
        *((where, node) for where, node in nodes(whole) if "x-evidence" in node),
    ]  # fmt: skip
    # A response narrows the status and code of the problem it sends, and describes itself.
    bare = [where for where, part in described if not part.get("description")]
    assert [where for where in bare if "/content/application/problem+json/" not in where] == []


def test_response_members_are_all_sent() -> None:
    """Every member of a response is required, but for the few that depend on the request."""
    for name, schema in CONTRACT.document["components"]["schemas"].items():
        if "properties" in schema and not name.endswith("Request"):
            optional = schema["properties"].keys() - set(schema["required"])
            assert optional == OPTIONAL_MEMBERS.get(name, set()), name


def schema_nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A schema and every schema in it."""
    yield node
    inner = [*node.get("properties", {}).values()]
    inner += [node[name] for name in ("items", "propertyNames") if name in node]
    if isinstance(node.get("additionalProperties"), dict):
        inner.append(node["additionalProperties"])
    for part in inner:
        yield from schema_nodes(part)


def test_schemas_use_known_keywords() -> None:
    """A misspelt keyword would silently check nothing."""
    for name, schema in CONTRACT.document["components"]["schemas"].items():
        for node in schema_nodes(schema):
            assert node.keys() <= KEYWORDS, name


def test_counts_are_not_negative() -> None:
    """Every counter of a response has the minimum 0."""
    for name, schema in CONTRACT.document["components"]["schemas"].items():
        for member, part in schema.get("properties", {}).items():
            if member.endswith("_count"):
                assert part["minimum"] == 0, (name, member)


def test_objects_stay_open() -> None:
    """No object refuses members it does not know: additions are no breach of the contract."""
    closed = [
        where
        for where, node in nodes(CONTRACT.document)
        if node.get("additionalProperties") is False or node.get("unevaluatedProperties") is False
    ]
    assert closed == []


def test_patch_bodies_have_no_defaults() -> None:
    """A member that a PATCH does not give is left alone, so none is filled in."""
    for name, schema in request_schemas().items():
        if name.startswith("Update"):
            assert [m for m, part in schema["properties"].items() if "default" in part] == []
            assert "required" not in schema


def test_free_text_of_requests_forbids_nul() -> None:
    """A string of a request is an enumeration, a format, or bound to a pattern without NUL."""
    bodies = nodes(request_schemas())
    shared = nodes({name: CONTRACT.document["components"]["schemas"][name] for name in METADATA})
    queries = nodes([d.get("parameters", []) for _, d in definitions()])
    for where, node in [
        *bodies,
        *shared,
        *queries,
        *nodes(CONTRACT.document["components"]["parameters"]),
    ]:
        kinds = node.get("type", ())
        if "string" in ([kinds] if isinstance(kinds, str) else kinds):
            bound = node.keys() & {"enum", "format", "pattern"}
            assert bound or where.endswith("/IfNoneMatch/schema"), where


def test_request_patterns_have_a_wording() -> None:
    """Each pattern of a request schema is explained in words when it is not met."""
    schemas = {name: CONTRACT.document["components"]["schemas"][name] for name in METADATA}
    parts = [request_schemas(), schemas, CONTRACT.document["components"]["parameters"]]
    found = {node["pattern"] for _, node in nodes(parts) if isinstance(node.get("pattern"), str)}
    assert found == set(PATTERNS)


def test_examples_are_valid() -> None:
    """Every example satisfies the schema it stands in."""
    seen = 0
    for name, schema in CONTRACT.document["components"]["schemas"].items():
        places: list[tuple[tuple[str, ...], dict[str, Any]]] = [((name,), schema)]
        places += [
            ((name, "properties", member), part)
            for member, part in schema.get("properties", {}).items()
        ]
        for parts, part in places:
            validator = compiled(CONTRACT, place(pointer("components", "schemas", *parts)))
            for value in part.get("examples", ()):
                seen += 1
                assert [e.message for e in validator.iter_errors(value)] == [], parts
    assert seen >= 5


def test_defaults_are_valid() -> None:
    """Every default satisfies the schema it stands in."""
    for where, node in nodes(CONTRACT.document):
        if "default" in node and "$ref" not in node:
            errors = [
                error.message for error in Draft202012Validator(node).iter_errors(node["default"])
            ]
            assert errors == [], where


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (("paths", "/a/{b}", "get"), "#/paths/~1a~1%7Bb%7D/get"),
        (("components", "schemas", "A~B"), "#/components/schemas/A~0B"),
    ],
)
def test_pointers_are_escaped(template: tuple[str, ...], expected: str) -> None:
    """Slashes, tildes and braces are escaped as JSON pointers in URI fragments demand."""
    assert pointer(*template) == expected


def test_members_beside_a_reference_win() -> None:
    """A description beside a `$ref` speaks for the place, not for the component."""
    node = {"$ref": "#/components/schemas/Platform", "description": "Mine."}
    assert CONTRACT.resolved(node)["description"] == "Mine."
    assert CONTRACT.resolved(node)["enum"] == ["instagram", "tiktok"]


def test_two_files_cannot_define_the_same_thing(tmp_path: Path) -> None:
    """A name that a second file defines again is refused, with the file's name."""
    for file in ("a.json", "b.json"):
        (tmp_path / file).write_text('{"Account": {}}')
    with pytest.raises(ValueError, match=r"b\.json defines again.*Account"):
        _joined(tmp_path)
