"""A document as what programs meet: operations, found by method and the shape of the path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from creatoraudit_mock.difference.document import Document, Node

_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_HOLE: Final = re.compile(r"\{[^}]*\}")
_DEEPEST_PREFIX: Final = 4
_UNNAMED: Final = frozenset({"accept", "content-type", "authorization"})
"""Header parameters that OpenAPI itself ignores."""

Shape = tuple[str, str]
"""Method and path with nameless parameters: ("GET", "/accounts/{}")."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its path as the document has it, and its parts with references followed."""

    method: str
    path: str
    node: Node
    parameters: dict[tuple[str, str], Node]
    """By location and name; path parameters by their number, header names in lower case."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Surface:
    """The operations of a document by their shapes, below the prefix that they have in common."""

    operations: dict[Shape, Operation]
    base: str | None
    """The path of the server and that prefix, such as "/v2"; None if no server is named."""


def surface(document: Document, wanted: frozenset[Shape] = frozenset()) -> Surface:
    """Read a document; of its paths that prefix is taken away that leaves most of the *wanted*."""
    found = {(one.method, shape_of(one.path)): one for one in _operations(document)}
    prefix = max(_prefixes(found), key=lambda prefix: (_hits(found, prefix, wanted), -len(prefix)))
    cut = {(m, p.removeprefix(prefix) or "/"): o for (m, p), o in found.items()}
    return Surface(cut, _base(document, prefix))


def shape_of(path: str) -> str:
    """A path template without the names of its parameters and without a slash at its end.

    >>> shape_of("/accounts/{account_id}/")
    '/accounts/{}'
    """
    return _HOLE.sub("{}", path).rstrip("/") or "/"


def _hits(found: dict[Shape, Operation], prefix: str, wanted: frozenset[Shape]) -> int:
    return sum((m, p.removeprefix(prefix)) in wanted for m, p in found if p.startswith(prefix))


def _prefixes(found: dict[Shape, Operation]) -> list[str]:
    beginnings = {""}
    for _, path in found:
        parts = path.split("/")
        beginnings |= {"/".join(parts[:end]) for end in range(1, _DEEPEST_PREFIX)}
    return sorted(beginnings)


def _base(document: Document, prefix: str) -> str | None:
    servers = document.root.items("servers")
    url = servers[0].get("url") if servers else None
    if not isinstance(url, str):
        return prefix or None
    path = "/" + url.lstrip("/") if url.startswith("/") else urlsplit(url).path
    base = (path.rstrip("/") + prefix) or "/"
    return None if "{" in base or (base == "/" and url == "/") else base


def _operations(document: Document) -> Iterator[Operation]:
    for path, item in document.root.members("paths").items():
        if not path.startswith("/"):
            continue  # x- members
        whole = document.resolved(item)
        shared = whole.items("parameters")
        for method in _METHODS:
            node = whole.member(method)
            if node is not None and isinstance(node.value, dict):
                every = [*shared, *node.items("parameters")]
                yield Operation(method.upper(), path, node, _parameters(document, path, every))


def _parameters(document: Document, path: str, nodes: list[Node]) -> dict[tuple[str, str], Node]:
    holes = [hole[1:-1] for hole in _HOLE.findall(path)]
    found: dict[tuple[str, str], Node] = {}
    for node in nodes:
        one = document.resolved(node)
        location, name = str(one.get("in")), str(one.get("name"))
        if location == "header":
            name = name.lower()
            if name in _UNNAMED:
                continue
        if location == "path":
            name = str(holes.index(name)) if name in holes else name
        found[location, name] = one  # those of the operation come last and win
    return found
