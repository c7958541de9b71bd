"""Getting hold of documents: files and URLs, JSON and YAML."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from creatoraudit_mock.difference import yaml_core
from creatoraudit_mock.difference.errors import DocumentError

_MOST_BYTES: Final = 32 * 1024 * 1024
_TIMEOUT: Final = 30.0
_WEB: Final = ("http://", "https://")


def address(name: str) -> str:
    """A file or URL as the URI that references in it are relative to."""
    return name if name.startswith(_WEB) else Path(name).absolute().as_uri()


def fetched(uri: str, name: str | None = None) -> Any:
    """The data of a document; `name` is what the user calls it.

    Raises:
        DocumentError: it cannot be read, or is neither JSON nor YAML.
    """
    called = name or uri
    text = _from_web(uri, called) if uri.startswith(_WEB) else _from_file(uri, called)
    return _parsed(text, called)


def _parsed(text: str, called: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        # What begins like JSON is meant to be: YAML's complaint about it would mislead.
        if text.lstrip()[:1] in {"{", "["}:
            raise DocumentError(called, None, f"is not valid JSON: {error}") from None
    try:
        return yaml_core.parse(text)
    except ValueError as error:
        raise DocumentError(called, None, f"is neither JSON nor YAML: {error}") from None


def _from_file(uri: str, called: str) -> str:
    try:
        return Path(unquote(urlsplit(uri).path)).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError(called, None, f"cannot be read: {error}") from None


def _from_web(uri: str, called: str) -> str:
    try:
        import httpx  # noqa: PLC0415 - needed for URLs only
    except ImportError:
        reason = "reading a URL needs httpx: pip install 'creatoraudit-mock[pytest]', or use a file"
        raise DocumentError(called, None, reason) from None
    try:
        with httpx.stream("GET", uri, timeout=_TIMEOUT, follow_redirects=True) as answer:
            answer.raise_for_status()
            body = _at_most(answer.iter_bytes(), called)
        return body.decode("utf-8")
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeDecodeError) as error:
        raise DocumentError(called, None, f"cannot be fetched: {error}") from None


def _at_most(pieces: Any, called: str) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > _MOST_BYTES:
            raise DocumentError(called, None, f"is larger than {_MOST_BYTES:,} bytes")
    return bytes(body)
