"""The way of every request to the control interface: let in, read, answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from creatoraudit_mock.control.call import Call
from creatoraudit_mock.control.document import is_optional
from creatoraudit_mock.control.endpoint import EVENT_STREAM, Endpoint
from creatoraudit_mock.control.guard import Access
from creatoraudit_mock.control.reading import read_body, read_query
from creatoraudit_mock.control.refusals import Refused, problem_reply, refused
from creatoraudit_mock.control.registry import Registry
from creatoraudit_mock.control.streams import Stream
from creatoraudit_mock.http import negotiation
from creatoraudit_mock.http.reading import joined_headers
from creatoraudit_mock.http.receiving import whole_body
from creatoraudit_mock.http.replies import Header, Reply

LARGEST_BODY = 256 * 1024 * 1024
"""Recordings may be long."""
_LOG = logging.getLogger("creatoraudit_mock.control")


@dataclass(slots=True)
class House:
    """What all doors lead to."""

    registry: Registry
    access: Access
    document: Callable[[], Mapping[str, Any]]
    is_closing: bool = False


class Door:
    """The ASGI endpoint of one path: all its methods; none for an unknown path."""

    def __init__(self, house: House, methods: Mapping[str, Endpoint]) -> None:
        self._house = house
        self._methods = methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        answer = await self._answer(scope, receive)
        if answer is None:
            return
        if scope["method"] == "HEAD" and not isinstance(answer, Reply):
            answer = Reply(200, media_type=EVENT_STREAM)
        if isinstance(answer, Reply):
            await _send(answer, scope["method"], send)
        else:
            await self._stream(answer, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Reply | Stream | None:
        try:
            headers = joined_headers(scope["headers"])
            self._house.access.admit(scope, headers)
            endpoint = self._endpoint(scope)
            body = await whole_body(scope, receive, LARGEST_BODY)
            if body is None:
                return None
            return endpoint.handler(self._call(endpoint, scope, headers, body))
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets a document
            problem = refused(error)
            if problem is None:
                _LOG.exception("%s %s failed", scope["method"], scope["path"])
                problem = Refused(500, f"The mock itself failed: {error!r}. Please report it.")
            return problem_reply(problem, scope["path"])

    def _endpoint(self, scope: Scope) -> Endpoint:
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        if not self._methods:
            raise Refused(
                404, f"There is no {scope['path']} here: GET /_mock/openapi.json has all paths."
            )
        if method not in self._methods:
            allowed = sorted({*self._methods, *(["HEAD"] if "GET" in self._methods else [])})
            raise Refused(
                405,
                f"{scope['path']} has no {method}: use {', '.join(allowed)}.",
                headers=(("allow", ", ".join(allowed)),),
            )
        return self._methods[method]

    def _call(
        self, endpoint: Endpoint, scope: Scope, headers: Mapping[str, str], body: bytes
    ) -> Call:
        return Call(
            registry=self._house.registry,
            document=self._house.document,
            site=f"{scope['scheme']}://{headers['host']}",
            path=scope.get("path_params", {}),
            headers=headers,
            query=None if endpoint.query is None else read_query(_pairs(scope), endpoint.query),
            body=_content(endpoint, headers, body),
        )

    async def _stream(self, stream: Stream, receive: Receive, send: Send) -> None:
        hung_up = asyncio.create_task(_hung_up(receive))

        def is_over() -> bool:
            return self._house.is_closing or hung_up.done()

        try:
            await _head(200, _headers(EVENT_STREAM), send)
            await stream.write(send, is_over)
        finally:
            hung_up.cancel()


def _content(endpoint: Endpoint, headers: Mapping[str, str], body: bytes) -> Any:
    if endpoint.body is None:
        return None
    if len(body) > LARGEST_BODY:
        raise Refused(413, f"The body has {len(body)} bytes, and may have {LARGEST_BODY}.")
    if not body and is_optional(endpoint):
        return read_body(b"{}", endpoint.body)
    sent = headers.get("content-type")
    if isinstance(endpoint.body, str):
        if sent is None or sent.partition(";")[0].strip().lower() != endpoint.body:
            raise _unsupported(sent, endpoint.body)
        return body
    if not negotiation.is_json(sent):
        raise _unsupported(sent, "application/json")
    return read_body(body, endpoint.body)


def _unsupported(sent: str | None, wanted: str) -> Refused:
    return Refused(415, f"The Content-Type is {sent or 'missing'}: send {wanted}.")


def _pairs(scope: Scope) -> list[tuple[str, str]]:
    text = str(scope["query_string"], "utf-8", "replace")
    return parse_qsl(text, keep_blank_values=True, errors="replace")


def _headers(media_type: str | None) -> list[Header]:
    fixed: list[Header] = [("cache-control", "no-store"), ("x-content-type-options", "nosniff")]
    return fixed if media_type is None else [*fixed, ("content-type", media_type)]


async def _send(reply: Reply, method: str, send: Send) -> None:
    headers = [*_headers(reply.media_type), *reply.headers]
    if reply.media_type is not None:
        headers.append(("content-length", str(len(reply.body))))
    await _head(reply.status, headers, send)
    body = b"" if method == "HEAD" else reply.body
    await send({"type": "http.response.body", "body": body})


async def _head(status: int, headers: list[Header], send: Send) -> None:
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": raw})


async def _hung_up(receive: Callable[[], Any]) -> None:
    """Return when the connection is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
