"""Two documents compared: operations, parameters, bodies, answers, headers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from creatoraudit_mock.difference.document import Document, Node
from creatoraudit_mock.difference.findings import Difference
from creatoraudit_mock.difference.schemas import SchemaComparison, content_schema
from creatoraudit_mock.difference.shapes import Shapes
from creatoraudit_mock.difference.spots import Spot
from creatoraudit_mock.difference.surface import Operation, surface

_SUCCESS: Final = range(200, 300)
_NOT_MODIFIED: Final = 304
_EXPLODED: Final = frozenset({"form", "cookie"})
_STYLES: Final = {"query": "form", "path": "simple", "header": "simple", "cookie": "form"}


class Comparison:
    """Compares the contract with another document.

    Args:
        ours: the contract, with its marks.
        theirs: what it is compared with.
    """

    def __init__(self, ours: Document, theirs: Document) -> None:
        self._ours = ours
        self._theirs = theirs
        self._schemas = SchemaComparison(Shapes(ours), Shapes(theirs))
        info = ours.root.member("info")
        self._anywhere = frozenset(info.members("x-undeclared") if info else ())

    def differences(self) -> Iterator[Difference]:
        """Everything that differs, operation by operation."""
        ours = surface(self._ours)
        theirs = surface(self._theirs, frozenset(ours.operations))
        if ours.base and theirs.base and ours.base != theirs.base:
            yield Spot("servers", "the base URL", "documented").difference(
                "base-path", ours.base, theirs.base
            )
        for shape, mine in ours.operations.items():
            spot = Spot(str(mine), str(mine)).marked(mine.node)
            other = theirs.operations.get(shape)
            if other is None:
                yield spot.difference("operation-removed", str(mine))
            else:
                yield from self._operation(spot, mine, other)
        for shape in theirs.operations.keys() - ours.operations.keys():
            added = str(theirs.operations[shape])
            yield Spot(added, added, "documented").difference("operation-added", theirs=added)

    def _operation(self, spot: Spot, mine: Operation, other: Operation) -> Iterator[Difference]:
        if mine.path.endswith("/") != other.path.endswith("/"):
            yield spot.difference("slash", mine.path, other.path)
        if other.node.get("deprecated") is True and mine.node.get("deprecated") is not True:
            yield spot.difference("deprecated")
        yield from self._parameters(spot, mine, other)
        yield from self._request(spot, mine.node, other.node)
        yield from self._responses(spot, mine.node, other.node)

    # -- what is sent

    def _parameters(self, spot: Spot, mine: Operation, other: Operation) -> Iterator[Difference]:
        for key, node in mine.parameters.items():
            at = spot.at(_parameter_name(key, node), node)
            if key in other.parameters:
                yield from self._parameter(at, node, other.parameters[key])
            elif key[0] != "path":  # the shape of the path has them all
                header = key[0] == "header"
                yield at.difference("header-parameter-removed" if header else "parameter-removed")
        for key in other.parameters.keys() - mine.parameters.keys():
            node = other.parameters[key]
            if key[0] != "path":
                needed = node.get("required") is True
                at = spot.at(_parameter_name(key, node))
                yield at.difference("parameter-added-required" if needed else "parameter-added")

    def _parameter(self, spot: Spot, mine: Node, other: Node) -> Iterator[Difference]:
        was, now = (node.get("required") is True for node in (mine, other))
        if was != now and mine.get("in") != "path":
            yield spot.difference("parameter-required" if now else "parameter-optional")
        if other.get("deprecated") is True and mine.get("deprecated") is not True:
            yield spot.difference("deprecated")
        if _is_list(mine) and _style(mine) != _style(other):
            yield spot.difference("parameter-style", _style(mine), _style(other))
        sending = _sending(spot.within(mine))
        yield from self._schemas.compare(sending, content_schema(mine), content_schema(other))

    def _request(self, spot: Spot, mine: Node, other: Node) -> Iterator[Difference]:
        ours, theirs = self._part(self._ours, mine), self._part(self._theirs, other)
        if ours is None and theirs is None:
            return
        at = _sending(spot.at("the body", ours))
        if ours is None or theirs is None:
            yield at.difference(_body_code(ours, theirs))
            return
        if theirs.get("required") is True and ours.get("required") is not True:
            yield at.difference("body-required")
        yield from self._sent_content(
            at.within(ours), ours.members("content"), theirs.members("content")
        )

    def _part(self, document: Document, operation: Node) -> Node | None:
        body = operation.member("requestBody")
        return None if body is None else document.resolved(body)

    def _sent_content(
        self, spot: Spot, ours: dict[str, Node], theirs: dict[str, Node]
    ) -> Iterator[Difference]:
        known = {_media(name): node for name, node in theirs.items()}
        for name, node in ours.items():
            other = known.get(_media(name)) or known.get("*/*")
            if other is None:
                yield spot.difference("sent-media-removed", name, ", ".join(theirs) or "none")
            else:
                yield from self._schemas.compare(spot, content_schema(node), content_schema(other))
        if more := known.keys() - set(map(_media, ours)) - {"*/*"}:
            yield spot.difference("sent-media-added", theirs=", ".join(sorted(more)))

    # -- what is read

    def _responses(self, spot: Spot, mine: Node, other: Node) -> Iterator[Difference]:
        ours, theirs = mine.members("responses"), other.members("responses")
        for status, node in ours.items():
            known = self._ours.resolved(node)
            at = _reading(spot, status, known)
            there = theirs.get(status) or _range(theirs, status)
            if there is None:
                yield at.difference(_removed(int(status)))
            else:
                yield from self._response(at, int(status), known, self._theirs.resolved(there))
        for status in sorted(theirs.keys() - ours.keys()):
            if status.isdecimal():
                at = _reading(spot, status, None)
                yield at.difference(self._added(status))

    def _added(self, status: str) -> str:
        if int(status) in _SUCCESS:
            return "status-added"
        return "error-listed" if status in self._anywhere else "error-added"

    def _response(self, spot: Spot, status: int, mine: Node, other: Node) -> Iterator[Difference]:
        yield from self._headers(spot, mine.members("headers"), other.members("headers"))
        prefix = "" if status in _SUCCESS else "error-"
        ours, theirs = mine.members("content"), other.members("content")
        if ours and not theirs:
            yield spot.difference(f"{prefix}content-removed")
        elif theirs and not ours:
            yield spot.difference("content-added")
        else:
            yield from self._read_content(spot.within(mine), prefix, ours, theirs)

    def _read_content(
        self, spot: Spot, prefix: str, ours: dict[str, Node], theirs: dict[str, Node]
    ) -> Iterator[Difference]:
        known = {_media(name): node for name, node in theirs.items()}
        for name, node in ours.items():
            other = known.get(_media(name)) or known.get("*/*")
            if other is None:
                yield spot.difference(f"{prefix}media-removed", name, ", ".join(theirs))
                # Failures are often declared as plain JSON: their members still matter.
                other = next((known[media] for media in known if _is_json(media)), None)
            if other is not None:
                body = spot.at(f"{spot.subject} body")
                yield from self._schemas.compare(body, content_schema(node), content_schema(other))

    def _headers(
        self, spot: Spot, ours: dict[str, Node], theirs: dict[str, Node]
    ) -> Iterator[Difference]:
        there = {name.lower(): node for name, node in theirs.items()}
        for name, node in ours.items():
            mine = self._ours.resolved(node)
            at = spot.at(f"header {name}", mine)
            if name.lower() not in there:
                yield at.difference("header-removed")
                continue
            other = self._theirs.resolved(there[name.lower()])
            if mine.get("required") is True and other.get("required") is not True:
                yield at.difference("header-optional")
            inner = at.within(mine)
            yield from self._schemas.compare(inner, content_schema(mine), content_schema(other))
        known = {name.lower() for name in ours} | {"content-type"}
        for name in theirs:
            if name.lower() not in known:
                yield spot.at(f"header {name}").difference("header-added")


def _sending(spot: Spot) -> Spot:
    return replace(spot, sending=True)


def _reading(spot: Spot, status: str, node: Node | None) -> Spot:
    return replace(spot, place=f"{spot.place} {status}").at(f"status {status}", node)


def _removed(status: int) -> str:
    if status in _SUCCESS:
        return "status-removed"
    return "not-modified-removed" if status == _NOT_MODIFIED else "error-removed"


def _range(responses: dict[str, Node], status: str) -> Node | None:
    """The answer that covers a status without naming it; a default is for failures."""
    found = responses.get(f"{status[0]}XX") or responses.get(f"{status[0]}xx")
    return found or (responses.get("default") if int(status) >= 400 else None)  # noqa: PLR2004


def _body_code(ours: Node | None, theirs: Node | None) -> str:
    if ours is not None:
        return "body-removed"
    needed = theirs is not None and theirs.get("required") is True
    return "body-required" if needed else "body-added"


def _parameter_name(key: tuple[str, str], node: Node) -> str:
    return f"{key[0]} {node.get('name', key[1])}"


def _is_list(parameter: Node) -> bool:
    schema = parameter.get("schema")
    return isinstance(schema, dict) and "array" in str(schema.get("type"))


def _style(parameter: Node) -> str:
    style = parameter.get("style", _STYLES.get(str(parameter.get("in")), "form"))
    explode = parameter.get("explode", style in _EXPLODED)
    return f"{style}, {'repeated' if explode else 'in one'}"


def _media(name: str) -> str:
    return name.partition(";")[0].strip().lower()


def _is_json(media: str) -> bool:
    return media == "application/json" or media.endswith("+json")
