"""Keys that clients put where no key belongs: they are taken out before anything looks at them.

The mock must not keep somebody's real key, whether in the journal, a problem document or a
`Link` header. What stands in its place is the same on replay, so answers repeat byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote_plus

from starlette.types import Scope

from creatoraudit_mock.journal import MASK

_NAMES = {
    "access_token",
    "api-key",
    "api_key",
    "apikey",
    "auth",
    "auth_token",
    "authorization",
    "bearer",
    "key",
    "secret",
    "token",
    "x-api-key",
    "x-creatoraudit-api-key",
}
"""Query parameters that hold keys elsewhere. This API has none of these names."""
_OURS = re.compile(r"ca_mock_[0-9a-f]{8,}(-\d+)?")
"""How this mock's own keys look, whichever world they belong to."""
_SHORTEST = 8
"""Characters of a text that is searched for; the word `key` itself may be a test's key."""

_Masker = Callable[[str], str]


def masker(secrets: Iterable[str]) -> _Masker:
    """Put the mask in the place of these secrets, and of whatever looks like a key of ours."""
    known = [secret for secret in secrets if len(secret) >= _SHORTEST]

    def masked(text: str) -> str:
        for secret in known:
            if secret in text:
                text = text.replace(secret, MASK)
        return _OURS.sub(MASK, text) if "ca_mock_" in text else text

    return masked


def masked_scope(scope: Scope, masked: _Masker) -> Scope:
    """The scope with no key in its path or query; the same object if there is none."""
    path = masked(scope["path"])
    query = str(scope["query_string"], "latin-1")
    clean = masked(_without_values(query)) if query else query
    if path == scope["path"] and clean == query:
        return scope
    raw = scope.get("raw_path") or scope["path"].encode()
    return {
        **scope,
        "path": path,
        "raw_path": masked(str(raw, "latin-1")).encode("latin-1"),
        "query_string": clean.encode("latin-1"),
    }


def masked_body(body: bytes, masked: _Masker) -> bytes:
    """The body with no key in it; the same object if there is none."""
    text = body.decode("latin-1")
    clean = masked(text)
    return body if clean == text else clean.encode("latin-1")


def masked_headers(headers: dict[str, str], masked: _Masker) -> dict[str, str]:
    """The header fields with no key in them, but for the one where the key belongs."""
    return {
        name: value if name == "authorization" else masked(value) for name, value in headers.items()
    }


def _without_values(query: str) -> str:
    """The query without the values of parameters that are named like keys."""
    return "&".join(_pair(pair) for pair in query.split("&"))


def _pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    return f"{name}={MASK}" if equals and value and _is_key(name) else pair


def _is_key(name: str) -> bool:
    return unquote_plus(name).strip().lower() in _NAMES
