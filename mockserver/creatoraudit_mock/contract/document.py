"""The OpenAPI 3.1 document, merged from the JSON files beside this module.

The files hold the reconstruction in small themes; every `$ref` in them speaks of the merged
document (`#/components/...`). Where the API's documentation is silent, a node says under
`x-dialect` what another answer would change about it:

    "x-dialect": {"delete_status": {"200": {<JSON Merge Patch, RFC 7396>}}}

A patch of null takes the node itself away, which no merge patch can do to the item of a list.
What only several answers together change stands under their switches joined by a plus sign:
`{"idempotency_conflict+idempotency_scope": {"replay+key": {...}}}`.

A document is served in one dialect: the patches of its answers are merged, and `x-dialect` is the
list of the switches that bear upon a node. Nothing is read before the first use.
"""

import functools
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import quote

import msgspec

from creatoraudit_mock.contract.dialect import BEST_GUESS, Dialect

Evidence = Literal["documented", "inferred", "assumed"]
"""What stands behind a part of the contract: a page, a conclusion, or our own decision."""

MARK: Final = "x-dialect"
SETTINGS: Final = "x-dialect-settings"
"""At the root: every switch with its value in this document."""

_KEPT_DIALECTS: Final = 16
"""Contracts that outlive their worlds; one is three megabytes when all of it has been used."""
_GONE: Final = object()


class Contract:
    """The document in one dialect. Whatever is made from it is kept by its identity."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.kept: dict[Any, Any] = {}
        """What has been worked out from it, see `keeping`."""

    def __repr__(self) -> str:
        return f"<Contract in {self.dialect!r}>"

    @functools.cached_property
    def document(self) -> dict[str, Any]:
        """The whole document. It is shared: treat it as read-only."""
        spoken: dict[str, Any] = _spoken(_source(), self.dialect)
        return {**spoken, SETTINGS: self.dialect.values()}

    @functools.cached_property
    def text(self) -> bytes:
        """The document as compact JSON, the same bytes in every process."""
        return msgspec.json.encode(self.document)

    def resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        """Follow the `$ref` of *node*, if it has one; members beside the reference win."""
        if "$ref" not in node:
            return node
        beside = {name: value for name, value in node.items() if name != "$ref"}
        return {**self.resolved(self._target(node["$ref"])), **beside}

    def _target(self, reference: str) -> dict[str, Any]:
        # Only components are referred to, and their names need no escaping.
        node = self.document
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]
        return node


@functools.lru_cache(maxsize=_KEPT_DIALECTS)
def contract_in(dialect: Dialect = BEST_GUESS) -> Contract:
    """Return the contract in a dialect; the one of today's best guess by default."""
    return Contract(dialect)


def pointer(*parts: str | int) -> str:
    """Build the reference to a place in the document, as `$ref` spells it.

    >>> pointer("paths", "/accounts/{account_id}", "get")
    '#/paths/~1accounts~1%7Baccount_id%7D/get'
    """
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return "#/" + "/".join(quote(part, safe="~") for part in escaped)


def _spoken(node: Any, dialect: Dialect) -> Any:
    """A part of the source in one dialect, or `_GONE` if that dialect has no such part."""
    if isinstance(node, dict):
        return _members(node, dialect) if MARK not in node else _answered(node, dialect)
    if isinstance(node, list):
        every = (_spoken(part, dialect) for part in node)
        return [part for part in every if part is not _GONE]
    return node


def _members(node: dict[str, Any], dialect: Dialect) -> dict[str, Any]:
    return {
        name: spoken
        for name, part in node.items()
        if (spoken := _spoken(part, dialect)) is not _GONE
    }


def _answered(node: dict[str, Any], dialect: Dialect) -> Any:
    """A node that the dialect bears upon."""
    patches = node[MARK]
    switches = dict.fromkeys(name for joined in patches for name in joined.split("+"))
    for joined, answers in patches.items():
        answer = "+".join(str(getattr(dialect, name)) for name in joined.split("+"))
        patch = answers.get(answer, {})
        if patch is None:
            return _GONE
        node = _merged(node, patch)
    # A Reference Object has no room for anything else: what refers names the switch.
    named = {MARK: [*switches]} if node.keys() != {"$ref", MARK} else {}
    members = {name: part for name, part in node.items() if name != MARK}
    return _members(members, dialect) | named


def _merged(target: Any, patch: Any) -> Any:
    """*target* with a JSON Merge Patch applied (RFC 7396 section 2)."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, part in patch.items():
        if part is None:
            result.pop(name, None)
        else:
            result[name] = _merged(result.get(name), part)
    return result


@functools.cache
def _source() -> dict[str, Any]:
    folder = Path(__file__).with_name("openapi")
    base = _read(folder / "openapi.json")
    read = {kind: _read(folder / f"{kind}.json") for kind in ("parameters", "headers")}
    joined = {kind: _joined(folder / kind) for kind in ("schemas", "responses")}
    return {
        **base,
        "paths": _joined(folder / "paths"),
        "components": {**joined, **read, **base["components"]},
    }


def _joined(folder: Path) -> dict[str, Any]:
    joined: dict[str, Any] = {}
    for file in sorted(folder.iterdir()):
        part = _read(file)
        if twice := joined.keys() & part.keys():
            raise ValueError(f"{file.name} defines again what an earlier file defines: {twice}")
        joined.update(part)
    return joined


def _read(file: Path) -> dict[str, Any]:
    return msgspec.json.decode(file.read_bytes(), type=dict[str, Any])
