"""A document whose parts can be followed, across files too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from urllib.parse import urldefrag, urljoin

from jsonschema_rs import Draft202012, ReferencingError, Registry, Resolver

from creatoraudit_mock.difference.errors import DocumentError
from creatoraudit_mock.difference.source import address, fetched

_VERSIONS: Final = ("3.0.", "3.1.")
_OWN: Final = "urn:creatoraudit-mock:contract"
_SCHEMAS: Final = "/components/schemas/"
_DATA: Final = frozenset({"example", "examples", "default", "enum", "const"})
"""Members whose values are no part of the document, whatever they look like."""


class Node(NamedTuple):
    """A part of a document, and the document that it stands in."""

    value: Any
    home: str

    def member(self, name: str) -> Node | None:
        """One member, if this is an object that has it."""
        if not isinstance(self.value, dict) or name not in self.value:
            return None
        return Node(self.value[name], self.home)

    def members(self, name: str) -> dict[str, Node]:
        """The members of the object *name*; none if there is no such object."""
        inner = self.member(name)
        if inner is None or not isinstance(inner.value, dict):
            return {}
        return {key: Node(value, inner.home) for key, value in inner.value.items()}

    def items(self, name: str) -> list[Node]:
        """The items of the list *name*; none if there is no such list."""
        inner = self.member(name)
        if inner is None or not isinstance(inner.value, list):
            return []
        return [Node(value, inner.home) for value in inner.value]

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a member, or a default."""
        return self.value.get(name, default) if isinstance(self.value, dict) else default


class Document:
    """An OpenAPI 3.0 or 3.1 document, with whatever it refers to.

    Args:
        value: its data.
        uri: where it stands; references are relative to it.
        name: what error messages call it.

    Raises:
        DocumentError: it is no such document, or refers to what cannot be read.
    """

    def __init__(self, value: Any, uri: str = _OWN, name: str = "the contract") -> None:
        self.name = name
        self._check(value)
        self.root = Node(value, uri)
        resources = self._gathered(value, uri)
        registry = Registry(list(resources.items()), draft=Draft202012)
        self._resolvers: dict[str, Resolver] = {uri: registry.resolver(uri) for uri in resources}
        self._found: dict[str, Node] = {}

    @classmethod
    def read(cls, name: str) -> Document:
        """The document in a file or at a URL, JSON or YAML."""
        uri = address(name)
        return cls(fetched(uri, name), uri, name)

    def target(self, reference: str, home: str) -> Node:
        """What a `$ref` in the document at *home* refers to; always the same object for one place.

        Raises:
            DocumentError: nothing is there.
        """
        uri = urljoin(home, reference) if home != _OWN else home + reference
        if uri not in self._found:
            self._found[uri] = self._lookup(reference, uri, home)
        return self._found[uri]

    def resolved(self, node: Node) -> Node:
        """Follow the `$ref` of what is not a schema; members beside the reference win."""
        seen: set[str] = set()
        beside: dict[str, Any] = {}
        while isinstance(node.value, dict) and isinstance(node.value.get("$ref"), str):
            reference = node.value["$ref"]
            if reference in seen:
                raise DocumentError(self.name, reference, "refers to itself")
            seen.add(reference)
            beside = {name: part for name, part in node.value.items() if name != "$ref"} | beside
            node = self.target(reference, node.home)
        return Node({**node.value, **beside}, node.home) if beside else node

    def _lookup(self, reference: str, uri: str, home: str) -> Node:
        try:
            found = self._resolvers[home].lookup(reference)
        except (ReferencingError, ValueError) as error:
            raise DocumentError(self.name, f"$ref {reference!r}", str(error)) from None
        return Node(found.contents, urldefrag(uri).url)

    def _check(self, value: Any) -> None:
        if not isinstance(value, dict):
            raise DocumentError(self.name, None, "is no OpenAPI document: it is not an object")
        version = value.get("openapi")
        if "swagger" in value:
            reason = f"is Swagger {value['swagger']}: convert it to OpenAPI 3 first"
            raise DocumentError(self.name, None, reason)
        if not str(version).startswith(_VERSIONS):
            reason = f"needs openapi 3.0.x or 3.1.x, got openapi={version!r}"
            raise DocumentError(self.name, None, reason)
        if not isinstance(value.get("paths"), dict):
            raise DocumentError(self.name, "paths", "must be an object with the paths of the API")

    def _gathered(self, value: Any, uri: str) -> dict[str, Any]:
        """The document and every other that it, or one of those, refers to."""
        found, waiting = {uri: value}, [uri]
        while waiting:
            home = waiting.pop()
            for reference in _references(found[home]):
                other = urldefrag(urljoin(home, reference)).url
                if reference.startswith("#") or other in found:
                    continue
                if uri.startswith("http") and not other.startswith("http"):
                    raise DocumentError(self.name, f"$ref {reference!r}", "leads to a local file")
                found[other] = fetched(other)
                waiting.append(other)
        return found


def schema_name(reference: str) -> str | None:
    """The name of a schema component that is referred to."""
    _, at, name = reference.rpartition(_SCHEMAS)
    return name if at and "/" not in name else None


def _references(node: Any) -> Iterator[str]:
    """Every `$ref`, except in values that are data."""
    if isinstance(node, list):
        for part in node:
            yield from _references(part)
    elif isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for name, part in node.items():
            if name not in _DATA:
                yield from _references(part)
