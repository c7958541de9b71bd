"""The seam of urllib3, on which requests and many other clients stand: one try of a request.

Retries, redirects and pools lie above it and are urllib3's own: a `Retry` that respects
`Retry-After` really waits.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from http.client import RemoteDisconnected
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pytest_creatoraudit.mounting.hosts import Hosts
from pytest_creatoraudit.mounting.seam import Seam

if TYPE_CHECKING:
    from creatoraudit_mock import World

_BLOCK = 16_384


def seams(library: str, world: World, hosts: Hosts) -> Iterable[Seam]:
    """The seams: sending, and the tunnel through a proxy that would come before it."""
    urllib3: Any = importlib.import_module(library)
    if not _is_known(urllib3.__version__):
        return ()
    pools = importlib.import_module("urllib3.connectionpool")
    mount = _Mount(urllib3, world)

    def sending(original: Callable[..., Any]) -> Callable[..., Any]:
        def _make_request(pool: Any, conn: Any, method: str, url: str, **options: Any) -> Any:
            host = urlsplit(url).hostname or pool.host
            if hosts.answers_for(host):
                return mount.answer(pool, conn, method, url, options)
            if refusal := hosts.refusal(host, _whole(pool, url)):
                raise urllib3.exceptions.NewConnectionError(conn, refusal)
            return original(pool, conn, method, url, **options)

        return _make_request

    def tunnel(original: Callable[..., Any]) -> Callable[..., Any]:
        def _prepare_proxy(pool: Any, conn: Any) -> None:
            # Whoever is not to be reached needs no tunnel; sending will say so.
            if not hosts.answers_for(pool.host) and hosts.refusal(pool.host, "") is None:
                original(pool, conn)

        return _prepare_proxy

    return (
        Seam(pools.HTTPConnectionPool, "_make_request", sending),
        Seam(pools.HTTPSConnectionPool, "_prepare_proxy", tunnel),
    )


def _is_known(version: str) -> bool:
    """Whether this is urllib3 2; its fork urllib3-future, with patch numbers from 900, is not."""
    major, _, rest = version.partition(".")
    patch = rest.split(".")[1] if "." in rest else "0"
    return int(major) >= 2 and not (patch.isdecimal() and int(patch) >= 900)  # noqa: PLR2004


class _Mount:
    """Answers requests of urllib3 by way of httpx, whose transport the world has."""

    def __init__(self, urllib3: Any, world: World) -> None:
        library = "httpx" if find_spec("httpx") else "httpx2"
        self._urllib3 = urllib3
        self._httpx: Any = importlib.import_module(library)
        self._transport: Any = world.transport(library)  # type: ignore[arg-type]  # one of the two

    def answer(
        self, pool: Any, conn: Any, method: str, url: str, options: Mapping[str, Any]
    ) -> Any:
        pool.num_requests += 1
        request = self._request(pool, method, url, options)
        try:
            response = self._transport.handle_request(request)
        except self._httpx.TransportError as error:
            # Nothing went through a proxy, so none is to be blamed.
            conn.proxy = None
            raise self._translated(error, pool, conn, url) from error
        return self._response(response, pool, method, url, options)

    def _request(self, pool: Any, method: str, url: str, options: Mapping[str, Any]) -> Any:
        body, length = self._urllib3.util.request.body_to_chunks(
            options.get("body"), method=method, blocksize=_BLOCK
        )
        headers = dict(options.get("headers") or {})
        if length is not None:
            headers.setdefault("Content-Length", str(length))
        content = b"".join(
            chunk.encode() if isinstance(chunk, str) else bytes(chunk) for chunk in body or ()
        )
        return self._httpx.Request(
            method,
            _whole(pool, url),
            headers=headers,
            content=content,
            extensions={"timeout": self._timeouts(pool, options.get("timeout"))},
        )

    def _timeouts(self, pool: Any, timeout: Any) -> dict[str, float | None]:
        given = pool._get_timeout(timeout)  # noqa: SLF001 - as the method that this replaces
        given.start_connect()
        connect = self._urllib3.Timeout.resolve_default_timeout(given.connect_timeout)
        read = self._urllib3.Timeout.resolve_default_timeout(given.read_timeout)
        return {"connect": connect, "read": read, "write": read, "pool": None}

    def _response(
        self, response: Any, pool: Any, method: str, url: str, options: Mapping[str, Any]
    ) -> Any:
        if (conn := options.get("response_conn")) is not None:
            # No socket to be read to its end: the connection is free again.
            pool._put_conn(conn)  # noqa: SLF001 - as the response would do
        return self._urllib3.HTTPResponse(
            io.BufferedReader(_Body(response.stream, self._httpx)),
            headers=self._urllib3.HTTPHeaderDict(response.headers.multi_items()),
            status=response.status_code,
            reason=response.reason_phrase,
            version=11,
            version_string="HTTP/1.1",
            pool=pool,
            retries=options.get("retries"),
            request_method=method,
            request_url=url,
            preload_content=options.get("preload_content", True),
            decode_content=options.get("decode_content", True),
            enforce_content_length=options.get("enforce_content_length", True),
        )

    def _translated(self, error: Exception, pool: Any, conn: Any, url: str) -> Exception:
        errors, httpx, text = self._urllib3.exceptions, self._httpx, str(error)
        made: Exception = RemoteDisconnected(text)
        if isinstance(error, httpx.ConnectTimeout):
            made = errors.ConnectTimeoutError(conn, text)
        elif isinstance(error, httpx.TimeoutException):
            made = errors.ReadTimeoutError(pool, url, text)
        elif isinstance(error, httpx.ConnectError):
            made = errors.NewConnectionError(conn, text)
        return made


class _Body(io.RawIOBase):
    """A response's bytes as the file that urllib3 reads."""

    def __init__(self, stream: Iterable[bytes], httpx: Any) -> None:
        super().__init__()
        self._pieces = self._read(stream, httpx)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = next(self._pieces, b"")
        piece, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)

    def _read(self, stream: Iterable[bytes], httpx: Any) -> Iterator[bytes]:
        # urllib3 makes its own exceptions of those that a socket raises.
        try:
            yield from filter(None, stream)
        except httpx.TimeoutException as error:
            raise TimeoutError(str(error)) from error
        except httpx.TransportError as error:
            raise ConnectionResetError(str(error)) from error


def _whole(pool: Any, url: str) -> str:
    """The URL with scheme, host and port; a proxied one has them already."""
    if not url.startswith("/"):
        return url
    port = "" if pool.port in {None, 80, 443} else f":{pool.port}"
    return f"{pool.scheme}://{pool.host}{port}{url}"
