"""Schemas and values in few words, for reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

_LONGEST = 80


def wanted(schema: Mapping[str, Any]) -> str:
    """What a schema asks for, such as `a string or null, one of: 7d, 30d`."""
    if "const" in schema:
        return f"exactly {shown(schema['const'])}"
    return ", ".join(_demands(schema)) or "any value"


def shown(value: Any) -> str:
    """A value as JSON, with its kind in front, shortened."""
    text = msgspec.json.encode(value).decode()
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    return short if value is None or isinstance(value, bool) else f"{kind(value)} {short}"


def kind(value: Any) -> str:
    """The type of a JSON value, as JSON Schema names it."""
    kinds: dict[type, str] = {
        bool: "boolean",
        int: "integer",
        float: "number",
        str: "string",
        list: "array",
        dict: "object",
    }
    return kinds.get(type(value), "null")


def _demands(schema: Mapping[str, Any]) -> Iterator[str]:
    types = schema.get("type")
    if types is not None:
        yield " or ".join([types] if isinstance(types, str) else types)
    if "enum" in schema:
        yield f"one of: {', '.join(map(str, schema['enum']))}"
    for keyword, words in _KEYWORDS.items():
        if keyword in schema:
            yield f"{words} {schema[keyword]}"


_KEYWORDS = {
    "format": "format",
    "pattern": "pattern",
    "minimum": "at least",
    "maximum": "at most",
    "minLength": "of a length from",
    "maxLength": "of a length to",
    "minItems": "items from",
    "maxItems": "items to",
    "maxProperties": "members to",
}
