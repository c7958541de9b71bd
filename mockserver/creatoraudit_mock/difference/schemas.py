"""Two schemas compared: what programs read, or what they send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from creatoraudit_mock.difference.document import Node
from creatoraudit_mock.difference.findings import Difference
from creatoraudit_mock.difference.keywords import text_of
from creatoraudit_mock.difference.kinds import SEVERITIES
from creatoraudit_mock.difference.shapes import Case, Nodes, Shape, Shapes
from creatoraudit_mock.difference.spots import Spot
from creatoraudit_mock.difference.values import bounds, formats, unusual, values
from creatoraudit_mock.difference.wording import case_told, shape_told

_HIDDEN: Final = {True: "readOnly", False: "writeOnly"}
"""By whether clients send it, the mark of members that do not belong there."""


class SchemaComparison:
    """Compares schemas of the contract with those of another document."""

    def __init__(self, ours: Shapes, theirs: Shapes) -> None:
        self._ours = ours
        self._theirs = theirs
        self._known: dict[tuple[object, ...], list[Difference]] = {}

    def compare(self, spot: Spot, ours: Nodes, theirs: Nodes) -> Iterator[Difference]:
        """What differs between what two schemas admit."""
        # The same pair stands behind hundreds of answers, so only what differs by place is added.
        pair = _pair(ours, theirs)
        key = (pair, spot.subject, spot.evidence, spot.sending)
        if key not in self._known:
            bare = replace(spot, place="", switches=())
            self._known[key] = list(self._compare(bare, ours, theirs, frozenset()))
        for one in self._known[key]:
            switches = tuple(dict.fromkeys(spot.switches + one.switches))
            yield replace(one, place=spot.place, switches=switches)

    def _compare(
        self, spot: Spot, ours: Nodes, theirs: Nodes, trail: frozenset[tuple[int, ...]]
    ) -> Iterator[Difference]:
        pair = _pair(ours, theirs)
        if pair in trail:
            return
        mine, other = self._ours.of(ours), self._theirs.of(theirs)
        if self._marked(self._theirs, theirs, "deprecated") and not self._marked(
            self._ours, ours, "deprecated"
        ):
            yield spot.difference("deprecated")
        yield from _null(spot, mine, other)
        if "any" in mine.types:
            return
        if "any" in other.types:
            yield spot.difference("type-unknown", shape_told(mine))
            return
        yield from _types(spot, mine, other)
        yield from self._default(spot, ours, theirs)
        for kind in sorted({*map(_family, mine.types)}):
            yield from self._one_type(spot, kind, (mine, other), trail | {pair})

    def _one_type(
        self,
        spot: Spot,
        kind: str,
        shapes: tuple[Shape, Shape],
        trail: frozenset[tuple[int, ...]],
    ) -> Iterator[Difference]:
        """The cases of one type: each of ours is compared with the one that is most like it."""
        mine, others = ([c for c in shape.cases if _family(c.type) == kind] for shape in shapes)
        if not others:
            return  # a difference of types, told already
        for case in mine:
            if not others:
                yield spot.difference(_sent(spot, "form-removed"), case_told(case))
                continue
            found = [list(self._case(spot, case, other, trail)) for other in others]
            best = min(range(len(others)), key=lambda n: _weight(found[n]))
            yield from found[best]
            del others[best]
        for other in others:
            yield spot.difference(_sent(spot, "form-added"), theirs=case_told(other))

    def _case(
        self, spot: Spot, mine: Case, other: Case, trail: frozenset[tuple[int, ...]]
    ) -> Iterator[Difference]:
        yield from values(spot, mine, other)
        yield from formats(spot, mine, other)
        yield from bounds(spot, mine, other)
        yield from unusual(spot, mine, other)
        if mine.type == "object":
            yield from self._members(spot, mine, other, trail)
        if mine.items:
            yield from self._compare(spot.at(f"{spot.subject}[]"), mine.items, other.items, trail)
        if mine.others and other.others:
            inner = spot.at(f"{mine.name or spot.subject}.*")
            yield from self._compare(inner, mine.others, other.others, trail)
        if mine.names and other.names:
            inner = spot.at(f"{mine.name or spot.subject} names")
            yield from self._compare(inner, mine.names, other.names, trail)

    def _members(
        self, spot: Spot, mine: Case, other: Case, trail: frozenset[tuple[int, ...]]
    ) -> Iterator[Difference]:
        owner = mine.name
        known, there = self._shown(spot, self._ours, mine), self._shown(spot, self._theirs, other)
        if known and not there and not other.closed:
            yield spot.difference("fields-unlisted")
            return
        for name, nodes in known.items():
            at = self._spot(spot, name, owner, nodes)
            if name not in there:
                yield at.difference(_sent(spot, "field-removed"))
                continue
            yield from _presence(at, name in mine.required, name in other.required)
            yield from self._compare(at, nodes, there[name], trail)
        for name in there.keys() - known.keys():
            needed = spot.sending and name in other.required
            code = "field-added-required" if needed else "field-added"
            yield spot.member(name, owner, None).difference(_sent(spot, code))
        if spot.sending and other.closed and not mine.closed:
            yield spot.at(owner or spot.subject).difference("sent-closed")

    def _shown(self, spot: Spot, shapes: Shapes, case: Case) -> dict[str, Nodes]:
        hidden = _HIDDEN[spot.sending]
        return {n: p for n, p in case.properties.items() if not self._marked(shapes, p, hidden)}

    def _spot(self, spot: Spot, name: str, owner: str | None, nodes: Nodes) -> Spot:
        """The spot of a member; a component's own mark counts only if none is nearer."""
        made = spot.member(name, owner, None)
        for part in reversed(list(self._ours.parts(nodes))):
            made = made.marked(part)
        return made

    def _default(self, spot: Spot, ours: Nodes, theirs: Nodes) -> Iterator[Difference]:
        mine, other = _default_of(self._ours, ours), _default_of(self._theirs, theirs)
        if spot.sending and mine is not None and other is not None and mine != other:
            yield spot.difference("default", mine, other)

    def _marked(self, shapes: Shapes, nodes: Nodes, mark: str) -> bool:
        return any(part.get(mark) is True for part in shapes.parts(nodes))


