"""What a request says by itself, before anybody asks whether it may: a function of its bytes.

A poller sends the same bytes again and again, so the latest requests are kept, read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import parse_qsl

from msgspec import Struct
from starlette.types import Scope

from creatoraudit_mock.contract import Arguments, Operation
from creatoraudit_mock.http.replies import Header
from creatoraudit_mock.http.secrets import masked_body, masked_headers, masked_scope, masker

if TYPE_CHECKING:  # it is made of a reading
    from creatoraudit_mock.http.precedent import Precedent

_HOST: Final = re.compile(r"[A-Za-z0-9._~-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")
_CREDENTIALS: Final = {
    "authorization",
    "cookie",
    "proxy-authorization",
    "x-api-key",
    "x-creatoraudit-api-key",
}
_SCHEMES: Final = {"apikey", "basic", "bearer", "digest", "token"}
_MOST: Final = 512
"""How many requests are kept."""
_LARGEST: Final = 16 * 1024
"""Bytes of the longest body that is kept: a batch of a hundred ids is a quarter of that."""


class Place(NamedTuple):
    """Where a request goes."""

    methods: Mapping[str, str]
    """The operation's id for each method that is known there."""
    parameters: Mapping[str, str]
    """Those of the path."""


NOWHERE: Final = Place({}, {})
"""Where no operation is."""


class Reading(Struct, eq=False):
    """A request, read. Nothing in it holds a key, and nobody changes it."""

    method: str
    path: str
    headers: dict[str, str]
    """Lower-case names; repeated fields joined by a comma (RFC 9110 section 5.3)."""
    query: list[tuple[str, str]]
    """The decoded parameters in the order sent; bytes that are no text are surrogates."""
    body: bytes
    target: str
    """Path and query as sent."""
    base_url: str
    """Where this API is, as the client addressed it, with `/v2`."""
    place: Place
    operation: Operation | None
    arguments: Arguments | None = None
    """What a read asks for, once it has been checked. Those of writes become part of the world."""
    precedent: Precedent | None = None
    """How the whole request was decided the last time, if that is known to last."""
    _recorded: dict[str | None, tuple[Header, ...]] = {}

    def recorded_headers(self, key: str | None) -> tuple[Header, ...]:
        """The header fields for the journal: a key's name in the place of its secret."""
        if key not in self._recorded:
            self._recorded[key] = tuple(
                (name, _mask(name, value, key) if name in _CREDENTIALS else value)
                for name, value in self.headers.items()
            )
        return self._recorded[key]


class Readings:
    """The latest requests to one organization, read."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], Reading] = {}
        self._secrets = 0

    def find(self, mark: tuple[object, ...], secrets: int) -> Reading | None:
        """The reading of a request, unless it is new or another secret has to be masked by now."""
        if secrets != self._secrets:
            self._kept.clear()
            self._secrets = secrets
        return self._kept.get(mark)

    def keep(self, mark: tuple[object, ...], reading: Reading) -> None:
        """Keep a reading, unless it is a large one."""
        if len(reading.body) <= _LARGEST:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[mark] = reading


def mark_of(scope: Scope, body: bytes) -> tuple[object, ...]:
    """What tells a request from all that say something else."""
    return (
        scope["method"],
        scope.get("raw_path") or scope["path"],
        scope["query_string"],
        body,
        scope.get("root_path"),
        scope["scheme"],
        tuple(scope.get("server") or ()),
        *map(tuple, scope["headers"]),
    )


def read(
    scope: Scope,
    body: bytes,
    secrets: Iterable[str],
    place: Place,
    operations: Mapping[str, Operation],
) -> Reading:
    """Read a request: with no key in it but where keys belong."""
    masked = masker(secrets)
    headers = masked_headers(joined_headers(scope["headers"]), masked)
    clean = masked_scope(scope, masked)
    found = place.methods.get("GET" if clean["method"] == "HEAD" else clean["method"])
    parameters = {name: masked(value) for name, value in place.parameters.items()}
    return Reading(
        method=clean["method"],
        path=clean["path"],
        headers=headers,
        query=_query(clean),
        body=masked_body(body, masked) if body else body,
        target=_target(clean),
        base_url=_base_url(clean, headers),
        place=place._replace(parameters=parameters),
        operation=operations[found] if found else None,
    )


def joined_headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Header fields by lower-case name, repeated ones joined in order."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = str(raw_name, "latin-1").lower(), str(raw_value, "latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def bearer(pairs: Iterable[tuple[bytes, bytes]]) -> str:
    """The secret that the header fields carry, or nothing."""
    given = [value for name, value in pairs if name == b"authorization"]
    scheme, _, secret = b", ".join(given).decode("latin-1").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _query(scope: Mapping[str, Any]) -> list[tuple[str, str]]:
    text = str(scope["query_string"], "utf-8", "surrogateescape")
    return parse_qsl(text, keep_blank_values=True, errors="surrogateescape") if text else []


def _target(scope: Mapping[str, Any]) -> str:
    raw = scope.get("raw_path") or scope["path"].encode()
    path = str(raw, "latin-1").partition("?")[0]
    query = str(scope["query_string"], "latin-1")
    return f"{path}?{query}" if query else path


def _base_url(scope: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    host = headers.get("host", "")
    if not _HOST.fullmatch(host):
        name, port = scope.get("server") or ("localhost", None)
        host = f"{name}:{port}" if port else name
    return f"{scope['scheme']}://{host}/v2"


def _mask(name: str, value: str, key: str | None) -> str:
    """Who it is in place of the secret; a scheme is shown only if it cannot be the secret."""
    scheme = value.partition(" ")[0]
    shown = scheme if scheme.lower() in _SCHEMES else "?"
    return f"{shown} <{key if key and name == 'authorization' else 'unknown'}>"
