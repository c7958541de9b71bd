"""A request of the journal as a line for a shell, with a variable where the key was."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Final

from creatoraudit_mock.journal import Entry

KEY: Final = '"Authorization: Bearer $CREATORAUDIT_API_KEY"'
_OWN: Final = {
    "authorization",
    "connection",
    "content-length",
    "host",
    "keep-alive",
    "transfer-encoding",
}
"""What curl says by itself, or what the key's variable stands for."""


def curl(entry: Entry, site: str) -> str:
    """The same request again, to this server."""
    return " \\\n  ".join(_parts(entry, site))


def first_curl(base_url: str) -> str:
    """What to try first."""
    return f"curl -H {KEY} {shlex.quote(f'{base_url}/accounts')}"


def _parts(entry: Entry, site: str) -> Iterator[str]:
    body = entry.request_body
    yield f"{_printed(body)}curl {_method(entry)}{shlex.quote(site + entry.target)}"
    headers = dict(entry.request_headers)
    if "authorization" in headers:
        yield f"-H {KEY}"
    for name, value in headers.items():
        if name == "accept-encoding" and "gzip" in value:
            yield "--compressed"
        elif name not in _OWN:
            yield f"-H {shlex.quote(f'{name}: {value}')}"
    if body:
        yield f"--data-binary {_quoted(body)}"


def _method(entry: Entry) -> str:
    if entry.method == "HEAD":
        return "-I "
    plain = "POST" if entry.request_body else "GET"
    return "" if entry.method == plain else f"-X {shlex.quote(entry.method)} "


def _quoted(body: bytes) -> str:
    text = _text(body)
    # curl takes what begins with @ for the name of a file.
    return "@-" if text is None or text.startswith("@") else shlex.quote(text)


def _printed(body: bytes) -> str:
    """What no argument can hold comes by a pipe."""
    if not body or _quoted(body) != "@-":
        return ""
    octal = "".join(f"\\{byte:03o}" for byte in body)
    return f"printf '{octal}' | "


def _text(body: bytes) -> str | None:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