def _pair(ours: Nodes, theirs: Nodes) -> tuple[int, ...]:
    """Tells pairs of schemas apart; the documents keep their parts, so that ids stay theirs."""
    return (*(id(node.value) for node in ours), 0, *(id(node.value) for node in theirs))


def _default_of(shapes: Shapes, nodes: Nodes) -> str | None:
    for part in shapes.parts(nodes):
        if isinstance(part.value, dict) and "default" in part.value:
            return text_of(part.value["default"])
    return None


def _family(kind: str) -> str:
    return "number" if kind == "integer" else kind


def _sent(spot: Spot, code: str) -> str:
    return f"sent-{code}" if spot.sending else code


def _null(spot: Spot, mine: Shape, other: Shape) -> Iterator[Difference]:
    if mine.nullable == other.nullable or "any" in other.types | mine.types:
        return
    if spot.sending:
        yield spot.difference("sent-null-taken" if other.nullable else "sent-null-refused")
    else:
        code = "nullable" if other.nullable else "not-nullable"
        yield spot.difference(code, shape_told(mine))


def _types(spot: Spot, mine: Shape, other: Shape) -> Iterator[Difference]:
    """Types that only one side has; an integer is a number too."""
    more = {kind for kind in other.types if not _covered(kind, mine.types)}
    less = {kind for kind in mine.types if not _covered(kind, other.types)}
    told = (shape_told(mine), shape_told(other))
    is_never_there = bool(mine.cases) and not other.cases
    if is_never_there or (less if spot.sending else more):
        yield spot.difference(_sent(spot, "type"), *told)
    elif more:
        yield spot.difference("sent-type-wider", *told)
    elif less:
        yield spot.difference("type-narrower", *told)


def _covered(kind: str, by: frozenset[str]) -> bool:
    return kind in by or (kind == "integer" and "number" in by)


def _presence(spot: Spot, mine: Any, other: Any) -> Iterator[Difference]:
    if mine and not other:
        yield spot.difference(_sent(spot, "field-optional"))
    elif other and not mine:
        yield spot.difference(_sent(spot, "field-required"))


def _weight(differences: list[Difference]) -> tuple[int, ...]:
    """How unlike two cases are: breaking differences count before all others."""
    return tuple(sum(one.kind.severity == s for one in differences) for s in SEVERITIES)


def content_schema(node: Node) -> Nodes:
    """The schema of a media type, parameter or header; none if it has none."""
    schema = node.member("schema")
    return () if schema is None else (schema,)
