"""The OpenAPI 3.1 document, merged from the JSON files beside this module.

The files hold the reconstruction in small themes; every `$ref` in them speaks of the merged
document (`#/components/...`). Nothing is read before the first call.
"""

import functools
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal
from urllib.parse import quote

import msgspec

Evidence = Literal["documented", "inferred", "assumed"]
"""What stands behind a part of the contract: a page, a conclusion, or our own decision."""


@functools.cache
def document() -> dict[str, Any]:
    """Return the whole document. It is shared: treat it as read-only."""
    folder = resources.files(__package__) / "openapi"
    base = _read(folder / "openapi.json")
    parts = {
        kind: _read(folder / f"{kind}.json") for kind in ("parameters", "headers", "responses")
    }
    schemas = {"schemas": _merged(folder / "schemas")}
    return {
        **base,
        "paths": _merged(folder / "paths"),
        "components": {**schemas, **parts, **base["components"]},
    }


@functools.cache
def document_bytes() -> bytes:
    """Return the document as compact JSON, the same bytes in every process."""
    return msgspec.json.encode(document())


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """Follow the `$ref` of *node*, if it has one; members beside the reference win."""
    if "$ref" not in node:
        return node
    beside = {name: value for name, value in node.items() if name != "$ref"}
    return {**resolved(_target(node["$ref"])), **beside}


def pointer(*parts: str | int) -> str:
    """Build the reference to a place in the document, as `$ref` spells it.

    >>> pointer("paths", "/accounts/{account_id}", "get")
    '#/paths/~1accounts~1%7Baccount_id%7D/get'
    """
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return "#/" + "/".join(quote(part, safe="~") for part in escaped)


def _target(reference: str) -> dict[str, Any]:
    # Only components are referred to, and their names need no escaping.
    node = document()
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return node


def _merged(folder: Traversable) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        part = _read(file)
        if twice := merged.keys() & part.keys():
            raise ValueError(f"{file.name} defines again what an earlier file defines: {twice}")
        merged.update(part)
    return merged


def _read(file: Traversable) -> dict[str, Any]:
    return msgspec.json.decode(file.read_bytes(), type=dict[str, Any])
