"""The journal as an HTTP archive (HAR 1.2), for browsers' developer tools and HAR viewers.

Source: the HAR 1.2 specification (http://www.softwareishard.com/blog/har-12-spec/). A field that
begins with an underscore is our own, as the specification asks of custom fields.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from creatoraudit_mock.journal.entry import Entry, Headers
from creatoraudit_mock.values import format_instant

_VERSION = "1.2"
_UNKNOWN = -1
"""What HAR writes where a size or time is not known."""


def to_har(entries: Iterable[Entry], *, real: bool) -> bytes:
    """The archive as JSON."""
    from importlib.metadata import version  # noqa: PLC0415 - who writes no archive needs none

    log = {
        "version": _VERSION,
        "creator": {"name": "creatoraudit-mock", "version": version("creatoraudit-mock")},
        "entries": [_entry(entry, real=real) for entry in entries],
    }
    return msgspec.json.encode({"log": log})


def _entry(entry: Entry, *, real: bool) -> dict[str, Any]:
    started = entry.arrival.iso if real else format_instant(entry.at, micros=True)
    return {
        "startedDateTime": started,
        "time": 0,
        "request": _request(entry),
        "response": _response(entry),
        "cache": {},
        # No virtual time passes between a request and its answer.
        "timings": {"send": 0, "wait": 0, "receive": 0},
        **({"connection": entry.arrival.connection} if real else {}),
        "comment": entry.trace[-1],
        "_virtual": format_instant(entry.at, micros=True),
        "_operation": entry.operation,
        "_key": entry.key,
        "_trace": list(entry.trace),
    }


def _request(entry: Entry) -> dict[str, Any]:
    url = urlsplit(entry.base_url)
    told: dict[str, Any] = {
        "method": entry.method,
        "url": f"{url.scheme}://{url.netloc}{entry.target}",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(entry.request_headers),
        "queryString": [
            {"name": name, "value": value}
            for name, value in parse_qsl(entry.target.partition("?")[2], keep_blank_values=True)
        ],
        "headersSize": _UNKNOWN,
        "bodySize": entry.request_size,
    }
    if entry.request_body:
        told["postData"] = {
            "mimeType": dict(entry.request_headers).get("content-type", ""),
            "text": entry.request_body.decode("utf-8", "backslashreplace"),
        }
    return told


def _response(entry: Entry) -> dict[str, Any]:
    headers = dict(entry.response_headers)
    content: dict[str, Any] = {
        "size": entry.response_size,
        "mimeType": headers.get("content-type", "x-unknown"),
    }
    if entry.response_body:
        content["text"] = entry.response_body.decode("utf-8", "backslashreplace")
    return {
        "status": entry.status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(entry.response_headers),
        "content": content,
        "redirectURL": headers.get("location", ""),
        "headersSize": _UNKNOWN,
        "bodySize": entry.response_size,
    }


def _pairs(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]
