"""The live mount: uvicorn in a thread of its own, on a port that the system chose."""

from __future__ import annotations

import asyncio
import atexit
import socket
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import NamedTuple, Self

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from creatoraudit_mock.application import Site
from creatoraudit_mock.control.guard import Access
from creatoraudit_mock.control.paths import PREFIX
from creatoraudit_mock.control.registry import Registry
from creatoraudit_mock.http.tenants import Tenants
from creatoraudit_mock.kit import World
from creatoraudit_mock.transport.live import CONNECTION

START_TIMEOUT = 10.0
STOP_TIMEOUT = 5.0
GRACE = 1.0
"""Seconds for open requests to end, once the server is to."""
_NAP = 0.001


class _Protocol(HttpToolsProtocol):
    """uvicorn's own, with the connection in reach of whoever has to break it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, CONNECTION: transport}


class LiveWorld(NamedTuple):
    """A world on a server: where it is, and the secret of its first key there."""

    base_url: str
    api_key: str


def uvicorn_config(app: object) -> uvicorn.Config:
    """Settings for serving a simulated API: our own `Date`, no access log, no lifespan.

    The real event loop never runs on virtual time; only what the application says does.
    """
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # any ASGI callable
        http=_Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        date_header=False,
        # What a client says of proxies must not change the addresses that it is given.
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )


def bound_socket(host: str, port: int) -> socket.socket:
    """A listening socket, kept from the moment its port is known, so nobody can take it.

    Raises:
        OSError: the address is in use or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(2048)
    except OSError:
        sock.close()
        raise
    sock.set_inheritable(True)
    return sock


class _Server(uvicorn.Server):
    """uvicorn that says when it is up, and ends when it is told.

    Its own looks ten times a second whether it is to end, and naps for as long while it ends: a
    fifth of a second for each server that a test makes.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.settled = threading.Event()
        """Whether it is up, or has failed to come up."""
        self._told = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def stop(self) -> None:
        """End; from any thread."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended by itself
                self._loop.call_soon_threadsafe(self._told.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets=sockets)
        self.settled.set()

    async def main_loop(self) -> None:
        await self._told.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002 - uvicorn's
        state = self.server_state
        for server in self.servers:
            server.close()
        for connection in list(state.connections):
            connection.shutdown()
        patience = time.monotonic() + GRACE
        while (state.connections or state.tasks) and time.monotonic() < patience:  # noqa: ASYNC110 - uvicorn tells nobody
            await asyncio.sleep(_NAP)
        for task in state.tasks:
            task.cancel()


class ServerThread:
    """An application served by uvicorn in a thread of its own.

    Args:
        app: any ASGI application.
        sock: where it listens; closed at the end.
    """

    def __init__(self, app: object, sock: socket.socket) -> None:
        self._server = _Server(uvicorn_config(app))
        self._thread = threading.Thread(
            target=_run, args=(self._server, sock), name="creatoraudit-mock", daemon=True
        )

    def start(self) -> None:
        """Return when requests are answered.

        Raises:
            RuntimeError: it did not come up in ten seconds.
        """
        self._thread.start()
        if not self._server.settled.wait(START_TIMEOUT) or not self._server.started:
            self._server.stop()
            raise RuntimeError(f"the server did not come up within {START_TIMEOUT:g} s")

    def stop(self) -> None:
        """Stop listening; open requests get a moment to end."""
        self._server.stop()
        self._thread.join(STOP_TIMEOUT)


class MockServer:
    """A live server for any number of worlds; the API key decides which one answers.

    Args:
        host: the address to listen on.
        port: 0 lets the system choose a free one.
        control: whether the control interface is there, under `/_mock`.
        control_token: what its clients must send; without one only programs on this machine
            are let in.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        control: bool = True,
        control_token: str | None = None,
    ) -> None:
        self._host = host
        self._port = port
        self._tenants = Tenants(lobby=World())
        self._registry = Registry(self._tenants)
        self._access = Access(control_token, frozenset({host.lower()})) if control else None
        self._live: Site | None = None
        self._thread: ServerThread | None = None

    def __repr__(self) -> str:
        state = f"at {self.base_url}" if self._thread else "stopped"
        return f"<MockServer {state}, {len(self._tenants)} worlds>"

    @property
    def base_url(self) -> str:
        """Where it listens, with `/v2`.

        Raises:
            RuntimeError: it is not running.
        """
        return f"{self._site()}/v2"

    @property
    def control_url(self) -> str:
        """Where the control interface is.

        Raises:
            RuntimeError: it is not running, or has no control interface.
        """
        if self._access is None:
            raise RuntimeError("this server was made with control=False")
        return f"{self._site()}{PREFIX}"

    def _site(self) -> str:
        if self._thread is None:
            raise RuntimeError("the server is not running: use it in a with block, or start() it")
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    def start(self) -> Self:
        """Listen; returns when requests are answered.

        Raises:
            OSError: the port is taken.
            RuntimeError: it is running already, or did not come up in ten seconds.
        """
        if self._thread is not None:
            raise RuntimeError(f"the server is running already, at {self.base_url}")
        sock = bound_socket(self._host, self._port)
        self._live = Site(self._registry, self._access)
        # Asked now: a server that fails closes its socket.
        port = sock.getsockname()[1]
        thread = ServerThread(self._live, sock)
        thread.start()
        self._thread, self._port = thread, port
        # An event loop that still runs while the interpreter goes away brings the process down.
        atexit.register(self.stop)
        return self

    def stop(self) -> None:
        """Stop listening; open requests get a moment to end. Stopping twice does no harm."""
        if self._live is None or self._thread is None:
            return
        atexit.unregister(self.stop)
        self._live.close()
        self._thread.stop()
        self._live = self._thread = None

    def add(self, world: World) -> LiveWorld:
        """Serve a world here. Its key gets a number if another world here has the same one."""
        base_url = self.base_url
        self._registry.add(world)
        return LiveWorld(base_url, self._registry.secret(world, world.api_key))

    def world_id(self, world: World) -> str:
        """The id by which the control interface knows a world.

        Raises:
            ValueError: the world is not served here.
        """
        return self._registry.identifier(world)

    def api_key(self, world: World, name: str) -> str:
        """The secret by which a key of a world is known here.

        Raises:
            ValueError: the world is not served here, or has no key of that name.
        """
        for secret, key in world.organization.keys.items():
            if key.name == name:
                return self._registry.secret(world, secret)
        known = ", ".join(key.name for key in world.organization.keys.values())
        raise ValueError(f"no API key is named {name!r}; there are: {known}")

    def remove(self, world: World) -> None:
        """Serve a world no longer."""
        self._registry.remove(world)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _run(server: _Server, sock: socket.socket) -> None:
    try:
        server.run(sockets=[sock])
    finally:
        server.settled.set()
        sock.close()
