"""The same OpenAPI document, written otherwise."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

_DATA = frozenset({"example", "examples", "default", "enum", "const", "x-dialect-settings"})
_MAPS = frozenset({"properties", "patternProperties", "schemas", "headers", "responses"})

Json = dict[str, Any]
Rewrite = Callable[[Json], Json]


def rewritten(node: Any, rewrite: Rewrite, *, is_map: bool = False) -> Any:
    """A document in which every object (but not maps of named things) went through a function."""
    if isinstance(node, list):
        return [rewritten(part, rewrite) for part in node]
    if not isinstance(node, dict):
        return node
    made = {
        name: part
        if name in _DATA and not is_map
        else rewritten(part, rewrite, is_map=name in _MAPS and not is_map)
        for name, part in node.items()
    }
    return made if is_map else rewrite(made)


def as_3_0(document: Json) -> Json:
    """The spelling of OpenAPI 3.0: nullable, enum for const, allOf around references."""
    made: Json = rewritten(document, _as_3_0)
    return {**made, "openapi": "3.0.3"}


def _as_3_0(node: Json) -> Json:
    node = dict(node)
    kinds = node.get("type")
    if isinstance(kinds, list) and len(kinds) == 2 and "null" in kinds:
        node["type"] = next(kind for kind in kinds if kind != "null")
        node["nullable"] = True
    if "const" in node and not isinstance(node["const"], dict):
        node["enum"] = [node.pop("const")]
    if "/schemas/" in str(node.get("$ref")) and len(node) > 1:
        node["allOf"] = [{"$ref": node.pop("$ref")}]
    return node


def mixed(document: Json, seed: int) -> Json:
    """Equivalent spellings of 3.1, another one at each place."""
    chance = random.Random(seed)
    source = copy.deepcopy(document)

    def rewrite(node: Json) -> Json:
        items = list(node.items())
        chance.shuffle(items)
        return _spelled(dict(items), source, chance)

    made: Json = rewritten(source, rewrite)
    return made


def _spelled(node: Json, source: Json, chance: random.Random) -> Json:
    kinds = node.get("type")
    if isinstance(kinds, list) and "null" in kinds and chance.random() < 0.7:
        return _null_apart(node, chance)
    if isinstance(kinds, str) and chance.random() < 0.2:
        node["type"] = [kinds]
    if isinstance(node.get("enum"), list) and "type" in node and chance.random() < 0.5:
        values = node.pop("enum")
        node["oneOf"] = [{"const": value} for value in values]
    if {*node} == {"$ref"} and "/schemas/" in node["$ref"] and chance.random() < 0.3:
        target: Json = source["components"]["schemas"][node["$ref"].rpartition("/")[2]]
        return copy.deepcopy(target)
    return node


def _null_apart(node: Json, chance: random.Random) -> Json:
    """Null as an alternative of its own, before or after the rest."""
    rest = {**node, "type": [kind for kind in node["type"] if kind != "null"]}
    if len(rest["type"]) == 1:
        rest["type"] = rest["type"][0]
    both = [rest, {"type": "null"}]
    chance.shuffle(both)
    made: Json = {chance.choice(["anyOf", "oneOf"]): both}
    return made


def renamed(document: Json) -> Json:
    """Other names for components, path parameters and operations; other words; another prefix."""
    made: Json = rewritten(document, _renamed)
    components = made["components"]
    components["schemas"] = {f"V2{name}": part for name, part in components["schemas"].items()}
    paths = made["paths"].items()
    made["paths"] = {"/v2" + path.replace("_id}", "Key}"): item for path, item in paths}
    del made["servers"]
    return made


def _renamed(node: Json) -> Json:
    node = {n: p for n, p in node.items() if not n.startswith("x-") and n != "tags"}
    if "operationId" in node:
        node["operationId"] = f"api_{node['operationId']}"
    if isinstance(node.get("description"), str):
        node["description"] = "Another description."
    if node.get("in") == "path":
        node["name"] = node["name"].replace("_id", "Key")
    if isinstance(node.get("$ref"), str):
        node["$ref"] = node["$ref"].replace("/schemas/", "/schemas/V2")
    return node
