"""A JSON value laid beside its schema: every member with what the contract says of it.

The contract's answers are built of references, members, items and further members of one kind
(`$ref`, `properties`, `items`, `additionalProperties`), so that is all that is followed here;
whether a value is valid is decided by the real validator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from creatoraudit_mock.contract import Contract, Evidence

Step = str | int
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A place that the contract knows.

    `place` is the same for all rows of a list (`data[].username`), `steps` lead to this very
    value; `missing` says that there is none although there must be, with the most likely reason.
    """

    place: str
    steps: tuple[Step, ...]
    schema: Schema
    evidence: Evidence
    value: Any = None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Stranger:
    """A member that the contract does not know."""

    place: str
    value: Any


def declared(contract: Contract, schema: Schema, evidence: Evidence) -> Iterator[Part]:
    """All places that a schema knows."""
    return _declared(contract, Part("", (), _flat(contract, schema), evidence), seen=())


def laid_out(
    contract: Contract, schema: Schema, evidence: Evidence, value: Any
) -> Iterator[Part | Stranger]:
    """All places that a value has, or lacks, or has beyond its schema."""
    return _laid_out(contract, Part("", (), _flat(contract, schema), evidence, value))


def _declared(contract: Contract, part: Part, seen: tuple[int, ...]) -> Iterator[Part]:
    if id(part.schema.get("properties")) in seen:
        return
    deeper = (*seen, id(part.schema.get("properties"))) if "properties" in part.schema else seen
    for below in _below(contract, part):
        yield below
        yield from _declared(contract, below, deeper)


def _below(contract: Contract, part: Part) -> Iterator[Part]:
    schema = part.schema
    for name in schema.get("properties", {}):
        yield _member(contract, part, name)
    if isinstance(schema.get("additionalProperties"), dict):
        yield _inner(contract, part, schema["additionalProperties"], ".*", "*", None)
    if "items" in schema:
        yield _inner(contract, part, schema["items"], "[]", 0, None)


def _laid_out(contract: Contract, part: Part) -> Iterator[Part | Stranger]:
    for below in _children(contract, part):
        yield below
        if isinstance(below, Part) and not below.missing:
            yield from _laid_out(contract, below)


def _children(contract: Contract, part: Part) -> Iterator[Part | Stranger]:
    schema, value = part.schema, part.value
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield _inner(contract, part, schema["items"], "[]", index, item)
    if not isinstance(value, dict) or "anyOf" in schema:
        return
    known = schema.get("properties", {})
    further = schema.get("additionalProperties")
    strangers = [name for name in value if name not in known]
    for name in known:
        if name in value:
            yield _member(contract, part, name, value=value[name])
        elif name in schema.get("required", ()):
            yield _member(contract, part, name, missing=_missing(name, strangers))
    for name in strangers:
        if isinstance(further, dict):
            yield _inner(contract, part, further, ".*", name, value[name])
        elif further is None:
            yield Stranger(_joined(part.place, name), value[name])


def _missing(name: str, strangers: list[str]) -> str:
    alike = get_close_matches(name, strangers, n=1, cutoff=0.5)
    return f"missing, but {alike[0]} is new there: renamed?" if alike else "missing"


def _member(
    contract: Contract, part: Part, name: str, value: Any = None, missing: str = ""
) -> Part:
    schema = _flat(contract, part.schema["properties"][name])
    evidence = schema.get("x-evidence", part.evidence)
    place = _joined(part.place, name)
    return Part(place, (*part.steps, name), schema, evidence, value, missing)


def _inner(
    contract: Contract, part: Part, schema: Schema, mark: str, step: Step, value: Any
) -> Part:
    steps = (*part.steps, step)
    return Part(part.place + mark, steps, _flat(contract, schema), part.evidence, value)


def _joined(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _flat(contract: Contract, schema: Schema) -> Schema:
    """A schema without `$ref`; what stands beside the reference is merged into what it names."""
    if "$ref" not in schema:
        return schema
    target = _flat(contract, contract.resolved({"$ref": schema["$ref"]}))
    beside = {name: value for name, value in schema.items() if name != "$ref"}
    if "properties" in beside and "properties" in target:
        beside["properties"] = {**target["properties"], **beside["properties"]}
    return {**target, **beside}
