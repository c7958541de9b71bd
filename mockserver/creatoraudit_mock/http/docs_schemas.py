"""Schemas in words: types, bounds and values, and the members of an object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from creatoraudit_mock.contract import Contract
from creatoraudit_mock.http.docs_markup import (
    Html,
    anchor,
    badge,
    code,
    element,
    entry,
    joined,
    link,
)

Schema = dict[str, Any]

_BOUNDS: Final = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " items"),
    ("minProperties", "maxProperties", " members"),
)


def kind(contract: Contract, schema: Schema) -> Html:
    """Return the type, with a link where it has a name; nothing if the schema states none."""
    if "$ref" in schema:
        return reference(schema["$ref"])
    if "anyOf" in schema:
        return joined((_nested(contract, one) for one in schema["anyOf"]), " or ")
    if isinstance(schema.get("items"), dict):
        return joined(("array of ", _nested(contract, schema["items"])))
    if isinstance(schema.get("additionalProperties"), dict):
        return joined(("object, each member ", _nested(contract, schema["additionalProperties"])))
    types = " or ".join(name for name in _types(schema) if name != "null")
    return joined((types, f"({schema['format']})" if "format" in schema else ""), " ")


def reference(target: str) -> Html:
    """Return the link to a component that *target* points at, named like it."""
    name = target.rpartition("/")[2]
    return link(code(name), "schema", name)


def facts(contract: Contract, schema: Schema) -> Html:
    """Return on one line what values the schema allows."""
    return joined(_facts(contract, schema), " · ")


def members(contract: Contract, schema: Schema, *place: str) -> Iterator[Html]:
    """Yield the members of an object, in the order of the document, as entries under *place*."""
    required = schema.get("required", ())
    for name, member in schema.get("properties", {}).items():
        term = joined((code(name), necessity(required=name in required)), " ")
        description = member.get("description", "")
        yield entry(anchor(*place, name), term, badge(member), facts(contract, member), description)


def necessity(*, required: bool) -> Html:
    """Return the word that says whether something has to be there."""
    word = "required" if required else "optional"
    return element("small", word, class_=word)


def narrowed(contract: Contract, schema: Schema) -> Html:
    """Return what a schema adds to the members of the one it refers to, but for the status."""
    added = schema.get("properties", {}) if "$ref" in schema else {}
    return joined(
        (
            joined((code(name), facts(contract, member)), " ")
            for name, member in added.items()
            if name != "status"
        ),
        ", ",
    )


def _facts(contract: Contract, schema: Schema) -> Iterator[Html]:
    yield kind(contract, schema)
    if "null" in _types(contract.resolved(schema)):
        yield element("b", "nullable")
    for low, high, unit in _BOUNDS:
        if low in schema or high in schema:
            yield joined((_bounds(schema.get(low), schema.get(high)), unit))
    yield from _values(schema)
    if "propertyNames" in schema:
        yield joined(("names ", joined(_facts(contract, schema["propertyNames"]), ", ")))
    if schema.get("additionalProperties") is True:
        yield Html("further members allowed")


def _values(schema: Schema) -> Iterator[Html]:
    if "const" in schema:
        yield joined(("always ", code(schema["const"])))
    if "enum" in schema:
        word = "one of " if len(schema["enum"]) > 1 else "only "
        yield joined((word, joined(map(code, schema["enum"]), ", ")))
    if "pattern" in schema:
        yield joined(("matching ", code(schema["pattern"])))
    if "default" in schema:
        yield joined(("default ", code(schema["default"])))
    if "examples" in schema:
        yield joined(("such as ", joined(map(code, schema["examples"]), ", ")))


def _bounds(least: int | None, most: int | None) -> str:
    if least is None:
        return f"at most {most}"
    return f"at least {least}" if most is None else f"{least} to {most}"


def _nested(contract: Contract, schema: Schema) -> Html:
    first, *rest = _facts(contract, schema)
    notes = joined(rest, ", ")
    return joined((first, " (", notes, ")")) if notes else first


def _types(schema: Schema) -> list[str]:
    types = schema.get("type", [])
    return [types] if isinstance(types, str) else types
