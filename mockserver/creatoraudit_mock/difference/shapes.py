"""What a schema admits, freed of how it is written.

A schema becomes a list of `Case`s, one JSON type each. References are followed; `allOf` is merged
into one; `oneOf` and `anyOf` multiply the cases; null is a flag, whether it was spelled `nullable`
(OpenAPI 3.0), as a member of a list of types, of an enum, or as an alternative of its own.
Descriptions, examples, titles and the names of components are gone. Members stay unread until
somebody compares them, because schemas may contain themselves.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from creatoraudit_mock.difference.document import Document, Node, schema_name
from creatoraudit_mock.difference.errors import DocumentError
from creatoraudit_mock.difference.keywords import (
    ANNOTATIONS,
    BOUNDS,
    TYPES,
    UNUSUAL,
    bounds_of,
    of_type,
    text_of,
    tighter,
    type_of,
)

Nodes = tuple[Node, ...]
"""Schemas that all hold at once; none of them means that nothing is known."""

_DEEPEST: Final = 40
_MOST_CASES: Final = 64


@dataclass(frozen=True, slots=True)
class Case:
    """One JSON type with all that is said of it; `type` is "any" where nothing is."""

    types: frozenset[str] = TYPES
    values: frozenset[str] | None = None
    """The only values, as JSON texts."""
    formats: frozenset[str] = frozenset()
    bounds: Mapping[str, Any] = field(default_factory=dict)
    unusual: Mapping[str, str] = field(default_factory=dict)
    """Assertions that are compared as they stand, as JSON texts."""
    properties: Mapping[str, Nodes] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    closed: bool = False
    others: Nodes = ()
    """Schemas of members that are not listed."""
    names: Nodes = ()
    """Schemas of the names of members."""
    items: Nodes = ()
    name: str | None = None
    """The component that the outermost reference named."""

    @property
    def type(self) -> str:
        """The one type, or "any"."""
        return next(iter(self.types)) if len(self.types) == 1 else "any"

    @property
    def is_bare(self) -> bool:
        """Whether nothing but the type is known of an object or list."""
        return not self.properties and not self.others and not self.items


@dataclass(frozen=True, slots=True)
class Shape:
    """All that a schema admits."""

    cases: tuple[Case, ...]
    nullable: bool

    @property
    def types(self) -> frozenset[str]:
        """The types other than null."""
        return frozenset(case.type for case in self.cases)


class Shapes:
    """Reads the shapes of one document's schemas."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[tuple[int, ...], tuple[Nodes, Shape]] = {}

    def of(self, nodes: Nodes) -> Shape:
        """What several schemas admit together."""
        key = tuple(id(node.value) for node in nodes)
        if key not in self._known:  # the nodes are kept so that their ids stay theirs
            self._known[key] = (nodes, self._shape(nodes))
        return self._known[key][1]

    def parts(self, nodes: Nodes) -> Iterator[Node]:
        """The schemas with all that they refer to and are merged from, nearest first."""
        for node in nodes:
            yield from self._parts(node, _DEEPEST)

    def _parts(self, node: Node, depth: int) -> Iterator[Node]:
        if depth == 0:
            return
        yield node
        if isinstance(reference := node.get("$ref"), str):
            yield from self._parts(self._document.target(reference, node.home), depth - 1)
        for part in node.items("allOf"):
            yield from self._parts(part, depth - 1)

    def _shape(self, nodes: Nodes) -> Shape:
        flat, nullable = self._together(nodes, _DEEPEST)
        split = [case for one in flat for case in _by_type(one)]
        has_null = nullable or any(_admits_null(one) for one in flat)
        return Shape(tuple(_joined(split)), has_null)

    def _together(self, nodes: Iterable[Node], depth: int) -> tuple[list[Case], bool]:
        """Cases of several types each, and whether null is added to them by `nullable`."""
        cases, nullable = [Case()], []
        for node in nodes:
            more, with_null = self._flat(node, depth)
            cases = _products(cases, more)
            nullable.append(with_null)
        return cases, bool(nullable) and all(nullable)

    def _flat(self, node: Node, depth: int) -> tuple[list[Case], bool]:
        if isinstance(node.value, bool):
            return ([Case()] if node.value else []), False
        if not isinstance(node.value, dict):
            reason = f"must be a schema, got {text_of(node.value)[:60]}"
            raise DocumentError(self._document.name, node.home, reason)
        if depth == 0:
            reason = "a schema that consists of itself, by $ref or allOf alone"
            raise DocumentError(self._document.name, node.home, reason)
        own, null = self._own(node), node.get("nullable") is True
        parts = node.items("allOf")
        name = None
        if isinstance(reference := node.get("$ref"), str):
            parts.insert(0, self._document.target(reference, node.home))
            name = schema_name(reference)
        whole, nulls = self._together(parts, depth - 1)
        cases = _products([own], whole)
        for keyword in ("anyOf", "oneOf"):
            cases, null = self._alternatives(node.items(keyword), cases, depth, null=null)
        null = null or (nulls and bool(parts) and not node.get("type"))
        return [replace(case, name=name or case.name) for case in cases], null

    def _alternatives(
        self, branches: list[Node], cases: list[Case], depth: int, *, null: bool
    ) -> tuple[list[Case], bool]:
        if not branches:
            return cases, null
        found: list[Case] = []
        for branch in branches:
            flat, with_null = self._flat(branch, depth - 1)
            found += flat
            null = null or with_null
        return _products(cases, found), null

    def _own(self, node: Node) -> Case:
        """What a schema says itself, beside references and combinations."""
        value: dict[str, Any] = node.value
        extra = value.get("additionalProperties", value.get("unevaluatedProperties"))
        required = value.get("required")
        form = value.get("format")
        return Case(
            types=_types(value),
            values=_values(value),
            formats=frozenset([form]) if isinstance(form, str) else frozenset(),
            bounds=bounds_of(value),
            unusual={n: text_of(self._asserted(node.member(n))) for n in value if n in UNUSUAL},
            properties={name: (part,) for name, part in node.members("properties").items()},
            required=frozenset(map(str, required)) if isinstance(required, list) else frozenset(),
            closed=extra is False,
            others=(Node(extra, node.home),) if isinstance(extra, dict) and extra else (),
            names=_schema(node, "propertyNames"),
            items=_schema(node, "items"),
        )

    def _asserted(self, node: Node | None, depth: int = _DEEPEST // 4) -> Any:
        """A part with references written out, and without what asserts nothing."""
        if node is None or depth == 0:
            return None
        if isinstance(node.value, list):
            return [self._asserted(Node(part, node.home), depth - 1) for part in node.value]
        if not isinstance(node.value, dict):
            return node.value
        if isinstance(node.value.get("$ref"), str):
            node = self._document.resolved(node)
        kept = [n for n in node.value if n not in ANNOTATIONS and not n.startswith("x-")]
        return {name: self._asserted(node.member(name), depth - 1) for name in kept}


def _schema(node: Node, name: str) -> Nodes:
    inner = node.member(name)
    return (inner,) if inner is not None and isinstance(inner.value, dict) else ()


def _types(value: dict[str, Any]) -> frozenset[str]:
    given = value.get("type")
    if given is None:
        return TYPES
    listed = given if isinstance(given, list) else [given]
    named = frozenset(name for name in listed if isinstance(name, str))
    return named | {"integer"} if "number" in named else named


def _values(value: dict[str, Any]) -> frozenset[str] | None:
    if "const" in value:
        return frozenset([text_of(value["const"])])
    if isinstance(value.get("enum"), list):
        return frozenset(map(text_of, value["enum"]))
    return None


def _products(left: list[Case], right: list[Case]) -> list[Case]:
    found = [_both(a, b) for a, b in itertools.product(left, right)]
    return [case for case in found if case is not None][:_MOST_CASES]


def _both(a: Case, b: Case) -> Case | None:
    """What two cases admit together; None if that is nothing at all."""
    types = a.types & b.types
    values = a.values if b.values is None else b.values if a.values is None else a.values & b.values
    if not types or values == frozenset():
        return None
    names = [*a.properties, *(name for name in b.properties if name not in a.properties)]
    return Case(
        types=types,
        values=values,
        formats=a.formats | b.formats,
        bounds=tighter(a.bounds, b.bounds),
        unusual={**a.unusual, **b.unusual},
        properties={n: a.properties.get(n, ()) + b.properties.get(n, ()) for n in names},
        required=a.required | b.required,
        closed=a.closed or b.closed,
        others=a.others + b.others,
        names=a.names + b.names,
        items=a.items + b.items,
        name=a.name or b.name,
    )


def _admits_null(case: Case) -> bool:
    if case.types == TYPES and case.values is None:
        return False  # nothing is said of the type, so nothing of null
    return "null" in case.types and (case.values is None or "null" in case.values)


def _by_type(case: Case) -> Iterator[Case]:
    """A case of several types as one for each, with what concerns the type."""
    types = _meant(case) - {"null"}
    if "number" in types:
        types -= {"integer"}
    if len(types) > 3:  # noqa: PLR2004 - all six, spelled out or not
        yield replace(case, types=TYPES)
        return
    for kind in sorted(types):
        one = _of_one_type(case, kind)
        if one.values != frozenset():
            yield one


def _meant(case: Case) -> frozenset[str]:
    """The types of a case; where none is named, those that its assertions are about."""
    if case.values is not None:
        return frozenset(type_of(value) for value in case.values) & case.types or case.types
    if case.types != TYPES:
        return case.types
    if case.properties or case.required or case.closed or case.others:
        return frozenset({"object"})
    if case.items:
        return frozenset({"array"})
    if case.formats:
        return frozenset({"string"})
    told = {
        kind for kind in ("string", "number", "array", "object") if BOUNDS[kind] & {*case.bounds}
    }
    return frozenset(told) if len(told) == 1 else TYPES


def _of_one_type(case: Case, kind: str) -> Case:
    values = case.values
    if values is not None:
        values = frozenset(value for value in values if of_type(value, kind))
        if kind == "boolean" and len(values) == 2:  # noqa: PLR2004 - true and false
            values = None
    return Case(
        types=frozenset([kind]),
        values=values,
        formats=case.formats if kind == "string" else frozenset(),
        bounds={n: v for n, v in case.bounds.items() if values is None and n in BOUNDS[kind]},
        unusual={n: v for n, v in case.unusual.items() if UNUSUAL[n] in {kind, "any"}},
        properties=case.properties if kind == "object" else {},
        required=case.required if kind == "object" else frozenset(),
        closed=case.closed and kind == "object",
        others=case.others if kind == "object" else (),
        names=case.names if kind == "object" else (),
        items=case.items if kind == "array" else (),
        name=case.name,
    )


def _joined(cases: Iterable[Case]) -> Iterator[Case]:
    """Alternatives that only list values become one list: `oneOf` of constants is an enum."""
    listed: dict[str, Case] = {}
    for case in cases:
        if case.values is None:
            yield case
        elif case.type in listed:
            before = listed[case.type]
            values = (before.values or frozenset()) | case.values
            listed[case.type] = replace(before, values=values)
        else:
            listed[case.type] = case
    yield from listed.values()
