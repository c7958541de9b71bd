"""The keywords of JSON Schema as tables: which type they are about, and how two of them merge."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

TYPES: Final = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})

_NUMERIC: Final = frozenset(
    {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
)
BOUNDS: Final[Mapping[str, frozenset[str]]] = {
    "null": frozenset(),
    "boolean": frozenset(),
    "integer": _NUMERIC,
    "number": _NUMERIC,
    "string": frozenset({"minLength", "maxLength", "pattern"}),
    "array": frozenset({"minItems", "maxItems", "uniqueItems"}),
    "object": frozenset({"minProperties", "maxProperties"}),
}
"""By type, the keywords that limit its values."""

UNUSUAL: Final[Mapping[str, str]] = {
    "not": "any",
    "if": "any",
    "then": "any",
    "else": "any",
    "prefixItems": "array",
    "contains": "array",
    "minContains": "array",
    "maxContains": "array",
    "unevaluatedItems": "array",
    "patternProperties": "object",
    "dependentRequired": "object",
    "dependentSchemas": "object",
    "contentEncoding": "string",
    "contentMediaType": "string",
}
"""Keywords that are compared as they stand, and the type that they are about."""

ANNOTATIONS: Final = frozenset(
    {"description", "title", "example", "examples", "default", "deprecated", "externalDocs", "xml"}
)
"""Keywords that assert nothing."""
_NOTHING: Final = {"minLength": 0, "minItems": 0, "minProperties": 0, "uniqueItems": False}
"""Bounds that exclude nothing."""
_ALL: Final = frozenset().union(*BOUNDS.values())

_MERGING: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "minimum": max,
    "exclusiveMinimum": max,
    "minLength": max,
    "minItems": max,
    "minProperties": max,
    "maximum": min,
    "exclusiveMaximum": min,
    "maxLength": min,
    "maxItems": min,
    "maxProperties": min,
}


def text_of(value: Any) -> str:
    """A value as JSON text, the same for equal values: 1.0 is 1."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, default=str)


def type_of(text: str) -> str:
    """The JSON type of a value given as text."""
    if text in {"true", "false"}:
        return "boolean"
    if text == "null":
        return "null"
    starts = {'"': "string", "[": "array", "{": "object"}
    return starts.get(text[0]) or ("number" if {*text} & {*".eE"} else "integer")


def of_type(text: str, kind: str) -> bool:
    """Whether a value given as text is of a type."""
    own = type_of(text)
    return own == kind or (kind == "number" and own == "integer")


def bounds_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The limits that a schema sets, in the spelling of 3.1."""
    found = {name: schema[name] for name in schema if name in _ALL and _fits(name, schema[name])}
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        flag = found.get(exclusive)
        if isinstance(flag, bool):  # the spelling of 3.0
            del found[exclusive]
            if flag and bound in found:
                found[exclusive] = found.pop(bound)
    return {name: _plain(value) for name, value in found.items() if _NOTHING.get(name) != value}


def _fits(name: str, value: Any) -> bool:
    """Whether a limit has a value that it can have; what has not limits nothing."""
    if name == "pattern":
        return isinstance(value, str)
    if name == "uniqueItems" or name.startswith("exclusive"):
        return isinstance(value, bool | int | float)
    return isinstance(value, int | float) and not isinstance(value, bool)


def tighter(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    """Two sets of limits that both hold."""
    return {**a, **b} | {name: _tighter(name, a[name], b[name]) for name in a.keys() & b.keys()}


def _tighter(name: str, a: Any, b: Any) -> Any:
    if a == b:
        return a
    if name in _MERGING:
        return _MERGING[name](a, b)
    return " and ".join(sorted({str(a), str(b)}))


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return value
